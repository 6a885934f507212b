import type { Calibration } from '../manifest.ts';
import { onTrack, type Running } from './implicit.ts';

/** A state of a solution and whether it was still right there. */
export interface LabelledState extends Running {
  readonly right: boolean;
}

type Vector = [number, number, number];

/** A little pull towards 0, so that data which Q separates perfectly don't ask for an infinite slope. */
const ridge = 1e-4;
const steps = 100;

/**
 * Fits on-track = σ(a·Q + b·tokens + c) by Newton's method on the logarithmic loss. The loss is convex, so there is one best fit;
 * steps that overshoot are halved.
 */
export function fitCalibration(states: readonly LabelledState[]): Calibration {
  const labels = new Set(states.map(({ right }) => right));
  if (labels.size < 2) throw new RangeError('A calibration needs states of right and of wrong solutions.');
  // Newton's method doesn't mind scales, but the pull does: it should be as weak on tokens as on Q.
  const scales: Vector = [spread(states.map(({ q }) => q)), spread(states.map(({ tokens }) => tokens)), 1];
  const rows = states.map(({ q, tokens, right }) => ({ x: [q / scales[0], tokens / scales[1], 1] as Vector, right }));

  let weights: Vector = [0, 0, 0];
  let loss = lossOf(rows, weights);
  for (let i = 0; i < steps; i++) {
    const direction = newtonStep(rows, weights);
    let length = 1;
    let next = weights;
    let nextLoss = loss;
    do {
      next = weights.map((weight, k) => weight - length * direction[k]!) as Vector;
      nextLoss = lossOf(rows, next);
      length /= 2;
    } while (nextLoss > loss && length > 1e-9);
    const gain = loss - nextLoss;
    if (gain <= 1e-12 * Math.max(1, loss)) break;
    weights = next;
    loss = nextLoss;
  }
  return { a: weights[0] / scales[0], b: weights[1] / scales[1], c: weights[2] };
}

/** Mean logarithmic loss of a calibration: how many nats its chances are away from what happened. */
export function calibrationLoss(calibration: Calibration, states: readonly LabelledState[]): number {
  const losses = states.map(state => {
    const chance = onTrack(calibration, state);
    return -Math.log(Math.max(Number.MIN_VALUE, state.right ? chance : 1 - chance));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / states.length;
}

/**
 * The threshold at which no more than `share` of right solutions would be doubted, given each one's lowest score. A step is doubted
 * when its score is below.
 */
export function thresholdFor(share: number, lowestOfRight: readonly number[]): number {
  const sorted = lowestOfRight.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * sorted.length)] ?? sorted.at(-1) ?? 0;
}

interface Row {
  readonly x: Vector;
  readonly right: boolean;
}

const dot = (x: Vector, weights: Vector): number => x[0] * weights[0] + x[1] * weights[1] + x[2] * weights[2];

function lossOf(rows: readonly Row[], weights: Vector): number {
  const data = rows.reduce((sum, { x, right }) => {
    const z = right ? -dot(x, weights) : dot(x, weights);
    // log(1 + e^z), without overflow.
    return sum + Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }, 0);
  return data + (ridge / 2) * (weights[0] ** 2 + weights[1] ** 2);
}

/** H⁻¹·gradient. */
function newtonStep(rows: readonly Row[], weights: Vector): Vector {
  const gradient: Vector = [ridge * weights[0], ridge * weights[1], 0];
  // The last entry's tiny pull keeps the system solvable when every chance is 0 or 1.
  const hessian: [Vector, Vector, Vector] = [
    [ridge, 0, 0],
    [0, ridge, 0],
    [0, 0, 1e-9],
  ];
  for (const { x, right } of rows) {
    const chance = 1 / (1 + Math.exp(-dot(x, weights)));
    for (let i = 0; i < 3; i++) {
      gradient[i]! += (chance - (right ? 1 : 0)) * x[i]!;
      for (let j = 0; j < 3; j++) hessian[i]![j]! += chance * (1 - chance) * x[i]! * x[j]!;
    }
  }
  return solve(hessian, gradient);
}

/** Cramer's rule for three unknowns. */
function solve([r0, r1, r2]: [Vector, Vector, Vector], b: Vector): Vector {
  const whole = determinant(r0, r1, r2);
  const replaced = (column: number) => {
    const rows = [r0, r1, r2].map((row, i) => row.with(column, b[i]!) as Vector) as [Vector, Vector, Vector];
    return determinant(...rows) / whole;
  };
  return [replaced(0), replaced(1), replaced(2)];
}

function determinant(a: Vector, b: Vector, c: Vector): number {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) || 1;
}
