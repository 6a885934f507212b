import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentences } from '../../../server/src/documents/sentences.ts';

const cut = (text: string, latex = false) => sentences(text, latex).map(({ start, end }) => text.slice(start, end));

test('abbreviations, numbers and initials end no sentence', () => {
  for (const text of [
    'See e.g. Figure 2 and Fig. 3, i.e. Thm. 4.',
    'Es gilt z. B. $x$, d. h. nichts.',
    'By J. Smith et al. Theorem 2 holds.',
    'It is 3.14 or .5 in no. 7.',
    'W.l.o.g. $n > 0$ holds.',
    'Это, т. е. то.',
  ])
    assert.deepEqual(cut(text), [text], text);
});

test('sentences end where readers pause', () => {
  assert.deepEqual(cut('First. Second! Third? "Fourth." (Fifth.) Sixth…'), [
    'First.',
    'Second!',
    'Third?',
    '"Fourth."',
    '(Fifth.)',
    'Sixth…',
  ]);
  assert.deepEqual(cut('The answer is no. Then $x$ is 5. $y$ too.'), [
    'The answer is no.',
    'Then $x$ is 5.',
    '$y$ too.',
  ]);
  assert.deepEqual(cut('我们有。所以！真的'), ['我们有。', '所以！', '真的']);
});

test('formulas are never cut', () => {
  assert.deepEqual(cut('Let $a. B$ be. Then \\(c. D\\) is `e. F` here.'), [
    'Let $a. B$ be.',
    'Then \\(c. D\\) is `e. F` here.',
  ]);
  assert.deepEqual(cut('We get\n$$x. Y = 1.$$\nNow stop.'), ['We get\n$$x. Y = 1.$$', 'Now stop.']);
  assert.deepEqual(cut('We get $$x = 1.$$ and stop.'), ['We get $$x = 1.$$ and stop.']);
  assert.deepEqual(cut('Let \\begin{align} a. B \\end{align} be. C', true), [
    'Let \\begin{align} a. B \\end{align} be.',
    'C',
  ]);
});

test('prices are no formulas', () => {
  assert.deepEqual(cut('It costs $5. Then $10 more.'), ['It costs $5.', 'Then $10 more.']);
});
