import { inDocument } from '../documents/location.ts';
import type { HeatMap, HeatToken } from '../protocol.ts';
import { tokensIn } from '../reward/stepScore.ts';
import type { Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { remembered } from './eachExercise.ts';
import { rangeOf } from './place.ts';

/** Shares of the largest reward of the solution from which on a token has the first, second, third level of colour. */
const levels = [0.25, 0.5, 0.75];

/** How much each token took or gave, against the solution's other tokens. What hardly moved the score has no colour. */
export function heatMap(snapshot: Snapshot, texts: Texts): HeatMap {
  const { document, judged } = snapshot;
  return { version: document.version, tokens: judged.flatMap(one => heatOf(snapshot, one, texts)) };
}

export const heatOf = remembered(({ document }, { exercise, verdicts }): HeatToken[] => {
  const scored = verdicts.flatMap(({ score, kind }, k) =>
    score && kind !== 'unjudged' ? [{ reading: exercise.steps[k]!.reading, tokens: tokensIn(score) }] : [],
  );
  const largest = scored
    .flatMap(({ tokens }) => tokens)
    .reduce((most, { reward }) => Math.max(most, Math.abs(reward)), 0);
  return scored.flatMap(({ reading, tokens }) =>
    tokens.flatMap(({ span, reward }): HeatToken[] => {
      const strength = levels.filter(least => Math.abs(reward) >= least * largest).length;
      if (strength === 0 || reward === 0) return [];
      const level = (reward < 0 ? -strength : strength) as HeatToken['level'];
      return [{ range: rangeOf(document, inDocument(reading, span)), reward, level }];
    }),
  );
});
