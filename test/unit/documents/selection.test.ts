import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultParseOptions, parse, selectionAsExercise } from '../../../server/src/documents/parse.ts';

function select(text: string, selected: string, language = 'markdown') {
  const start = text.indexOf(selected);
  const exercise = selectionAsExercise(text, { start, end: start + selected.length }, language, defaultParseOptions);
  return exercise && { problem: exercise.problem.text, steps: exercise.steps.map(step => step.text) };
}

test('a selection in a document without any marker', () => {
  const text = '# Weekend\n\nHow much is $3 \\cdot 4$?\n\nFour and four is $8$.\n\nAnd four is $12$.\n\nBye.\n';
  assert.deepEqual(select(text, 'Four and four is $8$.\n\nAnd four is $12$.'), {
    problem: 'How much is $3 \\cdot 4$?',
    steps: ['Four and four is $8$.', 'And four is $12$.'],
  });
});

test('a selection inside of a solution keeps the problem', () => {
  const text = '**Problem.** Solve it.\n\n**Solution.** One $1$.\n\nTwo.\n\nThree.\n';
  assert.deepEqual(select(text, 'Two.\n\nThree.'), { problem: 'Solve it.', steps: ['Two.', 'Three.'] });
});

test('a selection that is a whole exercise', () => {
  const text = 'Hello.\n\n**Problem.** Solve it.\n\n**Solution.** One $1$.\n\nTwo.\n';
  assert.deepEqual(select(text, '**Problem.** Solve it.\n\n**Solution.** One $1$.'), {
    problem: 'Solve it.',
    steps: ['One $1$.'],
  });
});

test('part of a paragraph, and nothing', () => {
  assert.deepEqual(select('Here are some plain words.', 'some plain'), { problem: '', steps: ['some plain'] });
  assert.equal(select('Here \n\n are', ' \n\n '), undefined);
});

test('LaTeX and Lean', () => {
  assert.deepEqual(select('How much?\n\nOne $1$.\n\nTwo.', 'One $1$.\n\nTwo.', 'latex'), {
    problem: 'How much?',
    steps: ['One $1$.', 'Two.'],
  });
  const lean = 'theorem a : 1 = 1 := by\n  skip\n  simp\n  rfl\n';
  assert.deepEqual(select(lean, 'simp\n  rfl', 'lean4'), { problem: 'theorem a : 1 = 1', steps: ['simp', 'rfl'] });
});

test('ids of selections are apart from those of exercises', () => {
  const text = '**Problem.** Solve it.\n\n**Solution.** One $1$.\n';
  const ids = parse(text, 'markdown', defaultParseOptions).exercises.map(exercise => exercise.id);
  assert.ok(
    !ids.includes(selectionAsExercise(text, { start: 0, end: text.length }, 'markdown', defaultParseOptions)!.id),
  );
});
