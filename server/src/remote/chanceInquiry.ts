import type { Tokenizer } from '../checkpoint/tokenizer.ts';
import type { ScoreResult } from '../engine/messages.ts';
import type { ReadingOf } from '../engine/reading.ts';
import { phrase } from '../phrase.ts';
import type { Tokens } from './answers.ts';
import { type HeadQuestion, headRoutes } from './headRoutes.ts';
import { ask, commonLength, type Inquiry, Memory, roomOf, type Solution, sampleJob } from './inquiry.ts';
import { type Label, type LabelQuestion, labelRoutes } from './labelRoutes.ts';
import type { Sample } from './probe.ts';

/** The chances that are known of a text: log-odds by the token at which they lie. */
interface Remembered {
  readonly ids: Int32Array;
  readonly odds: ReadonlyMap<number, number>;
}

/** PRMs that judge by a token: of each step it is asked which of the two labels would come next. */
export function labelInquiry(
  readingOf: ReadingOf,
  tokenizer: Tokenizer,
  labels: { readonly good: number; readonly bad: number },
): Inquiry<LabelQuestion> {
  const memory = new Memory<Remembered>();
  const [good, bad] = [labels.good, labels.bad].map(id => labelOf(tokenizer, id)) as [Label, Label];
  const questionFor = (ids: Int32Array, row: number): LabelQuestion => ({ ids: ids.subarray(0, row + 1), good, bad });
  const { ids, knownAt } = readingOf(sampleJob, Infinity);
  return {
    sample: {
      ...sampleText(tokenizer),
      question: questionFor(ids, knownAt[0]! - 1),
      routes: labelRoutes,
      lacking: {
        what: phrase`log-probabilities of the next token after tokens that it is sent, which is what this PRM's chances are made of`,
        wayOut: phrase`Ollama takes texts and no tokens; serve the PRM with vLLM, SGLang or llama.cpp.`,
      },
    },
    score: (towers, solution) =>
      scored(readingOf, memory, roomOf(towers, 1), solution, (ids, rows, signal) =>
        rows.map(async row => (await ask(towers[0]!, questionFor(ids, row), 0, { ...solution, signal }))[0]!),
      ),
  };
}

/** PRMs with a head of two classes: one question tells all steps. */
export function headInquiry(readingOf: ReadingOf, tokenizer: Tokenizer): Inquiry<HeadQuestion> {
  const memory = new Memory<Remembered>();
  const { ids, knownAt } = readingOf(sampleJob, Infinity);
  return {
    sample: {
      ...sampleText(tokenizer),
      question: { ids, rows: knownAt.map(end => end - 1), trying: true },
      routes: headRoutes,
      lacking: {
        what: phrase`classes of tokens, which is what this PRM's chances are made of`,
        wayOut: phrase`Serve the PRM with vLLM and --runner pooling, or leave "steplight.endpoint.policy" empty to score on this machine.`,
      },
    },
    score: (towers, solution) =>
      scored(readingOf, memory, roomOf(towers, 0), solution, (ids, rows, signal) => {
        const all = ask(towers[0]!, { ids, rows }, 0, { ...solution, signal });
        return rows.map(async (_, i) => (await all)[i]!);
      }),
  };
}

/** Tells each step as soon as it and those before it are known. `tell` is asked for what isn't known yet. */
async function scored(
  readingOf: ReadingOf,
  memory: Memory<Remembered>,
  room: number,
  { job, signal, onStep }: Solution,
  tell: (ids: Int32Array, rows: readonly number[], signal: AbortSignal) => readonly Promise<number>[],
): Promise<ScoreResult> {
  const { ids, knownAt } = readingOf(job, room);
  const rows = knownAt.map(end => end - 1);
  const before = memory.last(job.key);
  const same = before ? commonLength(before.ids, ids) : 0;
  const odds = new Map([...(before?.odds ?? [])].filter(([row]) => row < same));
  memory.keep(job.key, { ids: ids.slice(), odds });
  const missing = rows.filter(row => !odds.has(row));
  const failed = new AbortController();
  const told = missing.length === 0 ? [] : tell(ids, missing, AbortSignal.any([signal, failed.signal]));
  const asked = new Map(told.map((answer, i) => [missing[i]!, answer.then(value => odds.set(missing[i]!, value))]));
  const all = Promise.allSettled(asked.values());
  try {
    for (const [step, row] of rows.entries()) {
      await asked.get(row);
      onStep({ step, logOdds: odds.get(row)! });
    }
  } catch (error) {
    // Nobody wants the other steps any more.
    failed.abort(error);
    await all;
    throw error;
  }
  const computed = missing.length === 0 ? 0 : ids.length - Math.min(same, missing[0]!);
  return { tokens: ids.length, computed, fitting: rows.length };
}

function labelOf(tokenizer: Tokenizer, id: number): Label {
  const token = tokenizer.token(id)!;
  return { id, token, text: textOf(tokenizer, token) };
}

/** Servers leave out the ▁ of a token that stands by itself: one that exists with and without it can't be told by its text. */
function textOf(tokenizer: Tokenizer, token: string): string | undefined {
  const plain = token.replace(/^▁/, '');
  const other = token === plain ? `▁${plain}` : plain;
  return /^[!-~]+$/.test(plain) && tokenizer.id(other) === undefined ? plain : undefined;
}

/** Templates write some parts as tokens by themselves, and a server makes tokens of a whole text: so this is one without template. */
function sampleText(tokenizer: Tokenizer): Pick<Sample<Tokens>, 'text' | 'encoded' | 'tokenizer'> {
  const text = [sampleJob.problem, ...sampleJob.steps].join('\n');
  return { text, encoded: tokenizer.encode(text), tokenizer };
}
