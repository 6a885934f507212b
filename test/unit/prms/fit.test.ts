import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import type { WeightType } from '../../../server/src/checkpoint/safetensors.ts';
import { fitOf, type Machine, thisMachine } from '../../../server/src/prms/fit.ts';
import { canInstallCuda } from '../../../server/src/runtime/cudaFolder.ts';
import { textsFor } from '../../../server/src/texts.ts';

const texts = textsFor('en').prms;
const towers = (type: WeightType, ...sizes: number[]) => sizes.map(size => ({ bytes: size * 1e9, type }));
const machine = (memory: number, card?: number): Machine => ({
  memoryBytes: memory * 1e9,
  ...(card === undefined ? {} : { gpu: { name: 'NVIDIA RTX 4090', freeBytes: card * 1e9 } }),
});
const seven = towers('BF16', 15.2, 15.2);

describe('how a pair of towers fits into a machine', () => {
  for (const [what, has, expected] of [
    ['a card for both', machine(64, 80), 'cuda together'],
    ['a card for one at a time', machine(64, 23), 'cuda inTurn'],
    ['a card too small for one, and memory for both', machine(64, 12), 'cpu together'],
    ['no card, memory for both', machine(64), 'cpu together'],
    ['no card, memory for one', machine(32), 'cpu inTurn'],
    ['memory for none', machine(16), 'cpu no'],
  ] as const) {
    it(`${what}: ${expected}`, () => {
      const { device, mode } = fitOf(seven, has, texts);
      assert.equal(`${device} ${mode}`, expected);
    });
  }

  it('never promises a card to float32, which its attention doesn’t know', () => {
    assert.equal(fitOf(towers('F32', 3), machine(64, 80), texts).device, 'cpu');
  });

  it('says that a card needs CUDA support first where it is not installed', () => {
    const gpu = { name: 'NVIDIA RTX 4090', freeBytes: 80e9, lacksSupport: true };
    const { device, text } = fitOf(seven, { memoryBytes: 64e9, gpu }, texts);
    assert.equal(device, 'cuda');
    assert.match(text, /^Both towers .* fit .*\. "Steplight: Install CUDA Support" has to fetch/);
  });

  it('reckons with a card only where CUDA can be had for it', async t => {
    if (process.platform === 'win32') return t.skip('the driver is stood in for by a shell script');
    const folder = mkdtempSync(join(tmpdir(), 'steplight-card-'));
    const before = { PATH: process.env.PATH, home: process.env.XDG_DATA_HOME };
    const withDriver = async (version: string) => {
      writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\necho 'NVIDIA RTX 4090, ${version}, 20000'\n`, {
        mode: 0o755,
      });
      return (await thisMachine()).gpu;
    };
    Object.assign(process.env, { PATH: `${folder}${delimiter}${before.PATH}`, XDG_DATA_HOME: folder });
    try {
      const card = { name: 'NVIDIA RTX 4090', freeBytes: 20_000 * 2 ** 20, lacksSupport: true };
      assert.deepEqual(await withDriver('580.65.06'), canInstallCuda() ? card : undefined);
      assert.equal(await withDriver('550.1'), undefined, 'the driver is too old');
    } finally {
      process.env.PATH = before.PATH;
      if (before.home === undefined) delete process.env.XDG_DATA_HOME;
      else process.env.XDG_DATA_HOME = before.home;
      rmSync(folder, { recursive: true });
    }
  });

  it('says what it takes, what there is, and what the mode costs', () => {
    assert.equal(
      fitOf(seven, machine(64, 23), texts).text,
      'Only one tower at a time (15.2 GB) fits into NVIDIA RTX 4090 (23.0 GB free): each scoring loads both, one after the other, which costs seconds every time.',
    );
    assert.match(
      fitOf(seven, machine(64), texts).text,
      /30\.4 GB of 64\.0 GB of memory\. A solution takes minutes there\./,
    );
    assert.match(
      fitOf(towers('BF16', 0.01), machine(8), texts).text,
      /^Runs on the processor, 10\.0 MB of 8\.00 GB of memory\.$/,
    );
    assert.match(fitOf(seven, machine(8), textsFor('de').prms).text, /^Passt nicht: Ein Turm braucht 15\.2 GB/);
  });
});
