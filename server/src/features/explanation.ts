import type { Exercise } from '../documents/exercise.ts';
import { isReward } from '../reward/stepScore.ts';
import { settled, type Verdict } from '../reward/verdict.ts';
import type { Texts } from '../texts.ts';
import type { StepScore } from '../witness.ts';
import { pages } from './documentation.ts';
import { code, costliest, figureOf, markOf, signed } from './marks.ts';

/** What there is to know of one step, as Markdown: the same for a hover and for the hint's tooltip. `prm` says who scored. */
export function explain(
  exercise: Exercise,
  verdicts: readonly Verdict[],
  k: number,
  texts: Texts,
  prm: string | undefined,
): string {
  const verdict = verdicts[k]!;
  const failing = verdict.relations.filter(relation => relation.answer === 'fails');
  const lines = [
    `**${headline(verdicts, k, texts)}**`,
    ...failing.map(relation => `${texts.witnesses.exact}: ${literal(texts.evidence(relation.evidence))}`),
    ...unsettled(exercise, verdict, k, texts),
    ...(verdict.score ? [scoreTable(verdict.score, texts), costs(exercise, verdict, k, texts)] : []),
    neighbours(verdicts, k, texts),
    ...(verdict.outdated ? [texts.outdated] : []),
    [
      `_${texts.screens}_`,
      ...(verdict.score && prm ? [literal(prm)] : []),
      ...(verdict.milliseconds === undefined ? [] : [texts.took(Math.max(1, Math.round(verdict.milliseconds)))]),
      `[${texts.howToRead}](${pages.score})`,
    ].join(' · '),
  ];
  return lines.filter(line => line !== '').join('\n\n');
}

/** How a step stands, in one sentence. */
export function headline(verdicts: readonly Verdict[], k: number, texts: Texts): string {
  const { kind, reason, pending, by, score, relations } = verdicts[k]!;
  switch (kind) {
    case 'suspicious':
      if (!by.includes('prm')) return texts.doesNotHold(k + 1);
      // Where this stands, the caveat stands in a place of its own.
      return texts
        .suspicious(k + 1, score)
        .replace(texts.screens, '')
        .trim();
    case 'follows':
      return texts.follows(verdicts.findIndex(one => one.kind === 'suspicious') + 1);
    case 'sound':
      return relations.length > 0 && by.includes('exact') ? texts.settled : texts.sound(score);
    case 'unjudged':
      return pending
        ? settled(relations)
          ? texts.settledSoFar
          : texts.notYet
        : texts.unjudged(
            reason
              ? (texts.reasons[reason.code] ?? reason.text)
              : isSettledInPart(relations)
                ? texts.onlyInPart
                : texts.noWitness,
          );
  }
}

function scoreTable(score: StepScore, texts: Texts): string {
  if (!isReward(score)) return `| ${texts.chance} |\n| :-- |\n| ${bar(score.chance)} ${score.chance.toFixed(2)} |`;
  const { reward, q, onTrack } = score;
  return [
    `| ${texts.reward} | ${texts.runningSum} |${onTrack === undefined ? '' : ` ${texts.onTrack} |`}`,
    `| --: | --: |${onTrack === undefined ? '' : ' :-- |'}`,
    `| ${signed(reward)} | ${signed(q)} |${onTrack === undefined ? '' : ` ${bar(onTrack)} ${onTrack.toFixed(2)} |`}`,
  ].join('\n');
}

/** What is left to ask where all that the exact check could work out holds. */
function unsettled(exercise: Exercise, { relations }: Verdict, k: number, texts: Texts): string[] {
  if (!isSettledInPart(relations)) return [];
  const open = relations.filter(({ answer }) => answer === 'unknown');
  const text = exercise.steps[k]!.reading.text;
  const shown = open.slice(0, mostShown).map(({ span }) => code(shortened(text.slice(span.start, span.end))));
  return [texts.partlySettled(shown.join(', ') + (open.length > mostShown ? ', …' : ''))];
}

function isSettledInPart(relations: Verdict['relations']): boolean {
  const answers = new Set(relations.map(({ answer }) => answer));
  return answers.has('holds') && answers.has('unknown') && !answers.has('fails');
}

const mostShown = 3;
const shortened = (formula: string) => (formula.length > 60 ? `${formula.slice(0, 60)}…` : formula);

/** The tokens that took most from the step, as they stand in its text. */
function costs(exercise: Exercise, verdict: Verdict, k: number, texts: Texts): string {
  const text = exercise.steps[k]!.reading.text;
  const worst = costliest(verdict);
  if (worst.length === 0) return '';
  const named = worst.map(({ span, reward }) => `${code(text.slice(span.start, span.end))} ${signed(reward)}`);
  return `${texts.costliest}: ${named.join(', ')}`;
}

/** The step's mark between those of the steps around it. */
function neighbours(verdicts: readonly Verdict[], k: number, texts: Texts): string {
  const around = [k - 1, k, k + 1].filter(j => verdicts[j]?.score);
  if (around.length < 2) return '';
  const shown = (j: number) => `${texts.step(j + 1)}: ${markOf(verdicts[j]!) ?? figureOf(verdicts[j]!.score!)}`;
  return around.map(j => (j === k ? `**${shown(j)}**` : shown(j))).join(' · ');
}

const bar = (share: number) => '▰'.repeat(Math.round(share * 8)) + '▱'.repeat(8 - Math.round(share * 8));
const literal = (text: string) => text.replace(/[\\`*_{}[\]()#+\-.!|<>~$]/g, '\\$&');
