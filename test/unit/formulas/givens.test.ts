import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;

describe('values that a problem gives', () => {
  it('stand where their letters stood', () => {
    const problem = '$a = 8$, $b = 3$. Find the area of the right triangle.';
    assert.deepEqual(answers(problem, T`$A = \frac{ab}{2}$`, T`$A = \frac{8 \cdot 3}{2}$`), ['holds']);
    assert.deepEqual(answers(problem, T`$A = \frac{ab}{2}$`, T`$A = \frac{7 \cdot 3}{2}$`), [
      'A = ab/2 gives A = 12, not 7·3/2',
    ]);
    assert.deepEqual(answers('Compute $r + dr$ for $d = 3$, $r = -8$.', T`$r + dr = 3 + 3 \cdot 3$`), [
      'for r = -8, d = 3: r + dr is -32, but 3+3·3 is 12',
    ]);
    assert.deepEqual(answers('Evaluate $3x + 2$ at $x = 4$.', T`$3x + 2 = 3 \cdot 4 + 2$`), ['holds']);
  });

  it('decide what is defined by them', () => {
    assert.deepEqual(answers('$r = -3$ and $n = r^2$', '$n = 9$'), ['holds']);
    assert.deepEqual(answers('$r = -3$ and $n = r^2$', '$n = -9$'), ['n = r^2 gives n = 9, not -9']);
  });

  it('are not the only numbers where the problem has others, changes them or measures them', () => {
    const slip = T`$A = ab = 9 \cdot 3$`;
    assert.ok(!isSilent('$a = 8$, $b = 3$. What is the area?', slip));
    assert.ok(isSilent('$a = 8$, $b = 3$. Now $a$ becomes 1 longer.', slip));
    assert.ok(isSilent('$a = 8$, $b = 3$. The new length is greater. What is the area?', slip));
    assert.ok(isSilent('$a = 8$ m, $b = 3$ dm. What is the area?', slip));
    assert.ok(isSilent('$a = 8$, $b = 3$ or $a = 9$. What is the area?', slip));
    assert.ok(isSilent('$a = 8$, $b = 3$. What is the area?', T`$A = ab = 8 \cdot 3 = 24$`, T`$A = 9 \cdot 3 = 27$`));
    assert.ok(isSilent('$a = 8$, $b = 3$. What is the area?', T`b) $A = ab = 9 \cdot 3$`));
  });

  it('aren’t those of another figure', () => {
    const area = ['$a = 8$, $b = 3$. What is the area?', '$A = ab$'] as const;
    assert.ok(!isSilent(...area, T`$A = 9 \cdot 3$`));
    assert.ok(isSilent(...area, T`Next door: $A = 9 \cdot 4$`));
    assert.ok(isSilent(...area, 'A corner is left out: $A = 20 + 3$'));
  });

  it('are places and starts to some, and solve no equation', () => {
    assert.ok(isSilent('The area between $y = x^2 - 4$ and the line $x = 3$', '$x^2 - 4 = 0$', '$x = 2$, $x = -2$'));
    assert.ok(isSilent('The tangent to $y = x^2$ at $x = 3$', '$y = 9$', '$y = 6x - 9$', T`$y = 6 \cdot 0 - 9 = -9$`));
    assert.ok(isSilent('$a = 2$, $b = 5$', '$a^2 + b^2 = 4 + 25$', '$(a+b)^2 = 49$', '$2ab = 49 - 29 = 20$'));
    assert.ok(isSilent('Let $n = 5$.', T`$\frac{n(n+1)}{2} = \frac{5 \cdot 6}{2} = 15$`));
    assert.ok(isSilent('$a = 3$, $b = 4$', '$c^2 = a^2 + b^2$', '$c^2 = 9 + 16 = 25$', '$c = 5$'));
  });
});

describe('terms of a sequence', () => {
  it('come from the first ones by its rule', () => {
    const problem = 'Given $x_0 = -1$ and $x_{n+1} = 2x_n - 8$, find $x_3$.';
    assert.deepEqual(answers(problem, T`$x_1 = 2 \cdot (-1) - 8$, $x_2 = 2 \cdot (-10) - 8$`), ['holds', 'holds']);
    assert.deepEqual(answers(problem, T`$x_1 = 2 \cdot (-1) - 8$`, T`$x_2 = 2 \cdot (-1) - 8$`), [
      'x_(n+1) = 2x_n-8 gives x_2 = -28, not 2(-1)-8',
    ]);
    assert.deepEqual(answers('$F_1 = 1$, $F_2 = 1$, $F_n = F_{n-1} + F_{n-2}$', '$F_{10} = 55$'), ['holds']);
    assert.deepEqual(answers('$F_1 = 1$, $F_2 = 1$, $F_n = F_{n-1} + F_{n-2}$', '$F_{10} = 54$'), [
      'F_n = F_(n-1)+F_(n-2) gives F_(10) = 55, not 54',
    ]);
  });

  it('come from the first ones, whatever another sequence begins with', () => {
    const problem = 'Given $x_0 = 1$ and $x_{n+1} = 3x_n$, find $x_2$.';
    const wrong = 'x_(n+1) = 3x_n gives x_2 = 9, not 10';
    assert.deepEqual(answers(problem, '$y_0 = 5$', '$x_2 = 10$'), [wrong]);
    assert.deepEqual(answers(problem, '$x_0 < 5$', '$x_2 = 10$'), [wrong]);
  });

  it('come from a formula', () => {
    const problem = '$a_1 = 10$, $d = -1$. Find $a_{36}$.';
    assert.deepEqual(answers(problem, '$a_n = a_1 + (n-1)d$', T`$a_{36} = 10 + 35 \cdot (-1)$`), ['holds']);
    assert.deepEqual(answers(problem, '$a_n = a_1 + (n-1)d$', T`$a_{36} = 10 + 37 \cdot (-1)$`), [
      'a_n = a_1+(n-1)d gives a_(36) = -25, not 10+37(-1)',
    ]);
  });

  it('are not known where the rule has cases, or the numbered letters are something else', () => {
    assert.ok(
      isSilent('$a_1 = 1$, $a_{n+1} = a_n/2$ if $a_n$ is even and $3a_n + 1$ otherwise', '$a_2 = 4$, $a_3 = 2$'),
    );
    assert.ok(isSilent('$x_0 = 1$, $x_{n+1} = x_n^2 - 2$', '$x_1 = -1$', 'They stay at $x_1 = 2$, $x_2 = -1$.'));
    assert.ok(isSilent('$x_0 = 1$, $x_{n+1} = 3x_n$', 'With $x_0 = 2$ instead', '$x_1 = 6$'));
    assert.ok(isSilent('$a_1 = 7$, and $a_n = 2n$ from the second on', '$a_2 = 4$', '$a_3 = 7$'));
    assert.ok(isSilent(T`$x_0 = 2$, $x_{n+1} = \frac{x_n}{2} + \frac{1}{x_n}$`, '$x_2 = 1.4167$, $x_3 = 1.4142$'));
    assert.ok(isSilent('$P_{n+1} = 1.07P_n$, $P_0 = 800$', '$P_1 = 856$', '$P_2 = 916$', '$P_3 = 980$'));
    assert.ok(isSilent(T`$a_n = 100 \cdot 1.1^n$`, '$a_5 = 161$'));
    assert.ok(!isSilent(T`$a_n = 100 \cdot 1.1^n$`, '$a_5 = 171$'));
    assert.ok(isSilent('$a_{n+1} = 2a_n$', '$a_1 = 5$', '$a_1 = 3$, $a_2 = 6$'));
  });
});
