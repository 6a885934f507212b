import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followed } from '../../../server/src/formulas/algebra.ts';
import { check } from '../../../server/src/formulas/check.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { evidenceOr } from '../../support/inWords.ts';

const T = String.raw;

function answers(text: string, earlier = ''): string[] {
  const style = numberStyle([text]);
  const formulas = extract(text, { style });
  return followed(text, extract(earlier, { style }), formulas, check(text, formulas, style)).map(evidenceOr);
}

describe('with variables', () => {
  it('a rewritten expression stays the same function', () => {
    assert.deepEqual(answers(T`$f(x) = (x+2)(x-3) = x^2 - x - 6$`), ['unknown', 'holds']);
    assert.deepEqual(answers(T`$f(x) = (x+2)(x-3) = x^2 + x - 6$`), [
      'unknown',
      'for x = 2, (x+2)(x-3) is -4, but x^2+x-6 is 0',
    ]);
    assert.deepEqual(answers(T`$y = \frac{x^2-1}{x-1} = x+1 = \frac{2x+2}{2}$`), ['unknown', 'holds', 'holds']);
  });

  it('an equation that ties the letters together may have been used', () => {
    assert.deepEqual(answers(T`$z = (x+y)^2 - 2xy = 25 - 2xy$`, T`$x + y = 5$`), ['unknown', 'unknown']);
  });

  it('a solution solves the equation right before it', () => {
    assert.deepEqual(answers('2x + 3 = 11, so 2x = 8, so x = 4.'), ['unknown', 'holds', 'holds']);
    assert.deepEqual(answers('2x + 3 = 11, so 2x = 14, so x = 7.'), [
      'unknown',
      '2x + 3 = 11 gives x = 4, not 7',
      'holds',
    ]);
    assert.deepEqual(answers(T`$x^2 = 5x - 6$, thus $x = 4$`), ['unknown', "x = 4 doesn't solve x^2 = 5x - 6"]);
    assert.deepEqual(answers('3x = 10, so x = 3.33'), ['unknown', 'unknown']);
  });

  it('suppositions, cases and definitions claim nothing', () => {
    assert.deepEqual(answers('2x = 8. Let x = 3.'), ['unknown', 'unknown']);
    assert.deepEqual(answers(T`$x^2 = 9$, so $x = 3$ or $x = -4$`), ['unknown', 'unknown', 'unknown']);
    assert.deepEqual(answers(T`$3x - 5 = 0$ ou $3x + 5 = 0$, donc $x = \frac53$ ou $x = -\frac53$`), [
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    assert.deepEqual(answers(T`$h(1) = 5$ and $h(-1) = 1$`), ['unknown', 'unknown']);
  });
});
