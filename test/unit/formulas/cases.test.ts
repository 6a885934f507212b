import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSilent } from '../../support/followed.ts';

const T = String.raw;

describe('one case of several', () => {
  it('of an absolute value may come to nothing', () => {
    assert.ok(isSilent('$|x - 1| = 2x - 5$', '$x - 1 = 5 - 2x$'));
    assert.ok(isSilent('$|x - 1| = 2x - 5$', '$1 - x = 2x - 5$, $x = 2$', '$x - 1 = 2x - 5$, $x = 4$'));
    assert.ok(isSilent('$|x - 1| + |x - 3| = 4x$', '$1 - x + x - 3 = 4x$', '$4x = -2$'));
    assert.ok(!isSilent('$|x - 1| = 2x - 5$', '$x + 1 = 5 - 2x$'));
    assert.ok(!isSilent('$|x - 1| = 5 - x$', '$x + 1 = 5 - 2x$'));
    assert.ok(!isSilent('$|x - 1| + |x - 3| = 4x$', '$1 - x + x + 3 = 4x$'));
  });

  it('may be joined to another one', () => {
    for (const and of ['and', 'und', 'et', 'y', 'и', T`\text{and}`])
      assert.ok(isSilent('Find the fixed points.', `$2x = x$ ${and} $2 - 2x = x$`), and);
    assert.ok(!isSilent('', '$2x = x$, so $2 - 2x = x$'));
    assert.ok(!isSilent('', '$2x = x$', 'and $2 - 2x = x$'));
    assert.ok(!isSilent('', '$2x = x$', 'Go on: and $2 - 2x = x$'));
  });
});
