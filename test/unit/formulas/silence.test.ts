import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;

describe('the exact check is silent where', () => {
  it('a letter has found its value, also behind a comma or before a colon, and another question begins', () => {
    assert.ok(
      isSilent('Find the two lines.', T`$1 = 2 + c$, $c = -1$: $y = 2x - 1$.`, T`$1 = 3 + c$, $c = -2$: $y = 3x - 2$.`),
    );
    assert.ok(
      isSilent('Two lines through a point.', '$2 = 2 + b$, $b = 0$', T`Perpendicular: $m = -\frac12$, $b = 5$`),
    );
    assert.ok(
      isSilent('Which term is 99? Which is the first above 200?', '$4n = 100$, $n = 25$', '$4n > 201$, $n = 51$'),
    );
    assert.ok(!isSilent('', '$8b = 72$', '$b = 72/8$', '$b = 8$'));
  });

  it('a letter is worked out to its end, and then stands for the next thing that is asked for', () => {
    assert.ok(isSilent('Two distances', T`$d = \sqrt{9 + 16} = 5$`, '$d = 4$'));
    assert.ok(!isSilent('Two distances', T`$d = \sqrt{9 + 16}$`, '$d = 4$'));
    assert.ok(!isSilent('Two distances', '$3d = 15$', '$d = 4$'));
  });

  it('a method or a place to start from says that a letter takes one value after another', () => {
    assert.ok(isSilent('Solve $x^2 = 3$ by bisection.', '$x = 1.5$'));
    assert.ok(isSilent('$x^2 = 3$, $x = 2$', '$x = 1.75$'));
    assert.ok(isSilent('Newton says $F = 12$.', 'Iterate:', '$3F = 12$', '$F = 3$'));
    assert.ok(!isSilent('Newton says $3F = 12$.', '$F = 3$'));
    assert.ok(!isSilent('$x^2 = 3$', '$x = 1.75$'));
    assert.ok(!isSilent('$x^2 = 4$, $x = 2$', '$x = 1.75$'));
    assert.ok(!isSilent('Solve $x^2 - x = 3$ by bisection.', '$x^2 + x = 3$'));
  });

  it('a summand is left out that hardly counts', () => {
    assert.ok(isSilent('$x^2 + 0.01x = 4$', '$x^2 = 4$'));
    assert.ok(!isSilent('$x^2 + 2x = 4$', '$x^2 = 4$'));
    assert.ok(!isSilent('$300x = 1500$', '$301x = 1500$'));
  });

  it('functions are calculated with', () => {
    assert.ok(isSilent('Let $f(x) = x + 2$.', '$(2f)(3) = 10$', '$f(3)^2 = 25$'));
    assert.ok(isSilent('Let $f(x) = x^2 - 2x$.', '$f^1 = 3$', '$f^2 = 3$'));
    assert.ok(!isSilent('Let $f(x) = x + 2$.', '$f(x) = 7$', '$x = 4$'));
    assert.ok(!isSilent('Solve $f^1 = 3$.', '$f^2 = 3$'));
  });

  it('a problem says what a function is on a part of the line', () => {
    const judged = (problem: string) => !isSilent(problem, '$f(x) = 20$', '$x^2 + x = 21$');
    const f = '$f(x) = x^2 + x$';
    assert.ok(!judged(`${f} for $x < 2$`) && !judged(`${f} on $[0, 2]$.`) && !judged(`${f}, if $x$ is even`));
    assert.ok(!judged(`On the part $x > 5$ is ${f}`) && !judged(`Even: ${f}. Let $x > 5$.`));
    assert.ok(!judged(`${f}, then $f(x) = 5$`) && !judged(`${f} and $f(x + 1) = f(x)$`));
    assert.ok(!judged(`${f} is shifted by 2.`));
    assert.ok(judged(f) && judged(`${f} for $a < 2$`) && judged(`${f}, an even one`));
    assert.ok(
      judged(`${f} through $(1, 2)$`) && judged(`${f}. Solve $f(x) = 20$.`) && judged(`${f} and $f(x + 1) = 5$`),
    );
    assert.ok(!isSilent(f, `${f} on $[0, 2]$`, '$f(x) = 20$', '$x^2 + x = 21$'));
  });

  it('a value is told in another unit', () => {
    assert.ok(isSilent('', '$3t = 2$ h', T`$t = 40$ min`));
    assert.ok(isSilent('', '$7x = 3.5$', T`$x = 50\,\mathrm{cm}$`));
    assert.ok(isSilent('', '$3t = 1500$', '$t = 8.3$ min'));
    assert.ok(!isSilent('', '$3t = 2$ h', T`$t = 45$ min`));
    assert.ok(!isSilent('', '$7x = 3.5$', '$x = 50$'));
  });

  it('whole numbers satisfy both inequalities', () => {
    assert.ok(isSilent('Which term is the first above 200?', '$4n > 201$', T`$n \ge 51$`));
    assert.ok(!isSilent('', '$4n > 201$', T`$n \ge 52$`));
  });

  it('cases stand in words, or a value is one of many that are tried', () => {
    assert.ok(
      isSilent(
        '$n + 1$ divides 4.',
        '$n + 1 = 1$, $n + 1 = 2$, $n + 1 = 4$ or their opposites',
        '$n = 0$, $n = 3$, $n = -2$',
      ),
    );
    assert.ok(isSilent('', '$x^2 + x = 30$', '$x = 4$ 时，$16 + 4 = 20$'));
  });

  it('words behind a value say what becomes of it', () => {
    const tried = (words: string) => isSilent('', '$x^2 + x = 30$', `$x = 4$ ${words}`);
    assert.ok(tried('is too small.') && tried('eingesetzt: $20$') && tried('не подходит') && tried('不合适'));
    assert.ok(tried(', too small') && tried('(no)') && tried('non va bene'));
    assert.ok(!tried('') && !tried('.') && !tried('m') && !tried('and we are done.'));
  });

  it('a value comes from an equation that isn’t read', () => {
    assert.ok(isSilent('', '$x^2 - 6x + 5 = 0$', "$f'(x) = 0$ gives $x = 3$."));
    assert.ok(isSilent('', '$x^2 - 6x + 5 = 0$, $x = 1$, $x = 5$', 'Mean: $x = 3$.'));
  });

  it('another point of a list begins', () => {
    assert.ok(isSilent('Find $p$ for each.', '- $2p = 4$, $p = 2$\n- $3p = 9$, $p = 3$'));
    assert.ok(isSilent('Given $f(x) = ax + b$', '- $a + b = 5$, $3a + b = 9$, $b = 3$\n- $b = 1$, $2a + b = -5$'));
  });

  it('the words say that it is wrong', () => {
    for (const words of [
      'Many write',
      'Häufiger Fehler:',
      'Erreur fréquente :',
      'Частая ошибка:',
      'The student wrote',
      'Ojo: no',
    ])
      assert.ok(isSilent('Expand $(x+1)^2$.', `${words} $(x+1)^2 = x^2 + 1$`), words);
  });

  it('a product that is zero follows another one', () => {
    const problem = 'Solve $x^2 - 5x + 6 = 0$ and the equation with the opposite roots.';
    assert.ok(isSilent(problem, '$(x-2)(x-3) = 0$', '$(x+2)(x+3) = 0$'));
    assert.ok(isSilent('Change the signs of the roots.', '$x^2 - 5x + 6 = 0$', '$x^2 + 5x + 6 = 0$'));
    assert.ok(!isSilent('', '$x^2 - 5x = -6$', '$x^2 + 5x + 6 = 0$'));
  });

  it('a letter that was solved for has a second law', () => {
    const laws = [T`$S = 2\pi r^2 + 2\pi rh$`, T`$h = \frac{S - 2\pi r^2}{2\pi r}$`, T`$S = \pi r^2 + 2\pi rh$`];
    assert.ok(isSilent('The surface of a cylinder with both lids, with one lid.', ...laws));
  });

  it('parts of the problem are numbered', () => {
    const problem = 'Find $c$ if (1) the angle is right (2) the perimeter is 18.';
    assert.ok(isSilent(problem, '(1) $c^2 = 25 + 49$', '(2) $c = 18 - 12 = 6$'));
    for (const label of ['(2)', '**(2)**', 'II.', 'B.', 'Part 2.', 'Teil 2:', 'Часть 2.', '#2'])
      assert.ok(isSilent('Two triangles are given.', '$c^2 = 25 + 49$', `${label} $c = 18 - 12 = 6$`), label);
    assert.ok(!isSilent('', '$2c = 10$', '(2) $c = 18 - 12 = 6$'));
  });

  it('a writer takes it back', () => {
    assert.ok(isSilent('', '$4x - 7 = 2x + 5$', '$2x = -2$. No wait, the 7 changes sides.', '$2x = 12$'));
    assert.ok(isSilent('', '$3(x-2) = x + 4$', '~~$3x - 2 = x + 4$~~', '$3x - 6 = x + 4$'));
  });

  it('the same is calculated for the next number', () => {
    assert.ok(
      isSilent(
        'For $n = 5$ and the next one.',
        T`$\frac{n(n+1)}2 = \frac{5 \cdot 6}2$`,
        T`$\frac{n(n+1)}2 = \frac{6 \cdot 7}2$`,
      ),
    );
  });

  it('a letter is an iterate', () => {
    assert.ok(isSilent('Jacobi for $4x + y = 9$, $x + 3y = 5$.', T`$x^{(1)} = \frac94$, $y^{(1)} = \frac53$`));
  });

  it('a program assigns', () => {
    assert.ok(isSilent('x starts at 5, then $x = x + 1$, then $x = 2x$.', '$x = 5$', '$x = 12$'));
  });
});

describe('rows of a table are read one by one', () => {
  const aligned = (...rows: string[]) => T`$$\begin{aligned} ${rows.join(T` \\ `)} \end{aligned}$$`;

  it('columns aren’t multiplied, nor are the numbers of equations', () => {
    assert.ok(isSilent('', aligned('x^2 - 3x + 2 &= 0 & y^2 - 3y - 4 &= 0', 'x &= 2 & y &= 4')));
    assert.ok(isSilent('', aligned('x^2 &= 9 & (1)', T`x &= \pm 3 & (2)`)));
    assert.ok(isSilent('', aligned('2x - 4 &= 6 && +4', '2x &= 10 && :2', 'x &= 5')));
    assert.ok(isSilent('', T`$x + y = 5 \ (1)$, $x - y = 1 \ (2)$`, '$2x = 6$'));
    assert.deepEqual(answers('Solve $3x = 12$.', aligned('3x &= 12', 'x &= 5')).at(-1), '3x = 12 gives x = 4, not 5');
  });

  it('a sum goes on in the next row', () => {
    assert.ok(isSilent('', '$x^2 + y^2 = (a+b)^2$', aligned('x^2 + y^2 &= a^2 + 2ab', T`&\quad + b^2`)));
  });
});

it('what can’t be read of a formula without dollar signs isn’t left out of it', () => {
  for (const text of [
    '5000 · 1.03ⁿ = 6000',
    'v = √(2gh) = √1600 = 40',
    '1 + 2sinαcosα = 1/25',
    'v = sqrt(2gh) = sqrt(400) = 20',
    '2πrh + 2πr² = 2πr(h + r)',
    'Pour x = 2 : 3×2 + 2 = 8',
    'Normal: y - 1/2 = 4(x - 2), then y - 1/2 = 4x - 8',
  ])
    assert.ok(isSilent('', text), text);
  assert.ok(isSilent('', 'f_x = 2x - 2', 'x = 1, f_x = 0'));
  assert.ok(isSilent('', 'L_x = y - λ = 0', 'y = 3, λ = 3'));
  assert.deepEqual(answers('', '12oz · 3 = 35oz'), ['12oz · 3 is 36, not 35']);
});
