import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { toSolve } from '../../../server/src/formulas/toSolve.ts';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;

it('a problem consists of equations or has none', () => {
  const count = (text: string) => toSolve({ text, formulas: extract(text, { style: numberStyle([text]) }) }).length;
  assert.equal(count('Solve $x + 2y = 12$ and $x - y = 3$ for $x$.'), 2);
  assert.equal(count('解方程 $3x = 12$。'), 1);
  assert.equal(count('Solve $x + 2y < 12$, $x - y = 3$.'), 0);
  assert.equal(count('Solve $x + 2y = 12$, $x^2$.'), 0);
  assert.equal(count('Solve $x = 2y = 12$.'), 0);
  assert.equal(count('Solve, where possible, $x = 2y$.'), 0);
  assert.equal(count('a) $x = 2y$'), 0);
});

describe('below a problem that is nothing but one equation to be solved, an equation of its letter', () => {
  it('shares a solution with those above it, also where it keeps none of their numbers', () => {
    assert.deepEqual(answers('Solve $2(x-1)^2 = 8$.', '$(x-1)^2 = 6$'), [
      "for x = -1, x = 3: 2(x-1)^2 = 8 holds, but (x-1)^2 = 6 doesn't",
    ]);
    assert.deepEqual(answers(T`$\frac{4}{2k-6} = \frac{-2}{6}$`, '$12k - 18 = -2k - 6$'), [
      "for k = -3, 4/(2k-6) = (-2)/6 holds, but 12k - 18 = -2k - 6 doesn't",
    ]);
    assert.deepEqual(answers('Решите уравнение $-3(4t + 5) = 9 - 2t$.', 'Раскроем скобки: $12t - 5 = 9 - 6t$.'), [
      "for t = -12/5, -3(4t + 5) = 9 - 2t holds, but 12t - 5 = 9 - 6t doesn't",
    ]);
  });

  it('may be wrong on purpose where the problem or the step says more', () => {
    const wrong = '$(x-1)^2 = 6$';
    const isSilentBelow = (problem: string, ...steps: string[]) => isSilent(problem, ...steps, wrong);
    assert.ok(!isSilentBelow('Löse die Gleichung $2(x-1)^2 = 8$.'));
    assert.ok(isSilentBelow('Compare $2(x-1)^2 = 8$ with a similar equation.'));
    assert.ok(isSilentBelow('$2(x-1)^2 = 8$, $y = 3$'));
    assert.ok(isSilent('Solve $2(x-1)^2 = 8$.', `A similar equation is ${wrong}.`));
    assert.ok(isSilentBelow('Solve $2(x-1)^2 = 8$.', 'A similar equation:'));
    assert.ok(isSilentBelow('Solve $2(x-1)^2 = 8$.', '$x = 3$, $x = -1$'));
  });

  it('may have a solution that is too far away to be found', () => {
    assert.ok(
      isSilent(T`$(x - 4)(\sqrt[3]x - 60) = 0$`, '$60^3 = 216000$', '$216000 = 216000$', '$x - 200000 = 16000$'),
    );
  });

  it('may be a case that comes to nothing', () => {
    assert.ok(isSilent('$|x - 1| = 2x - 5$', '$x - 1 = 2x - 5$', '$1 - x = 2x - 5$'));
    assert.ok(isSilent(T`$\sqrt{x^2} = 2x - 3$`, '$x = 3$', '$-x = 2x - 3$'));
  });

  it('may ask where a slope is zero, or have the square of the letter in its place', () => {
    assert.ok(isSilent('Solve $x^3 - 3x + 1 = 0$.', "$f'(x) = 3x^2 - 3$", '$3x^2 - 3 = 0$'));
    assert.ok(isSilent('$x^4 - 13x^2 + 36 = 0$', '$x^2 - 13x + 36 = 0$', '$(x-4)(x-9) = 0$'));
  });
});

describe('right solutions look at', () => {
  it('where denominators are zero, before they multiply by them', () => {
    const problem = T`Solve $\frac5k - \frac4{k+1} = \frac13$.`;
    assert.ok(isSilent(problem, '$k = 0$, $k + 1 = 0$', '$15(k+1) - 12k = k(k+1)$'));
    assert.ok(isSilent('Solve $5/(k(k+2)) = 1/3$.', '$k + 2 = 0$'));
    assert.ok(isSilent('Solve $5/(k+2)^2 = 1/9$.', '$k + 2 = 0$'));
    assert.ok(!isSilent(problem, '$k + 2 = 0$'));
    assert.ok(!isSilent('$(k - 2)(k + 3) = 6$', '$k - 2 = 0$'));
    assert.ok(!isSilent(T`$(k - 2) \cdot (k + 3) = 6$`, '$k + 3 = 0$'));
  });

  it('where roots and logarithms begin, and where a side that is a root is zero', () => {
    assert.ok(isSilent(T`$\sqrt{x+5} = x - 1$`, '$x + 5 = 0$', '$x - 1 = 0$', '$x + 5 = (x-1)^2$'));
    assert.ok(isSilent(T`$\log_2(x - 3) = 4$`, '$x - 3 = 0$'));
    assert.ok(!isSilent(T`$\log_2(x - 3) = 4$`, '$x - 4 = 0$'));
    assert.ok(!isSilent(T`$\sqrt{x+5} = 3$`, '$x + 5 = 6$'));
  });
});

it('what is done next may stand behind an equation', () => {
  assert.ok(isSilent('Rozwiąż $3x + 5 = 20$.', '$3x = 15 : 3$'));
  assert.ok(isSilent('Rozwiąż $3x + 5 = 20$.', '$3x = 15 / 3$', '$x = 5$'));
  assert.ok(!isSilent('Rozwiąż $3x + 5 = 20$.', '$3x = 25 / 3$'));
  assert.ok(!isSilent('Rozwiąż $3x + 5 = 20$.', '$3x = 15 + 3$'));
  assert.ok(!isSilent('Rozwiąż $3x + 5 = 20$.', T`$3x = 15 \cdot 3$`));
});
