import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;

describe('a formula that begins with = behind words', () => {
  const above = '$3(x + 2) - 2x$';

  it('goes on with what the step above ends with', () => {
    assert.deepEqual(
      answers('Work it out.', T`\[(t + 2)(t - 1) - 3t\]`, T`Let's expand: \[= t^2 + 2t - t + 2 - 3t\]`),
      ['for t = 2, (t + 2)(t - 1) - 3t is -2, but t^2+2t-t+2-3t is 2'],
    );
    for (const words of [
      'Simplify:',
      'Ausmultiplizieren:',
      'On développe :',
      'Desarrollamos:',
      'Упростим:',
      'Now expand the brackets and combine like terms:',
    ]) {
      assert.ok(!isSilent('', above, `${words} $= 3x + 2 - 2x$`), words);
      assert.ok(isSilent('', above, `${words} $= 3x + 6 - 2x$`), words);
    }
    assert.ok(!isSilent('Simplify $3(x + 2) - 2x$.', T`Expanding: \[= 3x + 2 - 2x\]`));
    const rows = T`Expand the brackets: $$3(x + 2) - 2x$$ $$= 3x + 6 - 2x$$`;
    assert.ok(!isSilent('', rows, 'Simplify: $$= 5x + 6$$'));
    assert.ok(isSilent('', rows, 'Simplify: $$= x + 6$$'));
    assert.ok(!isSilent('', above, 'Expand: $= 3x + 6 - 2x$', 'Simplify: $= 5x + 6$'));
  });

  it('unless the words do more, or speak of something else', () => {
    for (const words of [
      'Subtract 4:',
      'Add the constant:',
      'Double it:',
      'The area:',
      'For the expanded figure',
      'Simplify, with the other bracket,',
      'Simplify and square:',
      'Then:',
      'Simplify (2):',
    ])
      assert.ok(isSilent('', above, `${words} $= 3x + 2 - 2x$`), words);
    assert.ok(isSilent('', above, 'Expand the expression = 3x + 2 - 2x'));
    assert.ok(isSilent('', above, 'Simplify: $y = 3x + 2 - 2x$'));
    assert.ok(isSilent('', above, 'Simplify: $= 3x + 2 - 2x$ is wrong.'));
    assert.ok(isSilent('', above, 'Simplify: $= 3x + 2 - 2x$ if $x = 0$'));
  });

  it('unless a part is worked out', () => {
    assert.ok(isSilent('', '$3(x + 2) + 3x$', 'Expand the first product: $= 3x + 6$'));
    assert.ok(!isSilent('', '$3(x + 2) + 3x$', 'Expand the first product: $= 3x + 2 + 3x$'));
    assert.ok(isSilent('', '$(x + 1)(x + 2) + x^2$', 'Expand the product: $= x^2 + 3x + 2$'));
  });

  it('unless what is meant stands elsewhere', () => {
    assert.ok(isSilent('', 'The sum of $x + 1$ and $x^2 + 2$', 'Simplify: $= x^2 + x + 3$'));
    assert.ok(isSilent('', 'Twice $x + 1$', 'Expand: $= 2x + 2$'));
    assert.ok(isSilent('', 'The square of $x^2 + 1$', 'Expand: $= x^4 + 2x^2 + 1$'));
    assert.ok(isSilent('', 'Differentiate $x^2 - 2x + 4$', 'Simplify: $= 2x - 2$'));
    assert.ok(isSilent('', '$3(x + 2) - 2x$ and so on', 'Expand: $= x + 7$'));
    assert.ok(isSilent('', above, '$x(x + 1) - x^2 + 3$', 'Simplify: $= x + 6$'));
    assert.ok(isSilent('', 'The sum of $x$ and $x^2 + 2$', 'Simplify: $= x^2 + x + 2$'));
    assert.ok(isSilent('', 'Their difference with one is $x^2 + 2$', 'Simplify: $= x^2 + 1$'));
    assert.ok(isSilent('', 'The limit of the rest, by $(x+1)^2 = x^2 + 2x + 1$', 'Simplify: $= x^2 + 2x - 3$'));
    assert.ok(isSilent('', '$(x+1)^2 = x^2 + 2x + 1$', 'Simplify: $= x^2 + 2x - 3$'));
    assert.ok(isSilent('Give the slope of $3(x + 2) - 2x$.', 'Simplify: $= 3x + 2 - 2x$'));
  });

  it('unless what is small is left out', () => {
    assert.ok(isSilent('', '$2xh + h^2 + 3h$', 'Simplify: $= 2xh + 3h$'));
    assert.ok(isSilent('', '$x^2 + 3x + 1$', 'Vereinfachen: $= x^2$'));
    assert.ok(!isSilent('', '$x^2 + 3x + 1$', 'Vereinfachen: $= x^2 + x + 1$'));
  });

  it('unless letters have values or other rules', () => {
    assert.ok(isSilent('Let $x + y = 5$.', '$x^2 + y^2 - xy$', 'Simplify: $= x^2 + y^2 - 5x + x^2$'));
    assert.ok(isSilent('The side y in the figure is one.', '$x^2 + y^2$', 'Simplify: $= x^2 + 1$'));
    assert.ok(isSilent('A logic circuit.', '$a + a + b$', 'Simplify: $= a + b$'));
    assert.ok(isSilent('', '$x^2 + 2x + 1 + C$', 'Simplify: $= x^2 + 2x + C$'));
    assert.ok(isSilent('', '$0.3x + 0.33x + y$', 'Simplify: $= 0.6x + y$'));
    assert.ok(isSilent('', '2xh + x^2 + 3', 'Rewrite: $= x^2 + 3 + 2xh$'));
    assert.ok(isSilent('', "$x^2 + (x)'$", 'Simplify: $= x^2 + 1$'));
    assert.ok(isSilent('', "$(x^2 + x + y)'$", 'Simplify: $= x + y$'));
  });
});
