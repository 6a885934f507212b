import { type Aggregation, aggregations } from '../manifest.ts';
import { bestOfN, bootstrapInterval, mean, passAt, type Sample, seededRandom } from '../reward/metrics.ts';
import { chanceOrQ, isReward } from '../reward/stepScore.ts';
import { chanceScore, majority, type Standing, weighted } from '../reward/votes.ts';
import { aggregated } from './evaluation.ts';
import type { StepFacts } from './judging.ts';
import type { SampledProblem, SampledResponse } from './sampledResponses.ts';

export const methods = [...aggregations, 'majority', 'weighted', 'oracle'] as const;
export type Method = (typeof methods)[number];

/** A share of problems that are solved, and where it lies with a probability of 95 %. */
export interface Solved {
  readonly share: number;
  readonly interval: readonly [number, number];
}

/** What choosing one of N samples comes to. */
export type FiguresAtN = { readonly n: number; readonly problems: number } & Readonly<Record<Method, Solved>>;

/** Best-of-N for N = 1, 2, 4 …, over the problems that have so many samples. */
export function bestOfNFigures(
  problems: readonly SampledProblem[],
  facts: readonly (readonly (readonly StepFacts[])[])[],
  aggregation: Aggregation = 'min',
): FiguresAtN[] {
  const pools = problems.map(({ responses }, i) => poolOf(responses, facts[i]!, aggregation));
  const most = Math.max(0, ...pools.map(({ samples }) => samples.sum.length));
  const sizes: number[] = [];
  for (let n = 1; n <= most; n *= 2) sizes.push(n);
  return sizes.map(n => {
    const large = pools.filter(({ samples }) => samples.sum.length >= n);
    const figures = methods.map(method => [method, solved(large.map(pool => chance(pool, method, n)))] as const);
    return { n, problems: large.length, ...(Object.fromEntries(figures) as Record<Method, Solved>) };
  });
}

/** A problem's responses, scored in every way. */
interface Pool {
  readonly samples: Readonly<Record<Aggregation | 'vote', readonly Sample[]>>;
  readonly random: () => number;
}

function poolOf(
  responses: readonly SampledResponse[],
  facts: readonly (readonly StepFacts[])[],
  aggregation: Aggregation,
): Pool {
  const ways = [
    ...aggregations.map(how => [how, (steps: readonly StepFacts[]) => aggregated(how, steps)] as const),
    ['vote', (steps: readonly StepFacts[]) => voteScore(steps, aggregation)] as const,
  ];
  const samples = ways.map(([how, scoreOf]) => {
    const scores = facts.map(scoreOf);
    const known = scores.filter(score => score !== null);
    // What nobody could score is neither preferred nor put back.
    const middle = mean(known);
    return [
      how,
      responses.map(({ correct, answer }, i): Sample => {
        const wrong = facts[i]!.some(({ exact }) => exact === 'wrong');
        return { correct, answer, score: wrong ? -Number.MAX_VALUE : (scores[i] ?? middle) };
      }),
    ] as const;
  });
  return { samples: Object.fromEntries(samples) as Record<Aggregation | 'vote', Sample[]>, random: seededRandom(2) };
}

/** A vote weighs σ(score): of Q, or of what the PRM's chances come to by its own aggregation. */
function voteScore(steps: readonly StepFacts[], aggregation: Aggregation): number | null {
  const scores = steps.flatMap(({ score }) => (score ? [score] : []));
  if (scores.length === 0 || scores.every(isReward)) return aggregated('sum', steps);
  return chanceScore(aggregation, scores.map(chanceOrQ));
}

/** The chance that N samples, drawn at random, lead to a correct answer. */
function chance({ samples, random }: Pool, method: Method, n: number): number {
  if (method === 'oracle') return passAt(samples.sum, n);
  if (method === 'majority') return votedFor(samples.sum, n, majority, random);
  if (method === 'weighted') return votedFor(samples.vote, n, weighted, random);
  return bestOfN(samples[method], n);
}

const draws = 64;

/** A vote has no closed form: all choices of N where there are few, else many drawn ones. */
function votedFor(
  samples: readonly Sample[],
  n: number,
  vote: (ballots: readonly Sample[]) => Standing[],
  random: () => number,
): number {
  const elect = (chosen: readonly Sample[]) => {
    const answered = chosen.filter(({ answer }) => answer !== '');
    const standings = vote(answered);
    // Answers with equal weights share their luck: the order of the samples must not decide.
    const elected = standings.filter(({ weight }) => weight === standings[0]!.weight);
    return mean(elected.map(one => Number(answered.find(({ answer }) => answer === one.answer)!.correct)));
  };
  if (n === samples.length) return elect(samples);
  if (n === 1) return mean(samples.map(sample => elect([sample])));
  return mean(Array.from({ length: draws }, () => elect(drawn(samples, n, random))));
}

/** N different samples, in their order. */
function drawn(samples: readonly Sample[], n: number, random: () => number): Sample[] {
  let wanted = n;
  return samples.filter((_, i) => {
    const take = random() * (samples.length - i) < wanted;
    if (take) wanted--;
    return take;
  });
}

const solved = (chances: readonly number[]): Solved => ({
  share: mean(chances),
  interval: bootstrapInterval(chances.length, chosen => mean(chosen.map(i => chances[i]!)), seededRandom(1)),
});
