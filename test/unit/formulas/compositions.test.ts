import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;
const problem = 'Given $f(x) = -5x^2 + 7$ and $g(x) = x + 2$, find $f(g(x))$.';
const last = (...texts: string[]) => answers(...texts).at(-1);

describe('the composition of two functions', () => {
  it('stays what it is, also where its name isn’t written', () => {
    const wrong = 'for x = 2, -5(x+2)^2+7 is -73, but -5x^2-13 is -33';
    assert.equal(last(problem, '$-5(x+2)^2 + 7 = -5x^2 - 13$'), wrong);
    const alone = 'for x = 2, -5(x+2)^2+7 is -73, but -5x^2+4x-13 is -25';
    assert.equal(last(problem, '$-5(x+2)^2 + 7$', '$-5x^2 + 4x - 13$'), alone);
    assert.equal(last(problem, '$-5(x+2)^2 + 7$, $-5x^2 + 4x - 13$'), alone);
    assert.equal(last('$f(x) = -5x^2 + 7$, $g(x) = x + 2$, $f(g(x))$', '$-5(x+2)^2 + 7 = -5x^2 - 13$'), wrong);
    assert.equal(last(problem, '$-5(x+2)^2 + 7 = -5x^2 - 20x - 13$'), 'holds');
    for (const asked of [
      'Gegeben sind die Funktionen $f(x) = -5x^2 + 7$ und $g(x) = x + 2$. Bestimme $f(g(x))$.',
      'Soient $f(x) = -5x^2 + 7$ et $g(x) = x + 2$. Calculer $f(g(x))$.',
      'Sean $f(x) = -5x^2 + 7$ y $g(x) = x + 2$. Halla $f(g(x))$.',
      'Даны функции $f(x) = -5x^2 + 7$ и $g(x) = x + 2$. Найдите $f(g(x))$.',
      '已知函数 $f(x) = -5x^2 + 7$ 和 $g(x) = x + 2$，求 $f(g(x))$。',
    ])
      assert.equal(last(asked, '$-5(x+2)^2 + 7 = -5x^2 - 13$'), wrong, asked);
  });

  it('says nothing of what is worked out beside it', () => {
    for (const beside of [
      'x^2 + 4x + 4',
      '-5x^2 - 20x - 20',
      '-5x^2 + 7',
      '-5x^2 + 9',
      '-5(x+2)^2',
      '20x + 13',
      '-5(x^2 + 4x)',
      '-5x^2 - 20x + 20',
      '-5t^2 + 7',
      '-5x^2 - 13',
    ])
      assert.ok(isSilent(problem, '$-5(x+2)^2 + 7$', `$${beside}$`, '$-5x^2 - 20x - 13$'), beside);
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7 = -5x^2 + 9$? No, the order matters.'));
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7$', 'With another $g$: $-5x^2 + 4x - 13$'));
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7$', '$x^2$', '$-5x^2 + 4x - 13$'));
    assert.ok(isSilent(problem, '-5(x+2)^2 + 7ab = -5x^2 - 13'));
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7 = -5x^2 - 13$ or $= -5x^2 - 20x - 13$: which one?'));
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7 = -5x^2 - 13$ or with the double product, we shall see.'));
    assert.ok(isSilent(problem, 'Suppose $-5(x+2)^2 + 7 = -5x^2 - 13$.'));
    assert.ok(isSilent(problem, 'b) $-5(x+2)^2 + 7 = -5x^2 - 13$'));
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7 = 2x$'));
    assert.ok(isSilent(problem, '$-5(x+2)^2 + 7 > -5x^2 - 13$'));
  });

  it('says nothing where the problem asks for something else', () => {
    const step = '$-5(x+2)^2 + 7 = -5x^2 - 13$';
    for (const asked of [
      'Given $f(x) = -5x^2 + 7$ and $g(x) = x + 2$, where does $f(g(x))$ meet the shifted parabola?',
      'Given $f(x) = -5x^2 + 7$, $g(x) = x + 2$ and $h(x) = -5x^2 - 13$, find $x$ with $f(g(x)) = h(x)$.',
      'Given $f(x) = -5x^2 + 7$ and $g(x) = x + 2$, find $f(g(x))$ and $h(x)$.',
      'Let $f(x) = -5x^2 + 7$ and $g(x) = x + 2$. Find $x$ with $f(g(x)) = -5x^2 - 13$.',
      'Given $f(x) = -5x^2 + 7$, find $f(g(x))$.',
      'Given $f(x) = -5x^2 + 7$ and $g(x) = x + 2$.',
      'Given $f(x) = -5x^2 + 7$ and $g(x) = x + 2$, find $f(2)$.',
    ])
      assert.ok(isSilent(asked, step), asked);
    const turned = 'Given $f(x) = 2x + 1$ and $g(x) = 3x$, find $f(g(x))$.';
    assert.ok(isSilent(turned, '$6x + 1$', '$6x + 3$', T`$6x + 1 = 6x + 3$`));
  });

  it('says nothing further down than anybody looks back', () => {
    const steps = Array.from({ length: 90 }, (_, k) => `It is ${k}.`);
    assert.ok(isSilent(problem, ...steps, '$-5(x+2)^2 + 7 = -5x^2 - 13$'));
  });
});
