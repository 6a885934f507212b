/**
 * The thread that checks: it reads formulas and judges relations, and it alone loads compute-engine, when a first root,
 * logarithm or angle needs it. Its parent is checker.ts, which ends it when a formula takes too long.
 */
import { parentPort } from 'node:worker_threads';
import { followed } from './algebra.ts';
import { arithmeticOf, ordinary, withoutOwnOperations } from './arithmetics.ts';
import { differentiated } from './calculus.ts';
import { check, type Judgement } from './check.ts';
import { completeAnswers } from './completeAnswers.ts';
import { extract } from './extract.ts';
import type { Formula } from './formula.ts';
import { withValues } from './functions.ts';
import type { MathJson } from './irrational.ts';
import { type NumberStyle, numberStyles } from './numbers.ts';
import { plainlySet } from './typesetting.ts';
import { unread } from './unread.ts';

export type CheckerRequest =
  /** An exercise comes: its problem and its steps. The reply says how each writes its numbers. */
  | { readonly kind: 'begin'; readonly texts: readonly string[] }
  /** Every relation of a text that has so many of the exercise's texts before it; with `algebra`, its variables are followed too. */
  | {
      readonly kind: 'check';
      readonly text: string;
      readonly style: NumberStyle;
      readonly after: number;
      readonly algebra: boolean;
    }
  /** Loads compute-engine, so that the first formula doesn't have to wait for it. */
  | { readonly kind: 'load' }
  | { readonly kind: 'values'; readonly sides: readonly MathJson[] };

export interface CheckerReply {
  readonly id: number;
  readonly styles?: readonly NumberStyle[];
  readonly judgements?: readonly Judgement[];
  readonly values?: readonly number[];
}

interface Engine {
  box(expression: MathJson): { N(): { readonly re: number; readonly im: number } };
}
let engine: Engine | undefined;

async function answer(request: CheckerRequest): Promise<Omit<CheckerReply, 'id'>> {
  switch (request.kind) {
    case 'begin':
      exercise = request.texts.map(plainlySet);
      styles = numberStyles(exercise);
      arithmetic = exercise.length > 0 ? arithmeticOf(exercise[0]!, styles[0]!) : ordinary;
      remembered.clear();
      return { styles };
    case 'check': {
      const asked = { ...request, text: plainlySet(request.text) };
      const judgements = judged(asked);
      return { judgements: [...judgements, ...unread(asked.text, judgements, asked.style)] };
    }
    case 'load':
      await load();
      return {};
    case 'values': {
      const using = engine ?? (await load());
      return { values: request.sides.map(side => numeric(using, side)) };
    }
  }
}

function judged({ text, style, after, algebra }: Extract<CheckerRequest, { kind: 'check' }>): readonly Judgement[] {
  const formulas = withoutOwnOperations(text, extract(text, { style }), arithmetic);
  if (exercise.length < after || (!algebra && !speaksOfDerivatives(formulas)))
    return check(text, formulas, style, arithmetic);
  const earlier = exercise.slice(0, after).map((one, k) => ({ text: one, formulas: read(one, styles[k]!) }));
  const judgements = check(text, algebra ? withValues({ text, formulas }, earlier) : formulas, style, arithmetic);
  const worked = differentiated({ text, formulas }, earlier, judgements);
  if (!algebra || arithmetic.residues || arithmetic.base !== undefined) return worked;
  const all = followed({ text, formulas }, earlier, worked);
  // Nobody leaves anything out before the end.
  if (after < exercise.length - 1) return all;
  const ends = completeAnswers({ text, formulas }, earlier, all);
  return [...all.filter(one => !ends.some(({ span }) => span.start === one.span.start)), ...ends];
}

/** The exercise at hand; a thread that was replaced in its middle doesn't have it, and follows no variables. */
let exercise: readonly string[] = [];
let styles: readonly NumberStyle[] = [];
let arithmetic = ordinary;

/** Only then do earlier formulas matter, and need reading. */
const speaksOfDerivatives = (formulas: readonly Formula[]) => formulas.some(({ text }) => /'|int\(|diff\(/.test(text));

/** Its formulas, asked for again with every step that follows them. */
const remembered = new Map<string, readonly Formula[]>();

function read(text: string, style: NumberStyle): readonly Formula[] {
  let formulas = remembered.get(text);
  if (!formulas) {
    formulas = withoutOwnOperations(text, extract(text, { style }), arithmetic);
    remembered.set(text, formulas);
  }
  return formulas;
}

const warmUps: readonly MathJson[] = [
  ['Add', ['Sqrt', 8], ['Multiply', 2, ['Sqrt', 2]], ['Negate', ['Root', 5, 3]]],
  ['Divide', ['Power', 2, ['Rational', 1, 3]], ['Log', 10, 2]],
  ['Multiply', 'Pi', ['Sin', ['Divide', 'Pi', 7]], ['Cos', ['Divide', 'Pi', 5]], ['Tan', 1], ['Ln', 3], ['Exp', 2]],
];

async function load(): Promise<Engine> {
  const { ComputeEngine } = await import('@cortex-js/compute-engine');
  engine ??= new ComputeEngine() as unknown as Engine;
  // First calls compile and build tables: not at the expense of the first formula.
  for (const warmUp of warmUps) numeric(engine, warmUp);
  return engine;
}

function numeric(using: Engine, side: MathJson): number {
  try {
    const { re, im } = using.box(side).N();
    return Math.abs(im) > 1e-12 ? Number.NaN : re;
  } catch {
    return Number.NaN;
  }
}

parentPort?.on('message', async ({ id, request }: { id: number; request: CheckerRequest }) => {
  parentPort!.postMessage({ id, ...(await answer(request)) });
});
