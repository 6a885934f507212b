/**
 * What the product reads in solutions, and what its exact check says of every step; one JSON line each, for
 * `train.py --stage calibrate --views FILE` and `product.py`:
 *
 *     node models/training/views.ts gsm8k.json math.json > views.jsonl
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exerciseOf } from '../../server/src/cli/judging.ts';
import type { Exercise } from '../../server/src/documents/exercise.ts';
import { createExactWitness } from '../../server/src/formulas/exactWitness.ts';
import { formulaView } from '../../server/src/formulas/view.ts';
import { verdicts } from '../../server/src/reward/verdict.ts';
import type { StepScore, Testimony } from '../../server/src/witness.ts';

interface Row {
  readonly id: string;
  readonly problem: string;
  readonly steps: readonly string[];
  readonly label: number;
}

/** What the exact check comes to in a verdict, step by step. */
interface Said {
  /** Something the step states fails. */
  readonly broken: readonly boolean[];
  /** A PRM's doubt doesn't count: all the step states was worked out and holds. */
  readonly proven: readonly boolean[];
}

const program = fileURLToPath(new URL('../../server/src/formulas/checkerWorker.ts', import.meta.url));
// A busy machine must not change what is said.
const witness = createExactWitness({ program, formulaLimit: 5_000, stepLimit: 30_000 });
const never = new AbortController().signal;

async function said(exercise: Exercise, algebra: boolean): Promise<Said> {
  const kinds = exercise.steps.map(() => ({ broken: false, proven: false }));
  for await (const testimony of witness.testify(exercise, 0, never, { algebra, urgent: false }))
    kinds[testimony.step] = beside(doubt, testimony, exercise);
  return { broken: kinds.map(({ broken }) => broken), proven: kinds.map(({ proven }) => proven) };
}

/** The word of a PRM of formulas that doubts everything. */
const doubt: StepScore = {
  reward: -1,
  q: -1,
  onTrack: 0,
  suspicious: { cautious: true, balanced: true, strict: true },
  tokens: [],
  formulasOnly: true,
};

/** Whose word counts when both have spoken of a step. */
function beside(score: StepScore, exact: Testimony, { steps, ...exercise }: Exercise) {
  const only = { ...exercise, steps: [steps[exact.step]!] };
  const testimonies = [{ ...exact, step: 0 }, { step: 0, witness: 'prm', score } as const];
  const { kind, by } = verdicts(only, testimonies, ['exact', 'prm'], 'balanced')[0]!;
  const exactDecides = by.includes('exact');
  return { broken: exactDecides && kind === 'suspicious', proven: exactDecides && kind === 'sound' };
}

for (const file of process.argv.slice(2)) {
  const set = basename(file, '.json');
  for (const { id, label, problem, steps } of JSON.parse(readFileSync(file, 'utf8')) as Row[]) {
    const exercise = exerciseOf(id, problem, steps);
    const view = formulaView(exercise);
    const line = {
      set,
      id,
      label,
      problem: view.problem.text,
      steps: view.steps.map(({ text }) => text),
      ...(await said(exercise, true)),
      closed: await said(exercise, false),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
await witness.dispose();
