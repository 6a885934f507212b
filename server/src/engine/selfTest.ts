import { type Checkpoint, neededWeights } from '../checkpoint/checkpoint.ts';
import type { TowerShape } from '../checkpoint/config.ts';
import type { HeldTensor } from '../checkpoint/safetensors.ts';
import { bytesOf } from '../graph/onnx.ts';
import { type Placement, type Runtime, Tower } from './tower.ts';

/** More than 32 tokens in one call: some attention kernels are right up to there and silently wrong above. */
const tokens = 48;
const again = 8;

/** Runs a small tower on the CPU and as `placement` says; why the device can't be trusted, or undefined when it agrees. */
export async function selfTest(runtime: Runtime, placement: Placement): Promise<string | undefined> {
  const checkpoint = smallCheckpoint(placement.compute);
  const cpu: Placement = { device: 'cpu', compute: 'float', keyValues: 'float', lean: false, threads: 1 };
  try {
    const expected = await probe(new Tower(runtime, checkpoint, cpu, 'logProbs', tokens + again));
    const actual = await probe(new Tower(runtime, checkpoint, placement, 'logProbs', tokens + again));
    return disagreement(expected, actual, placement.compute === 'float' ? 1e-3 : 5e-2);
  } catch (error) {
    return `it can't run a small tower: ${gist(error as Error)}`;
  }
}

/** The runtime's messages begin with the place in its sources and run over many lines. */
function gist({ message }: Error): string {
  const cuda = /CUDA failure \d+: [^;\n]*/.exec(message);
  if (cuda) return cuda[0].trim();
  return message
    .trim()
    .split('\n')[0]!
    .replace(/^.*? was false\. /, '');
}

/** Mean difference of log-probabilities; where it is more than the type's rounding explains, the device computes something else. */
export function disagreement(
  expected: readonly number[],
  actual: readonly number[],
  tolerance: number,
): string | undefined {
  const error = expected.reduce((sum, value, i) => sum + Math.abs(value - actual[i]!), 0) / expected.length;
  if (error <= tolerance) return undefined;
  return `it computes wrong numbers: a small tower's log-probabilities are off by ${error.toPrecision(2)} on average`;
}

async function probe(tower: Tower): Promise<number[]> {
  const { vocabulary } = tower.checkpoint.shape;
  const ids = Array.from({ length: tokens + again + 1 }, (_, i) => (i * i * 31 + 7) % vocabulary);
  const keyValues = tower.keyValues(tokens + again);
  const part = (from: number, to: number) => {
    const rows = Array.from({ length: to - from }, (_, i) => i);
    return tower.logProbs(keyValues, from, ids.slice(from, to), rows, ids.slice(from + 1, to + 1));
  };
  const result = [...(await part(0, tokens)), ...(await part(tokens, tokens + again))];
  await tower.release();
  return result;
}

const shape: TowerShape = {
  layers: 2,
  hidden: 128,
  intermediate: 192,
  heads: 4,
  kvHeads: 2,
  headSize: 64,
  vocabulary: 512,
  tied: true,
  bias: { qkv: true, output: false, mlp: false },
  qkNorm: false,
  epsilon: 1e-6,
  frequencies: Array.from({ length: 32 }, (_, i) => 10_000 ** (-i / 32)),
  contextTokens: 128,
};

/** A tower with weights out of a fixed sequence, in a type that the device computes in. */
function smallCheckpoint(compute: Placement['compute']): Checkpoint {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const tensors = new Map<string, HeldTensor>();
  for (const [name, sides] of neededWeights(shape)) {
    const size = sides.reduce((product, side) => product * side, 1);
    const isNorm = name.endsWith('norm.weight');
    const values = Float32Array.from({ length: size }, () => (isNorm ? 1 + next() : next() * 0.3));
    tensors.set(name, { ...encoded(values, compute), shape: sides });
  }
  return { folder: 'self-test', shape, tensors, files: [] };
}

function encoded(values: Float32Array, compute: Placement['compute']): Pick<HeldTensor, 'bytes' | 'type'> {
  if (compute === 'float') return { bytes: bytesOf(values), type: 'F32' };
  // bfloat16 is the upper half of a float32.
  const halves = Uint16Array.from(new Uint32Array(values.buffer), bits => bits >>> 16);
  if (compute === 'bfloat16') return { bytes: bytesOf(halves), type: 'BF16' };
  return { bytes: bytesOf(Uint16Array.from(values, float16)), type: 'F16' };
}

/** Rounded towards zero; enough for weights of ordinary size. */
function float16(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  return exponent <= 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}
