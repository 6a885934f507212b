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

/** Solutions that are right, as students, teachers and textbooks write them: each one was written to find a false alarm. */
describe('a right solution is called wrong nowhere', () => {
  const witness = createExactWitness({ program, formulaLimit: 5000 });
  after(() => witness.dispose());

  for (const file of readdirSync(folder).sort()) {
    it(file, async () => {
      const { exercises } = parse(readFileSync(folder + file, 'utf8'), 'markdown', defaultParseOptions);
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
      assert.deepEqual(alarms, []);
    });
  }
});
