import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { answerKey, finalAnswer } from '../../../server/src/generate/answers.ts';
import { publicData } from '../../support/publicData.ts';

function lines(t: TestContext, set: string, file: string): Record<string, never>[] {
  const folder = publicData(t, set);
  if (!folder) return [];
  return readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

describe('the final answer', () => {
  const said: Readonly<Record<string, string>> = {
    'We get $x = 3$, so the answer is $\\boxed{\\frac{1}{2}}$. Check: $1 + 1 = 2$.': '1/2',
    'First \\boxed{3}, no: \\boxed{\\sqrt{2} + \\frac{a}{b}}': '\\sqrt{2} + \\frac{a}{b}',
    'So 3 + 4 = 7.\n#### 7': '7',
    'She makes 9 * 2 = 18.\nA: 18': '18',
    'Thus the final answer is **42**.': '42',
    'The answer is not obvious.\n\nBut then\n\n3 + 4 = 7\n\nand so\n\nThe answer to the problem is therefore $7$ apples.':
      '7',
    'Die Antwort lautet: 7 Äpfel.': '7',
    'Das Ergebnis ist also $x = 2{,}5$.': '2,5',
    'La réponse est 12.': '12',
    'Por lo tanto, la respuesta es $12$.': '12',
    'A resposta é 12.': '12',
    'La risposta è 12.': '12',
    'Odpowiedź: 12 jabłek.': '12',
    'Ответ: 12.': '12',
    'Одговор: 12': '12',
    '所以答案是12。': '12',
    '答えは $12$ です。': '12',
    '정답은 12입니다.': '12',
    '**Answer:**\n\n$x = 12$': '12',
    'Divide by 3: $x = 25/3$': '25/3',
    'So 2 · 6 = 12 cm.': '12',
    'Therefore $x = 2$ or $x = -3$.': '2, -3',
    'By Vieta $x_1 = 7$, $x_2 = -4$.': '7, -4',
    'Either $x - 2 = 0$ and $x = 2$,\n\nor $x = -3$': '-3, 2',
    '$x^2 = 9$\n\n$x = \\pm 3$': '3, -3',
    '$x = \\frac{8 \\pm \\sqrt{96}}{8}$\n\n$x = \\frac{8 \\pm 4\\sqrt{6}}{8}$':
      '1 + \\frac{\\sqrt{6}}{2}, 1 - \\frac{\\sqrt{6}}{2}',
    '$x = \\frac{y + 1}{2}$\n\n$x = 3$': '3',
    '$x = 54/6$\n\n$x = 9$': '9',
    '$x = 19/3$\n\n$x = 6.33$': '6.33',
    'The terms are $a_1 = 3$, $a_2 = 5$.': '5',
    'They have 12 apples.': '12',
    'Final Answer: The final answer is $12$. I hope it is correct.': '12',
    'The answer is (B).': 'B',
    'The answer is yes.': 'yes',
  };
  for (const [text, answer] of Object.entries(said)) {
    it(`of "${text.replaceAll('\n', '⏎')}" is ${answer}`, () => {
      assert.equal(finalAnswer(text)?.key, answerKey(answer));
    });
  }

  it('is none where nothing is claimed', () => {
    for (const text of ['', 'Hence the claim follows. ∎', 'exact h', '\\boxed{', 'Q.E.D.'])
      assert.equal(finalAnswer(text), undefined, text);
  });

  it('agrees with what people said was right, for 5,276 model solutions of GSM8K', t => {
    const wrong: string[] = [];
    for (const line of lines(t, 'gsm8k', 'example_model_solutions.jsonl')) {
      const truth = finalAnswer(line.ground_truth!)!.key;
      for (const one of Object.values(line) as { solution?: string; is_correct?: boolean }[]) {
        if (typeof one !== 'object' || one.solution === undefined) continue;
        if ((finalAnswer(one.solution)?.key === truth) !== one.is_correct) wrong.push(one.solution);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('is the same in the solution and by itself, for at least 499 of MATH-500', t => {
    const all = lines(t, 'math500', 'MATH500.jsonl');
    const different = all.filter(({ solution, answer }) => finalAnswer(solution!)?.key !== answerKey(answer!));
    assert.ok(different.length <= 1, different.map(({ answer }) => answer).join('\n'));
  });

  it('takes any text without complaint', () => {
    const part = fc.constantFrom(
      '\\boxed{',
      '}',
      '{',
      'answer',
      ' is ',
      '$',
      '\n',
      '####',
      '7',
      '\\',
      '1/0',
      '0^0',
      '=',
      '.',
      'x',
      '(',
      ',',
      ')',
      '9^9^9',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part).map(parts => parts.join('')),
        ),
        text => {
          finalAnswer(text);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('equal answers', () => {
  const groups: readonly (readonly string[])[] = [
    ['1/2', '\\frac12', '\\dfrac{1}{2}', '\\tfrac 1 2', '0.5', '.5', '$0.50$', '2/4', '\\frac{-1}{-2}'],
    [
      '12',
      '12.0',
      '12 cm',
      '12\\text{ cm}',
      '\\$12',
      '12 dollars',
      '**12**',
      '12.',
      'x = 12',
      '12^\\circ',
      '12\\%',
      '12 %',
      '$12$',
    ],
    ['-12', '-12.', '$-12$', 'x = -12'],
    ['1000', '1,000', '1{,}000', '10^3'],
    ['2\\sqrt{2}', '\\sqrt 8', '\\sqrt{8}', '\\frac{4}{\\sqrt{2}}'],
    ['3', '\\sqrt{9}', '\\log_2 8'],
    ['7/2', '3\\frac{1}{2}', '3.5'],
    ['x+1', '1+x', 'f(x) = x + 1', '\\frac{x^2-1}{x-1}'],
    ['x(x+1)', 'x^2+x'],
    ['n+1', '1 + n'],
    ['(1,2)', '\\left( 1,\\, 2 \\right)', '(1, 2)', '$(1,2)$', '(1, 4/2)'],
    ['(2,1)'],
    ['[1,2]'],
    ['[1,2)', '\\left[1, 2\\right)', 'x \\in [1,2)'],
    ['2, -3', '-3, 2', 'x = 2 or x = -3', '$x=-3$ and $x=2$'],
    ['x<5', '5>x', 'x < 5.0'],
    ['x\\le 5', '5 \\geq x', 'x ≤ 5'],
    ['A', '(A)', '\\text{(A)}', '\\textbf{(A)}'],
    ['B'],
    ['yes', 'Yes.', '\\text{Yes}', '**yes**'],
    ['no', 'No'],
    ['\\pi', 'π'],
    ['2\\pi', '2π', '\\pi \\cdot 2'],
    ['\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}'],
    ['\\begin{pmatrix} 12 \\\\ \\end{pmatrix}'],
  ];
  it('have one key, however they are written, and others another', () => {
    const keys = groups.map(group => group.map(one => answerKey(one)));
    for (const [k, group] of groups.entries())
      assert.deepEqual(
        Object.fromEntries(group.map((one, i) => [one, keys[k]![i]])),
        Object.fromEntries(group.map(one => [one, keys[k]![0]])),
      );
    const firsts = keys.map(([first]) => first);
    assert.equal(new Set(firsts).size, firsts.length, firsts.join('   '));
  });

  it('are rational numbers in any spelling', () => {
    const whole = fc.integer({ min: -10_000, max: 10_000 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 999 }), fc.integer({ min: 2, max: 9 }), (n, d, k) => {
        const key = answerKey(`\\frac{${n}}{${d}}`);
        for (const same of [
          `${n}/${d}`,
          `\\dfrac{${n * k}}{${d * k}}`,
          `$x = \\frac {${n}} {${d}}$`,
          ` \\, ${n}/${d} \\text{ cm} `,
        ])
          assert.equal(answerKey(same), key, same);
        assert.notEqual(answerKey(`\\frac{${n + 1}}{${d}}`), key);
      }),
    );
  });
});
