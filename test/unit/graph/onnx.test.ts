import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as runtime from 'onnxruntime-node';
import { openCheckpoint } from '../../../server/src/checkpoint/checkpoint.ts';
import { Tower } from '../../../server/src/engine/tower.ts';
import { bytesOf, ModelWriter } from '../../../server/src/graph/onnx.ts';
import { towerModel } from '../../../server/src/graph/tower.ts';

const fixture = join(import.meta.dirname, '../../fixtures/parity/qwen2-eight-to-one');

describe('a model', () => {
  it('computes what its nodes say, with attributes of every kind and constants written once', async () => {
    const writer = new ModelWriter();
    const x = writer.input('x', 'float', ['rows', 2]);
    const w = writer.initializer('w', 'float', [1, 2], bytesOf(Float32Array.of(10, 1)));
    const product = writer.node('Gemm', [x, w], { transB: { int: 1 }, alpha: { float: 2 } });
    const turned = writer.node('Transpose', [product], { perm: { ints: [1, 0] } });
    assert.equal(writer.int64([-1]), writer.int64([-1]));
    writer.outputOf('y', writer.node('Reshape', [turned, writer.int64([-1])]), 'float', ['rows']);
    const session = await runtime.InferenceSession.create(writer.finish());
    const { y } = await session.run({ x: new runtime.Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]) });
    assert.deepEqual([...(y!.data as Float32Array)], [24, 68]);
    await session.release();
  });

  it('of a tower is small, for the weights stay where they are', async () => {
    const checkpoint = await openCheckpoint(fixture);
    const variant = { head: 'logProbs', compute: 'float', keyValues: 'float', lean: false, positions: 16 } as const;
    const bytes = towerModel(checkpoint, variant).length;
    assert.ok(bytes < 20_000, `${bytes} bytes`);
  });
});

it('weights are found wherever they lie: spaces, other alphabets, links', async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'steplight größe 数 '));
  cpSync(fixture, join(folder, 'blobs'), { recursive: true });
  // As a download cache lays it out.
  symlinkSync(join(folder, 'blobs'), join(folder, 'snapshot'));
  const placement = { device: 'cpu', compute: 'float', keyValues: 'float', lean: true, threads: 1 } as const;
  const tower = new Tower(runtime, await openCheckpoint(join(folder, 'snapshot')), placement, 'logProbs', 16);
  const logProbs = await tower.logProbs(tower.keyValues(4), 0, [1, 2, 3], [0, 2], [2, 4]);
  assert.ok(logProbs.length === 2 && logProbs.every(value => value < 0));
  await tower.release();
  rmSync(folder, { recursive: true });
});
