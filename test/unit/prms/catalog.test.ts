import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../../scripts/root.ts';
import { catalog, parameters } from '../../../server/src/prms/catalog.ts';
import { figuresOf } from '../../../server/src/prms/offers.ts';
import { isPrmName } from '../../../server/src/prms/places.ts';
import { assertFollows } from '../../support/jsonSchema.ts';

const read = (name: string) => JSON.parse(readFileSync(join(root, 'models', name), 'utf8'));
const known = await catalog();
const named = (id: string) => known.find(one => one.id === id)!;

describe('the catalogue', () => {
  it('follows its schema', () => {
    const [file, schema] = [read('catalog.json'), read('catalog.schema.json')];
    assertFollows(file, schema);
    file.checkpoints['eurusprm-stage2'].licence.url = 'somewhere';
    assert.throws(() => assertFollows(file, schema), /eurusprm-stage2\.licence\.url/);
  });

  it('names each PRM once, as a folder can be named, and none like the embedded one', () => {
    const ids = known.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every(id => isPrmName(id) && id !== 'starter'));
  });

  it('uses every checkpoint it lists', () => {
    const listed = Object.values<{ repository: string }>(read('catalog.json').checkpoints).map(one => one.repository);
    const used = new Set(known.flatMap(({ towers }) => towers.map(({ repository }) => repository)));
    assert.deepEqual(new Set(listed), used);
  });

  it('gives the towers of a manifest as they are listed', () => {
    const { manifest, towers } = named('EurusPRM-Stage2');
    assert.deepEqual(
      [manifest.policy, manifest.reference],
      towers.map(({ repository, revision }) => ({ repository, revision })),
    );
  });

  it('computes parameters and bytes from shapes: as the hub lists them', () => {
    const bytes = (id: string) => named(id).towers.map(tower => tower.bytes);
    // 7,615,616,512 parameters in bfloat16, and the published sizes of the shards, to the hundredth of a GB.
    assert.deepEqual(bytes('EurusPRM-Stage2'), [15_231_233_024, 15_231_233_024]);
    const shards = [4.89, 4.83, 5, 5, 4.83, 5, 2.57];
    assert.ok(Math.abs(bytes('ImplicitPRM-DPO')[0]! / 1e9 - shards.reduce((sum, size) => sum + size)) < 0.01);
    assert.ok(Math.abs(bytes('DeepSeek-Prover-V1.5-pair')[0]! / 1e9 - (8.59 + 5.23)) < 0.01);
  });

  it('counts a head of its own, which needs no words', () => {
    const billions = (id: string) => Number((named(id).towers[0]!.bytes / 2e9).toFixed(2));
    const published = { 'Qwen2.5-Math-PRM-7B': 7.08, 'Math-Shepherd-7B': 7.24, 'RLHFlow-PRM-Deepseek-8B': 8.03 };
    for (const [id, parameters] of Object.entries(published)) assert.equal(billions(id), parameters, id);
  });

  it('tells of PRMs that say a chance per step how they are read, with ids that were published', () => {
    const chances = known.flatMap(({ manifest }) => (manifest.family === 'implicit' ? [] : [manifest]));
    assert.deepEqual([...new Set(chances.map(({ family }) => family))].sort(), ['head', 'token', 'value']);
    for (const { name, family, ids, thresholds } of chances) {
      assert.equal(thresholds.balanced, 0.5, name);
      assert.equal(ids === undefined, family === 'value', name);
    }
  });

  it('counts a tied embedding once', () => {
    const sizes = { layers: 1, hidden: 16, intermediate: 32, heads: 1, kvHeads: 1, headSize: 16, vocabulary: 100 };
    const of = (tied: boolean) => parameters({ ...sizes, tied, bias: 'none' });
    assert.equal(of(false) - of(true), 100 * 16);
  });

  it('says of what nobody has published figures for that it is experimental, and why', () => {
    for (const { id, figures, experimental } of known) {
      assert.equal(experimental !== undefined, figures.length === 0, id);
      if (experimental) assert.match(experimental.en, /Nobody has published step figures/);
    }
  });

  it('says that Llama is gated before anything is fetched', () => {
    assert.deepEqual(
      named('ImplicitPRM-CE').towers.map(({ gated }) => gated),
      [false, true],
    );
  });

  it('shows a mean where there is one, always with its source', () => {
    assert.deepEqual(figuresOf(named('EurusPRM-Stage2').figures), ['ProcessBench: 31.3 F1, mean (arXiv:2501.07301)']);
    for (const { figures } of known) for (const line of figuresOf(figures)) assert.match(line, /\(arXiv:[\d.]+\)$/);
  });
});
