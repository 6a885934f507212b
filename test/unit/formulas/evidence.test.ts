import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followed } from '../../../server/src/formulas/algebra.ts';
import { check } from '../../../server/src/formulas/check.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { textsFor } from '../../../server/src/texts.ts';

const T = String.raw;
const noProblem = { text: '', formulas: [] };

const found = (text: string) => {
  const style = numberStyle([text]);
  const formulas = extract(text, { style });
  const { evidence } = followed({ text, formulas }, [noProblem], check(text, formulas, style)).find(
    one => one.answer === 'fails',
  )!;
  return ['en', 'de'].map(language => textsFor(language).evidence(evidence));
};

describe('evidence is said in the language of the reader', () => {
  const cases: [text: string, english: string, german: string][] = [
    ['12·13 = 146', '12·13 is 156, not 146', '12·13 ist 156, nicht 146'],
    ['8/3 = 7/2', '8/3 is about 2.6667, but 7/2 is 3.5', '8/3 ist etwa 2.6667, aber 7/2 ist 3.5'],
    ['2+2 = 3+3', '2+2 is 4, but 3+3 is 6', '2+2 ist 4, aber 3+3 ist 6'],
    ['7+1 < 2+3', '7+1 < 2+3 would mean 8 < 5', '7+1 < 2+3 hieße 8 < 5'],
    [
      T`$12 \equiv 8 \pmod{5}$`,
      '12 leaves 2 modulo 5, 8 leaves 3',
      'modulo 5: 12 lässt den Rest 2, 8 lässt den Rest 3',
    ],
    [
      T`$f(x) = (x+2)(x-3) = x^2 + x - 6$`,
      'for x = 2, (x+2)(x-3) is -4, but x^2+x-6 is 0',
      'für x = 2: (x+2)(x-3) ist -4, aber x^2+x-6 ist 0',
    ],
    ['2x = 8, so x = 3.', '2x = 8 gives x = 4, not 3', 'aus 2x = 8 folgt x = 4, nicht 3'],
    [T`$x^2 - 5x + 6 = 0$, so $x = 1$.`, "x = 1 doesn't solve x^2-5x+6 = 0", 'x = 1 löst x^2-5x+6 = 0 nicht'],
  ];
  for (const [text, ...expected] of cases) it(text, () => assert.deepEqual(found(text), expected));
});

describe('evidence has the numbers and signs of the text it is about', () => {
  const cases: [text: string, german: string][] = [
    [T`$1{,}5x + 0{,}5 = 3{,}5$, also $1{,}5x = 4$`, 'für x = 2 stimmt 1,5x+0,5 = 3,5, aber 1,5x = 4 nicht'],
    [T`$\frac{1{,}5}{2} + 1 = 2{,}5$`, '1,5/2+1 ist 1,75, nicht 2,5'],
    [T`$\frac{12{,}000}{5{,}000} = 2.5$`, '12,000/5,000 ist 2.4, nicht 2.5'],
    // A root is a decimal beside decimals, and a fraction beside fractions.
    [T`$2x = 3{,}4$, also $x = 1{,}5$`, 'aus 2x = 3,4 folgt x = 1,7, nicht 1,5'],
    [T`$2x = 3$, also $x = 4$`, 'aus 2x = 3 folgt x = 3/2, nicht 4'],
    [T`$f(x) = 1{,}5(x+2) = 1{,}5x + \frac{1}{2}$`, 'für x = 2: 1,5(x+2) ist 6, aber 1,5x+1/2 ist 3,5'],
    // What goes on without end is about that much.
    [
      T`$\log_3 x + \log_3(x-2) = 2{,}5$, also $\log_3(2x-2) = 2{,}5$`,
      'für x ≈ 5,0729 stimmt log_3(x)+log_3(x-2) = 2,5, aber log_3(2x-2) = 2,5 nicht',
    ],
    [T`$\sqrt[3]{x} + 1 = 3$, also $\sqrt[3]{x} = 4$`, 'für x = 8 stimmt ∛(x)+1 = 3, aber ∛(x) = 4 nicht'],
    [T`$|{-3}| + \lfloor 2{,}5 \rfloor = 6$`, '|-3|+⌊2,5⌋ ist 5, nicht 6'],
    [T`$\sum_{k=1}^{100} k = 5000$`, '∑_(k=1)^100 k ist 5050, nicht 5000'],
    [T`$x^2 = 2{,}25$, also $x = 1{,}3$`, 'x = 1,3 löst x^2 = 2,25 nicht'],
  ];
  for (const [text, expected] of cases) it(text, () => assert.equal(found(text)[1], expected));

  it('also of what stands in the step before', () => {
    const texts = [T`Vereinfache.`, T`$(x+1{,}5)^2 = x^2 + 3x + 2{,}25$`, T`$= x^2 + 3x + 2$`];
    const style = numberStyle(texts);
    const passages = texts.map(text => ({ text, formulas: extract(text, { style }) }));
    const { text, formulas } = passages.pop()!;
    const [said] = followed({ text, formulas }, passages, check(text, formulas, style));
    assert.equal(textsFor('de').evidence(said?.evidence), 'für x = 2: x^2+3x+2,25 ist 12,25, aber x^2+3x+2 ist 12');
  });
});
