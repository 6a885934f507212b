import { freemem, totalmem } from 'node:os';
import { amount } from '../amount.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { WeightType } from '../checkpoint/safetensors.ts';
import { cudaObstacle, readGpu } from './cuda.ts';
import type { Device, Rung, RunSettings } from './messages.ts';
import { selfTest } from './selfTest.ts';
import type { Placement, Runtime } from './tower.ts';

/** Where the towers run, and what was thought of every other place. */
export interface Choice {
  readonly placement: Placement;
  /** The towers don't fit into the device's memory together. */
  readonly inTurn: boolean;
  readonly maxChunk: number;
  readonly rungs: readonly Rung[];
}

/** The devices worth trying on a platform, the best first. */
export function ladder(platform: NodeJS.Platform, wish: Device | 'auto'): Device[] {
  if (wish === 'cpu') return ['cpu'];
  if (wish !== 'auto') return [wish, 'cpu'];
  if (platform === 'win32') return ['cuda', 'webgpu', 'dml', 'cpu'];
  if (platform === 'darwin') return ['webgpu', 'coreml', 'cpu'];
  return ['cuda', 'webgpu', 'cpu'];
}

/**
 * Walks the ladder. A device is used only if the runtime has it, its libraries are there, the weights suit it, and it computes
 * the same as the CPU on a small tower: some are silently wrong.
 */
export async function chooseDevice(
  runtime: Runtime,
  checkpoints: readonly Checkpoint[],
  settings: RunSettings,
  avoid: readonly Rung[],
  trying: (device: Device) => void,
): Promise<Choice> {
  const rungs: Rung[] = [];
  for (const device of ladder(process.platform, settings.device)) {
    if (device === 'cpu') return onCpu(checkpoints, settings, rungs);
    const failed = avoid.find(rung => rung.device === device);
    const placement = onAccelerator(device, weightType(checkpoints), settings.threads);
    if (failed) {
      rungs.push(failed);
      continue;
    }
    let reason = await obstacle(runtime, device, checkpoints, settings);
    if (reason === undefined) {
      trying(device);
      reason = await selfTest(runtime, placement);
    }
    if (reason !== undefined) {
      rungs.push({ device, used: false, reason });
      continue;
    }
    const gpu = device === 'cuda' ? await readGpu() : undefined;
    const inTurn = gpu !== undefined && weightBytes(checkpoints) > 0.85 * gpu.freeBytes;
    const together = inTurn
      ? 'the towers run one after the other, for they do not fit together'
      : 'passed the self-test';
    return { placement, inTurn, maxChunk: 1024, rungs: [...rungs, { device, used: true, reason: together }] };
  }
  return onCpu(checkpoints, settings, rungs);
}

/** What speaks against a device before it is even tried. */
async function obstacle(
  runtime: Runtime,
  device: Device,
  checkpoints: readonly Checkpoint[],
  settings: RunSettings,
): Promise<string | undefined> {
  const backend = runtime.listSupportedBackends().find(({ name }) => name === device);
  if (device === 'cuda') {
    // The worker asks about itself.
    const missing = await cudaObstacle(process.argv[1]!, settings.runtimeFolder);
    if (missing !== undefined) return missing.text;
    const type = weightType(checkpoints);
    if (type === 'F32') return 'its attention computes in float16 and bfloat16 only, and the weights are float32';
  } else if (backend === undefined) {
    return `this build of ONNX Runtime (${process.platform}-${process.arch}) has none`;
  }
  return undefined;
}

/** On CUDA the layers compute in the weights' own type, where all towers have one; elsewhere bfloat16 is unknown, and float loses nothing. */
function onAccelerator(device: Device, type: WeightType, threads: number): Placement {
  const own = ({ F32: 'float', F16: 'float16', BF16: 'bfloat16' } as const)[type];
  return device === 'cuda'
    ? { device, compute: own, keyValues: 'float16', lean: false, threads }
    : { device, compute: 'float', keyValues: 'float', lean: false, threads };
}

function onCpu(checkpoints: readonly Checkpoint[], settings: RunSettings, before: readonly Rung[]): Choice {
  const bytes = weightBytes(checkpoints);
  // The fast mode holds a second copy of the weights, in float32 and in the order the kernels like.
  const copy = sum(checkpoints.map(one => (4 * weightBytes([one])) / (typeOf(one) === 'F32' ? 4 : 2)));
  const fits = copy < freemem() / 4;
  const lean = settings.memory === 'auto' ? !fits : settings.memory === 'lean';
  const reason = lean ? 'weights stay on disk' : `weights take ${amount(copy)} of memory`;
  return {
    placement: { device: 'cpu', compute: 'float', keyValues: 'float', lean, threads: settings.threads },
    inTurn: bytes > 0.8 * totalmem(),
    maxChunk: 128,
    rungs: [...before, { device: 'cpu', used: true, reason }],
  };
}

/** The type in which all the towers can compute: float32 beside anything, and bfloat16 beside float16, for its range. */
export function weightType(checkpoints: readonly Pick<Checkpoint, 'tensors'>[]): WeightType {
  const types = checkpoints.map(typeOf);
  return (['F32', 'BF16'] as const).find(type => types.includes(type)) ?? 'F16';
}

const typeOf = ({ tensors }: Pick<Checkpoint, 'tensors'>): WeightType => tensors.get('model.embed_tokens.weight')!.type;

function weightBytes(checkpoints: readonly Checkpoint[]): number {
  const tensors = checkpoints.flatMap(({ tensors }) => [...tensors.values()]);
  return sum(tensors.map(tensor => ('file' in tensor ? tensor.length : tensor.bytes.length)));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
