import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;
const system = 'Solve $x + 2y = 12$, $x - y = 3$.';

describe('below a problem that is nothing but linear equations, a line of several letters', () => {
  it('holds where it follows from them', () => {
    assert.deepEqual(answers(system, '$2x - 2y = 6$', '$2x + y = 15$'), ['holds']);
    assert.deepEqual(answers('$a + b + c = 6$, $a - b = 1$', '$a = b + 1$', '$2b + c = 5$'), ['holds']);
  });

  it('is wrong where it doesn’t', () => {
    assert.deepEqual(answers(system, '$2x - y = 6$'), [
      "for x = 6, y = 3: x + 2y = 12 and x - y = 3 hold, but 2x - y = 6 doesn't",
    ]);
    assert.deepEqual(answers('Löse $x + 2y = 12$, $x - y = 3$.', 'Addieren ergibt $2x + y = 9$.'), [
      "for x = 6, y = 3: x + 2y = 12 and x - y = 3 hold, but 2x + y = 9 doesn't",
    ]);
    assert.deepEqual(answers('Solve $2u - 3v = 12$ for $v$.', '$-3v = 10 - u$'), [
      "for u = 3, v = -2: 2u - 3v = 12 holds, but -3v = 10 - u doesn't",
    ]);
    assert.deepEqual(answers('$x + y + z = 6$, $x - y = 0$', '$x + 2y + z = 7$'), [
      "for x = 2, y = 2, z = 2: x + y + z = 6 and x - y = 0 hold, but x + 2y + z = 7 doesn't",
    ]);
  });
});

describe('nothing is said of a line', () => {
  it('below a problem that says or asks more', () => {
    const wrong = '$2x - y = 6$';
    assert.ok(!isSilent(system, wrong));
    assert.ok(isSilent('Solve $x + 2y = 12$, $x - y = 3$ modulo 5.', wrong));
    assert.ok(isSilent('Two lines $x + 2y = 12$, $x - y = 3$ and a third one.', wrong));
    assert.ok(isSilent('a) $x + 2y = 12$ b) $x - y = 3$', wrong));
    assert.ok(isSilent('$x + 2y = 12$, $xy = 3$', wrong));
    assert.ok(isSilent('$x + 2y < 12$, $x - y = 3$', wrong));
    assert.ok(isSilent('$x + 2y = 12$, $2x + 4y = 12$', wrong));
    assert.ok(isSilent('$x + 2y = 12.5$, $x - y = 3.1$', wrong));
  });

  it('with words of its own', () => {
    assert.ok(isSilent(system, 'A parallel to the second line is $2x - 2y = 9$.'));
    assert.ok(isSilent(system, 'Zum Vergleich eine Parallele:', '$2x - 2y = 9$'));
    assert.ok(isSilent(system, 'If $x - y = 2$'));
    assert.ok(isSilent(system, '$x - y = 2$?'));
    assert.ok(isSilent(system, 'b) $x - y = 2$'));
    assert.ok(isSilent(system, T`$x - y \equiv 3$, $2x - y = 6 \pmod 3$`));
    assert.ok(isSilent(system, '$x = 4 + t$, $x + t = 8$'));
    assert.ok(isSilent(system, '$x - y = 2$ or $x - y = 3$'));
  });

  it('further down, once a letter has its value or something else has begun', () => {
    assert.ok(isSilent(system, '$3y = 9$, $y = 3$, $x = 6$', '$x + y = 10$'));
    assert.ok(isSilent(system, 'Zum Vergleich: $x + y = 10$', '$2x + 2y = 20$'));
  });

  it('with what is done to it written behind or before it', () => {
    assert.ok(isSilent(system, T`$x + 2y = 12 : 3$`));
    assert.ok(isSilent(system, T`$x + 2y = 12 / (-2)$`));
    assert.ok(isSilent(system, T`$x + 2y = 12 (3)$`));
    assert.ok(isSilent(system, T`$\begin{aligned} x + 2y &= 12 \\ - \; x - y &= 3 \\ 3y &= 9 \end{aligned}$`));
  });

  it('that may be another line, where there is only one equation', () => {
    assert.ok(isSilent('$3x + 5y = 47$', '$3x + 5y = 0$'));
    assert.ok(isSilent('$y = 2x + 3$', T`$y = -\frac12 x + 1$`));
    assert.ok(isSilent('$2x - y = -3$', '$2y - x = -3$'));
    assert.ok(isSilent('$x + y + z = 6$, $x - y = 0$', '$x + z = 4$'));
    assert.ok(!isSilent('$2x - y = -3$', '$2y - x = 3 + x$'));
  });

  it('of one letter, where two letters are zero one after the other', () => {
    assert.ok(isSilent('$2x - 3y = 6$', '$x$-intercept: $2x = 6$', '$y$-intercept: $-3y = 6$'));
  });
});
