import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';

const T = String.raw;
const normalForms = (text: string) =>
  extract(text, { style: numberStyle([text]) })
    .map(formula => formula.text)
    .filter(text => text !== '');

/** Ways of writing that share one form; the form reads as itself. */
const same: readonly (readonly [string, ...string[]])[] = [
  ['1/2+x', T`$\frac{1}{2} + x$`, T`$\frac12+x$`, T`$\tfrac12 + x$`, '½ + x'],
  ['3x=15', T`$3\cdot x = 15$`, T`$3x=15$`, T`$3 \times x = 15$`, '3x = 15', '3·x = 15', '3 * x = 15'],
  ['2(x+1)=4', T`$2\cdot(x+1)=4$`, T`$2(x+1)=4$`, T`$2\left(x+1\right) = 4$`, T`$2\,[x+1] = 4$`],
  ['(x+1)(x-2)=0', T`$(x+1)\cdot(x-2)=0$`, '(x+1)(x−2) = 0'],
  ['12*13=156', T`$12\cdot13=156$`, '12 × 13 = 156', '12 x 13 = 156', '12·13=156', '12*13 = 156', '１２×１３＝１５６'],
  ['x^2=9', T`$x^2=9$`, T`$x^{2} = 9$`, 'x² = 9', 'x^2 = 9'],
  ['x^(-1)=1/2', T`$x^{-1}=\frac{1}{2}$`, 'x⁻¹ = 1/2', 'x^-1 = 1/2'],
  ['√9=3', T`$\sqrt{9}=3$`, T`$\sqrt9=3$`, '√9 = 3', 'sqrt 9 = 3'],
  ['a≤b', T`$a\le b$`, T`$a \leq b$`, T`$a \leqslant b$`, 'a <= b', 'a ≤ b'],
  ['22/7~3.14', T`$\frac{22}{7} \approx 3.14$`, '22/7 ≈ 3.14', T`$22 \div 7 \simeq 3.14$`],
  ['1234567+1=1234568', '1,234,567 + 1 = 1,234,568', "1'234'567 + 1 = 1'234'568", T`$1{,}234{,}567 + 1 = 1\,234\,568$`],
  ['0.5+0.25=0.75', '.5 + .25 = .75', T`$0.5 + 0.25 = 0.75$`],
  ['(2+1/2)+1=(3+1/2)', T`$2\frac12 + 1 = 3\frac{1}{2}$`, '2½ + 1 = 3½', '2 1/2 + 1 = 3 1/2'],
  ['25%*80=20', T`$25\% \cdot 80 = 20$`, '25% * 80 = 20', '25 % × 80 = 20'],
  ['sin(x)^2+cos(x)^2=1', T`$\sin^2 x + \cos^2 x = 1$`, T`$\sin(x)^2 + \cos(x)^2 = 1$`],
  ['log(2,8)=3', T`$\log_2 8 = 3$`, T`$\log_{2}(8) = 3$`],
  ['abs(x)=3', T`$|x| = 3$`, T`$\lvert x \rvert = 3$`, T`$\left|x\right| = 3$`],
  ['root(3,8)=2', T`$\sqrt[3]{8} = 2$`],
  ['binom(5,2)=10', T`$\binom{5}{2} = 10$`, T`$\dbinom52 = 10$`],
  ['x_1+x_(12)=a', T`$x_1 + x_{12} = a$`, T`$x_{1}+x_{12}=a$`],
  ['floor(2.5)=2', T`$\lfloor 2.5 \rfloor = 2$`, T`$\left\lfloor 2.5 \right\rfloor = 2$`, '⌊2.5⌋ = 2'],
];

describe('the normal form', () => {
  for (const [form, ...ways] of same) {
    for (const way of ways) it(`${way} → ${form}`, () => assert.deepEqual(normalForms(way), [form]));
    // `~` is a space in LaTeX.
    if (!form.includes('~')) it(`${form} reads as itself`, () => assert.deepEqual(normalForms(`$${form}$`), [form]));
  }
});

describe('what the view leaves out', () => {
  const dropped = [
    T`$\begin{pmatrix} 1 & 2 \end{pmatrix} = A$`,
    T`$\forall x \in M$`,
    T`$1 + 2 + \cdots + n = 3$`,
    T`$P(X = 3) = \frac16$`,
    'about 5 apples = 3 euros',
    '`3 + 4 = 7`',
    'at 12:30 we left',
    'She has 7 apples.',
    'x and y',
  ];
  for (const text of dropped) it(text, () => assert.deepEqual(normalForms(text), []));

  it('keeps bare numbers of a problem', () => {
    const text = 'Sue has 1,200 coins at $2.50 and 20%.';
    const found = extract(text, { style: numberStyle([text]), numbers: true });
    assert.deepEqual(
      found.map(formula => formula.text),
      ['1200', '2.50', '20%'],
    );
  });
});

describe('numbers', () => {
  const styles: readonly (readonly [string, string])[] = [
    ['Das kostet 1.234,50 €.', ','],
    ['3,5 kg + 2,5 kg', ','],
    ['0,5 + 1', ','],
    ['1,234.50 dollars', '.'],
    ['the points (0,1), (2,3) and $f(1,2)$', '.'],
    ['x = 1,2,3 and {4,5}', '.'],
    ['10,000 people', '.'],
    ['pi is 3.14 or 3,14', '.'],
  ];
  for (const [text, decimal] of styles)
    it(`${text}: the decimal sign is ${decimal}`, () => assert.equal(numberStyle([text]).decimal, decimal));
});

describe('the way back', () => {
  const texts = [
    'So 4 × $3.50 = $14.00, and ½ + x² = 1,250.',
    T`\[ \frac{2x}{3} = \sqrt{16} + 12\,000 \]`,
    '苹果每斤3.5元，买4斤要3.5×4＝14元。',
  ];
  for (const text of texts) {
    it(text, () => {
      for (const formula of extract(text, { style: numberStyle([text]) })) {
        assert.equal(formula.origin.length, formula.text.length);
        for (const [i, character] of [...formula.text].entries()) {
          const written = text[formula.origin[i]!]!.normalize('NFKC');
          if (/[\da-z=]/.test(character) && !/[½²]/.test(text[formula.origin[i]!]!)) assert.equal(written, character);
        }
      }
    });
  }
});
