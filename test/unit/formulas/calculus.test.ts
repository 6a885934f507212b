import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differentiated } from '../../../server/src/formulas/calculus.ts';
import { check } from '../../../server/src/formulas/check.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { evidenceOr } from '../../support/inWords.ts';

const T = String.raw;

function answers(text: string, earlier = ''): string[] {
  const style = numberStyle([text]);
  const formulas = extract(text, { style });
  const before = [{ text: earlier, formulas: extract(earlier, { style }) }];
  return differentiated({ text, formulas }, before, check(text, formulas, style)).map(evidenceOr);
}

describe('derivatives of polynomials', () => {
  it('integrals are differentiated again', () => {
    assert.deepEqual(answers(T`$\int 6x\,dx = 3x^2 + C$`), ['holds']);
    assert.deepEqual(answers(T`$\int (4x^3 + 6x)\,dx = x^4 + 6x^2 + C$`), [
      'the derivative of x^4+6x^2+C is 4x^3 + 12x, not 4x^3 + 6x',
    ]);
    assert.deepEqual(answers(T`$\int t^2 \,dt = \frac{t^3}{3}$`), ['holds']);
    assert.deepEqual(answers(T`$\int a x \,dx = \frac{a x^2}{2} + c$`), ['holds']);
  });

  it('what d/dx stands before is differentiated', () => {
    assert.deepEqual(answers(T`$\frac{d}{dx}(x^3 - 2x) = 3x^2 - 2$`), ['holds']);
    assert.deepEqual(answers(T`$\frac{d}{dx}(x^3 - 2x) = 3x^2 - 2x$`), [
      'the derivative of x^3 - 2x is 3x^2 - 2, not 3x^2-2x',
    ]);
  });

  it("f'(x) belongs to the f(x) that the exercise has", () => {
    const f = T`Let $f(x) = 5x^3 - 4x^2 + 2x$.`;
    assert.deepEqual(answers(T`$f'(x) = 15x^2 - 8x + 2$`, f), ['holds']);
    assert.deepEqual(answers(T`$f'(x) = 15x^3 - 8x^2 + 2$`, f), [
      'the derivative of 5x^3 - 4x^2 + 2x is 15x^2 - 8x + 2, not 15x^3-8x^2+2',
    ]);
    assert.deepEqual(answers(T`$f''(x) = 30x - 8$`, f), ['holds']);
    assert.deepEqual(answers(T`$f''(x) = 30x + 8$`, f), ['the derivative of 15x^2 - 8x + 2 is 30x - 8, not 30x + 8']);
    assert.deepEqual(answers(T`$f(x) = \frac{x^2}{4} + x$ and $f'(x) = \frac{x}{4} + 1$`), [
      'unknown',
      'the derivative of (1/4)x^2 + x is (1/2)x + 1, not x/4+1',
    ]);
    assert.deepEqual(answers(T`$f'(x) = 3(x+1)^2$`, T`$f(x) = (x+1)^3$`), ['holds']);
  });

  it('says nothing where something else may be meant', () => {
    const f = T`Let $f(x) = x^2 - 6x$.`;
    for (const text of [
      T`$f'(x) = 0$`,
      T`$g'(x) = 3x$`,
      T`$f'(x) = 2x - k$`,
      T`Suppose that $f'(x) = 3x$.`,
      T`$f'(2) = 7$`,
      T`$f'(x) = 2.1x - 6$`,
      T`$\int 2x \,dx = u$`,
      T`$\int 2x \,dx = \int u \,du$`,
      T`$\int_0^1 2x \,dx = x^2$`,
      T`$\int 2x \,dx = [x^2]_0^1$`,
      T`$\int x e^x \,dx = x e^x$`,
    ])
      assert.deepEqual(answers(text, f), ['unknown'], text);
    assert.deepEqual(answers(T`$f'(x) = 2x$`, T`Minimise $f(x) = D^2$.`), ['unknown']);
    const twice = T`$f(x) = x^2$ for $x < 0$, and $f(x) = x^3$ for $x > 0$`;
    assert.deepEqual(answers(T`$f'(x) = 5x$`, twice), ['unknown']);
  });
});
