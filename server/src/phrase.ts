/**
 * A sentence whose values stand apart, so that it can be said in the reader's language somewhere else: what goes wrong is found
 * out where nobody knows that language, often in another process. It is English by itself; `germanPhrases.ts` has it in German.
 */
export interface Phrase {
  /** "{0} is busy (status {1})." */
  readonly words: string;
  readonly values: readonly Sentence[];
}

export type Sentence = string | Phrase;

export function phrase(parts: TemplateStringsArray, ...values: (Sentence | number)[]): Phrase {
  const words = parts.reduce((before, part, k) => `${before}{${k - 1}}${part}`);
  return { words, values: values.map(value => (typeof value === 'number' ? `${value}` : value)) };
}

/** In English, or in the language whose phrases these are. */
export function spoken(sentence: Sentence, phrases: Readonly<Record<string, string>> = {}): string {
  if (typeof sentence === 'string') return sentence;
  const { words, values } = sentence;
  return (phrases[words] ?? words).replace(/\{(\d)\}/g, (_, k) => spoken(values[Number(k)] ?? '', phrases));
}

/** An error that can be told in any language. Its message, for logs and the command line, is English. */
export class Failure extends Error {
  readonly sentence: Sentence;

  constructor(sentence: Sentence) {
    super(spoken(sentence));
    this.sentence = sentence;
  }
}

export const sentenceOf = (error: unknown): Sentence =>
  error instanceof Failure ? error.sentence : error instanceof Error ? error.message : String(error);
