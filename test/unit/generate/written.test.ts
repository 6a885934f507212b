import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { written } from '../../../server/src/generate/written.ts';
import { publicData } from '../../support/publicData.ts';

const style = numberStyle(['0.5']);
const readBack = (text: string) =>
  extract(text, { style, numbers: true })
    .map(one => one.text)
    .filter(one => one !== '');

describe('what a PRM of formulas writes', () => {
  const cases: Readonly<Record<string, string>> = {
    '3x=15': '$3x = 15$',
    'x=25/3;x=2': '$x = 25/3$, $x = 2$',
    'x^2-5x+6=0': '$x^{2} - 5x + 6 = 0$',
    '(x-2)(x-3)=0': '$(x - 2)(x - 3) = 0$',
    '12*13=156': '$12 \\cdot 13 = 156$',
    '=2(x+1)': '$= 2(x + 1)$',
    '-3x≤6': '$-3x \\le 6$',
    '4√2': '$4\\sqrt{2}$',
    '√(x+1)=3': '$\\sqrt{x + 1} = 3$',
    'x^(-1)': '$x^{-1}$',
    'x=±3': '$x = \\pm3$',
    'sin(x)^2+cos(x)^2=1': '$\\sin(x)^{2} + \\cos(x)^{2} = 1$',
    'abs(x)=3': '$|x| = 3$',
    'log(2,8)=3': '$\\log_{2}(8) = 3$',
    'root(3,8)=2': '$\\sqrt[3]{8} = 2$',
    'diff(x^2,x)=2x': '$\\frac{d}{dx} x^2=2x$',
    'int(x,x,0,1)=1/2': '$\\int_{0}^{1} x \\,dx=1/2$',
    'sum(k^2,k,1,4)=30': '$\\sum_{k=1}^{4} k^2=30$',
    'sum((k^2+3),k,1,4)=42': '$\\sum_{k=1}^{4} (k^2+3)=42$',
    'lim((x+5),x,2)=7': '$\\lim_{x \\to 2} (x+5)=7$',
    '25%': '$25\\%$',
    '2πr': '$2\\pi r$',
    '#5': '$\\boxed{5}$',
  };
  for (const [normal, text] of Object.entries(cases)) {
    it(`: ${normal} becomes ${text}, and reads back as it was`, () => {
      assert.equal(written(normal), text);
      assert.equal(readBack(text).at(-1), normal.split(';').at(-1));
    });
  }

  it('may be nonsense, and is shown all the same', () => {
    for (const nonsense of ['(x+1)(', '==', ')))', '#', '^', '√', '12%%/', '~~', 'diff(', '_{'])
      assert.match(written(nonsense), /^\$[\s\S]+\$$/);
    assert.equal(written(''), '');
  });

  it('reads back as it was for at least 99 % of the formulas in MATH-500', t => {
    const folder = publicData(t, 'math500');
    if (!folder) return;
    const solutions = readFileSync(join(folder, 'MATH500.jsonl'), 'utf8').trim().split('\n').slice(0, 150);
    const formulas = solutions.flatMap(line => readBack(JSON.parse(line).solution));
    const changed = formulas.filter(one => readBack(written(one)).at(-1) !== one);
    t.diagnostic(`${formulas.length - changed.length} of ${formulas.length}`);
    assert.ok(changed.length <= 0.01 * formulas.length, changed.slice(0, 20).join('\n'));
  });
});
