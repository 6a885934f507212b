import { Failure, type Sentence } from '../phrase.ts';
/** Where the text to be continued goes, in the two forms that models take: turns of a talk, or one text to go on with. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** For a model that only goes on with a text. */
  readonly text: string;
  /** What ends a candidate when a model goes on and on. */
  readonly stop: readonly string[];
}

/** How candidates are drawn. */
export interface Sampling {
  readonly n: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /** A candidate is cut after so many tokens. */
  readonly maxTokens: number;
}

/** How a candidate ended: by itself, or cut at a limit. */
export type Ending = 'complete' | 'cut';

/** News of one of the candidates 0 … n−1, in the order in which they arrive; candidates overtake each other. */
export type Piece = { readonly candidate: number } & (
  | { readonly text: string }
  | { readonly ended: Ending }
  /** This candidate won't get further, and why; what it had so far stays. */
  | { readonly failed: Sentence }
);

/**
 * Somebody who writes candidates. Every candidate ends with `ended` or `failed`; an error that concerns all of them is
 * thrown. An aborted signal ends the writing silently, and with it everything that was started for it.
 */
export interface CandidateSource {
  /** For people: "qwen2.5-math at localhost:8000". */
  readonly name: string;
  write(prompt: Prompt, sampling: Sampling, signal: AbortSignal): AsyncIterable<Piece>;
}

/** Something went wrong in a way a person can act on: the message names the thing, the reason and the way out. */
export class SourceError extends Failure {
  override readonly name = 'SourceError';
}

/** Merges what several writers say, as it comes, at most `width` of them at work at once. */
export async function* merged<T>(
  writers: readonly (() => AsyncIterable<T>)[],
  width: number,
): AsyncGenerator<T, void, void> {
  const waiting = [...writers];
  const running = new Map<AsyncIterator<T>, Promise<{ from: AsyncIterator<T>; result: IteratorResult<T> }>>();
  const ask = (from: AsyncIterator<T>) =>
    running.set(
      from,
      from.next().then(result => ({ from, result })),
    );
  const fill = () => {
    while (running.size < width && waiting.length > 0) ask(waiting.shift()!()[Symbol.asyncIterator]());
  };
  try {
    for (fill(); running.size > 0; fill()) {
      const { from, result } = await Promise.race(running.values());
      if (result.done) {
        running.delete(from);
        continue;
      }
      ask(from);
      yield result.value;
    }
  } finally {
    // Whoever stops listening stops the writers too; one that fails at that has nobody left to tell.
    for (const [from, pending] of running) {
      pending.catch(() => {});
      void from.return?.(undefined)?.catch(() => {});
    }
  }
}
