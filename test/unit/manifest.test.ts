import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { manifest } from '../../server/src/manifest.ts';

const root = join(import.meta.dirname, '../..');
const chat = {
  name: 'a PRM',
  version: '1',
  family: 'implicit',
  policy: 'policy',
  reference: 'reference',
  beta: 0.05,
  view: 'text',
  template: { kind: 'chat', separator: '\n\n' },
};
const raw = { kind: 'raw', prefix: '<bos>', afterProblem: '\n', separator: '\n', end: '<eos>' };
const formulas = {
  ...chat,
  view: 'formulas',
  viewVersion: 1,
  template: raw,
  aggregation: 'last',
  rule: 'difference',
  calibration: { a: 1, b: -0.1, c: 2 },
  thresholds: { cautious: 0.1, balanced: 0.3, strict: 0.5 },
  range: { meanLogProb: -3 },
  license: 'MIT',
  card: 'README.md',
};

describe('a manifest', () => {
  it('says little when little is to be said', () => {
    assert.deepEqual(manifest(chat), { ...chat, aggregation: 'min', rule: 'cumulative', ownership: 'offsets' });
  });

  it('says all', () => {
    const range = { meanLogProb: { min: -3, max: Infinity } };
    assert.deepEqual(manifest(formulas), { ...formulas, ownership: 'offsets', range });
  });

  it('names checkpoints of the hub, at a revision', () => {
    const policy = { repository: 'someone/a-model', revision: '0123abc' };
    const reference = { repository: 'someone/its.base' };
    const towers = { policy, reference: { ...reference, revision: 'main' } };
    assert.partialDeepStrictEqual(manifest({ ...chat, policy, reference }), towers);
  });

  const complaints: [change: object, complaint: RegExp][] = [
    [{ name: undefined }, /^steplight.json: name is missing$/],
    [{ family: 'value' }, /^steplight.json: family must be one of implicit, not "value"$/],
    [{ beta: 0 }, /^steplight.json: beta must lie between/],
    [{ beta: '0.05' }, /^steplight.json: beta must be a number, not "0.05"$/],
    [{ policy: '../other' }, /^steplight.json: policy must be a folder inside the PRM's own, not "..\/other"$/],
    [{ policy: '/etc' }, /^steplight.json: policy must be a folder inside/],
    [{ reference: 'C:\\models' }, /^steplight.json: reference must be a folder inside/],
    [
      { policy: { repository: '../other' } },
      /^steplight.json: policy.repository must be OWNER\/NAME, not "..\/other"$/,
    ],
    [{ policy: { repository: 'a/b', revision: '../c' } }, /^steplight.json: policy.revision must be a branch/],
    [{ reference: { path: 'models' } }, /^steplight.json: reference.path must be the full path of a folder/],
    [{ template: { kind: 'raw', separator: '\n' } }, /^steplight.json: template.prefix is missing$/],
    [{ template: { kind: 'chat', separator: '' } }, /^steplight.json: template.separator must not be empty/],
    [{ template: 'chat' }, /^steplight.json: template must be a JSON object$/],
    [{ view: 'formulas', viewVersion: 2 }, /^steplight.json: viewVersion is 2, but this Steplight writes version 1$/],
    [{ thresholds: formulas.thresholds }, /^steplight.json: thresholds have no meaning without a calibration$/],
    [
      { ...formulas, ownership: 'upstream' },
      /^steplight.json: ownership upstream is that of a script for chat templates/,
    ],
    [{ calibration: { a: 1, b: 0 } }, /^steplight.json: calibration.c is missing$/],
    [
      { ...formulas, thresholds: { ...formulas.thresholds, strict: 2 } },
      /^steplight.json: thresholds.strict must lie between 0 and 1/,
    ],
    [{ range: { meanLogProb: { min: 'low' } } }, /^steplight.json: range.meanLogProb.min must be a number/],
  ];
  for (const [change, complaint] of complaints) {
    it(`is refused by the field: ${JSON.stringify(change).slice(0, 60)}`, () => {
      assert.throws(() => manifest({ ...chat, ...change }), { name: 'Refusal', message: complaint });
    });
  }
});

describe('the published schema', () => {
  const schema = JSON.parse(readFileSync(join(root, 'models/steplight.schema.json'), 'utf8'));
  it('knows every field and no other', () => {
    const known = Object.keys(schema.properties).filter(name => name !== '$schema');
    assert.deepEqual(known.toSorted(), Object.keys(manifest(formulas)).toSorted());
    for (const field of schema.required) {
      assert.throws(() => manifest({ ...formulas, [field]: undefined }), new RegExp(`${field} is missing`));
    }
    const optional = known.filter(name => !schema.required.includes(name) && name !== 'viewVersion');
    manifest(Object.fromEntries(Object.entries({ ...formulas }).filter(([name]) => !optional.includes(name))));
  });
  it('offers the choices that are understood', () => {
    for (const name of ['family', 'view', 'aggregation', 'rule', 'ownership']) {
      for (const choice of schema.properties[name].enum)
        manifest({ ...formulas, template: chat.template, [name]: choice });
    }
  });
});
