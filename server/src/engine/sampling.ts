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

  // What weighs less than a 10⁻⁶th of the heaviest is next to never drawn, and sorting a whole vocabulary takes long.
  const least = logits[best]! + temperature * Math.log(1e-6);
  const heavy: { readonly id: number; readonly weight: number }[] = [];
  let total = 0;
  for (let id = 0; id < logits.length; id++) {
    if (logits[id]! < least) continue;
    const weight = Math.exp((logits[id]! - logits[best]!) / temperature);
    heavy.push({ id, weight });
    total += weight;
  }
  const kept = topP < 1 ? nucleus(heavy, topP * total) : heavy;
  let rest = random() * kept.reduce((sum, { weight }) => sum + weight, 0);
  for (const { id, weight } of kept) {
    rest -= weight;
    if (rest < 0) return id;
  }
  return best;
}

/** The heaviest that together weigh `enough`, the heaviest first. */
function nucleus<T extends { readonly weight: number }>(all: readonly T[], enough: number): T[] {
  const sorted = all.toSorted((a, b) => b.weight - a.weight);
  let end = 0;
  for (let sum = 0; end < sorted.length && sum < enough; end++) sum += sorted[end]!.weight;
  return sorted.slice(0, end);
}
