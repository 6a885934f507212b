import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Exercise, Step } from '../../../server/src/documents/exercise.ts';
import { completeAnswers } from '../../../server/src/formulas/completeAnswers.ts';
import { createExactWitness } from '../../../server/src/formulas/exactWitness.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import type { Passage } from '../../../server/src/formulas/formula.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { textsFor } from '../../../server/src/texts.ts';

const T = String.raw;

/** What is said of the answer that a solution ends with. */
function said(problem: string, ...steps: string[]): string {
  const style = numberStyle([problem, ...steps]);
  const passages = [problem, ...steps].map((text): Passage => ({ text, formulas: extract(text, { style }) }));
  const found = completeAnswers(passages.pop()!, passages, []);
  return found.map(({ evidence }) => textsFor('en').evidence(evidence)).join('; ');
}

const silent = (problem: string, ...steps: string[]) => assert.equal(said(problem, ...steps), '', steps.join(' | '));

describe('an answer that is complete by its form leaves no solution out', () => {
  const lost = 'x = -10 solves (x+8)^2 = 4, but the answer leaves it out';

  it('in a box or a set, in any notation', () => {
    for (const answer of [
      T`$\boxed{x = -6}$`,
      T`$\boxed{-6}$`,
      T`$x = \boxed{-6}$`,
      T`$S = \{-6\}$`,
      T`$S=\left\{-6\right\}$`,
      T`$\mathbb{L} = \{ -6 \}$`,
      T`$x \in \{-6\}$`,
      T`Solution set: $\{-6\}$`,
      'Also L = {−6}.',
      T`$\boxed{\{-6\}}$`,
      T`$\boxed{S = \{-6\}}$`,
    ])
      assert.equal(said('Solve $(x+8)^2 = 4$.', '$x + 8 = 2$', answer), lost, answer);
  });

  it('also in German, and with the decimals of the text', () => {
    const passage = (text: string): Passage => ({ text, formulas: extract(text, { style: numberStyle([text]) }) });
    const problem = passage('Löse $0,4x^2 = 0,9$ in ℝ.');
    const [found] = completeAnswers(passage(T`$L = \{\frac32\}$`), [problem], []);
    assert.equal(textsFor('de').evidence(found?.evidence), 'x = -1,5 löst 0,4x^2 = 0,9, fehlt aber in der Antwort');
  });

  it('whatever was done on the way, and in many languages', () => {
    const cases: [string, string[], string][] = [
      ['Solve $x^2 = 5x$ in ℝ.', ['Divide both sides by $x$.', T`$\boxed{x = 5}$`], 'x = 0 solves x^2 = 5x'],
      [
        'Löse $x^2 = 9$ in $\\mathbb{R}$.',
        ['Wurzel ziehen: $x = 3$.', T`$\mathbb L = \{3\}$`],
        'x = -3 solves x^2 = 9',
      ],
      [
        T`**Aufgabe 3.** Bestimme alle Lösungen der Gleichung $x^4 - 34x^2 + 225 = 0$.`,
        ['Substitution: $u = x^2$', '$u^2 - 34u + 225 = 0$', '$u = 25$ oder $u = 9$', T`$\mathbb{L} = \{3; 5\}$`],
        'x = -5 solves x^4-34x^2+225 = 0',
      ],
      [T`Résoudre dans $\mathbb{R}$ l'équation $(x-1)^2 = 16$.`, ['Donc $x - 1 = 4$.', T`$S = \{5\}$`], 'x = -3'],
      [
        'Encuentra todas las soluciones de $|x - 2| = 3$.',
        ['$x - 2 = 3$', T`$\boxed{x = 5}$`],
        'x = -1 solves |x - 2| = 3',
      ],
      ['Risolvi $x^2 - 5x + 6 = 0$.', [T`$(x-2)(x-3) = 0$, quindi $S = \{2\}$`], 'x = 3 solves x^2-5x+6 = 0'],
      ['Найдите все корни уравнения $x^2 = 5$.', [T`Ответ: $\boxed{\sqrt5}$`], 'x ≈ -2.2361 solves x^2 = 5'],
      ['解方程 $(x-5)^2 = 16$。', [T`两边开平方，得 $x - 5 = 4$，所以 $\boxed{9}$。`], 'x = 1 solves (x-5)^2 = 16'],
      [T`Solve $x + \frac{6}{x} = 5$.`, [T`$\boxed{x = 3}$`], 'x = 2 solves x+6/x = 5'],
      ['Find all solutions of $2x = 6$.', [T`$L = \{\}$`], 'x = 3 solves 2x = 6'],
      ['Löse $0,5x^2 = 2$ in ℝ.', [T`$L = \{2\}$`], 'x = -2 solves 0,5x^2 = 2'],
      ['Find all real solutions for $t$: $t^3 = 4t$', [T`$\boxed{0, 2}$`], 't = -2 solves t^3 = 4t'],
    ];
    for (const [problem, steps, expected] of cases) {
      const found = said(problem, ...steps);
      assert.ok(found.startsWith(expected), `${problem}: ${found || 'nothing'}`);
    }
  });

  it('however all of them are written', () => {
    for (const answer of [
      T`$\boxed{x = -6 \text{ or } x = -10}$`,
      T`$\boxed{x_1 = -6, x_2 = -10}$`,
      T`$\boxed{x_{1,2} = -8 \pm 2}$`,
      T`$\boxed{-8 \pm 2}$`,
      T`$\boxed{x = -6}$ and $\boxed{x = -10}$`,
      T`$x = -10$ or $\boxed{x = -6}$`,
      T`$S = \{-10; -6\}$`,
      T`$S = \{-6\} \cup \{-10\}$`,
      T`$L_1 = \{-6\}$, $L_2 = \{-10\}$, $L = L_1 \cup L_2$`,
      T`$\boxed{\{-10, -6\}}$`,
      T`$\boxed{x \in \{-10, -6\}}$`,
      T`$\boxed{x = -6 \lor x = -10}$`,
      T`$\boxed{x_1 = -6}$, $\boxed{x_2 = -10}$`,
      T`$\boxed{x_1 = -6}$`,
      T`$S = \{x \mid x + 8 = \pm 2\}$`,
      T`$\boxed{\text{B}}$`,
      T`$\boxed{-\frac{12}{2}}$, $\boxed{-\frac{20}{2}}$`,
    ])
      silent('Solve $(x+8)^2 = 4$.', answer);
    silent('Löse $2x^2 + 5x = 3$.', T`$L = \{0{,}5; -3\}$`);
    silent('Löse $2x^2 + 5x = 3$.', T`$L = \{0,5; -3\}$`);
    silent('Löse $2x^2 + 5x = 3$.', T`$L = \{-3; \frac12\}$`);
    silent('Solve $x^2 - 4x + 1 = 0$.', T`$\boxed{2 + \sqrt3, 2 - \sqrt3}$`);
    silent('Solve $x^2 - 4x + 1 = 0$.', T`$\boxed{0.27, 3.73}$`);
    silent('Solve $x^4 - 5x^2 + 4 = 0$.', T`$S = \{\pm 1, \pm 2\}$`);
  });

  it('where there is no other', () => {
    silent('Solve $(x-2)^2 = 0$.', T`$\boxed{2}$`);
    silent('Solve $x^3 = 8$.', T`$\boxed{2}$`);
    silent(T`Solve $\sqrt{x + 6} = x$.`, '$x + 6 = x^2$', T`$\boxed{3}$`);
    silent(T`Solve $\log_2 x + \log_2(x - 2) = 3$.`, T`$\boxed{4}$`);
    silent(T`Solve $\frac{x^2 - 9}{x - 3} = 0$.`, T`$S = \{-3\}$`);
    silent(T`Résoudre $x^2 = -4$.`, T`$S = \varnothing$`);
    silent(T`Solve $\frac{x}{x-3} = \frac{3}{x-3} + 2$.`, T`$S = \{\}$`);
  });

  it('where the problem asks for them and says nothing else', () => {
    for (const problem of [
      'Find all real solutions of $x^2 = 9$ with $x > 0$.',
      'Find all solutions of $x^2 = 9$ in $\\mathbb N$.',
      'Solve $x^2 = 9$ in $\\mathbb{R}^+$.',
      'Solve $x^2 = 9$ in ℝ*.',
      'Find all positive solutions of $x^2 = 9$.',
      'Find the value of $x$ with $x^2 = 9$ in ℝ.',
      'Find the side $x$ of all squares: $x^2 = 9$.',
      'Solve $x^2 = 9$, $x \\in [0; 5]$, in ℝ.',
      'Find all solutions of $x^2 = 9$ m.',
      'Find all solutions of $x^2 = 9$ (lengths).',
      'Find all solutions of $x^2 = 9$ and $x^2 = 3x$.',
      'Find all solutions of a) $x^2 = 9$ b) $2x = 6$.',
      'Let $f(x) = x^2 - 9$. Find all solutions of $f(x) = 0$ on the right.',
      'Löse $x^2 = 9$ in allen natürlichen Zahlen.',
      'Pour tous les réels positifs, résoudre $x^2 = 9$.',
      'Найдите все натуральные решения $x^2 = 9$.',
      '求正实数解：$x^2 = 9$',
      '$x^2 = 9$ in ℝ',
    ])
      silent(problem, T`$\boxed{3}$`);
    assert.notEqual(said('Find all real solutions of $x^2 = 9$.', T`$\boxed{3}$`), '');
  });

  it('unless it is of another kind, where the problem names none: a sheet may be about lengths', () => {
    silent('Solve $x^2 = 9$.', T`$\boxed{3}$`);
    silent('Solve $x^2 = 5x$.', T`$\boxed{5}$`);
    silent('Solve $x^3 = 4x$.', T`$\boxed{0, 2}$`);
    silent('Solve $x^3 = 4x$.', T`$\boxed{0, -2}$`);
    silent('Solve $(x^2 - 3x)(x + 20) = 0$.', T`$\boxed{0, 3}$`);
    silent('Solve $x^2 - 8x = 0$.', T`$\boxed{8}$`);
    silent('Solve $(x-12)(x+3)(x-0) = 0$.', T`$\boxed{0, 12}$`);
    silent('Solve $x^3 = 4x$.', T`$\boxed{2, -2}$`);
    silent('Solve $(x+2)(x-3) = 0$.', T`$\boxed{-2}$`);
    silent('Solve $2x^2 + 5x + 2 = 0$.', T`$\boxed{-2}$`);
    silent('Solve $(x-1)(x^2-8) = 0$.', T`$\boxed{1}$`);
    silent('Solve $(3x-1)(3x-5) = 0$.', T`$\boxed{\frac13}$`);
    silent('Solve $(x-3)(x-12) = 0$.', T`$\boxed{3}$`);
    silent('Solve $2x = 6$.', T`$L = \{\}$`);
  });

  it('unless a word or a sign of the solution may have set one aside', () => {
    for (const step of [
      'Only the positive one counts.',
      'Da $x$ eine Länge ist: $x = 3$.',
      '$x > 0$, so $x = 3$.',
      '$x = \\pm 3$',
      '$x = -3$ (f), $x = 3$ (w)',
      'The other root is of no use.',
      '$x＞0$',
      '$x \\geqq 0$',
      'So $-\\,3$ and $3$.',
      'Die zweite Lösung entfällt.',
      'La seconde ne convient pas.',
      'Второй корень не подходит.',
      '负根舍去。',
      'La otra no vale.',
      'With $G = \\mathbb{N}$:',
      'On $[0; \\infty[$:',
      '~~x = -3~~',
      'In which case?',
      '$|x| = 3$, $-x = 3$ or $x = 3$',
    ])
      silent('Solve $x^2 = 9$ in ℝ.', step, T`$\boxed{3}$`);
    silent('Solve $x^2 = 9$ in ℝ.', T`The roots are 3 and -3, so $\boxed{3}$`);
    silent('Solve $(x-3)^2 = 4$ in ℝ.', 'The roots are 5 and 1.', T`$\boxed{5}$`);
    silent('Solve $x^2 = 9$ in ℝ.', T`$\boxed{3}$, the positive root.`);
    silent('Solve $x^2 = 9$ in ℝ.', T`$\boxed{3 \text{ only}}$`);
    silent('Solve $x^2 = 9$ in ℝ.', T`$\boxed{3 \mathrm{m}}$`);
    silent('Solve $x^2 = 2$ in ℝ.', T`$-\sqrt2$ and $\sqrt2$, so $S = \{\sqrt2\}$`);
    silent('Löse $4x^2 = 1$ in ℝ.', T`Wurzeln: $-1/2$, $1/2$. $L = \{\frac12\}$`);
  });

  it('where equations are read in one way only', () => {
    // A power of a logarithm's argument, a root of any number, a power whose base may be negative.
    silent(T`Solve $\log_2 x^4 = 8$ in ℝ.`, T`$\boxed{4}$`);
    silent(T`Solve $x^{2/3} = 4$ in ℝ.`, T`$\boxed{8}$`);
    silent(T`Solve $(x-1)^{x+2} = 1$ in ℝ.`, T`$\boxed{2}$`);
    silent(T`Solve $2^x = x + 2$ in ℝ.`, T`$\boxed{2}$`);
    silent(T`Solve $x^2 \pm 3 = 12$ in ℝ.`, T`$\boxed{3}$`);
    silent('Solve $|x - 1| + |x - 3| = 2$ in ℝ.', T`$S = \{1, 3\}$`);
    silent('Solve 1/2x = 3 in ℝ.', T`$L = \{1/6\}$`);
  });
});

describe('what stands in an answer beside a solution is one, too', () => {
  it('or is named', () => {
    assert.equal(said('Solve $x^2 - 5x + 6 = 0$.', T`$\boxed{2, -3}$`), "x = -3 doesn't solve x^2-5x+6 = 0");
    assert.equal(said(T`Solve $\frac{x^2-9}{x-3} = 0$.`, T`$S = \{-3; 3\}$`), "x = 3 doesn't solve (x^2-9)/(x-3) = 0");
  });

  it('unless it may be rounded, or be read in another way', () => {
    silent('Solve $x^3 - 2x^2 - 3x + 6 = 0$.', T`$\boxed{2, 1.73, -1.73}$`);
    silent('Löse $2x^2 - 3x + 1 = 0$.', T`$L = \{1, 0,5\}$`);
    silent('Solve $2x^2 - 7x + 6 = 0$.', T`$\boxed{2, 1\frac12}$`);
    silent('Solve $x^2 - 5x + 6 = 0$.', T`$\boxed{(2, 7)}$`);
    silent('Solve $0.3x^2 = 0.9x$.', T`$\boxed{0, 4}$`);
    silent(T`Solve $\sqrt{x} = x - 6$.`, T`$\boxed{9, 4}$`);
  });

  it('unless it is tried first, or named as a mistake', () => {
    const problem = 'Solve $x^2 - 5x + 6 = 0$.';
    silent(problem, T`$x \in \{1, 2, 3, 6\}$`);
    silent(problem, T`$x \in \{1, 2, 3, 6\}$`, T`$S = \{2, 3\}$`);
    silent(problem, T`$S = \{2, 3\}$`, T`A common mistake: $S = \{2, -3\}$`);
    silent(problem, T`$S = \{2, 3\}$`, 'Häufiger Fehler:', T`$S = \{2, -3\}$`);
  });

  it('and is named once', () => {
    const style = numberStyle([]);
    const passage = (text: string): Passage => ({ text, formulas: extract(text, { style }) });
    const last = passage(T`$\boxed{2, -3}$`);
    const judged = { span: { start: 0, end: 1 }, answer: 'fails' } as const;
    assert.deepEqual(completeAnswers(last, [passage('Solve $x^2 - 5x + 6 = 0$.')], [judged]), []);
  });
});

describe('a solution that goes on', () => {
  const program = fileURLToPath(new URL('../../../server/src/formulas/checkerWorker.ts', import.meta.url));
  const witness = createExactWitness({ program });
  after(() => witness.dispose());

  const passage = (text: string) => ({ text, span: { start: 0, end: text.length } });
  const step = (text: string): Step => ({ text, span: { start: 0, end: text.length }, reading: passage(text) });
  const suspicious = async (problem: string, ...steps: string[]) => {
    const exercise: Exercise = {
      id: 'e',
      problem: passage(problem),
      solution: { start: 0, end: 0 },
      steps: steps.map(step),
    };
    const found: number[] = [];
    for await (const said of witness.testify(exercise, 0, new AbortController().signal, {
      algebra: true,
      urgent: false,
    }))
      if ('relations' in said && said.relations.some(({ answer }) => answer === 'fails')) found.push(said.step);
    return found;
  };

  it('says nothing as long as its last line may not be its answer', async () => {
    assert.deepEqual(await suspicious('Solve $(x+8)^2 = 4$.', '$x + 8 = 2$', '$x = -6$'), []);
  });

  it('may still say what its first answer leaves out', async () => {
    const first = T`$x + 8 = 2$, $\boxed{x = -6}$`;
    assert.deepEqual(await suspicious('Solve $(x+8)^2 = 4$.', first), [0]);
    assert.deepEqual(await suspicious('Solve $(x+8)^2 = 4$.', first, T`$x + 8 = -2$, $\boxed{x = -10}$`), []);
  });
});
