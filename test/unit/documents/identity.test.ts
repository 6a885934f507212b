import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstChange } from '../../../server/src/documents/exercise.ts';
import { defaultParseOptions, type ParsedDocument, parse } from '../../../server/src/documents/parse.ts';

const read = (text: string, before?: ParsedDocument) => parse(text, 'markdown', defaultParseOptions, before);
const exercise = (n: number, ...steps: string[]) =>
  `**Problem.** Compute $${n}$.\n\n**Solution.** ${steps.join('\n\n')}\n\n`;
const a = exercise(1, 'Add $1$.', 'Then $2$.', 'So $3$.');
const b = exercise(2, 'Take $4$.', 'Then $5$.');
const c = exercise(3, 'Give $6$.');
const ids = ({ exercises }: ParsedDocument) => exercises.map(e => e.id);

test('the first change of an edited step is that step', () => {
  const before = read(a + b + c);
  const after = read(a.replace('Then $2$.', 'Then $22$.') + b + c, before);
  assert.deepEqual(ids(after), ids(before));
  assert.equal(firstChange(before.exercises[0]!, after.exercises[0]!), 1);
  assert.equal(firstChange(before.exercises[1]!, after.exercises[1]!), 2);
});

test('what stands before the edit is the very same object, what stands after it moved', () => {
  const before = read(a + b + c);
  const after = read(a + b.replace('Take', 'Take away') + c, before);
  assert.equal(after.exercises[0], before.exercises[0]);
  assert.deepEqual(ids(after), ids(before));
  assert.equal(after.exercises[2]!.solution.start, before.exercises[2]!.solution.start + 5);
  assert.equal(after.exercises[2]!.steps[0]!.text, before.exercises[2]!.steps[0]!.text);
});

test('a step added or removed, a problem reworded', () => {
  const before = read(a + b + c);
  const added = read(a + exercise(2, 'Take $4$.', 'Then $5$.', 'And $7$.') + c, before);
  assert.deepEqual(ids(added), ids(before));
  // The end of the turn belongs to the last step: one that has ceased to be the last, or become it, is another one.
  assert.equal(firstChange(before.exercises[1]!, added.exercises[1]!), 1);
  assert.equal(firstChange(added.exercises[1]!, before.exercises[1]!), 1);
  const reworded = read(a.replace('Compute', 'Calculate') + b + c, before);
  assert.deepEqual(ids(reworded), ids(before));
  assert.equal(firstChange(before.exercises[0]!, reworded.exercises[0]!), 0);
});

test('exercises inserted, deleted and moved', () => {
  const before = read(a + b + c);
  const [ida, idb, idc] = ids(before);
  const d = exercise(4, 'New $8$.');
  const inserted = read(a + d + b + c, before);
  assert.deepEqual(ids(inserted).toSpliced(1, 1), [ida, idb, idc]);
  assert.deepEqual(ids(read(a + c, before)), [ida, idc]);
  assert.deepEqual(ids(read(c + a + b, before)), [idc, ida, idb]);
});

test('copies have ids of their own, and keep them', () => {
  const before = read(a + a + a);
  assert.equal(new Set(ids(before)).size, 3);
  const after = read(a + a.replace('Add', 'We add') + a, before);
  assert.equal(new Set(ids(after)).size, 3);
  assert.deepEqual(ids(after), ids(before));
});

test('while its only step is typed, an exercise stays itself', () => {
  let state = read('**Solution.** x');
  const text = '**Solution.** Adding $1 + 1$ gives $2$.';
  state = read(text.slice(0, 20), state);
  const seen = new Set<string>();
  for (let n = 22; n <= text.length; n++) {
    state = read(text.slice(0, n), state);
    for (const id of ids(state)) seen.add(id);
  }
  assert.ok(seen.size <= 2, `${seen.size} ids`);
});

test('another granularity cuts anew and keeps the exercise', () => {
  const text = '**Problem.** $1$?\n\n**Solution.** One $1$. Two $2$.\n';
  const before = read(text);
  const after = parse(text, 'markdown', { ...defaultParseOptions, granularity: 'sentence' }, before);
  assert.deepEqual(ids(after), ids(before));
  assert.equal(after.exercises[0]!.steps.length, 2);
});
