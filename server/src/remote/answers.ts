import { phrase, type Sentence } from '../phrase.ts';
import { ServerFailure } from './failure.ts';

/**
 * A way to ask a server: a question and how its answer is read, believing nothing. Whatever isn't an answer to exactly the tokens
 * that were sent is refused.
 */
export interface Route<Question extends Tokens = Tokens> {
  /** For people: "/v1/completions with prompt_logprobs". */
  readonly title: string;
  readonly path: string;
  /** The server goes on from what it has read before, so an edit costs what stands behind it. */
  readonly reusesPrefixes: boolean;
  body(model: string, question: Question): object;
  /** Throws a ServerFailure. */
  read(answer: unknown, question: Question, host: string): Float32Array;
}

export interface Tokens {
  readonly ids: Int32Array;
}

/** What is common to questions in OpenAI's protocol: one token is written, since there are servers that write at least one. */
export const completion = (model: string, ids: Int32Array) => ({
  model,
  prompt: [...ids],
  temperature: 0,
  // The tokens are made here: nothing may be put before them.
  add_special_tokens: false,
  max_tokens: 1,
});

/** An answer of the right kind that simply doesn't have in it what was asked for: another way of asking may get it. */
export class NotThisWay extends ServerFailure {
  constructor(sentence: Sentence) {
    super('nonsense', sentence);
  }
}

/** No model's log-probability is lower; vLLM writes −9999 for minus infinity. */
const lowest = -9000;
/** Rounding may lift a certain token a little above 0. */
const highest = 1e-3;

/** `of` says of what: "token 7". */
export function logProb(said: unknown, of: string, host: string): number {
  if (typeof said === 'number' && said > lowest && said <= highest) return said;
  throw new ServerFailure(
    'nonsense',
    phrase`${host} gives ${show(said)} as the log-probability of ${of}, which can't be one: the weights it serves are broken, or overflow in its number format.`,
  );
}

/** What stands at this path, or undefined where the path breaks off. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

const show = (value: unknown) => String(JSON.stringify(value) ?? value).slice(0, 40);
