/**
 * What a tower takes of memory, in a process of its own: FOLDER lean|fast → {"milliseconds", "opened", "ran"}, the bytes that are
 * this process's alone (no pages of mapped files) after opening and after reading 512 tokens. ONNX Runtime keeps what a run needed
 * at most, so `ran` is the peak.
 */
import { readFileSync } from 'node:fs';
import * as runtime from 'onnxruntime-node';
import { openCheckpoint } from '../server/src/checkpoint/checkpoint.ts';
import { Tower } from '../server/src/engine/tower.ts';

const [folder, mode] = process.argv.slice(2);
const tokens = 512;
const checkpoint = await openCheckpoint(folder!);
const placement = { device: 'cpu', compute: 'float', keyValues: 'float', lean: mode === 'lean', threads: 2 } as const;
const before = privateBytes();
const begin = performance.now();
const tower = new Tower(runtime, checkpoint, placement, 'logProbs', 1024);
await tower.open();
const milliseconds = performance.now() - begin;
const opened = privateBytes() - before;

const keyValues = tower.keyValues(tokens);
const ids = Array.from({ length: tokens + 1 }, (_, i) => (i * 7919) % checkpoint.shape.vocabulary);
const rows = Array.from({ length: 128 }, (_, i) => i);
for (let at = 0; at < tokens; at += 128) {
  await tower.logProbs(keyValues, at, ids.slice(at, at + 128), rows, ids.slice(at + 1, at + 129));
}
console.log(JSON.stringify({ milliseconds, opened, ran: privateBytes() - before }));

function privateBytes(): number {
  const rollup = readFileSync('/proc/self/smaps_rollup', 'utf8');
  return 1024 * Number(/^Anonymous:\s+(\d+) kB$/m.exec(rollup)![1]);
}
