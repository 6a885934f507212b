import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontMatter } from '../../../server/src/documents/frontMatter.ts';
import { defaultParseOptions, parse } from '../../../server/src/documents/parse.ts';

const asked = (text: string) => {
  const { wishes, problem, granularity } = frontMatter(text);
  return { ...wishes, problem: problem && text.slice(problem.start, problem.end), granularity };
};

test('block and flow form say the same', () => {
  const expected = { prm: 'my-prm', off: false, problem: 'What is $x$: 1?', granularity: 'line' };
  const block =
    '---\ntitle: a\nsteplight:\n  prm: my-prm\n  off: no\n  problem: "What is $x$: 1?"\n  granularity: line\nlast: b\n---\n';
  const flow = "---\nsteplight: {prm: my-prm, off: false, problem: 'What is $x$: 1?', granularity: line}\n---\n";
  assert.deepEqual(asked(block), expected);
  assert.deepEqual(asked(block.replaceAll('\n', '\r\n')), expected);
  assert.deepEqual(asked(flow), expected);
});

test('a problem over several lines', () => {
  const text = '---\nsteplight:\n  problem: |\n    Solve it.\n    Then prove it.\n---\n\nSo $x = 1$.\n';
  assert.equal(parse(text, 'markdown', defaultParseOptions).exercises[0]?.problem.text, 'Solve it.\nThen prove it.');
});

test('what is none of ours, unfinished or no front matter at all', () => {
  for (const text of [
    '---\ntitle: steplight\n---\n',
    '---\nsteplight:\n',
    'steplight:\n  off: true\n',
    '',
    '---',
    '---\nsteplight: {\n---\n',
  ])
    assert.deepEqual(asked(text), { problem: undefined, granularity: undefined }, text);
});

test('off by front matter and by directive', () => {
  for (const [text, language] of [
    ['---\nsteplight:\n  off: true\n---\n', 'markdown'],
    ['<!-- steplight: off -->\n', 'markdown'],
    ['% steplight: off\n', 'latex'],
    ['-- steplight: off\n', 'lean4'],
  ] as const)
    assert.equal(parse(text, language, defaultParseOptions).wishes.off, true, text);
});

test('a language that nobody taught us has no exercises', () => {
  assert.deepEqual(parse('**Solution.** $1$', 'cobol', defaultParseOptions), {
    language: 'cobol',
    exercises: [],
    wishes: {},
  });
});
