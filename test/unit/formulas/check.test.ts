import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { check, type Judgement } from '../../../server/src/formulas/check.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import { lookup, lookupInDocument } from '../../../server/src/formulas/lookup.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { inWords } from '../../support/inWords.ts';

function judged(text: string): Judgement[] {
  const style = numberStyle([text]);
  return check(text, extract(text, { style }), style);
}

describe('digits that a calculator carried on', () => {
  it('are no mistake where only the middle was rounded', () => {
    const said = (text: string) => judged(text).map(({ answer }) => answer);
    assert.deepEqual(said('1250 * 1.02^4 = 1250 * 1.0824 = 1353.04'), ['unknown', 'unknown']);
    assert.deepEqual(said('1250 * 1.02^4 = 1250 * 1.0824 = 1453.04'), ['unknown', 'fails']);
  });
});

describe('a changed digit', () => {
  const operand = fc.integer({ min: 2, max: 9999 });
  const truth = fc.oneof(
    fc.tuple(operand, operand).map(([a, b]) => `${a} + ${b} = ${a + b}`),
    fc.tuple(operand, operand).map(([a, b]) => `${a + b} - ${b} = ${a}`),
    fc.tuple(operand, fc.integer({ min: 2, max: 99 })).map(([a, b]) => `${a} * ${b} = ${a * b}`),
    fc.tuple(operand, fc.integer({ min: 2, max: 99 })).map(([a, b]) => `${a * b} / ${b} = ${a}`),
    fc.tuple(operand, fc.integer({ min: 2, max: 40 })).map(([a, b]) => `$${a}.50 * ${b} = $${(a + 0.5) * b}`),
    fc.tuple(operand, operand).map(([a, b]) => `$\\frac{${a}}{7} + \\frac{${b}}{7} = \\frac{${a + b}}{7}$`),
  );

  it('is caught in 98 of 100 relations that are judged, and few are not', () => {
    const count = { holds: 0, fails: 0, unknown: 0 };
    const sample = fc.sample(fc.tuple(truth, fc.nat(), fc.integer({ min: 1, max: 9 })), { numRuns: 600, seed: 7 });
    for (const [relation, place, step] of sample) {
      const text = `So she has ${relation} of them.`;
      assert.deepEqual(
        judged(text).map(({ answer }) => answer),
        ['holds'],
        text,
      );
      const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
      const at = digits[place % digits.length]!;
      const digit = (Number(text[at]) + step) % 10;
      // A zero in front makes it no number that people calculate with.
      if (digit === 0 && !/\d/.test(text[at - 1]!)) continue;
      count[judged(text.slice(0, at) + digit + text.slice(at + 1))[0]!.answer]++;
    }
    assert.ok(count.fails >= 0.98 * (count.fails + count.holds), JSON.stringify(count));
    // A quotient that is off by less than one may have been rounded.
    assert.ok(count.unknown <= 0.08 * (count.fails + count.holds), JSON.stringify(count));
  });
});

describe('a correction', () => {
  const written: readonly (readonly [string, string])[] = [
    ['12·13 = 146', '12·13 = 156'],
    ['12 * 1,250 = 14,000', '12 * 1,250 = 15,000'],
    ['4 × $3.50 = $13.00', '4 × $3.50 = $14.00'],
    ['3,5 + 2,75 = 6,35', '3,5 + 2,75 = 6,25'],
    ['156 = 12·14', '168 = 12·14'],
    ['$\\frac{3}{4} = 0.85$', '$\\frac{3}{4} = 0.75$'],
    ['250 * 80% = 210', '250 * 80% = 200'],
    ['(2/8) * 100 = 35%', '(2/8) * 100 = 25%'],
    ['2 / 3 = 0.76', '2 / 3 = 0.67'],
    ['3 - 5 = -3', '3 - 5 = -2'],
  ];
  for (const [wrong, right] of written) {
    it(`${wrong} → ${right}`, () => {
      const [judgement] = judged(wrong);
      assert.equal(judgement?.answer, 'fails');
      const { span, text } = judgement.correction!;
      assert.equal(wrong.slice(0, span.start) + text + wrong.slice(span.end), right);
      assert.equal(judged(right)[0]?.answer, 'holds');
    });
  }

  it('is not offered where it would be a guess', () => {
    for (const text of ['12 * 13 = 11 * 14', '10 / 3 = 5', '3 - 5 = 2']) {
      const [judgement] = judged(text);
      assert.equal(judgement?.answer, 'fails', text);
      assert.equal(judgement.correction, undefined, text);
    }
  });
});

describe('whatever is written', () => {
  const pieces = fc.constantFrom(
    ...[
      '1',
      '23',
      '4.5',
      '1,000',
      'x',
      'π',
      '+',
      '-',
      '*',
      '/',
      '=',
      '<',
      '≈',
      '≡',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '^',
      '_',
    ],
    ...[
      '\\frac',
      '\\sqrt',
      '\\sqrt[3]',
      '\\sum_{k=1}^{9}',
      '\\int',
      '\\lim_{x\\to 0}',
      '\\left(',
      '\\right)',
      '\\text{a b}',
    ],
    ...[
      '\\boxed{',
      '\\begin{align}',
      '\\end{align}',
      '\\\\',
      '&',
      '$',
      '$$',
      '\\(',
      '\\)',
      '\\[',
      '\\]',
      '|',
      '!',
      '%',
      "'",
    ],
    ...[
      '\\pmod{7}',
      '\\binom',
      '\\log_',
      '\\sin^2',
      '²',
      '½',
      '√',
      '€',
      ' apples ',
      ' and ',
      ', ',
      '. ',
      '\n',
      '\n\n',
      '`',
      '*',
    ],
    ...[
      '**',
      '元',
      '余',
      '\u00a0',
      '👩‍🚀',
      'e\u0301',
      '\\',
      '°',
      '…',
      ':',
      ':=',
      '--',
      '<<',
      '>>',
      '<br>',
      '\u202e',
      '\u0000',
    ],
  );
  const soup = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map(parts => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );

  it('never throws, and every place it names is in the text', () => {
    fc.assert(
      fc.property(soup, text => {
        const style = numberStyle([text]);
        const formulas = extract(text, { style, numbers: true });
        for (const formula of formulas) {
          assert.ok(
            0 <= formula.span.start && formula.span.start <= formula.span.end && formula.span.end <= text.length,
          );
          assert.equal(formula.origin.length, formula.text.length);
          for (const at of formula.origin) assert.ok(0 <= at && at < text.length);
          assert.match(formula.text, /^[-0-9+*/^()=.,;%#~<>≤≥≠≡±!'√|_a-zA-ZπθαβγδλμφωΔΣ∞]*$/u);
        }
        for (const { span, correction } of check(text, formulas, style))
          for (const { start, end } of correction ? [span, correction.span] : [span])
            assert.ok(0 <= start && start <= end && end <= text.length);
      }),
      { numRuns: 800 },
    );
  });

  const monsters: readonly (readonly [string, string])[] = [
    ['a tower of powers', '$9^{9^{9^{9}}} = 1$'],
    ['a product of ten thousand digits', `${'9'.repeat(5000)} * ${'9'.repeat(5000)} = 1`],
    ['a sum without an end in sight', '$\\sum_{k=1}^{999999999} k = 1$'],
    ['sums in sums', '$\\sum_{a=1}^{900} \\sum_{b=1}^{900} \\sum_{c=1}^{900} \\frac{1}{a+b+c} = 1$'],
    ['a factorial of a factorial', '$400!! = 1$ and $(30!)! = 1$'],
    ['a deep fraction', `$${'\\frac{1}{'.repeat(5000)}1${'}'.repeat(5000)} = 1$`],
    ['many brackets', `$${'('.repeat(20_000)}1${')'.repeat(20_000)} = 1$`],
    ['a long sum', `${'1 + '.repeat(20_000)}1 = 20001`],
    ['many dollars', '$1+'.repeat(20_000)],
    ['many openings', '\\[ \\( $$ \\begin{align} ` <!-- '.repeat(5_000)],
    ['an integral without an end', '$\\int_0^1 '.repeat(3_000)],
    ['many words', `${'5 apples and pears '.repeat(10_000)}= 3`],
    ['boxes in boxes', '\\boxed{'.repeat(3_000)],
    ['text in text', '\\text{'.repeat(5_000)],
    ['a number without an end', `${'1'.repeat(50_000)} + 1 = 2`],
    ['mathematics by the thousand', '$a$ '.repeat(10_000)],
    ['a long chain', `1${' = 1 + 0'.repeat(5_000)}`],
  ];
  it('thousands of false relations are not all read', () => {
    const found = judged('2+3=5=6 '.repeat(3_000));
    assert.ok(found.filter(({ answer }) => answer === 'fails').length <= 300);
  });

  for (const [name, text] of monsters)
    it(`${name} is not calculated for long`, () => {
      for (const { answer } of judged(text)) assert.notEqual(answer, 'fails');
    });
});

describe('the formula at a place', () => {
  const text = 'So 12·13 = 146 in all, and $2x = 4$.';
  const style = numberStyle([text]);

  it('has a value and says what its relations are worth', () => {
    const found = lookup(text, 5, style)!;
    assert.deepEqual(found.value, { exact: '156' });
    assert.equal(found.normalForm, '12*13=146');
    assert.deepEqual(found.relations.map(inWords), ["doesn't hold: 12·13 is 156, not 146"]);
  });

  it("says why it can't say", () => {
    const found = lookup(text, text.indexOf('2x') + 1, style)!;
    assert.equal(found.value, undefined);
    assert.deepEqual(found.relations.map(inWords), [
      "can't say: a letter in it stands for something the check does not know",
    ]);
  });

  it('is found from its place in the document', () => {
    const document = '> So 12·13\n> = 146 in all.';
    const passage = {
      text: 'So 12·13 = 146 in all.',
      span: { start: 2, end: document.length },
      origin: [...'So 12·13 '].map((_, i) => i).concat([...'= 146 in all.'].map((_, i) => i + 11)),
    };
    const found = lookupInDocument(passage, document.indexOf('146'), style)!;
    assert.equal(document.slice(found.span.start, found.span.end), '12·13\n> = 146');
    assert.equal(document.slice(found.side.start, found.side.end), '146');
  });

  it('is nothing where only words stand', () => assert.equal(lookup(text, 19, style), undefined));
});
