import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { leanSections } from '../../../server/src/documents/leanSections.ts';
import { defaultParseOptions, type ParsedDocument, parse } from '../../../server/src/documents/parse.ts';

const theorems = (count: number, name = 't') =>
  Array.from({ length: count }, (_, k) => `theorem ${name}${k} : ${k} + 1 = ${k + 1} := by\n  norm_num\n`).join('\n');
const long = theorems(60);
/** What the sections of a text begin with, but for the first. */
const beginnings = (text: string) => [...leanSections(text)].slice(1).map(({ start }) => text.slice(start, start + 12));
const read = (text: string, before?: ParsedDocument) => parse(text, 'lean4', defaultParseOptions, before);
const stepsOf = ({ exercises }: ParsedDocument) =>
  exercises.map(({ problem, steps }) => [problem.text, ...steps.map(({ reading, mark }) => [reading.text, mark])]);

describe('sections of Lean', () => {
  it('end before a declaration, with its doc comment, attributes and modifiers', () => {
    const last = (before: string) => beginnings(`${'x\n'.repeat(1500)}${before}theorem last : True := trivial`);
    assert.deepEqual(last(''), ['theorem last']);
    assert.deepEqual(last('/-- Doc. -/\n'), ['/-- Doc. -/\n']);
    for (const before of ['@[simp]\n', '@[simp] -- why\n\n', 'private\n', '/- -/\n-- and more\n\n'])
      assert.deepEqual(last(before), [], before);
  });

  it('do not end inside of a comment or a string', () => {
    for (const [open, close] of [
      ['/-\n', '-/\n'],
      ['/- /- nested -/\n', '-/\n'],
      ['example : s = "\n', '" := rfl\n'],
    ])
      assert.deepEqual(beginnings(`${open}${'x\n'.repeat(2000)}\n namespace A\n${close}`), []);
    assert.deepEqual(beginnings(`/- not closed\n${long}`), []);
  });

  it('are read as the whole is', () => {
    const folder = join(import.meta.dirname, '../../fixtures/documents/lean');
    const whole = (text: string) => !/steplight|\/-[^-]*$|^\s*"/.test(text);
    const pieces = readdirSync(folder)
      .map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r', ''))
      .filter(text => whole(text));
    const many = Array.from({ length: 12 }, () => pieces).flat();
    const text = many.map(piece => `${piece}\nend\n`).join('\n');
    assert.ok([...leanSections(text)].length > 5);
    assert.deepEqual(
      stepsOf(read(text)),
      many.flatMap(piece => stepsOf(read(`${piece}\nend\n`))),
    );
  });

  it('that are not edited are taken over, with directives that stand elsewhere', () => {
    const text = `-- steplight: ignore-start\n${theorems(70, 'a')}\n-- steplight: ignore-end\n${theorems(70, 'b')}`;
    const before = read(text);
    const edited = text.replace('theorem b3 : 3', 'theorem b3 : 2 + 1');
    const after = read(edited, before);
    assert.deepEqual(stepsOf(after), stepsOf(read(edited)));
    const same = after.exercises.filter((exercise, k) => exercise === before.exercises[k]).length;
    assert.ok(same >= 70, `${same} of 140 exercises are the very same`);
    const ignored = after.exercises.filter(({ steps }) => steps.every(({ mark }) => mark === 'ignored'));
    assert.equal(ignored.length, 70);
  });
});
