import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrm, writeTower } from '../../bench/randomPrm.ts';

/**
 * A PRM of two random towers, always the same, of a shape that vLLM runs on any machine (its attention on a CPU wants heads of 32).
 * `node test/remote/servedPair.ts FOLDER` writes it for a server.
 */
export function writeServedPair(folder: string): void {
  const shape = { hidden: 128, layers: 2, intermediate: 192, heads: 4, kvHeads: 2, vocabulary: 1024 };
  mkdirSync(folder, { recursive: true });
  writePrm(folder, shape);
  rmSync(join(folder, 'reference'), { recursive: true });
  writeTower(join(folder, 'reference'), { ...shape, layers: 3 });
}

export function servedPair(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-served-'));
  writeServedPair(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

if (process.argv[1] === import.meta.filename) writeServedPair(process.argv[2]!);
