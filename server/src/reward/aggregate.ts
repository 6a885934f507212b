import type { Aggregation } from '../manifest.ts';

/** One score of a solution out of the scores of its steps. A solution without steps says nothing: 0. */
export function aggregate(how: Aggregation, scores: readonly number[]): number {
  if (scores.length === 0) return 0;
  const sum = scores.reduce((total, score) => total + score, 0);
  switch (how) {
    case 'min':
      return scores.reduce((least, score) => Math.min(least, score), Infinity);
    case 'last':
      return scores.at(-1)!;
    case 'sum':
      return sum;
    case 'mean':
      return sum / scores.length;
    case 'product':
      return scores.reduce((product, score) => product * score, 1);
  }
}
