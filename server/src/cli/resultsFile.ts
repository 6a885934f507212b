import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Results of a long run, kept line by line, so that a run that was killed goes on where it was. */
export interface ResultsFile<T> {
  readonly done: ReadonlyMap<string, T>;
  keep(key: string, result: T): void;
  remove(): void;
}

/**
 * Opens or begins a file of results. Its first line says what they are results of; results of something else are refused, for
 * mixing them up would give figures of nothing.
 */
export function openResults<T>(path: string, about: Readonly<Record<string, unknown>>): ResultsFile<T> {
  const header = JSON.stringify(about);
  const done = new Map<string, T>();
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // A line that was being written when the run was killed is no result.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole === '') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${header}\n`);
  } else {
    const [first, ...lines] = whole.split('\n');
    if (first !== header)
      throw new Error(
        `${path} holds results of another run (other data, PRM or flags): delete it or name another file.`,
      );
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    for (const line of lines) {
      if (line === '') continue;
      const { key, result } = JSON.parse(line) as { key: string; result: T };
      done.set(key, result);
    }
  }
  return {
    done,
    keep(key, result) {
      done.set(key, result);
      appendFileSync(path, `${JSON.stringify({ key, result })}\n`);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** Results that are kept nowhere: for a machine without a place to keep them. */
export function unkeptResults<T>(): ResultsFile<T> {
  const done = new Map<string, T>();
  return { done, keep: (key, result) => done.set(key, result), remove: () => {} };
}
