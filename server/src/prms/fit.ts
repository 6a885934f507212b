import { totalmem } from 'node:os';
import { amount } from '../amount.ts';
import { program } from '../assets.ts';
import type { WeightType } from '../checkpoint/safetensors.ts';
import { cudaObstacle, readGpu } from '../engine/cuda.ts';
import { canInstallCuda, cudaFolder } from '../runtime/cudaFolder.ts';
import type { PrmTexts } from '../texts.ts';
import type { Fit } from './messages.ts';

/** Whether a PRM's towers fit into this machine, by the bounds that the engine itself works with. */

/** A card that can be used, perhaps only after its CUDA support has been installed. */
interface Card {
  readonly name: string;
  readonly freeBytes: number;
  readonly lacksSupport?: boolean;
}

export interface Machine {
  readonly memoryBytes: number;
  readonly gpu?: Card;
}

export interface Weights {
  readonly bytes: number;
  readonly type: WeightType;
}

/** What the engine leaves to others: a fifth of the memory, and room for keys, values and what is being computed on a card. */
const [memoryShare, cardShare] = [0.8, 0.85];
/** From here on a processor takes longer than a writer waits. */
const slowBytes = 4e9;

export async function thisMachine(): Promise<Machine> {
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const gpu = await card();
  return { memoryBytes, ...(gpu ? { gpu } : {}) };
}

async function card(): Promise<Card | undefined> {
  const gpu = await readGpu();
  if (gpu === undefined) return undefined;
  const { name, freeBytes } = gpu;
  const obstacle = await cudaObstacle(program('engine'), cudaFolder());
  if (obstacle === undefined) return { name, freeBytes };
  return obstacle.code === 'libraries' && canInstallCuda() ? { name, freeBytes, lacksSupport: true } : undefined;
}

export function fitOf(towers: readonly Weights[], { memoryBytes, gpu }: Machine, texts: PrmTexts): Fit {
  const together = towers.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(0, ...towers.map(({ bytes }) => bytes));
  const all = amount(together);
  // CUDA's attention knows no float32.
  if (gpu && towers.every(({ type }) => type !== 'F32')) {
    const room = cardShare * gpu.freeBytes;
    const on = { card: gpu.name, free: amount(gpu.freeBytes) };
    const said = (fits: string) => (gpu.lacksSupport ? `${fits} ${texts.cardLacksSupport}` : fits);
    if (together <= room)
      return { device: 'cuda', mode: 'together', text: said(texts.fitsCard(all, on.card, on.free)) };
    if (largest <= room)
      return { device: 'cuda', mode: 'inTurn', text: said(texts.fitsCardInTurn(amount(largest), on.card, on.free)) };
  }
  const room = memoryShare * memoryBytes;
  const memory = amount(memoryBytes);
  const slow = largest > slowBytes;
  if (together <= room) return { device: 'cpu', mode: 'together', text: texts.fitsMemory(all, memory, slow) };
  if (largest <= room) return { device: 'cpu', mode: 'inTurn', text: texts.fitsMemoryInTurn(amount(largest), memory) };
  return { device: 'cpu', mode: 'no', text: texts.fitsNot(amount(largest), memory) };
}
