import { type ParsedDocument, type ParseOptions, parse } from '../../../server/src/documents/parse.ts';

/** A fixture: a document with its expected exercises and steps drawn into it. */
export interface Fixture {
  readonly text: string;
  readonly options: Partial<ParseOptions> & {
    readonly crlf?: boolean;
    readonly bom?: boolean;
    readonly readings?: boolean;
  };
}

const mark = /⟪\/?(?:problem \d+|\d+\.\d+)(?: [a-z]+)?⟫/g;
const header = /^⟪options (\{.*\})⟫\n/;
const readingsMark = '\n⟪readings⟫\n';

/** The document behind the marks, and how it is to be read. */
export function unmarked(fixture: string): Fixture {
  const head = header.exec(fixture);
  const options = head ? JSON.parse(head[1]!) : {};
  const body = fixture.slice(head?.[0].length ?? 0).split(readingsMark)[0]!;
  const plain = body.replaceAll(mark, '');
  return { text: (options.bom ? '\uFEFF' : '') + (options.crlf ? plain.replaceAll('\n', '\r\n') : plain), options };
}

/** The document with what `parse` finds drawn into it: what a fixture must be equal to. */
export function marked({ text, options }: Fixture, language: string): string {
  const { crlf, bom, readings, ...parseOptions } = options;
  const parsed = parse(text, language, {
    granularity: 'paragraph',
    solutionWords: [],
    problemWords: [],
    ...parseOptions,
  });
  const drawn = draw(text, parsed)
    .replaceAll('\r\n', '\n')
    .replace(/^\uFEFF/, '');
  const head = Object.keys(options).length > 0 ? `⟪options ${JSON.stringify(options)}⟫\n` : '';
  return head + drawn + (readings ? readingsMark + listReadings(parsed) : '');
}

function draw(text: string, { exercises }: ParsedDocument): string {
  const marks: { at: number; order: number; text: string }[] = [];
  const add = (start: number, end: number, name: string, suffix = '') => {
    marks.push(
      { at: start, order: 1, text: `⟪${name}${suffix}⟫` },
      { at: end, order: end === start ? 1 : 0, text: `⟪/${name}⟫` },
    );
  };
  for (const [e, { problem, steps }] of exercises.entries()) {
    if (problem.text !== '') add(problem.span.start, problem.span.end, `problem ${e + 1}`);
    for (const [k, step] of steps.entries())
      add(step.span.start, step.span.end, `${e + 1}.${k + 1}`, step.mark ? ` ${step.mark}` : '');
  }
  let drawn = '';
  let at = 0;
  for (const place of marks.sort((a, b) => a.at - b.at || a.order - b.order)) {
    drawn += text.slice(at, place.at) + place.text;
    at = place.at;
  }
  return drawn + text.slice(at);
}

function listReadings({ exercises }: ParsedDocument): string {
  const lines: string[] = [];
  for (const [e, { problem, steps }] of exercises.entries()) {
    lines.push(`problem ${e + 1}: ${JSON.stringify(problem.text)}`);
    for (const [k, step] of steps.entries()) lines.push(`${e + 1}.${k + 1}: ${JSON.stringify(step.reading.text)}`);
  }
  return `${lines.join('\n')}\n`;
}
