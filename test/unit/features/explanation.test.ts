import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { detached } from '../../../server/src/documents/location.ts';
import { defaultParseOptions, parse } from '../../../server/src/documents/parse.ts';
import { explain } from '../../../server/src/features/explanation.ts';
import { createExactWitness } from '../../../server/src/formulas/exactWitness.ts';
import { verdicts } from '../../../server/src/reward/verdict.ts';
import { textsFor } from '../../../server/src/texts.ts';
import type { Testimony } from '../../../server/src/witness.ts';

const T = String.raw;
const program = fileURLToPath(new URL('../../../server/src/formulas/checkerWorker.ts', import.meta.url));

describe('what the exact check says of a step', () => {
  const witness = createExactWitness({ program, formulaLimit: 5000 });
  after(() => witness.dispose());

  /** The verdict on a solution's only step, and its explanation. */
  async function told(step: string, language: string) {
    const text = `**Problem.** Calculate.\n\n**Solution.**\n\n${step}\n`;
    const [exercise] = parse(text, 'markdown', defaultParseOptions).exercises;
    const said: Testimony[] = [];
    const wish = { algebra: true, urgent: false };
    for await (const one of witness.testify(detached(exercise!), 0, new AbortController().signal, wish)) said.push(one);
    const found = verdicts(exercise!, said, [{ name: 'exact', readsWords: false }], 'balanced');
    return { kind: found[0]!.kind, text: explain(exercise!, found, 0, textsFor(language), undefined) };
  }

  it('a step is sound when all its formulas were worked out', async () => {
    const { kind, text } = await told(T`$1\cdot4 - 2\cdot3 = -2$`, 'en');
    assert.equal(kind, 'sound');
    assert.match(text, /What the formulas of this step state was worked out/);
    assert.doesNotMatch(text, /can't say whether/);
  });

  it('where some were, the others are named', async () => {
    const matrix = T`$A^{-1} = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, since $1\cdot4 - 2\cdot3 = -2$.`;
    const { kind, text } = await told(matrix, 'en');
    assert.equal(kind, 'unjudged');
    assert.ok(
      text.includes(
        T`The exact check can't say whether ${'`'}A^{-1} = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}${'`'} holds; what else the formulas of this step state does.`,
      ),
      text,
    );
    assert.match(text, /Not judged: only a part of it was worked out/);
    assert.match((await told(matrix, 'de')).text, /Ob `A\^.*` stimmt, kann die exakte Prüfung nicht sagen/);
  });

  it('long ones are shortened, many are counted off, and nothing is named where nothing or something false was worked out', async () => {
    const vectors = (n: number) => Array.from({ length: n }, (_, k) => T`$\vec a_${k} = \vec b$`).join(', ');
    const { text } = await told(`${vectors(5)}, $2 + 2 = 4$`, 'en');
    assert.match(text, /whether `\\vec a_0 = \\vec b`, `\\vec a_1 = \\vec b`, `\\vec a_2 = \\vec b`, … holds/);
    const long = await told(T`$\vec a = ${T`\vec b + `.repeat(20)}\vec c$, $2 + 2 = 4$`, 'en');
    assert.match(long.text, /whether `\\vec a = [^`]{40,60}…` holds/);
    for (const step of [T`${vectors(1)}, $x = 5$`, T`${vectors(1)}, $2 + 2 = 5$`])
      assert.doesNotMatch((await told(step, 'en')).text, /can't say whether/, step);
  });
});
