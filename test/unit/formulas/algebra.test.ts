import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers } from '../../support/followed.ts';

const T = String.raw;

describe('rewritten expressions', () => {
  it('stay the same function', () => {
    assert.deepEqual(answers('', T`$f(x) = (x+2)(x-3) = x^2 - x - 6$`), ['unknown', 'holds']);
    assert.deepEqual(answers('', T`$f(x) = (x+2)(x-3) = x^2 + x - 6$`), [
      'unknown',
      'for x = 2, (x+2)(x-3) is -4, but x^2+x-6 is 0',
    ]);
    assert.deepEqual(answers('', T`$y = \frac{x^2-1}{x-1} = x+1 = \frac{2x+2}{2}$`), ['unknown', 'holds', 'holds']);
  });

  it('begin with what the problem asks to rewrite', () => {
    const wrong = ['for x = 2, (2x+3)^2 is 49, but 4x^2+9 is 25'];
    assert.deepEqual(answers(T`Expand $(2x+3)^2$.`, T`$(2x+3)^2 = 4x^2 + 9$`), wrong);
    assert.deepEqual(answers(T`Where are $(2x+3)^2$ and $4x^2 + 9$ equal?`, T`$(2x+3)^2 = 4x^2 + 9$`), ['unknown']);
  });

  it('go on in the next step', () => {
    const before = T`$1/x + 5/(x-2) = ((x-2) + 5x)/(x(x-2))$`;
    assert.deepEqual(answers('', before, T`$= (6x-2)/(x(x-2))$`), ['holds']);
    assert.deepEqual(answers('', before, T`$= (6x-1)/(x(x-2))$`), [
      'for x = 3, ((x-2) + 5x)/(x(x-2)) is 16/3, but (6x-1)/(x(x-2)) is 17/3',
    ]);
  });

  it('may have used an equation that ties the letters together', () => {
    assert.deepEqual(answers(T`$x + y = 5$`, T`$z = (x+y)^2 - 2xy = 25 - 2xy$`), ['unknown', 'unknown']);
  });

  it('are no demands: two expressions that are both known may be made equal', () => {
    assert.deepEqual(
      answers('', T`The row is $1 + 2n = 2n + 1$, the column $3n - 6 = 3(n-2)$. So $2n + 1 = 3n - 6$.`),
      ['holds', 'holds', 'unknown'],
    );
  });
});

describe('values of functions', () => {
  const f = T`Let $f(x) = 5x^2 - 3$ and $g(x) = x + 8$.`;

  it('are worked out where they are composed', () => {
    assert.deepEqual(answers(f, T`$f(g(x)) = 5(x+8)^2 - 3$`), ['holds']);
    assert.deepEqual(answers(f, T`$f(g(x)) = 5(x^2 + 8x + 64) - 3$`), [
      'for x = 2, f(g(x)) is 497, but 5(x^2+8x+64)-3 is 417',
    ]);
  });

  it('are not known of a function that has two, or that is looked for', () => {
    const pieces = T`$f(x) = x^2$ for $x < 0$, and $f(x) = x^3$ for $x > 0$`;
    assert.deepEqual(answers(pieces, T`$f(x + 1) = (x+1)^2$`), ['unknown']);
    assert.deepEqual(answers(T`Find all $n$ such that $f(n) = 2n$.`, T`$f(n + 1) = 2n$`), ['unknown']);
  });
});

describe('equations of one letter', () => {
  it('share a solution with what was said before', () => {
    assert.deepEqual(answers('', '2x + 3 = 11, so 2x = 8, so x = 4.'), ['unknown', 'holds', 'holds']);
    assert.deepEqual(answers('', '2x + 3 = 11, so 2x = 14, so x = 7.'), [
      'unknown',
      "for x = 4, 2x + 3 = 11 holds, but 2x = 14 doesn't",
      'holds',
    ]);
    assert.deepEqual(answers('', T`$x^2 = 5x - 6$, thus $x = 4$`), ['unknown', "x = 4 doesn't solve x^2 = 5x - 6"]);
    assert.deepEqual(answers('Solve 3x + 5 = 20.', '3x = 15'), ['holds']);
    assert.deepEqual(answers('Solve 3x + 5 = 20.', '3x = 15', 'x = 45'), ['3x = 15 gives x = 5, not 45']);
    assert.deepEqual(answers(T`Solve $\frac{x}{4} + \frac{x}{6} = 5$.`, T`$3x + 2x = 5$`), [
      "for x = 12, x/4+x/6 = 5 holds, but 3x + 2x = 5 doesn't",
    ]);
  });

  it('may begin with a minus, in displays too', () => {
    assert.deepEqual(answers('', T`Expanding, we have \[-2 + 4a + 8 = 0\]`, T`\[4a = -10\]`), [
      "for a = -3/2, -2 + 4a + 8 = 0 holds, but 4a = -10 doesn't",
    ]);
  });

  it('may be quadratic, one in normal form below another only where something was left to collect', () => {
    assert.deepEqual(answers('', T`$3 - 4x + x^2 - 5 = 0$`, T`$x^2 - 4x + 2 = 0$`), [
      "for x ≈ -0.4495, x ≈ 4.4495: 3-4x+x^2-5 = 0 holds, but x^2-4x+2 = 0 doesn't",
    ]);
    assert.deepEqual(answers('', T`$x^2 - 5x + 6 = 0$`, T`$x^2 + 5x + 6 = 0$`), ['unknown']);
  });

  it('may have logarithms, roots and absolute values', () => {
    const logs = T`Solve $\log_2(x) + \log_2(x - 2) = 3$.`;
    assert.deepEqual(answers(logs, T`$\log_2(2x - 2) = 3$`), [
      "for x = 4, log_2(x)+log_2(x-2) = 3 holds, but log_2(2x-2) = 3 doesn't",
    ]);
    assert.deepEqual(answers(logs, T`$\log_2(x(x - 2)) = 3$`, T`$x(x-2) = 8$`), ['unknown']);
    assert.deepEqual(answers(T`$\sqrt{x + 7} = 4$`, T`$x + 7 = 8$`), [
      "for x = 9, √(x+7) = 4 holds, but x + 7 = 8 doesn't",
    ]);
    assert.deepEqual(answers(T`$|x - 1| = 4$`, T`$x - 1 = 4$`, T`$x = 6$`), ['x - 1 = 4 gives x = 5, not 6']);
  });

  it('that lose a solution are neither refuted nor proven', () => {
    assert.deepEqual(answers(T`$x^2 = 49$`, '$x = 7$'), ['unknown']);
    assert.deepEqual(answers(T`$x^2 = 49$`, '$x = 7$, $x = -7$'), ['holds', 'holds']);
    assert.deepEqual(answers(T`$(x-1)^2 = 16$`, T`$x - 1 = \pm 4$`), ['holds']);
    assert.deepEqual(answers(T`$(x-1)^2 = 16$`, '$x - 1 = 4$'), ['unknown']);
  });

  it('may be rounded', () => {
    assert.deepEqual(answers('', '3x = 10, so x = 3.33'), ['unknown', 'unknown']);
    assert.deepEqual(answers('', '7x = 45, so he can buy x = 6 of them'), ['unknown', 'unknown']);
  });

  it('that calculate a number again have to come to it', () => {
    assert.deepEqual(answers('x + y = 18, x - y = 6', '2x = 18 + 6', '2x = 12'), [
      "for x = 12, 2x = 18 + 6 holds, but 2x = 12 doesn't",
    ]);
    assert.deepEqual(answers('', 'x = 240/0.8', 'x = 302'), ['x = 240/0.8 gives x = 300, not 302']);
  });
});

describe('several letters', () => {
  it('have the values that linear equations give them together', () => {
    const problem = 'Solve 2x + y = 11 and x - y = 1.';
    assert.deepEqual(answers(problem, '3x = 12'), ['holds']);
    assert.deepEqual(answers(problem, '3x = 10'), ["for x = 4, 2x + y = 11 and x - y = 1 hold, but 3x = 10 doesn't"]);
  });

  it('may be lines, which needn’t meet', () => {
    assert.deepEqual(answers('', 'y = 2x + 1 and y = 4 - x', 'x = 1 and y = 3', 'Now y = 8.'), ['unknown']);
  });

  it('may stand in place of others', () => {
    const before = [T`$x^4 - 29x^2 + 100 = 0$`, T`$u = x^2$`];
    assert.deepEqual(answers(...before, T`$u^2 - 29u + 100 = 0$`), ['holds']);
    assert.deepEqual(answers(...before, T`$u^2 + 29u + 100 = 0$`), ['unknown']);
    assert.deepEqual(answers(...before, T`$u^2 - 29u + 204 = 0$`), [
      "for x = -5, x = -2, x = 2, …: x^4-29x^2+100 = 0 holds, but u^2-29u+204 = 0 doesn't",
    ]);
  });

  it('may be both roots of an equation', () => {
    const problem = T`$x^2 + 8x + 7 = 0$`;
    assert.deepEqual(answers(problem, T`$x_1 + x_2 = -8$, $x_1 x_2 = 7$`), ['holds', 'holds']);
    assert.deepEqual(answers(problem, T`$x_1 + x_2 = 8$`), [
      "for x_1 = -7, x_2 = -1: x^2+8x+7 = 0 holds, but x_1+x_2 = 8 doesn't",
    ]);
    assert.deepEqual(answers(problem, T`$x_1 = -1$, $x_2 = 7$`), ['unknown', "x_2 = 7 doesn't solve x^2+8x+7 = 0"]);
  });
});

describe('inequalities', () => {
  it('keep their solutions', () => {
    assert.deepEqual(answers('$-2x > 8$', '$x < -4$'), ['holds']);
    assert.deepEqual(answers('Solve $-2x > 8$.', 'So $x > -4$'), ["for x = -5, -2x > 8 holds, but x > -4 doesn't"]);
    assert.deepEqual(answers('$-2x > 8$', '$x > -4$'), ["for x = -5, -2x > 8 holds, but x > -4 doesn't"]);
    assert.deepEqual(answers('$3(x+6) > 4x - 24$', '$3x + 6 > 4x - 24$'), [
      "for x = 31, 3(x+6) > 4x - 24 holds, but 3x + 6 > 4x - 24 doesn't",
    ]);
    assert.deepEqual(answers('$3 < 4x + 7 < 23$', '$10 < 4x < 30$'), [
      "for x = 0, 3 < 4x + 7 < 23 holds, but 10 < 4x < 30 doesn't",
      "for x = 0, 3 < 4x + 7 < 23 holds, but 10 < 4x < 30 doesn't",
    ]);
    assert.deepEqual(answers('$-2(b-9)<-b+19$', '$-2b+18<-b+19$'), ['holds']);
    assert.deepEqual(answers('$2x < 8$', '$x < 5$'), ["for x = 9/2, x < 5 holds, but 2x < 8 doesn't"]);
  });

  it('may be several conditions, or parts of one solution', () => {
    assert.deepEqual(answers('$x - 2 > 0$', '$5 - x > 0$'), ['unknown']);
    assert.deepEqual(answers('$x^2 > 36$', '$x > 6$', '$x < -6$'), ['unknown']);
    assert.deepEqual(answers('$2x + 1 > 7$', '$x < 10$'), ['unknown']);
    assert.deepEqual(answers('$|3x| \\le 12$', '$3x \\le 12$, $3x \\ge -12$'), ['unknown', 'unknown']);
  });
});

describe('says nothing of', () => {
  it('suppositions, trials and cases', () => {
    assert.deepEqual(answers('', '2x = 8. Let x = 3.'), ['unknown', 'unknown']);
    assert.deepEqual(answers('2x + y = 8', '2x = 8', 'Setting x = 0 gives y = 8'), ['unknown', 'unknown']);
    assert.deepEqual(answers('', T`$x^2 = 9$, so $x = 3$ or $x = -4$`), ['unknown', 'unknown', 'unknown']);
    assert.deepEqual(answers('', T`$3x - 5 = 0$ ou $3x + 5 = 0$, donc $x = \frac53$ ou $x = -\frac53$`), [
      'unknown',
      'unknown',
      'holds',
      'holds',
    ]);
    assert.deepEqual(answers('', '$l + 3 = 1$, which is too short', '$l + 3 = 5$'), ['unknown']);
    assert.deepEqual(answers('$(x-2)(x-3) = 0$', '$x - 2 = 0$', '$x - 3 = 0$'), ['unknown']);
    assert.deepEqual(answers('$xy - 2y = 0$', '$x - 2 = 0$', '$x - 3 = 0$'), ['unknown']);
    assert.deepEqual(answers('$g(t) = (2t + 7)(t + 4)$', '$g(t) = 0$', '$2t + 7 = 0$, $t + 4 = 0$'), [
      'holds',
      'holds',
    ]);
    assert.deepEqual(answers('', '$x = -1/2$, $x = 6$'), ['unknown', 'unknown']);
  });

  it('places that are looked at', () => {
    const zeros = T`The zeros of $x^2 - 6x + 5 = 0$ are $x = 1$ and $x = 5$. The axis of symmetry is $x = 3$.`;
    assert.deepEqual(answers('', zeros), ['unknown', 'holds', 'holds', 'unknown']);
    assert.deepEqual(answers('', T`They meet where $x^2 = x + 2$.`, T`From $x = -1$ to $x = 3$, and at $x = 0$.`), [
      'unknown',
      'unknown',
      'unknown',
    ]);
    assert.deepEqual(answers(T`$\frac{6}{x - 2} = 3$`, 'The denominator is zero at $x = 2$.'), ['unknown']);
    const axis = ['Where does $2x + 3y = 12$ meet the axes?', '$x = 0$ gives $3y = 12$, so $y = 4$.'];
    assert.deepEqual(answers(...axis, '$y = 0$ gives $2x = 12$, so $x = 6$.'), ['unknown', 'unknown', 'unknown']);
    const lines = 'Find the area enclosed by $y = 2x + 1$, $y = 4 - x$ and the $y$-axis.';
    assert.deepEqual(answers(lines, 'The triangle has corners at $y = 1$ and $y = 4$.'), ['unknown', 'unknown']);
  });

  it('a letter that has found its value, and may be used for something else', () => {
    assert.deepEqual(answers('', '$3x = 12$', '$x = 4$', 'Next, $2x = 10$'), ['unknown']);
  });

  it('what is new: another equation, another part, a place of a figure, a step on the way', () => {
    const roots = ['$x^2 - 6x + 5 = 0$', '$x_1 = 1$, $x_2 = 5$'];
    assert.deepEqual(answers(...roots, '$2x - 6 = 0$'), ['unknown']);
    assert.deepEqual(answers(...roots, 'The axis of symmetry is $x = 3$.'), ['unknown']);
    assert.deepEqual(answers('', '$3t = 12$, so it takes four seconds.', '$5t = 30$'), ['unknown']);
    assert.deepEqual(answers('', 'a) $3x + 2 = 14$', 'b) $3x - 5 = 1$'), ['unknown']);
    assert.deepEqual(answers('$2x + 3 = 11$', "$y' = 2x - 6 = 0$"), ['unknown', 'unknown']);
    assert.deepEqual(answers(T`$x^2 = 4$`, T`$L = \{-2; 2\}$`, '$x^2 = 9$'), ['unknown']);
    assert.deepEqual(answers('$x^3 + x = 10$', '$x = 1$: $1 + 1 = 2$, too small.'), ['unknown', 'holds']);
    assert.deepEqual(answers('$y = 2x - 6$', '$2x = 6$, $x = 3$', '$x = 0$: $y = -6$'), ['unknown', 'unknown']);
    assert.deepEqual(answers('$x^2 = 2$', '$x_0 = 1$, $x_1 = 1.5$'), ['unknown', 'unknown']);
    assert.deepEqual(answers(T`$x^2 - 4x + 3 = 0$`, T`$y'' = 6x - 12 = 0$`), ['unknown', 'unknown']);
  });

  it('values of functions that nothing was said of', () => {
    assert.deepEqual(answers('', T`$h(1) = 5$ and $h(-1) = 1$`), ['unknown', 'unknown']);
    assert.deepEqual(answers('', T`$f^{-1}(5) = 2$`, T`$f^{-1}(9) = 2 \cdot 2 + 1$`), ['unknown']);
  });

  it('signs that are none', () => {
    assert.deepEqual(answers('', T`The signs change at - $x = 3$ - $x = 19$`, '$x = -10$'), ['unknown']);
    assert.deepEqual(answers(T`$f(x) = 2x$`, T`The $x$ with $x = 2y$ is $-3$`), ['unknown']);
  });
});
