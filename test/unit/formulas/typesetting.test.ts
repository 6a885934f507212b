import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainlySet } from '../../../server/src/formulas/typesetting.ts';

test('what LaTeX only sets apart is a blank, at the same places', () => {
  for (const [written, read] of [
    [String.raw`$a\,=\;2n\,+\;3$`, '$a  =  2n  +  3$'],
    [String.raw`$x + \displaystyle y$`, '$x +               y$'],
    [String.raw`$\displaystyle x = 1$`, '              $x = 1$'],
    [String.raw`\[\displaystyle x\]`, String.raw`\[              x\]`],
    [String.raw`$T\,=\;293$ K`, '$T  =  293$ K'],
    ['$a ＝ －3 ＋ 1$', '$a = -3 + 1$'],
    [String.raw`$\left(x+1\right)^2 = \left[x\right)$`, String.raw`$(     x+1      )^2 = \left[x      )$`],
    [String.raw`$x = \textcolor{red}{3} + \color{blue} 4$`, '$x =                {3} +              4$'],
    // Thousands, columns, rows, sizes and dollars
    [String.raw`$1\,000 + 24,\!000$`, String.raw`$1\,000 + 24,\!000$`],
    [String.raw`$x = 1 \quad y = 2$`, String.raw`$x = 1 \quad y = 2$`],
    [String.raw`x &= 1 \\, y &= 2`, String.raw`x &= 1 \\, y &= 2`],
    [String.raw`$\displaystyles x$`, String.raw`$\displaystyles x$`],
    [String.raw`$\,x = 1\,$`, String.raw`$\,x = 1\,$`],
    ['plain', 'plain'],
  ] as const) {
    assert.equal(plainlySet(written), read);
    assert.equal(read.length, written.length);
  }
});
