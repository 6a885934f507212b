import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitted, readable, width, wrapped } from '../../server/src/readable.ts';

test('formulas become plain characters', () => {
  const pairs: [string, string][] = [
    ['There are $12 \\cdot 13 = 156$ of them.', 'There are 12 · 13 = 156 of them.'],
    ['$\\frac{3}{4} - \\frac{x+1}{2} = \\frac12$', '3/4 - (x+1)/2 = 1/2'],
    ['**So** \\(x^2 + y^{10} \\le \\sqrt{2}\\)', 'So x² + y¹⁰ ≤ √2'],
    ['$$\n a_{1} &= 2^{n} \\\\\n$$', 'a₁ = 2ⁿ'],
    ['> quoted\n> line', 'quoted line'],
    ['$2^{1.5}$ costs \\$5', '2^1.5 costs $5'],
    ['$3^{2x-1} = 27$, $x_{10} = 2{,}5$, $a_{n+1}$', '3^(2x-1) = 27, x₁₀ = 2,5, a_(n+1)'],
    ['\\sin x \\to \\infty <!-- steplight: ignore -->', 'sin x → ∞'],
    ['$\\Theta\\Big(k\\ln\\ln k\\Big)$', 'Θ (k ln ln k)'],
    ['have fact_1 : a_1 = \\log_2 8', 'have fact_1 : a₁ = log₂ 8'],
    ['So $b = 13$.[^2]', 'So b = 13.'],
    ['Then $b = 13$:\n\n```python\nb = 30 - a\n```\n\nDone.', 'Then b = 13: … Done.'],
    ['Then\n~~~\nb = 30 - a', 'Then …'],
    ['```math\nx^2\n```', '```math x² ```'],
    ['/-- The sum. -/ theorem t : a = b', 'The sum. theorem t : a = b'],
  ];
  for (const [text, expected] of pairs) assert.equal(readable(text), expected);
});

test('width counts columns, not characters', () => {
  assert.equal(width('abc'), 3);
  assert.equal(width('数学'), 4);
  assert.equal(width('e\u0301'), 1);
  assert.equal(width('👩‍🔬'), 2);
});

test('whatever the text, what is fitted fits and what is wrapped keeps its words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 4, max: 40 }), (text, columns) => {
      assert.ok(width(fitted(text, columns)) <= columns);
      for (const line of wrapped(text, columns)) assert.ok(width(line) <= columns);
      readable(text);
    }),
  );
  assert.deepEqual(wrapped('one two three four', 9), ['one two', 'three', 'four']);
  assert.equal(fitted('数学数学', 6), '数学…');
});
