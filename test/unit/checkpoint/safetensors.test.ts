import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { amount } from '../../../server/src/amount.ts';
import { Refusal } from '../../../server/src/checkpoint/fields.ts';
import { readSafetensors, weightFiles } from '../../../server/src/checkpoint/safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'steplight-safetensors-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A file with this header (as JSON, or as it is) and so many bytes behind it. */
function file(header: unknown, data: number, claimed?: number): string {
  const path = join(folder, `${count++}.safetensors`);
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(claimed ?? json.length));
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(data)]));
  return path;
}

const tensor = (start: number, end: number, shape = [(end - start) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

describe('a safetensors header', () => {
  it('says where each weight lies in the file', async () => {
    const header = { __metadata__: { format: 'pt' }, a: tensor(0, 24, [2, 3]), b: tensor(24, 28, [2], 'BF16') };
    const path = file(header, 28);
    const tensors = await readSafetensors(path);
    const start = 8 + JSON.stringify(header).length;
    assert.deepEqual(tensors.get('a'), { file: path, offset: start, length: 24, type: 'F32', shape: [2, 3] });
    assert.deepEqual(tensors.get('b'), { file: path, offset: start + 24, length: 4, type: 'BF16', shape: [2] });
  });

  it('may hold tensors that are no weights, which are left out', async () => {
    const tensors = await readSafetensors(file({ a: tensor(0, 8, [1], 'I64'), b: tensor(8, 12) }, 12));
    assert.deepEqual([...tensors.keys()], ['b']);
  });

  const lies: [name: string, path: () => string, complaint: RegExp][] = [
    ['an empty file', () => file('', 0), /claims a header of 0 bytes/],
    ['a header longer than the file', () => file({}, 0, 5000), /ends inside its header/],
    ['a header longer than any', () => file({}, 0, 2 ** 50), /claims a header of/],
    ['no JSON', () => file('{"a":', 0), /isn't valid JSON/],
    ['a list', () => file([], 0), /must be a JSON object/],
    ['a tensor that ends behind the file', () => file({ a: tensor(0, 400) }, 100), /ends after .* \(a is cut off\)/],
    ['tensors that overlap', () => file({ a: tensor(0, 8), b: tensor(4, 12) }, 12), /a and b overlap/],
    [
      'a shape that needs other bytes',
      () => file({ a: tensor(0, 8, [3]) }, 8),
      /a.data_offsets cover 8 bytes, but F32 \[3\] needs 12/,
    ],
    ['a shape of 2^60', () => file({ a: tensor(0, 8, [2 ** 30, 2 ** 30]) }, 8), /data_offsets cover 8 bytes/],
    ['negative offsets', () => file({ a: { dtype: 'F32', shape: [1], data_offsets: [-4, 0] } }, 8), /whole numbers/],
    [
      'an end before the start',
      () => file({ a: { dtype: 'F32', shape: [1], data_offsets: [8, 4] } }, 8),
      /a start and an end/,
    ],
    ['a type nobody knows', () => file({ a: tensor(0, 4, [1], 'F31') }, 4), /a.dtype is F31/],
    ['a negative side', () => file({ a: tensor(0, 4, [-1, -1]) }, 4), /a.shape must be a short list/],
    ['a fraction', () => file({ a: tensor(0, 4, [0.5, 2]) }, 4), /a.shape must be a short list/],
  ];
  for (const [name, path, complaint] of lies) {
    it(`is refused with ${name}`, () => assert.rejects(readSafetensors(path()), complaint));
  }

  it('is refused or believed rightly, whatever it says', async () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 40 }), fc.double(), fc.constant(2 ** 53));
    const entry = fc.record({
      dtype: fc.constantFrom('F32', 'BF16', 'I8', 'x'),
      shape: fc.array(number, { maxLength: 3 }),
      data_offsets: fc.array(number, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ maxLength: 3 }), entry, { maxKeys: 4 }), async header => {
        const path = file(header, 32);
        const size = 8 + Buffer.byteLength(JSON.stringify(header)) + 32;
        try {
          for (const { offset, length } of (await readSafetensors(path)).values()) {
            assert.ok(offset >= size - 32 && length >= 0 && offset + length <= size);
          }
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the files of a checkpoint', () => {
  const index = (map: unknown) => () => Promise.resolve(JSON.stringify({ weight_map: map }));
  it('are one file, or the shards that the index names', async () => {
    assert.deepEqual(await weightFiles('/m', () => Promise.resolve(undefined)), [join('/m', 'model.safetensors')]);
    const shards = await weightFiles('/m', index({ a: 's-2.safetensors', b: 's-1.safetensors', c: 's-2.safetensors' }));
    assert.deepEqual(shards, [join('/m', 's-1.safetensors'), join('/m', 's-2.safetensors')]);
  });
  it('lie beside the index', async () => {
    for (const name of ['../a.safetensors', '/etc/passwd', 'x/a.safetensors', '..\\a.safetensors', 'a.bin']) {
      await assert.rejects(weightFiles('/m', index({ a: name })), /isn't a safetensors file beside it/);
    }
  });
});

it('sizes are written for people', () => {
  assert.deepEqual([12, 1200, 4.9e9].map(amount), ['12 bytes', '1.20 kB', '4.90 GB']);
});
