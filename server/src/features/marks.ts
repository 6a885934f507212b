import { chanceIn, gainOf, tokensIn } from '../reward/stepScore.ts';
import type { Verdict } from '../reward/verdict.ts';
import type { StepScore, TokenReward } from '../witness.ts';

/** A step's mark, in parentheses while it is outdated: a colour alone would not be enough of a sign. */
export function markOf(verdict: Verdict): string | undefined {
  const sign = signOf(verdict);
  return sign !== undefined && verdict.outdated ? `(${sign})` : sign;
}

/** `0.92` on track, or right; `▼0.21` suspicious; rewards with their sign where the PRM isn't calibrated; `✓` worked out exactly. */
function signOf({ kind, score, by }: Verdict): string | undefined {
  if (kind === 'unjudged' || kind === 'follows') return undefined;
  if (by.includes('exact')) return kind === 'suspicious' ? '▼ ≠' : '✓';
  return score && (kind === 'suspicious' ? '▼' : '') + figureOf(score);
}

/** The chance that the score tells, or the reward with its sign. */
export const figureOf = (score: StepScore): string => chanceIn(score)?.toFixed(2) ?? signed(gainOf(score));

/** The three tokens that took most from the step, among those that one can see. */
export const costliest = ({ score }: Verdict): TokenReward[] =>
  tokensIn(score)
    .filter(({ reward }) => reward < 0)
    .toSorted((a, b) => a.reward - b.reward)
    .slice(0, 3);

export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** Text as it stands, for Markdown: on one line, and no mark-up of its own. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').trim() || '⏎'}\``;
