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
    ])
      assert.deepEqual(answers(text, f), ['unknown'], text);
    assert.deepEqual(answers(T`$f'(x) = 2x$`, T`Minimise $f(x) = D^2$.`), ['unknown']);
    const twice = T`$f(x) = x^2$ for $x < 0$, and $f(x) = x^3$ for $x > 0$`;
    assert.deepEqual(answers(T`$f'(x) = 5x$`, twice), ['unknown']);
  });
});

describe('derivatives and integrals of whatever can be calculated', () => {
  it('are compared with what was said of the function', () => {
    assert.deepEqual(answers(T`$f'(x) = 6e^{6x+6}$`, T`Let $f(x) = e^{6x+6}$.`), ['holds']);
    assert.deepEqual(answers(T`$f'(x) = 2x\,e^{x^2-1}$`, T`Let $f(x) = e^{x^2}$.`), [
      "for x = 2, f'(x) is about 218.3926, but 2xe^(x^2-1) is about 80.3421",
    ]);
    assert.deepEqual(answers(T`$g'(x) = \frac{1}{3x}$`, T`Let $g(x) = \ln(3x)$.`), [
      "for x = 2, g'(x) is about 0.5, but 1/(3x) is about 0.1667",
    ]);
    assert.deepEqual(answers(T`$f''(x) = -\sin x$, $f'(x) = -\cos x$`, T`$f(x) = \sin x$`), [
      'holds',
      "for x = 2, f'(x) is about -0.4161, but -cos(x) is about 0.4161",
    ]);
    const quotient = T`Differentiate $f(x) = \frac{x^2}{x+1}$.`;
    assert.deepEqual(answers(T`$f'(x) = \frac{2x(x+1) - x^2}{(x+1)^2}$`, quotient), ['holds']);
    assert.deepEqual(answers(T`$f'(x) = \frac{2x(x+1) + x^2}{(x+1)^2}$`, quotient), [
      "for x = 2, f'(x) is about 0.8889, but (2x(x+1)+x^2)/(x+1)^2 is about 1.7778",
    ]);
  });

  it('may be those of letters: the parts of a product, dy/dx, a bracket with a prime', () => {
    const product = T`Differentiate $y = x^2 e^x$.`;
    assert.deepEqual(answers(T`$u = x^2$, $v = e^x$, $u' = 2x$, $v' = xe^{x-1}$`, product), [
      'unknown',
      'unknown',
      'holds',
      "for x = 2, v' is about 7.3891, but xe^(x-1) is about 5.4366",
    ]);
    assert.deepEqual(answers(T`$y' = 2xe^x + x^2e^x$`, product), ['holds']);
    const wrong = 'is about 59.1124, but 2xe^x is about 29.5562';
    assert.deepEqual(answers(T`$\frac{dy}{dx} = 2xe^x$`, product), [`for x = 2, dy/(dx) ${wrong}`]);
    assert.deepEqual(answers(T`$(x^2e^x)' = 2xe^x$`), [`for x = 2, (x^2e^x)' ${wrong}`]);
  });

  it('integrals are differentiated again, or added up', () => {
    assert.deepEqual(answers(T`$\int x e^x \,dx = x e^x - e^x + C$`), ['holds']);
    assert.deepEqual(answers(T`$\int e^{2x} \,dx = 2e^{2x} + C$`), [
      "for x = 2, (2e^(2x)+C)' is about 218.3926, but e^(2x) is about 54.5982",
    ]);
    assert.deepEqual(answers(T`$F(x) = x^3 + 2x + C$`, T`Find all antiderivatives of $f(x) = 3x^2 + 2x$.`), [
      "for x = 2, (x^3+2x+C)' is 14, but f(x) is 16",
    ]);
    const integral = T`Find $\int_1^4 8x^3 + x^2\,dx$.`;
    assert.deepEqual(answers('$F(x) = 24x^2 + 2x$', integral), ["for x = 2, (24x^2+2x)' is 98, but 8x^3+x^2 is 68"]);
    assert.deepEqual(answers(T`$\int_0^3 (-9t^2-3)\,dt = -90$`), ['holds']);
    assert.deepEqual(answers(T`$\int_0^3 (-9t^2-3)\,dt = -252$`), ['∫_0^3 (-9t^2-3) dt is -90, not -252']);
    assert.deepEqual(answers(T`$\int_0^{\pi} \sin x\,dx = 0$`), ['∫_0^π sin(x) dx is 2, not 0']);
  });

  it('are told apart where one can see it', () => {
    assert.deepEqual(answers(T`$f'(x) = e^x + x - 2$`, T`$f(x) = e^x$`), [
      "for x = 1, f'(x) is about 2.7183, but e^x+x-2 is about 1.7183",
    ]);
    assert.deepEqual(answers(T`$f'(x) = 2xe^{3x^2}$`, T`$f(x) = e^{3x^2}$`), [
      "for x = 1, f'(x) is about 120.5132, but 2xe^(3x^2) is about 40.1711",
    ]);
    assert.deepEqual(answers(T`$\int e^2\,dx = e^2x + C$`), ['holds']);
    // Where a function is defined in two of the places only, nothing is certain.
    assert.deepEqual(answers(T`$f'(x) = \frac{2}{x-3}$`, T`$f(x) = \ln(x-3)$`), ['unknown']);
  });

  it('that are right in some places and wrong in others are neither', () => {
    assert.deepEqual(answers(T`$f'(x) = 2x - 2$`, T`$f(x) = x|x - 2|$`), ['unknown']);
  });

  it('says nothing where the letter, the function or the notation leaves a doubt', () => {
    for (const [text, earlier] of [
      [T`$f'(x) = \cos x e^x + \sin x e^x$`, T`$f(x) = \sin x e^x$`],
      [T`$g'(x) = \frac{1}{\sqrt{1-x^2}}$`, T`$g(x) = \sin^{-1} x$`],
      [T`$y' = 5u^4 \cdot 3$`, T`$u = 3x+1$, $y = u^5$`],
      [T`$A' = 2\pi r \cdot 3$`, T`$A = \pi r^2$`],
      [T`$f'(x) = 6x + 2$`, T`$f(x) = ax^2 + bx$, $a = 3$, $b = 2$`],
      [T`$y' = 2x$`, T`a) $y = \begin{cases} x^2 \\ 0 \end{cases}$ b) $y = e^x$`],
      [T`$y' = 3x^2$`, T`The curve has $y' = 3x^2$ and not $y = x^2$.`],
      [T`$\int 2xe^{x^2}\,dx = \int e^u\,du$`, ''],
      [T`$\int x\,e^x\,dx = xe^x - \int e^x\,dx$`, ''],
      [T`$\int_{-1}^1 \frac1x\,dx = 0$`, ''],
      [T`$A = \int_{-2}^{2} (x^2-4)\,dx$, so $\int_{-2}^{2} (x^2-4)\,dx = \frac{32}{3}$`, ''],
      [T`$\int_0^1 x^2\,dx = 0.33$`, ''],
      [T`$\int_3^12x\,dx = -8$`, ''],
      [T`$f'(x) = -2x$`, T`Differentiate $f(x) = x|x|$ left of zero.`],
      [T`$y' = 6x$`, T`A point moves on $y = x^2$ with $x' = 3$.`],
      [T`$s'(t) = 10t$, $s'(t) = 1.5t$`, T`$s(t) = 5t^2$. How fast is it here? And on the moon?`],
      [T`$s'(t) = 10t$, $s'(t) = \frac53t$`, T`$s(t) = 5t^2$. How fast is it here? And on the moon?`],
      [T`$f'(x) = -\frac{\pi}{180} \sin x$`, T`Let $f(x) = \cos x$ with $x$ in degrees.`],
      ['$F(u) = u^3/3$, $F(x) = x^3/3$', T`Find $\int x^2\,dx$ and $\int x^3\,dx$.`],
      [T`$f'(x) = \frac1x$`, T`$f(x) = \log x$`],
      [T`Where is $f'(x) = 2e^x$?`, T`$f(x) = e^x$`],
      [T`$\vec n f'(x) = 3e^x$`, T`$f(x) = e^x$`],
      [T`$s'(t) = 36\text{ km/h}\cdot e^t$`, T`$s(t) = 10e^t$`],
      [T`$f'(x) = e^x$ or $f'(x) = xe^{x-1}$: we shall see which.`, T`$f(x) = e^x$`],
      [T`$F(x) = xe^x$`, T`Let $f(x) = e^x$ and $F(x) = xe^x$. Integrate both.`],
      [T`$F(x) = xe^x - e^x$`, T`Find $\int e^x\,dx$ and $\int xe^x\,dx$.`],
      [T`$F(x) = xe^x - e^x$`, T`Antiderivatives of a) $f(x) = e^x$ b) $f(x) = xe^x$`],
      [T`$F(x) = 2e^x$`, T`Let $f(x) = e^x$, and $F$ its double.`],
      [T`$\int ae^x\,dx = 3e^x + C$`, T`Let $a = 3$.`],
      [T`$F(x) = e^x - 1$`, T`Integrate $f(t) = e^t$ from 0 to $x$.`],
      [T`$f'(x) = 2e^{2x}$`, T`Let $f(t) = e^{2t}$.`],
      [T`$\int 2xe^{x^2}\,dx = u$`, T`$u = e^{x^2}$`],
      [T`$(f^{-1})'(2) = \frac14$, $(f^{-1})'\left(2\right) = \frac14$`, T`$f(x) = x^3 + x$`],
    ] as const)
      for (const answer of answers(text, earlier)) assert.match(answer, /^(?:unknown|holds)$/, text);
  });
});
