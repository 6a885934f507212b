import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../../../server/src/formulas/check.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { unread } from '../../../server/src/formulas/unread.ts';
import { answers } from '../../support/followed.ts';

const T = String.raw;

/** What is stated beside formulas that hold, and wasn't read. */
function unreadIn(text: string): string[] {
  const style = numberStyle([text]);
  const judgements = check(text, extract(text, { style }), style);
  return unread(text, judgements, style).map(({ span }) => text.slice(span.start, span.end));
}

describe('a step is proven when all it states was worked out:', () => {
  it('matrices, vectors, events, angles and operations of one’s own are left over', () => {
    for (const [formula, text] of [
      [T`A^{-1} = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`, T`$% $, since $1\cdot4 - 2\cdot3 = -2$`],
      [T`\vec a\cdot\vec b = 2 - 2 + 4`, T`$% = 4$`],
      [T`P(A\cup B) = 0.5 + 0.4 - 0.2`, T`\(% = 0.7\)`],
      [T`\angle ACB = 180^\circ - 140^\circ`, T`$$% = 40^\circ$$`],
      [T`3\star4 = 9 - 4`, T`$% = 5$`],
      [T`\frac23 = 0.\overline{6}`, T`$\frac12 = 0.5$ and $%$`],
      [T`A\subset B`, T`$%$ and $2 + 2 = 4$`],
      [T`AB\perp CD`, T`$%$, $3^2 + 4^2 = 5^2$`],
      ['aᵐ·aⁿ = aᵐ⁺ⁿ', '%, so 2³·2² = 32'],
      [T`\det A = 4 - 6`, T`The determinant $% = -2$ is not zero.`],
    ] as const) {
      const [found] = unreadIn(text.replace('%', () => formula));
      assert.ok(found?.startsWith(formula), `${text}: ${found}`);
    }
  });

  it('all of a row is one statement, and each row its own', () => {
    const rows = T`$$\begin{aligned}\bar x &= \bar y + 1 = \bar z \\ 2 + 2 &= 4 \\ \bar u &= 3\end{aligned}$$`;
    assert.deepEqual(unreadIn(rows), [T`\bar x &= \bar y + 1 = \bar z`, T`\bar u &= 3`]);
  });

  it('names in words, bounds and what is read leave nothing over', () => {
    for (const text of [
      '3 + 4 = 7',
      'Total cost = rent + food = 850 + 412 = 1262',
      T`$\text{Total} = 850 + 412 = 1262$`,
      T`\[ \text{Time}_{\text{fast}} = \frac{480 \text{ miles}}{60 \text{ mph}} = 8 \text{ hours} \]`,
      T`$$\text{Kosten} \times 3 = 4 \cdot 3 = 12$$`,
      T`$\sum_{k=1}^{4} k = 10$`,
      T`We add up $\sum_{k=1}^{4}\vec a_k$, and $1 + 2 + 3 + 4 = 10$.`,
      T`$\sqrt{9} = 3$`,
      'The total $= 850 + 412 = 1262$.',
    ])
      assert.deepEqual(unreadIn(text), [], text);
  });

  it('is asked only where nothing else is open or wrong', () => {
    const open = T`$\vec a = 3$`;
    assert.deepEqual(unreadIn(`${open}, $2 + 2 = 5$`), []);
    assert.deepEqual(unreadIn(`${open}, $x = 5$`), []);
    assert.deepEqual(unreadIn(`${open}, so much for that`), []);
    assert.deepEqual(unreadIn(`${open}, $2 + 2 = 4$`), [T`\vec a = 3`]);
  });

  it('differentials are no products with d', () => {
    const problem = T`Solve $\frac{dy}{dx} = \frac{x}{y}$.`;
    for (const step of [T`$y\,dx = x\,dy$`, T`$dy = x^2\,dy$`, T`$d(xy) = d(yx)$`, T`$\frac{dy}{y} = \frac{dx}{x}$`])
      assert.deepEqual(answers(problem, step), ['unknown'], step);
    assert.deepEqual(answers('', '$2h = d + xy$', '$2h - xy = d$'), ['holds']);
  });

  it('a long chain costs no square', () => {
    const chain = T`$$2 + 2 = 4 \\ ${T`\bar x = `.repeat(20000)}1$$`;
    const start = performance.now();
    assert.equal(unreadIn(chain).length, 1);
    assert.ok(performance.now() - start < 3000);
  });
});
