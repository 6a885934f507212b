import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { marked, unmarked } from './marked.ts';

// STEPLIGHT_BLESS=1 node --test test/unit/documents/fixtures.test.ts writes what is found into the fixtures: read the diff.
const bless = process.env.STEPLIGHT_BLESS === '1';
const root = join(import.meta.dirname, '../../fixtures/documents');

for (const [folder, language] of [
  ['markdown', 'markdown'],
  ['latex', 'latex'],
  ['lean', 'lean4'],
] as const) {
  for (const name of readdirSync(join(root, folder)).sort()) {
    test(`${folder}: ${name.replace(/\.\w+$/, '').replaceAll('-', ' ')}`, () => {
      const path = join(root, folder, name);
      const expected = readFileSync(path, 'utf8');
      const actual = marked(unmarked(expected), language);
      if (bless) writeFileSync(path, actual);
      else assert.equal(actual, expected);
    });
  }
}
