import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Exercise, Step } from '../../../server/src/documents/exercise.ts';
import { formulaView } from '../../../server/src/formulas/view.ts';

const passage = (text: string) => ({ text, span: { start: 0, end: text.length } });
const step = (text: string): Step => ({ text, span: { start: 0, end: text.length }, reading: passage(text) });
const exercise = (problem: string, ...steps: string[]): Exercise => ({
  id: 'e',
  problem: passage(problem),
  solution: { start: 0, end: 0 },
  steps: steps.map(step),
});
const texts = (one: Exercise) => formulaView(one).steps.map(({ text }) => text);

it('a later step never changes what is read of an earlier one, also where it shows how numbers are written', () => {
  const [early] = texts(exercise('', '1.500 + 2 = 1.502', '3 + 4 = 7'));
  assert.equal(texts(exercise('', '1.500 + 2 = 1.502', '0,5 · 2 = 1'))[0], early);
});

it('whatever is written', () => {
  const written = fc.constantFrom(
    '1.500 + 2 = 1.502',
    '0,5 · 2 = 1',
    '1,250.5 - 1 = 3',
    '12 500 : 5',
    'x = 3,25',
    '2.5x = 5',
  );
  fc.assert(
    fc.property(fc.array(written, { minLength: 1 }), fc.array(written), fc.array(written), (kept, one, other) => {
      const read = (rest: string[]) => texts(exercise('', ...kept, ...rest)).slice(0, kept.length);
      assert.deepEqual(read(one), read(other));
    }),
  );
});
