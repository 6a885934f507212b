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

const chances = {
  name: 'a PRM with a head',
  version: '1',
  policy: 'policy',
  view: 'text',
  thresholds: { cautious: 0.2, balanced: 0.5, strict: 0.8 },
};
const head = {
  ...chances,
  family: 'head',
  template: { kind: 'chat', system: 'Reason step by step.', tag: '<extra_0>' },
  ids: { '<extra_0>': 151_651 },
};
const token = {
  ...chances,
  family: 'token',
  labels: { good: '▁+', bad: '▁-' },
  template: { kind: 'raw', afterProblem: ' ', tag: ' ки' },
};

describe('a manifest', () => {
  it('says little when little is to be said', () => {
    assert.deepEqual(manifest(chat), { ...chat, aggregation: 'min', rule: 'cumulative', ownership: 'offsets' });
  });

  it('says all', () => {
    const range = { over: 'step', meanLogProb: { min: -3, max: Infinity } };
    assert.deepEqual(manifest(formulas), { ...formulas, ownership: 'offsets', range });
  });

  it('names checkpoints of the hub, at a revision', () => {
    const policy = { repository: 'someone/a-model', revision: '0123abc' };
    const reference = { repository: 'someone/its.base' };
    const towers = { policy, reference: { ...reference, revision: 'main' } };
    assert.partialDeepStrictEqual(manifest({ ...chat, policy, reference }), towers);
  });

  it('of a PRM that says a chance at the end of each step has a template with a tag, and thresholds', () => {
    assert.deepEqual(manifest(head), { ...head, aggregation: 'min' });
    assert.deepEqual(manifest({ ...head, family: 'value' }), { ...head, family: 'value', aggregation: 'min' });
    const template = { ...token.template, bos: false, label: '', separator: '', apart: false };
    assert.deepEqual(manifest(token), { ...token, template, aggregation: 'min' });
  });

  const refusals: [json: object, complaint: RegExp][] = [
    [{ ...head, thresholds: undefined }, /^steplight.json: thresholds is missing$/],
    [{ ...head, reference: 'base' }, /^steplight.json: reference has no meaning for a PRM of the family head$/],
    [{ ...head, beta: 0.05 }, /^steplight.json: beta has no meaning for a PRM of the family head$/],
    [{ ...head, template: { kind: 'chat', tag: '' } }, /^steplight.json: template.tag must not be empty/],
    [{ ...head, template: chat.template }, /^steplight.json: template.tag is missing$/],
    [{ ...head, ids: { '<extra_0>': '7' } }, /^steplight.json: ids.<extra_0> must be a number/],
    [{ ...token, labels: undefined }, /^steplight.json: labels is missing$/],
    [
      { ...head, template: { kind: 'turns', afterProblem: ' ', answer: '+' } },
      /^steplight.json: template turns are for the family token/,
    ],
  ];
  for (const [json, complaint] of refusals) {
    it(`is refused where families are mixed: ${complaint.source.slice(18, 60)}`, () => {
      assert.throws(() => manifest(json), { name: 'Refusal', message: complaint });
    });
  }

  const complaints: [change: object, complaint: RegExp][] = [
    [{ name: undefined }, /^steplight.json: name is missing$/],
    [{ family: 'other' }, /^steplight.json: family must be one of implicit, head, value, token, not "other"$/],
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
    [
      { range: { over: 'step', meanLogProb: { min: 'low' } } },
      /^steplight.json: range.meanLogProb.min must be a number/,
    ],
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
    const read = [manifest(formulas), manifest(token), manifest(head)].flatMap(one => Object.keys(one));
    assert.deepEqual(known.toSorted(), [...new Set(read)].toSorted());
    for (const field of schema.required) {
      assert.throws(() => manifest({ ...formulas, [field]: undefined }), new RegExp(`${field} is missing`));
    }
    const needed = [...schema.required, 'viewVersion', 'beta'];
    manifest(Object.fromEntries(Object.entries({ ...formulas }).filter(([name]) => needed.includes(name))));
  });
  it('offers the choices that are understood', () => {
    for (const family of schema.properties.family.enum) {
      manifest(family === 'implicit' ? chat : { ...token, family });
    }
    for (const template of schema.$defs.stepTemplate.oneOf) {
      const known = { kind: template.properties.kind.const, tag: '+', answer: '+', afterProblem: ' ' };
      const written = Object.fromEntries(template.required.map((name: keyof typeof known) => [name, known[name]]));
      const read = manifest({ ...token, template: written }).template;
      assert.ok(Object.keys(read).every(name => name in template.properties));
    }
    for (const name of ['view', 'aggregation', 'rule', 'ownership']) {
      for (const choice of schema.properties[name].enum)
        manifest({ ...formulas, template: chat.template, [name]: choice });
    }
  });
});
