import { performance } from 'node:perf_hooks';
import { amount } from '../amount.ts';
import { createPrmWitness } from '../engine/prmWitness.ts';
import { formulaView } from '../formulas/view.ts';
import type { Manifest } from '../manifest.ts';
import { Failure } from '../phrase.ts';
import type { Settings } from '../settings.ts';
import type { StepScore } from '../witness.ts';
import { type EngineRun, startEngine } from './engineRun.ts';
import { exerciseOf } from './judging.ts';

/** Proves that a PRM runs on this machine, and how well: what the picker promises is measured here. */

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly said: string;
}

/** The same solution right, and with one wrong step; a PRM must think less of the wrong step. */
interface WorkedExample {
  readonly problem: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  /** Where they part. */
  readonly step: number;
}

export async function checkPrm(
  settings: Settings,
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<Finding[]> {
  const begun = performance.now();
  let run: EngineRun;
  try {
    // Files, headers, tokenizers and the device's self-test: loading refuses by name what isn't as it must be.
    run = await startEngine(settings, signal, log);
  } catch (error) {
    return [{ what: 'Loading', well: false, said: (error as Error).message }];
  }
  const loaded = Math.round(performance.now() - begun);
  try {
    const { manifest, rungs, mode, contextTokens, folder } = run.prm;
    const findings: Finding[] = [
      { what: 'Files', well: true, said: `complete, headers and tokenizers fit each other; ${folder}` },
      ...rungs.map(({ device, used, reason }) => ({
        what: `Device ${device}`,
        well: true,
        said: `${used ? 'used' : 'not used'}: ${reason}`,
      })),
      { what: 'Loading', well: true, said: `${mode}, up to ${contextTokens} tokens, ready after ${loaded} ms` },
    ];
    return [...findings, await speed(run, signal), await order(run, manifest, signal)];
  } catch (error) {
    signal.throwIfAborted();
    return [{ what: 'Scoring', well: false, said: (error as Error).message }];
  } finally {
    await run.engine.dispose();
  }
}

/** A long solution from its beginning, then an edit of its last step: what a writer waits for. */
async function speed(run: EngineRun, signal: AbortSignal): Promise<Finding> {
  const problem = 'A number begins at 1. In each step we add the number of the step. Follow it.';
  let total = 1;
  const steps = Array.from({ length: 40 }, (_, k) => {
    const before = total;
    total += k + 1;
    return `In step ${k + 1} we add ${k + 1}: $${before} + ${k + 1} = ${total}$.`;
  });
  const took = async (solution: readonly string[]) => {
    const begun = performance.now();
    await scores(run, 'speed', problem, solution, signal);
    return performance.now() - begun;
  };
  const whole = await took(steps);
  const edited = await took([...steps.slice(0, -1), `${steps.at(-1)} That was the last one.`]);
  const { vitals } = run.engine.status;
  const figures = vitals
    ? `${Math.round(vitals.tokensPerSecond)} tokens/s, ${amount(vitals.residentBytes)} of memory; `
    : '';
  const said = `${figures}a solution of ${steps.length} steps in ${Math.round(whole)} ms, an edit at its end in ${Math.round(edited)} ms`;
  return { what: 'Speed', well: true, said };
}

async function order(run: EngineRun, manifest: Manifest, signal: AbortSignal): Promise<Finding> {
  const examples = examplesFor(manifest);
  let ordered = 0;
  let [right, wrong] = [0, 0];
  for (const [i, example] of examples.entries()) {
    const value = async (name: string, steps: readonly string[]) =>
      judgedBy((await scores(run, `${name} ${i}`, example.problem, steps, signal))[example.step], manifest);
    const [sound, mistaken] = [await value('right', example.right), await value('wrong', example.wrong)];
    if (i === 0) [right, wrong] = [sound, mistaken];
    if (sound > mistaken) ordered++;
  }
  // Scores that mean nothing order all five rightly once in 32 times.
  const well = ordered === examples.length;
  const first = `${right.toPrecision(3)} for the right step of the first, ${wrong.toPrecision(3)} for the wrong one`;
  const share = `the right step scores higher in ${ordered} of ${examples.length} examples`;
  const verdict = well
    ? share
    : `${share} only: this PRM can't be relied on to tell right from wrong, as towers with random weights can't`;
  return { what: 'Order', well, said: `${verdict} (${first})` };
}

async function scores(
  { engine, prm }: EngineRun,
  id: string,
  problem: string,
  steps: readonly string[],
  signal: AbortSignal,
): Promise<(StepScore | undefined)[]> {
  const witness = createPrmWitness({ scorer: engine, folder: prm.folder, formulaView });
  const found: (StepScore | undefined)[] = steps.map(() => undefined);
  const exercise = exerciseOf(id, problem, steps);
  for await (const said of witness.testify(exercise, 0, signal, { algebra: false, urgent: true })) {
    if ('score' in said) found[said.step] = said.score;
  }
  const { state, reason } = engine.status;
  if (state === 'failed') throw new Failure(reason ?? '');
  return found;
}

/** The number that a PRM's own rule judges a step by; NaN where it has no word, which is never in order. */
function judgedBy(score: StepScore | undefined, manifest: Manifest): number {
  if (score === undefined) return Number.NaN;
  if ('chance' in score) return score.chance;
  return 'rule' in manifest && manifest.rule === 'cumulative' ? score.q : score.reward;
}

const example = (problem: string, right: readonly string[], wrong: readonly string[], step: number): WorkedExample => ({
  problem,
  right,
  wrong,
  step,
});

const inWords: readonly WorkedExample[] = [
  example(
    'A box holds 12 pencils. Tom has 3 boxes and gives 9 pencils away. How many pencils are left?',
    ['Step 1: Three boxes hold $3 \\cdot 12 = 36$ pencils.', 'Step 2: Giving 9 away leaves $36 - 9 = 27$ pencils.'],
    ['Step 1: Three boxes hold $3 \\cdot 12 = 36$ pencils.', 'Step 2: Giving 9 away leaves $36 + 9 = 45$ pencils.'],
    1,
  ),
  example(
    'Solve $3x + 5 = 20$.',
    ['Step 1: Subtracting 5 on both sides gives $3x = 15$.', 'Step 2: Dividing by 3 gives $x = 5$.'],
    ['Step 1: Subtracting 5 on both sides gives $3x = 25$.', 'Step 2: Dividing by 3 gives $x = 25/3$.'],
    0,
  ),
  example(
    'Find the derivative of $f(x) = x^3 + 2x$.',
    ['Step 1: By the power rule, the derivative of $x^3$ is $3x^2$.', "Step 2: So $f'(x) = 3x^2 + 2$."],
    ['Step 1: By the power rule, the derivative of $x^3$ is $x^2$.', "Step 2: So $f'(x) = x^2 + 2$."],
    0,
  ),
  example(
    'A shirt costs 40 euros and is sold 25 % cheaper. What does it cost now?',
    ['Step 1: The discount is $0.25 \\cdot 40 = 10$ euros.', 'Step 2: So the shirt costs $40 - 10 = 30$ euros.'],
    ['Step 1: The discount is $0.25 \\cdot 40 = 25$ euros.', 'Step 2: So the shirt costs $40 - 25 = 15$ euros.'],
    0,
  ),
  example(
    'How many sides has a polygon whose interior angles add up to $720^\\circ$?',
    [
      'Step 1: With $n$ sides they add up to $(n - 2) \\cdot 180^\\circ$.',
      'Step 2: So $n - 2 = 4$, and it has 6 sides.',
    ],
    ['Step 1: With $n$ sides they add up to $n \\cdot 180^\\circ$.', 'Step 2: So it has 4 sides.'],
    0,
  ),
];

const inFormulas: readonly WorkedExample[] = [
  example(
    'Solve $4x + 7 = 27$.',
    ['$4x = 27 - 7$', '$4x = 20$', '$x = 5$'],
    ['$4x = 27 + 7$', '$4x = 34$', '$x = 17/2$'],
    0,
  ),
  example(
    'Solve $5x + 3 = 18$.',
    ['$5x = 18 - 3$', '$5x = 15$', '$x = 3$'],
    ['$5x = 18 + 3$', '$5x = 21$', '$x = 21/5$'],
    0,
  ),
  example('Expand $(2x + 3)^2$.', ['$(2x + 3)^2 = 4x^2 + 12x + 9$'], ['$(2x + 3)^2 = 4x^2 + 9$'], 0),
  example(
    'Solve $x^2 - 5x + 6 = 0$.',
    ['$(x - 2)(x - 3) = 0$', '$x = 2$, $x = 3$'],
    ['$(x + 2)(x + 3) = 0$', '$x = -2$, $x = -3$'],
    0,
  ),
  example('Differentiate $f(x) = 3x^4 - 2x^2 + 7$.', ["$f'(x) = 12x^3 - 4x$"], ["$f'(x) = 12x^4 - 4x^2$"], 0),
];

const inLean: readonly WorkedExample[] = [
  example('theorem add_zero_twice (n : ℕ) : n + 0 + 0 = n', ['  simp'], ['  exact absurd n'], 0),
  example('theorem and_swap (p q : Prop) (h : p ∧ q) : q ∧ p', ['  exact ⟨h.2, h.1⟩'], ['  exact ⟨h.1, h.2⟩'], 0),
  example('theorem le_of_eq_nat (a b : ℕ) (h : a = b) : a ≤ b', ['  exact le_of_eq h'], ['  exact lt_of_eq h'], 0),
  example('theorem or_left (p q : Prop) (h : p) : p ∨ q', ['  exact Or.inl h'], ['  exact Or.inr h'], 0),
  example(
    'theorem two_mul_comm (a b : ℕ) : a * b = b * a',
    ['  exact Nat.mul_comm a b'],
    ['  exact Nat.add_comm a b'],
    0,
  ),
];

/** Examples of the kind that the PRM reads. */
function examplesFor({ view, template }: Pick<Manifest, 'view' | 'template'>): readonly WorkedExample[] {
  if (view === 'formulas') return inFormulas;
  return 'prefix' in template && /\blean/i.test(template.prefix) ? inLean : inWords;
}
