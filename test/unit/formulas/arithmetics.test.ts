import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Exercise } from '../../../server/src/documents/exercise.ts';
import { createExactWitness } from '../../../server/src/formulas/exactWitness.ts';
import { evidenceOr } from '../../support/inWords.ts';

const program = fileURLToPath(new URL('../../../server/src/formulas/checkerWorker.ts', import.meta.url));
const witness = createExactWitness({ program, formulaLimit: 5000 });
after(() => witness.dispose());

/** What is wrong in the last of a solution's steps. */
async function wrong(problem: string, ...steps: string[]): Promise<string[]> {
  const passage = (text: string) => ({ text, span: { start: 0, end: text.length } });
  const exercise: Exercise = {
    id: 'e',
    problem: passage(problem),
    solution: { start: 0, end: 0 },
    steps: steps.map(text => ({ ...passage(text), reading: passage(text) })),
  };
  const found: string[] = [];
  const never = new AbortController().signal;
  for await (const said of witness.testify(exercise, steps.length - 1, never, { algebra: true, urgent: false }))
    if ('relations' in said)
      found.push(...said.relations.filter(({ answer }) => answer === 'fails').map(relation => evidenceOr(relation)));
  return found;
}

describe('what a problem says of its numbers', () => {
  const right: readonly (readonly [string, ...string[]])[] = [
    ['Compute $2^{10} \\cdot 3$ modulo 7.', '$2^9 = 1$'],
    ['Welchen Rest lässt $3^{20}$ bei Division durch 5?', '$3^4 = 1$'],
    ['Calcula el resto de $2^{30}$ al dividir entre 7.', '$2^3 = 1$'],
    ['Найдите остаток от деления $5^{10}$ на 6.', '$5^{10} = 1$'],
    ['求 $2^{100}$ 除以 3 的余数。', '$2^{100} = 1$'],
    ['What is 9 + 5 on a 12-hour clock?', '$9 + 5 = 2$'],
    ['In $\\mathbb{F}_5$, find the inverse of 3 and solve $3x + 4 = 0$.', '$3^{-1} = 2$'],
    ['In $\\mathbb{F}_5$, solve $3x + 4 = 0$.', '$3x = 1$'],
    ['Add in binary: 1011 and 110.', '$1011 + 110 = 10001$'],
    ['Let $a * b = a + b + ab$. Find $3 * 4$ and solve $x * 2 = 11$.', '$3 * 4 = 3 + 4 + 12 = 19$'],
    ['Let $a * b = a + b + ab$. Find $3 * 4$ and solve $x * 2 = 11$.', '$x * 2 = 11$', '$3x = 9$'],
    ['Prüfe, ob $(2|3)$ auf $y = x^2$ liegt.', '$3 = 2^2$'],
    ['Compute $\\pi(10)$, the number of primes up to 10.', '$\\pi(10) = 4$'],
  ];
  for (const [problem, ...steps] of right)
    it(`may let ${steps.at(-1)} hold: ${problem}`, async () => {
      assert.deepEqual(await wrong(problem, ...steps), []);
    });

  const mistakes: readonly (readonly [string, string, string])[] = [
    ['What is the remainder when $2^{10}$ is divided by 7?', '$2^{10} = 1025$', '2^10 is 1024, not 1025'],
    ['Write 2122 of base 3 in base 10.', '$2 \\cdot 3^3 + 3^2 = 54$', '2·3^3+3^2 is 63, not 54'],
    ['Convert FF from hexadecimal.', '$15 \\cdot 16^1 + 15 = 256$', '15·16^1+15 is 255, not 256'],
    ['Add in binary: 1011 and 110.', '$8 + 3 = 12$', '8 + 3 is 11, not 12'],
    ['Solve $3n \\equiv 2 \\pmod{11}$.', '$9 + 11 = 12$', '9 + 11 is 20, not 12'],
    ['The base of a triangle is 3.', '$3 \\cdot 4 = 13$', '3·4 is 12, not 13'],
    ['Let $a = 3$ and $b = 4$.', '$3 * 4 = 13$', '3·4 is 12, not 13'],
    ['Überschlage $298 \\cdot 4$.', '$298 \\cdot 4 = 1300$', '298·4 is 1192, not 1300'],
    ['A map: $1/2$ inch = 20 miles. How far are 2 inches?', '$3 \\cdot 4 = 13$', '3·4 is 12, not 13'],
    ['With $\\pi = 3.14$, so $2\\pi = 6.3$.', '$3 \\cdot 4 = 13$', '3·4 is 12, not 13'],
    ['Is $3 < 5$ and $2 \\cdot 3 = 6$?', '$3 \\cdot 4 = 13$', '3·4 is 12, not 13'],
    ['The slope', '$(\\frac{1}{2}) = -1$', '(1/2) is 0.5, not -1'],
    ['The slope', '$(\\frac{3}{7}) = 2$', '(3/7) is 3/7 (about 0.4286), not 2'],
    ['The slope', '$\\frac{3}{7} = -1$', '3/7 is about 0.4286, not -1'],
    ['Two logarithms', 'log2(8) = 4', 'log2(8) is 3, not 4'],
    ['Two logarithms', 'a: 3·4 = 13', '3·4 is 12, not 13'],
    ['How much is $2\\pi(10)$?', '$3 \\cdot 10 = 31$', '3·10 is 30, not 31'],
  ];
  for (const [problem, step, evidence] of mistakes)
    it(`doesn't excuse ${step}: ${problem}`, async () => {
      assert.deepEqual(await wrong(problem, step), [evidence]);
    });
});

describe('numbers that were rounded on the way', () => {
  const right = [
    '$d = \\sqrt{16.18^2 + 10^2} = \\sqrt{361.8} = 19.02$',
    '$t = \\sqrt{\\frac{2\\cdot30}{9.81}} = \\sqrt{6.12} = 2.47$',
    '$r = \\sqrt[3]{\\frac{3\\cdot500}{4\\pi}} = \\sqrt[3]{119.4} = 4.92$',
    '$l = \\sqrt{9\\pi} = \\sqrt{28.3} = 5.32$',
    'Take $\\pi = \\frac{22}{7}$.',
    '$p = \\frac{2\\cdot8.31\\cdot300}{0.05} = 99720 = 9.97\\cdot10^4$',
  ];
  for (const step of right) it(`are none: ${step}`, async () => assert.deepEqual(await wrong('', step), []));

  it('are mistakes where the digits say so', async () => {
    assert.deepEqual(await wrong('', '$\\sqrt{2\\cdot9.81\\cdot3} = \\sqrt{68.9}$'), [
      '√(2·9.81·3) is about 7.6720, but √68.9 is about 8.3006',
    ]);
    assert.deepEqual(await wrong('', '$99720 = 9.87\\cdot10^4$'), ['9.87·10^4 is 98700, not 99720']);
  });
});

describe('what is written between numbers', () => {
  it('separates the columns of an alignment', async () => {
    const rows = (second: string) => `$$\\begin{aligned} 5 + 2 &= 7 & 2 - 3 &= -1 \\\\ ${second} \\end{aligned}$$`;
    assert.deepEqual(await wrong('', rows('7 &= 7 & -1 &= -1')), []);
    assert.deepEqual(await wrong('', rows('1 + 1 &= 2 & 2 + 2 &= 5')), ['2 + 2 is 4, not 5']);
  });

  it('repeats digits without end', async () => {
    const problem = 'Write $x = 0.\\overline{36}$ as a fraction.';
    assert.deepEqual(await wrong(problem, '$100x = 36.\\overline{36}$', '$99x = 36$'), []);
    for (const step of ['$0.(3) = \\frac13$', '$2.1(6) = \\frac{13}{6}$', '$0,(3) = \\frac13$'])
      assert.deepEqual(await wrong('', step), []);
    assert.deepEqual(await wrong('', '$2.5(4) = 11$'), []);
    assert.deepEqual(await wrong('', '$2(4) = 9$'), ['2(4) is 8, not 9']);
  });

  it('may be degrees on one side and radians on the other', async () => {
    for (const step of ['$180^\\circ = \\pi$', '$x = 30° = \\frac{\\pi}{6}$', '$150^\\circ = \\frac{5\\pi}{6}$'])
      assert.deepEqual(await wrong('', step), []);
    assert.deepEqual(await wrong('', '$30° + 60° = 100°$'), ['30° + 60° is 90, not 100']);
  });

  it('may be the angle of a function without brackets', async () => {
    for (const step of ['$\\sin \\pi/6 = 1/2$', '$\\tan \\pi/4 = 1$', '$\\cos 2\\pi/3 = -0.5$'])
      assert.deepEqual(await wrong('', step), []);
    assert.deepEqual(await wrong('', '$\\sin(\\pi/6) = 1/3$'), ['sin(π/6) is 0.5, but 1/3 is about 0.3333']);
  });

  it('tells a false statement from a true one', async () => {
    for (const step of ['$\\sqrt4 = -2$ f. A.', '$\\sqrt4 = -2$ (f)']) assert.deepEqual(await wrong('', step), []);
    assert.deepEqual(await wrong('', '$\\sqrt4 = -2$'), ['√4 is 2, not -2']);
  });
});

describe('units', () => {
  it('of physics may differ from side to side', async () => {
    for (const step of [
      '$5\\cdot10^3$ J $= 5$ kJ',
      '$10\\cdot10^6$ bits $= 10^7$ bits $= 1.25\\cdot10^6$ bytes $= 1.25$ MB',
      '$2\\cdot10^5$ Pa $= 2$ bar',
      '$2\\cdot12$ inches $= 61$ cm',
    ])
      assert.deepEqual(await wrong('', step), []);
  });

  it('of one kind excuse nothing', async () => {
    assert.deepEqual(await wrong('', '$5\\cdot10^3$ J $= 500$ J'), ['5·10^3 is 5000, not 500']);
    assert.deepEqual(await wrong('', '$3\\cdot12$ eggs $= 38$ pieces'), ['3·12 is 36, not 38']);
    assert.deepEqual(await wrong('', '$2\\cdot60$ hours $= 100$ minutes'), ['2·60 is 120, not 100']);
  });
});

describe('letters that are none', () => {
  const right: readonly (readonly [string, string])[] = [
    ['Is $y\\,dx + x\\,dy$ exact?', '$dF = d(xy) = x\\,dy + y\\,dx$'],
    ['Find $du$ for $u = x^2$.', '$du = 2x\\,dx = d(x^2)$'],
    ['Compute $(1+j)^2$.', '$Z = (1+j)^2 = 2j$'],
    ['Let $\\omega$ be a primitive cube root of unity.', '$(1+\\omega)^2 = 1+2\\omega+\\omega^2 = \\omega$'],
    ['A polynomial over GF(2).', '$p = (x+1)^2 = x^2+1$'],
  ];
  for (const [problem, step] of right) it(step, async () => assert.deepEqual(await wrong(problem, step), []));

  it('are told from letters', async () => {
    assert.deepEqual(await wrong('', '$S = (a+d)^2 = a^2 + d^2$'), [
      'for a = 2, d = 4: (a+d)^2 is 36, but a^2+d^2 is 20',
    ]);
  });
});
