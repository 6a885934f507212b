import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Tensor } from 'onnxruntime-node';
import { towerShape } from '../../../server/src/checkpoint/config.ts';
import { KeyValues } from '../../../server/src/engine/keyValues.ts';
import { PrefixCache } from '../../../server/src/engine/prefixCache.ts';

const shape = towerShape({
  architectures: ['LlamaForCausalLM'],
  hidden_size: 32,
  intermediate_size: 32,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  head_dim: 16,
  vocab_size: 100,
  max_position_embeddings: 1000,
});
const create = (capacity: number) =>
  new KeyValues(shape, 'float32', capacity, (type, data, sides) => new Tensor(type, data, sides));
const cacheOf = (budget: number) => new PrefixCache({ positions: 1000, keyValues: create }, budget);
const text = (...ids: number[]) => Int32Array.from(ids);
const count = (length: number, from = 0) => Int32Array.from({ length }, (_, i) => from + i);

/** As if the tower had run it: every key is its token, every log-probability too. */
function read(cache: PrefixCache, key: string, ids: Int32Array): number {
  const one = cache.take(key, ids);
  const known = one.read;
  const keys = one.keyValues.tensors[0]!.data as Float32Array;
  for (let i = known; i < ids.length - 1; i++) {
    keys[i * 16] = ids[i]!;
    one.said[i + 1] = ids[i + 1]!;
  }
  one.read = ids.length - 1;
  for (let i = 0; i < one.read; i++) {
    assert.equal(keys[i * 16], ids[i], `key ${i} of ${key}`);
    assert.equal(one.said[i + 1], ids[i + 1], `log-probability ${i + 1} of ${key}`);
  }
  return known;
}

describe('what was read before', () => {
  it('isn’t read again', () => {
    const cache = cacheOf(1e9);
    assert.equal(read(cache, 'a', text(1, 2, 3, 4)), 0);
    assert.equal(read(cache, 'a', text(1, 2, 3, 4)), 3);
  });

  it('is read up to the token that predicts the first change', () => {
    const cache = cacheOf(1e9);
    read(cache, 'a', text(1, 2, 3, 4, 5));
    assert.equal(read(cache, 'a', text(1, 2, 9, 4, 5)), 1);
    assert.equal(read(cache, 'a', text(1, 2, 9, 4, 5, 6, 7)), 4);
    // Nothing comes after it that would have to be predicted.
    assert.equal(read(cache, 'a', text(1, 2)), 2);
    assert.equal(read(cache, 'a', text(1, 2, 3)), 1);
  });

  it('grows with the text', () => {
    const cache = cacheOf(1e9);
    read(cache, 'a', count(100));
    assert.equal(read(cache, 'a', count(700)), 99);
  });

  it('is copied for another text that begins alike, and stays', () => {
    const cache = cacheOf(1e9);
    read(cache, 'a', count(60));
    assert.equal(read(cache, 'b', Int32Array.from([...count(40), 99, 98])), 39);
    assert.equal(read(cache, 'a', count(60)), 59);
    assert.equal(read(cache, 'b', Int32Array.from([...count(40), 99, 98])), 41);
  });

  it('of the longest common prefix wins', () => {
    const cache = cacheOf(1e9);
    read(cache, 'a', Int32Array.from([...count(20), 77, 78]));
    read(cache, 'b', Int32Array.from([...count(50), 77, 78]));
    assert.equal(read(cache, 'c', count(60)), 49);
    // An exercise pasted over another: more of it is known from there than from its own past.
    assert.equal(read(cache, 'a', count(60)), 59);
  });

  it('goes when the budget is full, the least recently used first', () => {
    const cache = cacheOf(create(128).bytes * 2);
    read(cache, 'a', count(30));
    read(cache, 'b', count(30, 30));
    assert.equal(read(cache, 'a', count(30)), 29);
    read(cache, 'c', count(30, 60));
    assert.equal(read(cache, 'a', count(30)), 29);
    assert.equal(read(cache, 'b', count(30, 30)), 0);
    assert.ok(cache.bytes <= create(128).bytes * 2);
  });

  it('of one text larger than the budget is kept while it is needed', () => {
    const cache = cacheOf(1);
    read(cache, 'a', count(90));
    assert.equal(read(cache, 'a', count(90)), 89);
  });
});
