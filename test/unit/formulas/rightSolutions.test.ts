import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { detached } from '../../../server/src/documents/location.ts';
import { defaultParseOptions, parse } from '../../../server/src/documents/parse.ts';
import { createExactWitness } from '../../../server/src/formulas/exactWitness.ts';
import { textsFor } from '../../../server/src/texts.ts';

const folder = fileURLToPath(new URL('../../fixtures/right/', import.meta.url));
const program = fileURLToPath(new URL('../../../server/src/formulas/checkerWorker.ts', import.meta.url));

/** The same formulas as somebody else may type them. */
const typedOtherwise = (text: string) =>
  text.replace(/\$\$[^$]*\$\$|\$[^$\n]+\$/g, formula =>
    formula
      .replace(/ ([=+]) /g, '\\,$1\\;')
      .replace(/([_^])(\d)(?!\d)/g, '$1{$2}')
      .replaceAll('\\frac', '\\dfrac')
      .replace(/\(([^()]*[^()\d][^()]*)\)/g, '\\left($1\\right)')
      .replace(/^\$(?!\$)/, '$$\\displaystyle '),
  );

/** Solutions that are right, as students, teachers and textbooks write them: each one was written to find a false alarm. */
describe('a right solution is called wrong nowhere', () => {
  const witness = createExactWitness({ program, formulaLimit: 5000 });
  after(() => witness.dispose());

  async function alarmsIn(text: string): Promise<string[]> {
    const { exercises } = parse(text, 'markdown', defaultParseOptions);
    assert.ok(exercises.length >= 10, `${exercises.length} solutions`);
    const alarms: string[] = [];
    for (const exercise of exercises) {
      const wish = { algebra: true, urgent: false };
      for await (const said of witness.testify(detached(exercise), 0, new AbortController().signal, wish)) {
        const failing = 'relations' in said ? said.relations.filter(({ answer }) => answer === 'fails') : [];
        for (const { evidence } of failing)
          alarms.push(`${exercise.problem.text}, step ${said.step + 1}: ${textsFor('en').evidence(evidence)}`);
      }
    }
    return alarms;
  }

  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(folder + file, 'utf8');
    it(file, async () => assert.deepEqual(await alarmsIn(text), []));
    it(`${file}, typed otherwise`, async () => assert.deepEqual(await alarmsIn(typedOtherwise(text)), []));
  }
});
