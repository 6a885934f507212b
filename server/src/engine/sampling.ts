/** How the next token is chosen. */
export interface SamplingOptions {
  /** 0: always the likeliest. */
  readonly temperature: number;
  /** Only the likeliest tokens that together have this much of the probability. */
  readonly topP: number;
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The id of the next token. */
export function sample(logits: Float32Array, { temperature, topP }: SamplingOptions, random: () => number): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id;
  if (temperature <= 0) return best;

  const most = logits[best]!;
  const weights = logits.map(logit => Math.exp((logit - most) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kept = topP < 1 ? nucleus(weights, topP * total) : weights.keys();
  const ids = [...kept];
  let rest = random() * ids.reduce((sum, id) => sum + weights[id]!, 0);
  for (const id of ids) {
    rest -= weights[id]!;
    if (rest < 0) return id;
  }
  return best;
}

/** The heaviest ids that together weigh `enough`, the heaviest first. */
function nucleus(weights: Float32Array, enough: number): number[] {
  // What weighs less than a 10⁻⁶th of the heaviest is never needed, and sorting a whole vocabulary takes long.
  const ids = [...weights.keys()].filter(id => weights[id]! > 1e-6).sort((a, b) => weights[b]! - weights[a]!);
  let end = 0;
  for (let sum = 0; end < ids.length && sum < enough; end++) sum += weights[ids[end]!]!;
  return ids.slice(0, end);
}
