import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followed } from '../../../server/src/formulas/algebra.ts';
import { check } from '../../../server/src/formulas/check.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import type { Passage } from '../../../server/src/formulas/formula.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { evidenceOr } from '../../support/inWords.ts';

const T = String.raw;

/** What is said of the last passage; the first passage is the problem. */
function answers(...texts: string[]): string[] {
  const style = numberStyle(texts);
  const passages = texts.map((text): Passage => ({ text, formulas: extract(text, { style }) }));
  const { text, formulas } = passages.pop()!;
  return followed({ text, formulas }, passages, check(text, formulas, style)).map(evidenceOr);
}

/** Whatever a solution has of lines, none of them is called wrong. */
function isQuiet(problem: string, ...steps: string[]): void {
  for (const [k, step] of steps.entries())
    for (const answer of answers(problem, ...steps.slice(0, k), step))
      assert.match(answer, /^(?:holds|unknown)$/, `${problem}: ${step}`);
}

describe('rows that begin with an equals sign', () => {
  it('go on from the row above', () => {
    const rows = (last: string) => T`\begin{aligned}(x+1)^2 - x &= x^2+2x+1-x \\ &= ${last}\end{aligned}`;
    assert.deepEqual(answers('', '', rows('x^2+x+1')), ['holds', 'holds']);
    assert.deepEqual(answers('Expand $(x+1)^2 - x$.', rows('x^2+3x+1')), [
      'holds',
      'for x = 2, x^2+2x+1-x is 7, but x^2+3x+1 is 11',
    ]);
    assert.deepEqual(answers('Find the vertex of $y = x^2 + 6x - 2$.', '$y = x^2 + 6x - 3 + 1$\n$= (x+6)^2 - 38$'), [
      'for x = 2, x^2+6x-3+1 is 14, but (x+6)^2-38 is 26',
      'holds',
    ]);
  });

  it('go on from the step before, or from what the problem asks to rewrite', () => {
    const root = T`$\sqrt{5^2+12^2}-(-7)$`;
    assert.deepEqual(answers(root, T`$=\sqrt{169}-(-7)$`), ['holds']);
    assert.deepEqual(answers(root, T`$=\sqrt{169}-(-7)$`, '$=13-(-7)$', '$=19$'), ['13-(-7) is 20, not 19']);
    assert.deepEqual(answers('Multiply out: $(a-9)(3a-9)$', '$= 3a^2 + 27 - 36a$'), [
      'for a = 2, (a-9)(3a-9) is 21, but 3a^2+27-36a is -33',
    ]);
    assert.deepEqual(answers('Differentiate $x^2 + 3x$.', '$= 2x + 3$'), []);
    assert.deepEqual(answers('$x^2 + 3x$', '$= 2x + 3$'), []);
  });

  it('go on themselves where the next row begins with a sign', () => {
    for (const sign of [T`\quad`, '', '{}', T`\qquad {}`])
      isQuiet(
        '',
        T`\begin{aligned}y = 12 \cdot 13 - x &= 12 \cdot 10 \\ &${sign} + 12 \cdot 3 - x \\ &= 156 - x\end{aligned}`,
      );
    isQuiet('', `$$(x+1)^4 = x^4 + 4x^3$$\n$$\\qquad + 6x^2 + 4x + 1$$`);
  });

  it('may be cut off where each row is a step', () => {
    isQuiet('Expand $(a+b+c)^2$.', T`(a+b+c)^2 &= a^2 + b^2 + c^2 \\`, T`&\quad + 2ab + 2bc + 2ca`);
  });

  it('may go on from further up, be rounded, or look at something else', () => {
    isQuiet('Simplify $(x+1)^2 - x^2$.', 'First, $(x+1)^2 = x^2+2x+1$.', '$= x^2 + 2x + 1 - x^2$', '$= 2x + 1$');
    isQuiet('', 'So $5 \\cdot 1.414$', '$= 7.1$');
    isQuiet(T`Evaluate $\int_0^1 x^2 dx$.`, T`$= \frac{x^3}{3}$`, T`$= \frac13$`);
    isQuiet(T`Calculate $\lim_{x \to 2} \frac{x^2-4}{x-2}$.`, T`$= \lim_{x\to 2} (x+2)$`, '$= x + 2$', '$= 4$');
    isQuiet('Let $x + y = 5$.', '$(x+y)^2 - x$', '$= 25 - x$');
    isQuiet('', T`$(\mathbf a - \mathbf b) \times \mathbf a$`, T`$= \mathbf a \times \mathbf b$`);
    isQuiet('', '$x^2 + 1$', "$= (x^3/3 + x)' + 0x$");
  });
});

describe('factors of what is zero', () => {
  const problem = 'Solve $x^2 - 3x + 2 = 0$.';

  it('multiply out to it', () => {
    assert.deepEqual(answers(problem, '$x^2 - 3x + 2 = (x-1)(x-2)$'), ['holds']);
    assert.deepEqual(answers(problem, '$x^2 - 3x + 2 = (x-1)(x+2)$'), [
      'for x = 2, x^2-3x+2 is 0, but (x-1)(x+2) is 4',
    ]);
  });

  it('are none where other letters or another equation stand there', () => {
    isQuiet(problem, '$x^2 - 3x + 2 = (x-a)(x-b)$');
    isQuiet(problem, '$x^2 - 3x + 2 = 3(x-1)$');
    isQuiet('For which $x$ is $x^2 - 3x + 2$ equal to $(x-1)(x+2)$?', '$x^2 - 3x + 2 = (x-1)(x+2)$');
  });
});

describe('functions that are said again', () => {
  it('are the same function', () => {
    const vertex = 'Write $f(x) = 2x^2 - 8x + 2$ in vertex form.';
    assert.deepEqual(answers(vertex, '$f(x) = 2(x-2)^2 - 12$'), ['for x = 2, 2x^2-8x+2 is -6, but 2(x-2)^2-12 is -12']);
    const y = 'Complete the square: $y = 2x^2 - 8x + 2$';
    assert.deepEqual(answers(y, '$y = 2(x^2 - 4x) + 2$', '$y = 2(x^2 - 4x + 4 - 4 - 4) + 2$'), [
      'for x = 2, 2(x^2-4x)+2 is -6, but 2(x^2-4x+4-4-4)+2 is -14',
    ]);
  });

  it('may be moved, tried, or new ones', () => {
    isQuiet('Transform $f(x) = x^2$: stretch by 3, then move left by 2.', '$f(x) = 3x^2$', '$f(x) = 3(x+2)^2$');
    isQuiet('Verschiebe $f(x) = x^2 - 2x$ um 3 nach rechts.', '$f(x) = (x-3)^2 - 2(x-3)$');
    isQuiet('Find $f$.', 'First try: $f(x) = (x-2)(x-5)$, but $f(0) = 10$.', '$f(x) = (x-2)(x-4)$');
    isQuiet('Antiderivatives of $2x+1$ and $2x+4$:', '$F(x) = x^2 + x$', '$F(x) = x^2 + 4x$');
    isQuiet(
      'The vertex form of $y = x^2 - 4x$, and of the same curve 2 higher?',
      '$y = (x-2)^2 - 4$',
      '$y = (x-2)^2 - 2$',
    );
    isQuiet('Find the vertex of $y = x^2-6x+11$.', 'Look at $y = x^2 - 6x$ first.', '$y = (x-3)^2 + 2$');
    isQuiet('Find the vertex of $f(x) = x^2-6x+11$.', 'Without the constant:', '$f(x) = x^2 - 6x$', '$f(x) = (x-3)^2$');
    isQuiet('Find the vertex of $y = (x-2)^2-1$.', '$y = (x-2)^2$');
    isQuiet('Where do $y = x^2 - 4x$ and its tangents meet?', '$y = x^2 + 4x$');
  });

  it('are others once something else was said of them', () => {
    isQuiet(
      'Write $f(x) = 2x^2 - 8x + 2$ in vertex form.',
      'There is a misprint: it should be $f(x) = 2x^2 - 8x + 4$.',
      '$f(x) = 2(x-2)^2 - 4$',
    );
    isQuiet(
      'Find the vertex of $f(x) = 2x^2 - 8x + 2$.',
      'The book has $f(x) = 2x^2 - 12x + 2$, the test $f(x) = 2x^2 - 16x + 2$.',
      '$f(x) = 2(x-3)^2 - 16$',
      '$f(x) = 2(x-4)^2 - 30$',
    );
  });

  it('are no claims with a cross behind them', () => {
    const vertex = 'Write $f(x) = 2x^2 - 8x + 2$ in vertex form.';
    isQuiet(vertex, '$f(x) = 2(x-2)^2 - 12$ (✗)');
  });
});

describe('logarithms, roots and angles', () => {
  it('are rewritten by their rules', () => {
    const quotient = T`\ln\frac{x}{y^4}`;
    assert.deepEqual(answers(`Simplify $${quotient}$.`, T`$${quotient} = \ln x - 4 \ln y$`), ['holds']);
    assert.deepEqual(answers(`Simplify $${quotient}$.`, T`$${quotient} = \ln x + \ln y^4$`), [
      'for x = 2, y = 4: ln(x/y^4) is about -4.852, but ln(x)+ln(y^4) is about 6.2383',
    ]);
    assert.deepEqual(answers('', T`$y = \sin^2 x = 1 - \cos^2 x = 1 - \frac{1 + \cos 2x}{2}$`), [
      'unknown',
      'holds',
      'holds',
    ]);
    assert.deepEqual(answers('', T`$y = \sqrt{x} \cdot \sqrt[3]{x} = x^{1/6}$`), [
      'unknown',
      'for x = 2, √x∛(x) is about 1.7818, but x^(1/6) is about 1.1225',
    ]);
  });

  it('may be near, or hold under a condition that comes behind', () => {
    isQuiet('', T`$y = 0.333x = \frac{x}{3}$`);
    isQuiet('', T`$y = \sqrt{1+x} = 1 + \frac{x}{2}$ approximately.`);
    isQuiet('', T`$\varphi = \omega t + t = 2\omega t$ with $\omega = 1$.`);
  });

  it('may be misread outside of mathematics, where words are units', () => {
    isQuiet(
      'Given f(x) = x² - 3x, find f(x+h).',
      'f(x+h) = (x+h)² - 3(x+h)',
      'f(x+h) = (x+h)² - 3(x+h) = x² + 2xh + h² - 3x - 3h',
    );
  });

  it('may take a constant in', () => {
    isQuiet(T`Integrate $\frac{1}{2x}$.`, T`$\frac12\ln(2x) + C$`, T`$= \frac12\ln x + C$`);
    isQuiet('', T`$\int (x+1)\,dx = \frac{x^2}{2} + x + C = \frac{(x+1)^2}{2} + C$`);
  });

  it('may be about degrees, whole numbers, negative ones or one base', () => {
    isQuiet('', T`$y = \cos(90 - x) = \sin x$`);
    isQuiet('', T`$a = \frac{1}{n} + \frac{\sin(n\pi)}{n} = \frac{1}{n}$`);
    isQuiet('Let $x < 0$.', T`$y = \sqrt{x^2} = -x$`);
    isQuiet('', T`When $x$ is negative, $y = \sqrt{x^2} = -x$.`);
    isQuiet('', T`$y = \log(100x) = 2 + \log x$`);
    isQuiet('', T`$y = \ln(x^2 - 1) - \ln(x - 1) = \ln(x + 1)$`);
  });
});

describe('steps that are nothing but an expression', () => {
  const product = 'Simplify $(a-9)(3a-9)$.';

  it('are another form of what the problem asks to rewrite', () => {
    assert.deepEqual(answers(product, '$3a^2 - 36a + 81$'), ['holds']);
    assert.deepEqual(answers(product, '$3a^2 - 36a + 27$'), ['for a = 2, (a-9)(3a-9) is 21, but 3a^2-36a+27 is -33']);
    assert.deepEqual(answers(product, '$3(a-9)(a-3) = 3a^2 - 36a + 27$'), [
      'for a = 2, 3(a-9)(a-3) is 21, but 3a^2-36a+27 is -33',
    ]);
    assert.deepEqual(answers(product, '$3a^2 - 36a + 27$', '$3(a^2 - 12a + 9)$'), ['holds']);
    assert.deepEqual(
      answers(T`Berechne $\frac{8}{10}-\frac{10}{3}+\frac{7}{12}$.`, T`$\frac{8}{10}-\frac{10}{12}+\frac{7}{12}$`),
      ['8/10-10/3+7/12 is -39/20, but 8/10-10/12+7/12 is 11/20'],
    );
  });

  it('may stand one below the other, or be called by a letter', () => {
    assert.deepEqual(answers(product, '$3a^2 - 9a - 27a + 81$\n$3a^2 - 36a - 81$'), [
      'holds',
      'for a = 2, 3a^2-9a-27a+81 is 21, but 3a^2-36a-81 is -141',
    ]);
    assert.deepEqual(answers(product, '$T = 3a^2 - 9a - 27a + 81$', '$T = 3a^2 - 36a - 81$'), [
      'for a = 2, 3a^2-9a-27a+81 is 21, but 3a^2-36a-81 is -141',
    ]);
    isQuiet('Simplify $2(a+3) - 4(a-1)$.', '$A = 2(a+3)$', '$B = 4(a-1)$', '$A = 2a + 6$', '$A - B = -2a + 10$');
    isQuiet('Expand $(x+1)^3$.', '$A = (x+1)^2$', '$B = x(x^2 + 2x + 1)$', '$B = x^3 + 2x^2 + x$');
    isQuiet('Expand $(x+1)^3$.', '$P = x^3 + x$', '$P = x^3 + 3x$');
    isQuiet('Expand $(x+1)^3$.', '$x(x+1)^2$', '$(x+1)^2$', '$x(x+1)^2 + (x+1)^2$');
  });

  it('may calculate on the side', () => {
    isQuiet(product, '$3a^2$', '$-9a - 27a$', '$3a^2 - 9a$', '$-27a + 81$', '$3a^2 - 36a + 81$');
    isQuiet('Factorise $6x^2 + 18x$.', '$6x$', '$x + 3$', '$6x(x + 3)$');
    isQuiet('Factor $x^2+5x+6$.', '$x^2 + 2x + 3x + 6$', '$x(x+2)$', '$3(x+2)$', '$(x+2)(x+3)$');
    isQuiet(T`Add $\frac{7}{v}+\frac{2}{v-5}$.`, '$v(v-5)$', '$7(v-5) + 2v$', '$9v - 35$', T`$\frac{9v-35}{v(v-5)}$`);
    isQuiet('Divide $(x^3-1) : (x-1)$.', '$x^3 - x^2$', '$x^2 - 1$', '$x^2 - x$', '$x - 1$', '$x^2 + x + 1$');
    isQuiet('Calculate $198 + 47$.', '$200 + 47$', '$247 - 2$');
    isQuiet('$x^2 + 6x - 2$', '$x^2 + 6x + 9$', '$(x+3)^2$', '$(x+3)^2 - 11$');
    isQuiet(T`Calculate $48 + 37 \cdot 12 - 15$.`, T`$37 \cdot 10 + 37 \cdot 2$`, '$370 + 74$', '$48 + 444 - 15$');
    isQuiet(
      T`Compute $\frac34 + \frac16 - \frac12$.`,
      T`$\frac{9}{12} + \frac{2}{12}$`,
      '$9 + 2 - 6$',
      T`$\frac{5}{12}$`,
    );
  });

  it('may belong to a calculation on the side that has begun', () => {
    isQuiet(
      'Expand $(x+1)^3$.',
      '$(x+1)^2$',
      '$= x^2 + 2x + 1$',
      'Times $x$:',
      '$x^3 + 2x^2 + x$',
      '$x^3 + 3x^2 + 3x + 1$',
    );
    isQuiet(product, 'First: $a \\cdot 3a = 3a^2$', '$3a^2 + 9a$');
  });

  it('may be something else where the problem, or the step, has words', () => {
    isQuiet('Differentiate $x^2 + 3x$.', '$2x + 3$');
    isQuiet('$x^3 + 3x$', '$3x^2 + 3$');
    isQuiet('Estimate $19 \\cdot 21 \\cdot 5$.', '$20 \\cdot 21 \\cdot 5$');
    isQuiet('Find the inverse of $2x + 6$.', '$2x - 6$');
    isQuiet(product, 'Without the signs: $3a^2 + 36a + 81$');
    isQuiet('Simplify $x^2 + 2x$ where $x = 3$.', '$x^2 + 6$');
  });
});

it('what is struck out is not said', () => {
  isQuiet('Solve $3(x-2) = x + 4$.', '~~$3x - 2 = x + 4$~~ $3x - 6 = x + 4$');
  assert.deepEqual(answers('Solve $3(x-2) = x + 4$.', '~~$3x - 2 = x + 4$~~'), []);
});
