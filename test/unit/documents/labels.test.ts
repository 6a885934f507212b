import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineLabel } from '../../../server/src/documents/outline.ts';
import { defaultParseOptions } from '../../../server/src/documents/parse.ts';
import { labelOf, wordsFor } from '../../../server/src/documents/words.ts';

const words = wordsFor(defaultParseOptions);
const heading = (text: string) => labelOf(text, 'heading', words)?.role;
const line = (text: string) => {
  const found = lineLabel(text, words, true);
  return found && `${found.label.role}|${text.slice(found.body)}`;
};

test('headings that announce', () => {
  for (const [text, role] of [
    ['Solution', 'solution'],
    ['Solution 2', 'solution'],
    ['3. Solution', 'solution'],
    ['✅ Solution', 'solution'],
    ['Solution to Exercise 3', 'solution'],
    ['Alternative proof', 'proof'],
    ['Proof of Theorem 2', 'proof'],
    ['Beweis von Satz 2', 'proof'],
    ['Exercise 3.2: Linear maps', 'problem'],
    ['Problem 3 Quadratic equations', 'problem'],
    ['Theorem 1 (Euclid)', 'theorem'],
    ['Step 3: Divide', 'step'],
    ['Schritt 2', 'step'],
    ['第一步', 'step'],
    ['1단계', 'step'],
    ['第3题', 'problem'],
    ['Příklad 4', 'problem'],
    ['Λύση', 'solution'],
    ['Lời giải', 'solution'],
  ] as const)
    assert.equal(heading(text), role, text);
});

test('headings that only use the words', () => {
  for (const text of [
    'Solution architecture',
    'Problem with caching',
    'Problems we had',
    'Proof-of-concept',
    'Stepwise',
    'Answering machine',
    'Examples',
  ])
    assert.ok(![...'problem theorem solution proof answer step'.split(' ')].includes(heading(text) ?? ''), text);
});

test('run-ins', () => {
  for (const [text, expected] of [
    ['**Solution.** We add.', 'solution|We add.'],
    ['__Solution__: We add.', 'solution|We add.'],
    ['*Proof.* We add.', 'proof|We add.'],
    ['**Theorem 2** (Euclid). There are', 'theorem|There are'],
    ['**Theorem 2 (Euclid).** There are', 'theorem|There are'],
    ['**Solution** We add.', 'solution|We add.'],
    ['Solution: We add.', 'solution|We add.'],
    ['Proof. We add.', 'proof|We add.'],
    ['Q: What is it?', 'problem|What is it?'],
    ['\\textbf{Lösung.} Es ist', 'solution|Es ist'],
    ['{\\it Proof:} It is', 'proof|It is'],
    ['<b>Solution:</b> It is', 'solution|It is'],
    ['**解：** 我们有', 'solution|我们有'],
    ['解：我们有', 'solution|我们有'],
  ] as const)
    assert.equal(line(text), expected, text);
});

test('sentences that begin with one of the words', () => {
  for (const text of [
    '**Solution** is a strong word.',
    'Solution is near.',
    'Proof that it works is missing.',
    '**a.** part',
    'a. part',
    'Case in point',
    'A: b'.toLowerCase(),
    'Answer me.',
  ])
    assert.equal(line(text), undefined, text);
});

test('a bracket behind a label is its title, or where a formula begins', () => {
  for (const [text, found] of [
    ['**Problem 3.** (10 points) Find $x$.', 'problem|Find $x$.'],
    ['**Solution** (by symmetry). Let $x = 2$.', 'solution|Let $x = 2$.'],
    ['**Solution.** (shorter) – by symmetry, $x = 3$.', 'solution|by symmetry, $x = 3$.'],
    ['**Solution.** (shorter) - by symmetry, $x = 3$.', 'solution|by symmetry, $x = 3$.'],
    ['**Solution.** (8 - 5)(5 + 1) = 18', 'solution|(8 - 5)(5 + 1) = 18'],
    ['**Solution.** (1/2)·6 = 3', 'solution|(1/2)·6 = 3'],
    ['**Solution.** (1/2) of them are 3.', 'solution|(1/2) of them are 3.'],
    ['**Solution.** (2)(3)(4) = 24', 'solution|(2)(3)(4) = 24'],
    ['**Solution.** (sin x)^2 + (cos x)^2 = 1', 'solution|(sin x)^2 + (cos x)^2 = 1'],
    ['**Solution.** (cos x) - (sin x) = 0', 'solution|(cos x) - (sin x) = 0'],
  ] as const)
    assert.equal(line(text), found, text);
});
