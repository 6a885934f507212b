import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;

describe('an equation of several letters in another form', () => {
  it('holds where it says the same', () => {
    assert.deepEqual(answers('Solve $v = u + at$ for $a$.', '$v - u = at$'), ['holds']);
    assert.deepEqual(answers('', T`$\frac{1}{f} = \frac{1}{u} + \frac{1}{v}$`, '$uv = fv + fu$'), ['holds']);
    assert.deepEqual(answers('', T`$V = \frac13\pi r^2 h$`, T`$h = \frac{3V}{\pi r^2}$`), ['holds']);
    assert.deepEqual(answers('', '$-3m = 6n - n + 26$', '$-7m = 5n + 26 - 4m$'), ['holds']);
  });

  it('has the letters and numbers of the one above, moved the wrong way', () => {
    assert.deepEqual(answers('Solve for $q$: $py + q = r$', '$py = r + q$'), [
      "for p = 2, y = 3, q = 4, r = 10: py + q = r holds, but py = r + q doesn't",
    ]);
    assert.deepEqual(answers(T`Make $u$ the subject: $V = \frac{zu^2}{8}$`, '$8V = zu^2$', '$u^2 = 8V - z$'), [
      "for V = 1, z = 2, u = 2: 8V = zu^2 holds, but u^2 = 8V - z doesn't",
    ]);
    assert.deepEqual(answers(T`$\frac1f = \frac1b + \frac1g$`, 'Now invert both sides: $f = b + g$'), ['unknown']);
    assert.deepEqual(answers(T`$\frac1f = \frac1b + \frac1g$`, '$f = b + g$'), [
      "for f = 2, b = 3, g = 6: 1/f = 1/b+1/g holds, but f = b + g doesn't",
    ]);
    assert.deepEqual(answers('Solve $U = RI$ for $R$.', '$R = UI$'), [
      "for U = 12, R = 3, I = 4: U = RI holds, but R = UI doesn't",
    ]);
  });

  it('is off by one summand', () => {
    assert.deepEqual(answers('Solve $2y - x = 4$ for $y$.', '$2y = x + 4$', '$y = x + 2$'), [
      "for y = 3, x = 2: 2y = x + 4 holds, but y = x + 2 doesn't",
    ]);
    assert.deepEqual(answers('', '$y - 3 = 2(x + 4)$', 'Expand the brackets: $y - 3 = 2x + 4$'), [
      "for y = 17, x = 3: y - 3 = 2(x + 4) holds, but y - 3 = 2x + 4 doesn't",
    ]);
    assert.deepEqual(answers('', '$2x + 4y = 8$', 'Divide by 2: $x + 4y = 4$'), [
      "for x = 2, y = 1: 2x + 4y = 8 holds, but x + 4y = 4 doesn't",
    ]);
  });

  it('is refuted only right below, and where no words of its own make it something new', () => {
    const wrong = '$py = r + q$';
    assert.ok(!isSilent('', '$py + q = r$', wrong));
    assert.ok(isSilent('', '$py + q = r$', `The second condition is ${wrong}.`));
    assert.ok(isSilent('', '$py + q = r$', '$s = 2$, $q = s$', wrong));
    assert.ok(isSilent('$py + q = r$ and $py = r + q$', '$py + q = r$', wrong));
    assert.ok(isSilent('', '$py + q = r$', `Suppose ${wrong}`));
    assert.ok(isSilent('', 'Numbers with $py + q = r$, $py = r + q$'));
  });
});

describe('right solutions have, one below the other,', () => {
  it('several conditions on the same letters', () => {
    assert.ok(isSilent('A train and a bus.', '$x + y = 10$', '$y = 2x$', '$3x = 10$'));
    assert.ok(isSilent('Apples and pears.', '$2x + 3y = 12$', '$3x + 2y = 13$'));
    assert.ok(isSilent('Find the kernel of the linear map.', '$x + y + z = 0$', '$x - y + z = 0$', '$2x + 2z = 0$'));
    assert.ok(isSilent('', '$2x + y - 2 = 0$\n\n$x + 2y - 1 = 0$', '$x = 1$, $y = 0$'));
    assert.ok(isSilent('', T`$$\begin{cases} x + y = 3 \\ y = 2x + 3 \end{cases}$$`));
    assert.ok(isSilent('', '$y = 2x + 3$', '$y = 2x - 1$'));
    assert.ok(isSilent('Three lines.', '$x + y = 7$', '$2y = x + 4$', '$y = x + 2$'));
    assert.ok(isSilent('', '$y = 2x + 3$', '$y = x + 3$'));
    assert.ok(isSilent('A right triangle.', '$a^2 + b^2 = c^2$', '$a + b + c = 12$', '$a + b = 12 - c$'));
    assert.ok(isSilent('', '(1) $x + y = 3$', '(2) $2y = 6 - x$'));
    assert.ok(isSilent('Two lines.', '$x + y = 3$', '$y = 2x$', '$y = 3 + x$'));
  });

  it('several laws, or one law for several things', () => {
    assert.ok(isSilent('', '$U = RI$', '$P = UI$', '$P = RI^2$', '$I = U/R$'));
    assert.ok(isSilent('', '$R = R_1 + R_2$', T`In parallel: $\frac1R = \frac1{R_1} + \frac1{R_2}$`));
    assert.ok(isSilent('Series, parallel.', '$R = R_1 + R_2$', T`$\frac1R = \frac1{R_1} + \frac1{R_2}$`));
    assert.ok(isSilent('', T`$\frac{x^2}{a^2} + \frac{y^2}{b^2} = 1$`, T`$\frac{x^2}{a^2} - \frac{y^2}{b^2} = 1$`));
    assert.ok(isSilent('', T`$A = \frac12 gh$`, T`$A = \frac12 ab\sin\gamma$`));
    assert.ok(isSilent('', T`$V = \pi r^2 h$`, T`$V = \frac13\pi r^2 h$`));
    assert.ok(isSilent('Each number is the product of the others.', '$x = yz$', '$y = xz$', '$z = xy$'));
    assert.ok(isSilent('', '$T - m_1 g = m_1 a$', '$m_2 g - T = m_2 a$'));
  });

  it('cases, factors, exchanged letters', () => {
    assert.ok(isSilent('$|a - b| = 2$', '$a - b = 2$', '$b - a = 2$'));
    assert.ok(isSilent('$x^2 - y^2 = 0$', '$(x-y)(x+y) = 0$', '$x = y$', '$x = -y$'));
    assert.ok(isSilent('$ab = ac$', '$b = c$'));
    assert.ok(isSilent('Find the inverse of $y = x - 5$.', '$y = x - 5$', '$x = y - 5$', '$y = x + 5$'));
    assert.ok(isSilent('Find the inverse of $y = mx + b$.', '$x = my + b$'));
    assert.ok(isSilent(T`Simplify the cross product $v \times u$.`, T`$u \times v = w$`, T`$v \times u = -w$`));
  });
});

it('at, as and mg are letters where they are factors, and words or units elsewhere', () => {
  assert.deepEqual(answers('Solve $v^2 = u^2 + 2as$ for $s$.', '$v^2 - u^2 = 2as$'), ['holds']);
  assert.deepEqual(answers('Solve $E = mgh + mg$ for $h$.', '$E - mg = mgh$'), ['holds']);
  assert.ok(isSilent('', T`$x = 3 at y = 2$, $m = 2 mg$, and 5 mg = 0.005 g`));
});

describe('a factored form', () => {
  it('has all roots of the sum it stands for', () => {
    assert.deepEqual(answers('$x^2 - 6x + 8 = 0$', '$(x-2)(x-4) = 0$'), ['holds']);
    assert.deepEqual(answers('$x^2 - 6x + 8 = 0$', '$(x-2)(x+4) = 0$'), [
      "for x = 4, x^2-6x+8 = 0 holds, but (x-2)(x+4) = 0 doesn't",
    ]);
    assert.deepEqual(answers('', '$s^2 - 3s - 54 = 0$', 'Factoring, $(s-9)(s-6) = 0$'), [
      "for s = -6, s^2-3s-54 = 0 holds, but (s-9)(s-6) = 0 doesn't",
    ]);
  });

  it('may be that of a factor, or of another equation', () => {
    assert.ok(isSilent('$(x^2-4)(x^2-2x) = 0$', '$x^2 - 4 = 0$', '$x(x-2) = 0$'));
    assert.ok(isSilent('', '$x^2 - 6x + 8 = 0$', 'The other one: $(x-2)(x+4) = 0$'));
    assert.ok(isSilent('$x^3 - 7x + 6 = 0$', '$x^2 + x - 6 = 0$', '$(x-1)(x-2) = 0$'));
    assert.ok(isSilent('$x^3 - 4x = 0$', '$x^2 - 4 = 0$', '$(x-2)(x+2) = 0$', '$x(x-2) = 0$'));
    assert.ok(isSilent('$x^2 - 6x + 8 = 0$ and $(x-2)(x+4) = 0$', '$x^2 - 6x + 8 = 0$', '$(x-2)(x+4) = 0$'));
  });
});

it('the number of an equation is no factor of it', () => {
  assert.ok(isSilent(T`Solve $(1)\ x + y = 7$ and $(2)\ x - y = 1$.`, '$(1) + (2)$: $2x = 8$'));
});

describe('an equation below one with brackets', () => {
  it('comes from it when half of the numbers are left, and has to share its solution', () => {
    assert.deepEqual(answers('', '$7(-s + 4) = 5(-s + 8)$', '$7s - 35 = -15s + 40$'), [
      "for s = -6, 7(-s + 4) = 5(-s + 8) holds, but 7s - 35 = -15s + 40 doesn't",
    ]);
  });

  it('may be another one', () => {
    assert.ok(isSilent('Drill.', '$7(-s + 4) = 5(-s + 8)$', '$3s - 2 = 6s + 1$'));
    assert.ok(isSilent('Drill.', '$3x + 5 = 20 - 2x$', '$3x - 4 = 2x + 20$'));
    assert.ok(isSilent('Two numbers are equally far from 0.', '$3x + 5 = 2(10 - x)$', '$3x + 5 = 2x - 20$'));
  });
});
