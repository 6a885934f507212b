/**
 * What choosing among eight candidates is worth with the embedded PRM, through the product from end to end: its reference writes
 * the candidates into a document, the witnesses judge them there, and final answers are read and compared as the editor does it.
 * The problems are the training recipe's own (models/training/problems.py), of families that the PRM was trained on and of
 * families that it has never seen.
 *
 *     npm run bench -- best-of
 *
 * STEPLIGHT_BENCH_PROBLEMS says how many of each set (180; there are some 1,400 held-out and 600 trained ones), STEPLIGHT_BENCH_SETS
 * which sets (held-out,trained), STEPLIGHT_BENCH_TEMPERATURE how boldly is written (1), STEPLIGHT_BENCH_PRM which PRM: a name, or a
 * folder's full path (the embedded one).
 *
 * Every problem is written to twice, eight candidates each time. Which problems are solved between .2 and .6 of the time is told from
 * one eight, and the vote is held among the other, both ways round: eight that are chosen for being right that often would be luckier
 * than the next ones, and a majority among them likelier.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exerciseOf } from '../server/src/cli/judging.ts';
import { detached } from '../server/src/documents/location.ts';
import { parse } from '../server/src/documents/parse.ts';
import { formulaView } from '../server/src/formulas/view.ts';
import { answerKey, finalAnswer } from '../server/src/generate/answers.ts';
import { type Choice, type Contender, ranking } from '../server/src/generate/choosing.ts';
import { openingAt } from '../server/src/generate/edit.ts';
import { type Candidate, regenerate } from '../server/src/generate/regenerate.ts';
import { written } from '../server/src/generate/written.ts';
import { readManifest } from '../server/src/manifest.ts';
import { prmFolder } from '../server/src/prms/places.ts';
import { productWitnesses } from '../server/src/productWitnesses.ts';
import { bootstrapInterval, mean, seededRandom } from '../server/src/reward/metrics.ts';
import { majority } from '../server/src/reward/votes.ts';
import { readSettings } from '../server/src/settings.ts';
import { textsFor } from '../server/src/texts.ts';
import type { Witnesses } from '../server/src/witnesses.ts';

const n = 8;
/** What is added to a seed for the second eight candidates. */
const again = 1_000_000;
/** How many are asked of each set where nobody says it; more begin with the same ones. */
const usual = 180;
const most = Number(process.env.STEPLIGHT_BENCH_PROBLEMS ?? usual);
const sets = (process.env.STEPLIGHT_BENCH_SETS ?? 'held-out,trained').split(',');
const settings = readSettings({ prm: process.env.STEPLIGHT_BENCH_PRM });
const temperature = Number(process.env.STEPLIGHT_BENCH_TEMPERATURE ?? 1);

interface Problem {
  readonly set: string;
  readonly family: string;
  /** Formulas in normal form, and so the steps of a right solution. */
  readonly problem: string;
  readonly answer: string;
  readonly solution: readonly string[];
}

/** A problem's candidates that could be accepted: what choosing looks at, and whether each is right. */
interface Drawn {
  readonly contenders: readonly Contender[];
  readonly right: readonly boolean[];
}

export default async function bench(): Promise<void> {
  const all = readFileSync(join(import.meta.dirname, 'data/problems.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): Problem => JSON.parse(line));
  const { aggregation } = await readManifest(prmFolder(settings.prm));
  const witnesses = productWitnesses({ cacheFolder: undefined, log: () => {}, statusChanged: () => {} });
  witnesses.configure(settings);
  try {
    for (const set of sets) {
      const own = all.filter(one => one.set === set);
      const readable = own.filter(isReadRight);
      const asked = evenly(readable.slice(0, Math.max(most, usual)), most);
      const begin = performance.now();
      const drawn: Drawn[][] = [];
      for (const [k, problem] of asked.entries()) {
        const eights: Drawn[] = [];
        for (const seed of [k, k + again])
          eights.push(drawnFrom(await candidatesFor(problem, seed, aggregation, witnesses), problem));
        drawn.push(eights);
        progress(`${set} families`, k + 1, asked.length, performance.now() - begin);
      }
      const seconds = (performance.now() - begin) / 1000;
      console.log(
        `\n${set} families: ${asked.length} problems (of ${own.length} the product reads ${readable.length} right), twice ${n} candidates each at temperature ${temperature}, ${(seconds / asked.length).toFixed(2)} s for one problem`,
      );
      table(drawn);
      const within = drawn.map(midway).filter(eights => eights.length > 0);
      const votes = within.flat().length;
      console.log(
        `\nOf these, ${within.length} problems that ${n} candidates solve between .2 and .6 of the time; the votes are among the other ${n} (${votes} votes):`,
      );
      if (within.length > 0) table(within);
    }
  } finally {
    await Promise.all(witnesses.all.map(witness => witness.dispose?.()));
  }
}

/** The eights whose other one is right between .2 and .6 of the time. */
function midway([one, other]: readonly Drawn[]): Drawn[] {
  const some = ({ right }: Drawn) => 0.2 <= passRate(right) && passRate(right) <= 0.6;
  return [...(some(other!) ? [one!] : []), ...(some(one!) ? [other!] : [])];
}

/** Now and then on standard error, so that the tables can be redirected. */
function progress(name: string, done: number, all: number, elapsed: number): void {
  if (done % 25 !== 0 && done !== all) return;
  const left = ((elapsed / done) * (all - done)) / 60_000;
  console.error(`${name}: ${done} of ${all} problems, ${left.toFixed(0)} minutes left`);
}

/** Whether a document shows the PRM the whole problem, and the answer to it is found in its right solution. */
function isReadRight({ problem, answer, solution }: Problem): boolean {
  const seen = formulaView(exerciseOf('', written(problem), [''])).problem.text;
  return seen === problem && finalAnswer(solution.map(written).join('\n\n'))?.key === answerKey(answer);
}

function evenly<T>(all: readonly T[], limit: number): T[] {
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, k) => all[Math.floor((k * all.length) / count)]!);
}

async function candidatesFor(
  { problem }: Problem,
  seed: number,
  aggregation: Parameters<typeof regenerate>[0]['aggregation'],
  { all, writeOn }: Witnesses,
): Promise<Candidate[]> {
  const text = `**Problem.** ${written(problem)}\n\n**Solution.** To be written.\n`;
  const exercise = parse(text, 'markdown', settings).exercises[0]!;
  const opening = openingAt(text, 'markdown', exercise, 0);
  if ('refused' in opening) throw new Error(JSON.stringify(opening.refused));
  const sampling = { n, temperature, topP: 1, seed, maxTokens: 256 };
  const never = new AbortController().signal;
  return regenerate({
    opening,
    n,
    write: signal => writeOn!(detached(exercise), 0, sampling, signal),
    witnesses: all,
    parse: settings,
    aggregation,
    sensitivity: settings.sensitivity,
    algebra: settings['exact.algebra'],
    texts: textsFor('en').candidates,
    changed: () => {},
    enough: never,
    gone: never,
  });
}

function drawnFrom(candidates: readonly Candidate[], problem: Problem): Drawn {
  const wanted = answerKey(problem.answer);
  const usable = candidates.filter(({ state }) => state === 'ready');
  return {
    contenders: usable.map(({ answer, score, refuted }) => ({
      ...(answer ? { answer: answer.key } : {}),
      ...(score === undefined ? {} : { score }),
      refuted,
    })),
    right: usable.map(({ answer }) => answer?.key === wanted),
  };
}

/** What can't be accepted is wrong, too. */
const passRate = (right: readonly boolean[]) => right.filter(Boolean).length / n;

/** Means over problems, a problem's own being that over its eights. */
function table(drawn: readonly (readonly Drawn[])[]): void {
  const chosen = (choice: Choice, see: (one: Contender) => Contender) => (one: Drawn) =>
    Number(one.right[ranking(one.contenders.map(see), choice)[0]?.candidate ?? -1] ?? false);
  const asItIs = (one: Contender) => one;
  const ways = {
    'pass@1': ({ right }: Drawn) => passRate(right),
    majority: elected(() => true),
    'majority of what is not refuted': elected(({ refuted }) => !refuted),
    'best by score, the PRM alone': chosen('best', one => ({ ...one, refuted: false })),
    'best by score': chosen('best', asItIs),
    'weighted vote, the PRM alone': chosen('weighted', one => ({ ...one, refuted: false })),
    'weighted vote': chosen('weighted', asItIs),
    [`any of ${n}`]: ({ right }: Drawn) => Number(right.includes(true)),
  } satisfies Record<string, (one: Drawn) => number>;
  const differences = [
    ['weighted vote', 'majority'],
    ['weighted vote', 'pass@1'],
    ['weighted vote, the PRM alone', 'majority'],
    ['best by score', 'majority'],
  ] as const;
  const say = (name: string, figures: readonly number[]) => {
    const [low, high] = bootstrapInterval(figures.length, some => mean(some.map(k => figures[k]!)), seededRandom(1));
    console.log(`| ${name} | ${mean(figures).toFixed(3)} | ${low.toFixed(3)} to ${high.toFixed(3)} |`);
  };
  // As the model card has it.
  console.log('\n|  | mean | 95 % |\n| --- | ---: | ---: |');
  const figures = (way: (one: Drawn) => number) => drawn.map(eights => mean(eights.map(way)));
  for (const [name, way] of Object.entries(ways)) say(name, figures(way));
  for (const [a, b] of differences)
    say(
      `${a}, over ${b}`,
      figures(one => ways[a](one) - ways[b](one)),
    );
}

/** The chance that a vote among these elects a right answer: answers with equally many votes share their luck. */
function elected(votes: (one: Contender) => boolean) {
  return ({ contenders, right }: Drawn): number => {
    const ballots = contenders.flatMap((one, k) =>
      votes(one) && one.answer !== undefined ? [{ answer: one.answer, score: 0, right: right[k]! }] : [],
    );
    const standings = majority(ballots);
    const first = standings.filter(({ weight }) => weight === standings[0]!.weight);
    return mean(first.map(({ answer }) => Number(ballots.some(one => one.answer === answer && one.right))));
  };
}
