import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { labelledSolutions } from '../../../server/src/cli/labelledSolutions.ts';
import { sampledResponses } from '../../../server/src/cli/sampledResponses.ts';
import { publicData } from '../../support/publicData.ts';

const bench = { problem: 'p', steps: ['a', 'b'], label: 1, final_answer_correct: false };
const mistake = { input: 'p', steps: ['a', 'b'], target: '1/2', answer: '0.5', mistake_index: null };

test('labelled solutions of both kinds, in an array or line by line', () => {
  assert.deepEqual(labelledSolutions(JSON.stringify([bench, { ...bench, label: -1, final_answer_correct: true }])), [
    { problem: 'p', steps: ['a', 'b'], firstError: 1, correct: false },
    { problem: 'p', steps: ['a', 'b'], firstError: null, correct: true },
  ]);
  const lines = `${JSON.stringify(mistake)}\n\n${JSON.stringify({ ...mistake, mistake_index: 0, answer: '3' })}\n`;
  assert.deepEqual(labelledSolutions(lines), [
    { problem: 'p', steps: ['a', 'b'], firstError: null, correct: true },
    { problem: 'p', steps: ['a', 'b'], firstError: 0, correct: false },
  ]);
  assert.equal(labelledSolutions(JSON.stringify(bench, undefined, 2)).length, 1);
});

test('what is wrong with data is said with its place', () => {
  const { label: _, ...unlabelled } = bench;
  const complaints: [string, RegExp][] = [
    ['', /holds no records/],
    ['[', /^line 1 isn't JSON/],
    [`[\n${JSON.stringify(bench)},\n{"problem": oops}]`, /^line 3 isn't JSON/],
    [`${JSON.stringify(bench)}\nnonsense\n`, /^line 2 isn't JSON/],
    ['[17]', /^record 1 isn't an object but 17/],
    [JSON.stringify([bench, unlabelled]), /^record 2: there is neither a label nor a mistake_index/],
    [
      JSON.stringify([{ ...bench, label: 2 }]),
      /^record 1: label must be the index of one of the 2 steps, or -1 .* not 2/,
    ],
    [JSON.stringify([{ ...mistake, mistake_index: '1' }]), /mistake_index must be .* or null .* not "1"/],
    [JSON.stringify([{ ...bench, steps: [] }]), /steps must be an array of at least one text, not an empty array/],
    [JSON.stringify([{ ...bench, steps: 'a' }]), /steps must be an array .* not "a"/],
    [JSON.stringify([{ ...bench, problem: null }]), /problem must be a text, not null/],
    [`${JSON.stringify({ steps: ['a'], label: 0 })}\n`, /problem is missing/],
  ];
  for (const [text, message] of complaints)
    assert.throws(() => labelledSolutions(text), { name: 'DataError', message });
});

test('sampled responses: grouped, one by one, and as GSM8K has them', () => {
  const grouped = {
    problem: 'p',
    answer: '\\frac{1}{2}',
    responses: ['so\n\nit is \\boxed{0.5}', { text: 'x', answer: '2' }, { steps: ['a', 'b'], correct: true }],
  };
  assert.deepEqual(sampledResponses(JSON.stringify([grouped])), [
    {
      problem: 'p',
      responses: [
        { steps: ['so', 'it is \\boxed{0.5}'], answer: '1/2', correct: true },
        { steps: ['x'], answer: '2', correct: false },
        { steps: ['a', 'b'], answer: '', correct: true },
      ],
    },
  ]);
  const single = (response: string) => JSON.stringify({ problem: 'p', target: '7', response });
  const [one] = sampledResponses(`${single('a = 3 + 4\n#### 7')}\n${single('#### 8')}\n`);
  assert.deepEqual(
    one!.responses.map(({ steps, correct }) => [steps.length, correct]),
    [
      [2, true],
      [1, false],
    ],
  );
  const gsm = { question: 'q', ground_truth: '…', big: { is_correct: true, solution: '4 = <<2+2=4>>4\nA: 4' } };
  assert.deepEqual(sampledResponses(JSON.stringify(gsm))[0]!.responses, [
    { steps: ['4 = 4', 'A: 4'], answer: '4', correct: true },
  ]);
});

test('responses that nobody can call right or wrong are refused', () => {
  const complain = (value: unknown, message: RegExp) =>
    assert.throws(() => sampledResponses(JSON.stringify([value])), { name: 'DataError', message });
  complain({ problem: 'p', responses: ['x'] }, /responses 1: neither "correct" nor a target/);
  complain({ problem: 'p', answer: '1', responses: [3] }, /responses 1 must be a text or an object, not 3/);
  complain({ problem: 'p', answer: '1', responses: [''] }, /the response is empty/);
  complain({ responses: ['x'], answer: '1' }, /problem or question or input or prompt is missing/);
});

test('ProcessBench is read right: 400 solutions of GSM8K and 1000 of MATH', t => {
  const folder = publicData(t, 'processbench');
  if (!folder) return;
  const read = (name: string) => labelledSolutions(readFileSync(join(folder, name), 'utf8'));
  const [gsm8k, math] = [read('gsm8k.json'), read('math.json')];
  const right = (all: typeof gsm8k) => all.filter(({ firstError }) => firstError === null).length;
  assert.deepEqual([gsm8k.length, right(gsm8k), math.length, right(math)], [400, 193, 1000, 406]);
});

test("GSM8K's samples are read right: four for each of 1319 problems", t => {
  const folder = publicData(t, 'gsm8k');
  const file = folder && join(folder, 'example_model_solutions.jsonl');
  if (!file || !existsSync(file)) return;
  const problems = sampledResponses(readFileSync(file, 'utf8'));
  assert.equal(problems.length, 1319);
  assert.ok(problems.every(({ responses }) => responses.length === 4));
});
