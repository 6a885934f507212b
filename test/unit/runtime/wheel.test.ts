import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { unpack } from '../../../server/src/runtime/wheel.ts';
import { folderWith } from '../../support/folder.ts';
import { zipOf } from '../../support/packageIndex.ts';

const go = new AbortController().signal;

describe('a wheel', () => {
  const files = {
    'a/one.so': randomBytes(70_000),
    'a/zeros.so': Buffer.alloc(3_000_000),
    'a/METADATA': Buffer.from('x'),
  };

  it('gives out single files, packed or stored', async t => {
    const folder = folderWith(t, { 'w.whl': zipOf(files, ['a/one.so']) });
    const targets = new Map([
      ['a/one.so', join(folder, 'one.so')],
      ['a/zeros.so', join(folder, 'zeros.so')],
    ]);
    let written = 0;
    await unpack(join(folder, 'w.whl'), targets, go, bytes => {
      written += bytes;
    });
    assert.deepEqual(readFileSync(join(folder, 'one.so')), files['a/one.so']);
    assert.deepEqual(readFileSync(join(folder, 'zeros.so')), files['a/zeros.so']);
    assert.equal(written, 3_070_000);
    assert.ok(!existsSync(join(folder, 'METADATA')), 'nothing else is unpacked');
  });

  it('that is broken is refused by name', async t => {
    const whole = zipOf(files, ['a/one.so']);
    const wrong = Buffer.from(whole);
    wrong[5_000]! ^= 1;
    const folder = folderWith(t, { 'wrong.whl': wrong, 'short.whl': whole.subarray(0, 60_000), 'empty.whl': '' });
    const one = new Map([['a/one.so', join(folder, 'one.so')]]);
    await assert.rejects(unpack(join(folder, 'wrong.whl'), one, go), /a\/one\.so in .*wrong\.whl is broken/);
    await assert.rejects(unpack(join(folder, 'short.whl'), one, go), /short\.whl is no zip archive, or ends too early/);
    await assert.rejects(unpack(join(folder, 'empty.whl'), one, go), /empty\.whl is no zip archive/);
    const other = new Map([['b.so', join(folder, 'b.so')]]);
    await assert.rejects(unpack(join(folder, 'wrong.whl'), other, go), /has no b\.so/);
  });
});
