import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;
const parabola = T`$f(x) = x^2 - 5x - 1$`;
const atTwo = ['$f(2) = 4 - 10 - 1 = -7$', "$f'(x) = 2x - 5$, $f'(2) = -1$"] as const;
const last = (...texts: string[]) => answers(...texts).at(-1);

describe('a tangent', () => {
  const problem = `Find the tangent to ${parabola} at $x = 2$.`;
  const wrong = (line: string) => `for x = 2, y = -7: f(2) = -7 holds, but ${line} doesn't`;

  it('touches the curve', () => {
    for (const line of ['y = -x - 9', 'y = -(x-1) - 7', 'x + y = 5', 'y - 7 = -(x - 2)', 'y = 3 - x'])
      assert.equal(last(problem, ...atTwo, `$${line}$`), wrong(line), line);
    for (const line of ['y = -x - 5', 'y = -(x-2) - 7', 'y + 7 = -(x - 2)', 'x + y = -5', 't(x) = -x - 5'])
      assert.equal(last(problem, ...atTwo, `$${line}$`), 'holds', line);
    assert.equal(
      last(problem, ...atTwo, '$t(x) = -x + 5$'),
      "for x = 2, t(x) = -7: f(2) = -7 holds, but t(x) = -x + 5 doesn't",
    );
  });

  it('is known from what was worked out, and from what is said', () => {
    assert.equal(last(problem, '$y = -x - 9$'), wrong('y = -x - 9'));
    assert.equal(last(problem, '$y = m(x - 2) - 7$', ...atTwo, '$y = -x - 9$'), wrong('y = -x - 9'));
    assert.equal(last(problem, "$y = f'(x_0)(x - x_0) + f(x_0)$", '$y = -x - 9$'), wrong('y = -x - 9'));
    assert.equal(last('', ...atTwo.map(one => one.replace(', ', '$, $')), '$y = -x - 9$'), wrong('y = -x - 9'));
    assert.equal(last(`${parabola}, $x = 2$`, ...atTwo, '$y = -x - 9$'), wrong('y = -x - 9'));
    assert.equal(
      last(T`Bestimme die Tangente an ${parabola} im Punkt $P(2|-7)$.`, '$y = -x - 9$'),
      wrong('y = -x - 9'),
    );
  });

  it('has the slope of the curve where a line is called the tangent', () => {
    const expected = "f'(2) is -1, but y' is 3";
    for (const [asked, said] of [
      [problem, 'So the equation of the tangent line is $y = 3x - 13$.'],
      [`Bestimme die Tangente an ${parabola} bei $x = 2$.`, 'Die Tangente hat also die Gleichung $y = 3x - 13$.'],
      [
        `Déterminer l'équation de la tangente à ${parabola} en $x = 2$.`,
        "L'équation de la tangente est : $y = 3x - 13$",
      ],
      [
        `Найдите уравнение касательной к ${parabola} в точке $x = 2$.`,
        'Уравнение касательной имеет вид $y = 3x - 13$.',
      ],
      [`求 ${parabola} 在 $x = 2$ 处的切线方程。`, '所以切线方程为 $y = 3x - 13$'],
    ] as const)
      assert.equal(last(asked, ...atTwo, said), expected, said);
    assert.equal(last(problem, ...atTwo, 'It meets $y = 3x - 13$ there.'), 'unknown');
    assert.equal(last(problem, ...atTwo, 'The tangent meets $y = 3x - 13$ there.'), 'unknown');
  });

  it('may touch any curve', () => {
    const at = (f: string, x: string) => `Find the tangent to $${f}$ at $x = ${x}$.`;
    assert.equal(last(at(T`f(x) = \sqrt{x}`, '4'), T`$y = \frac14 x + 1$`), 'holds');
    assert.equal(
      last(at(T`f(x) = \sqrt{x}`, '4'), T`$y = \frac14 x + 2$`),
      "for x = 4, y = 2: f(4) = 2 holds, but y = (1/4)x+2 doesn't",
    );
    assert.equal(
      last(at('f(x) = e^x', '1'), '$y = ex + 1$'),
      "for x = 1, y ≈ 2.7183: f(1) ≈ 2.7183 holds, but y = ex + 1 doesn't",
    );
    assert.equal(last(at('y = x^2 - 4x + 1', '3'), "$y' = 2x - 4$, $y'(3) = 2$", '$y + 2 = 2(x - 3)$'), 'holds');
    assert.equal(last(at('y = x^2 - 4x + 1', '3'), '$y = mx + b$', '$y = 2x - 8$'), 'holds');
    assert.equal(
      last(at('y = x^2 - 4x + 1', '3'), "$y' = 2x - 4$, $m = 2$", '$y - 2 = 2(x - 3)$'),
      "for x = 3, y = -2: y(3) = -2 holds, but y - 2 = 2(x - 3) doesn't",
    );
  });
});

describe('a line is no mistake that', () => {
  const problem = `Find the tangent to ${parabola} at $x = 2$.`;

  it('isn’t the tangent', () => {
    for (const asked of [
      `Find the line through $(0, 3)$ parallel to the tangent to ${parabola} at $x = 2$.`,
      `Gesucht ist die Parallele zur Tangente an ${parabola} in $x = 2$ durch $A$.`,
      `Trouver la droite de même pente que la tangente à ${parabola} en $x = 2$ qui coupe l'axe en 3.`,
      `Найдите прямую, параллельную касательной к ${parabola} в точке $x = 2$.`,
      `求与 ${parabola} 在 $x = 2$ 处的切线平行的直线。`,
      `How far is the tangent to ${parabola} at $x = 2$ away from $y = 3 - x$?`,
      `Find the tangent to ${parabola} at $x = 2$ and move it up by 8.`,
      `Where else does the tangent to ${parabola} have the slope it has at $x = 2$?`.replace(
        'else',
        'in another place',
      ),
    ])
      assert.ok(isSilent(asked, ...atTwo, '$y = -x + 3$'), asked);
    assert.ok(isSilent(problem, ...atTwo, '$y = -x - 5$', 'Moved up by 8: $y = -x + 3$'));
    assert.ok(isSilent(problem, ...atTwo, '$y = -x - 5$', 'b) $y = -x + 3$'));
    assert.ok(isSilent(problem, ...atTwo, 'Suppose it were $y = -x + 3$.'));
    assert.ok(isSilent(problem, ...atTwo, 'The tangent is $y = -x + 3$ or $y = -x - 5$: we have to see which.'));
    assert.ok(isSilent(problem, ...atTwo, 'Compare it with $g(x) = -x + 3$.'));
    assert.ok(isSilent(problem, ...atTwo, 'y = -x + 3pq'));
    assert.ok(isSilent(problem, ...atTwo, 'y = 8kl - x + 3'));
    assert.ok(isSilent(`Draw ${parabola} and find $x = 2$.`, ...atTwo, 'The line below: $y = -x + 3$'));
  });

  it('isn’t finished', () => {
    assert.ok(isSilent(problem, ...atTwo, '$y = -x + b$', '$-7 = -2 + b$', '$b = -5$', '$y = -x - 5$'));
    assert.ok(isSilent(problem, ...atTwo, 'Slope $-1$: $y = -x$, then down by 5.'));
  });

  it('belongs to another function or another place', () => {
    assert.ok(isSilent('Tangent to $f(x) = x^2$ and $g(x) = x^2 + 3$ at $x = 1$.', '$y = 2x - 1$', '$y = 2x + 2$'));
    const cubic = 'For which $x$ is the slope of $f(x) = x^3$ equal to 12? Give the tangent there.';
    assert.ok(isSilent(cubic, "$f'(2) = 12$, $f'(-2) = 12$", '$y = 12x - 16$', '$y = 12x + 16$'));
    assert.ok(isSilent('Tangent to $f(x) = x^3$?', '$x = 2$', "$f'(2) = 12$", '$x = -2$', '$y = 12x + 16$'));
    assert.ok(isSilent('', '$f(1) = 1$, $x = -1$', "$f'(1) = 3$", '$y = 3x + 2$'));
    assert.ok(isSilent('Tangent to $f(x) = x^2 + kx$ at $x = 1$ for $k = 0$?', '$y = 2x - 1$'));
    assert.ok(isSilent('', "$2f(1) = 2$, $f'(1) = 2$", '$y = 2x - 1$'));
    assert.ok(isSilent('', "$f(1) > 0$, $f'(1) = 2$", '$y = 2x - 1$'));
    const odd = 'Let $f$ be odd, and $f(x) = x^2 - x$ where $x$ is large. Tangent at $x = -2$?';
    assert.ok(isSilent(odd, 'The tangent is $y = 3x + 4$.'));
    assert.ok(
      isSilent(
        'Tangent at $x = -2$ to $f(x) = x^2$, $x > 0$, and twice that elsewhere',
        'The tangent is $y = -8x - 8$.',
      ),
    );
    const corner = 'Tangent at $x = 1$, where left of it $f(x) = x^2$ and right of it $f(x) = 2x + 3$';
    assert.ok(isSilent(corner, '$y = 2x + 3$'));
    assert.ok(isSilent('Tangent of the curve at $x = 1$', '$f(1) = 1$', '$f(1) = 3$', "$f'(1) = 2$", '$y = 2x + 1$'));
  });

  it('is further down than anybody looks back', () => {
    const steps = Array.from({ length: 90 }, (_, k) => `It is ${k}.`);
    assert.equal(last(problem, ...steps, '$y = -x - 9$'), 'unknown');
  });

  it('stands alone, or is named like another quantity', () => {
    assert.ok(isSilent('$f(x) = x^2$, $x = 1$', '$y = 2x + 3$'));
    assert.ok(isSilent('', "$f(1) = 1$, $f'(1) = 2$", '$T(x) = 2x + 3$'));
  });

  it('has rounded numbers, or angles in degrees', () => {
    assert.ok(isSilent(T`Tangent to $f(x) = \frac{1}{x}$ at $x = 3$?`, '$y = -0.11x + 0.67$'));
    assert.ok(isSilent(T`Tangent to $f(x) = x^2 - \frac73$ at $x = 1$?`, '$y = 2x - 3.33$'));
    assert.ok(isSilent('Tangent', "$f(1) = 0.33$, $f'(1) = 1$", T`$y = x - \frac23$`));
    const sine = T`Find the tangent to $f(x) = 1 + \sin x$ at $x = 0$, $x$ in degrees.`;
    assert.ok(isSilent(sine, T`The tangent is $y = \frac{\pi}{180}x + 1$.`));
  });
});
