import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-types';
import { whenAborted } from './cancelling.ts';
import { findFiles, type Obstacle, type ReadFile, readSource, sentence } from './cli/files.ts';
import { inOrder } from './cli/inOrder.ts';
import { markdownReport } from './cli/markdownReport.ts';
import { type FileReport, fileReport, tally } from './cli/report.ts';
import { sarif } from './cli/sarif.ts';
import { version } from './cli/version.ts';
import { diagnostics } from './features/diagnostics.ts';
import type { ReviewExport, ReviewProgressParams, ReviewResult } from './protocol.ts';
import type { Service, Snapshot } from './service.ts';
import type { Texts } from './texts.ts';
import type { PrmStatus } from './witnesses.ts';

export interface ReviewHost {
  readonly service: Service;
  readonly texts: Texts;
  status(): PrmStatus;
  /** Who judges, for the end of a report. */
  judges(): string;
  /** The editor has it open, so its text there counts, saved or not, and its problems are shown anyway. */
  isOpen(uri: string): boolean;
  show(uri: string, diagnostics: Diagnostic[]): void;
}

/** Judges all files of a folder as `steplight score` does; the editor's problems show what was found until it is cleared. */
export interface Reviews {
  start(folder: string, progress: (at: ReviewProgressParams) => void, signal: AbortSignal): Promise<ReviewResult>;
  /** The last review as a document; empty before the first. */
  export(format: ReviewExport['format']): string;
  /** Its problems stay when the editor closes it. */
  has(uri: string): boolean;
  clear(): void;
}

/** So many files are read and parsed while one is judged. */
const width = 4;

export function createReviews(host: ReviewHost): Reviews {
  const { service, texts } = host;
  const shown = new Set<string>();
  let reports: FileReport[] = [];
  let obstacles: Obstacle[] = [];

  function clear(): void {
    for (const uri of shown) if (!host.isOpen(uri)) host.show(uri, []);
    shown.clear();
  }

  async function judge(file: ReadFile | Obstacle, signal: AbortSignal): Promise<FileReport | Obstacle | undefined> {
    if (signal.aborted) return undefined;
    if ('obstacle' in file) return file;
    const uri = pathToFileURL(file.path!).href;
    const seen = host.isOpen(uri) ? await service.score(uri) : await scoreClosed(uri, file, signal);
    if (!seen || signal.aborted) return undefined;
    shown.add(uri);
    if (!host.isOpen(uri)) host.show(uri, diagnostics(seen, texts));
    return fileReport(file.name, seen, host.status(), texts);
  }

  /** A file that the editor hasn't open is judged under a name of its own: the editor may open it in the meantime. */
  async function scoreClosed(uri: string, file: ReadFile, signal: AbortSignal): Promise<Snapshot | undefined> {
    const name = `${uri}#review`;
    const close = () => service.close(name);
    service.open(name, file.language, 0, file.text);
    const deaf = whenAborted(signal, close);
    try {
      return await service.score(name);
    } finally {
      deaf();
      close();
    }
  }

  return {
    async start(folder, progress, signal) {
      clear();
      [reports, obstacles] = [[], []];
      const files = findFiles(['.'], folder, undefined);
      const nothing = Readable.from([]);
      let done = 0;
      const judged = inOrder(files, width, async file => judge(await readSource(file, nothing), signal));
      for await (const report of judged) {
        if (signal.aborted) break;
        if (report && 'obstacle' in report) obstacles.push(report);
        else if (report) reports.push(report);
        progress({ done: ++done, total: files.length, file: report && 'file' in report ? report.file : '' });
      }
      const solutions = reports.flatMap(({ exercises }) => exercises);
      return {
        files: reports.length,
        solutions: solutions.length,
        suspicious: solutions.filter(({ verdict }) => verdict === 'suspicious').length,
        obstacles: obstacles.map(sentence),
        cancelled: signal.aborted,
      };
    },
    export(format) {
      if (reports.length + obstacles.length === 0) return '';
      if (format === 'sarif') return `${JSON.stringify(sarif(reports, obstacles, version()), undefined, 2)}\n`;
      return markdownReport(reports, tally(reports), host.judges());
    },
    has: uri => shown.has(uri),
    clear,
  };
}
