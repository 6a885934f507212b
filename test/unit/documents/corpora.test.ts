import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultParseOptions, parse } from '../../../server/src/documents/parse.ts';

const data = process.env.STEPLIGHT_DATA ?? join(import.meta.dirname, '../../../../shared/data');

const files = (folder: string, extension: string): string[] =>
  readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(extension))
    .sort()
    .map(name => join(data, folder, name));

for (const [folder, extension, language, least] of [
  ['lean_mil', '.lean', 'lean4', 1250],
  ['lean_minif2f', '.lean', 'lean4', 244],
] as const) {
  test(`every file of ${folder} parses`, t => {
    if (!existsSync(join(data, folder))) return t.skip(`no ${folder} in ${data}`);
    let exercises = 0;
    for (const file of files(folder, extension)) {
      const text = readFileSync(file, 'utf8');
      const parsed = parse(text, language, defaultParseOptions);
      exercises += parsed.exercises.length;
      for (const { steps } of parsed.exercises)
        for (const step of steps) assert.equal(text.slice(step.span.start, step.span.end), step.text);
    }
    assert.ok(exercises >= least, `${exercises} exercises`);
    return undefined;
  });
}

test('every file of md_clrs parses, and of 100 quoted exercises with a solution at least 95 are found, problem and solution apart', t => {
  if (!existsSync(join(data, 'md_clrs'))) return t.skip(`no md_clrs in ${data}`);
  let all = 0;
  let apart = 0;
  for (const file of files('md_clrs/docs', '.md')) {
    const text = readFileSync(file, 'utf8');
    const { exercises } = parse(text, 'markdown', defaultParseOptions);
    for (const { steps } of exercises)
      for (const step of steps) assert.equal(text.slice(step.span.start, step.span.end), step.text);
    const cuts = [...text.matchAll(/^## \d.*$/gm)].map(match => match.index);
    const starts = cuts.length > 0 ? cuts : [0];
    for (const [k, start] of starts.entries()) {
      const end = starts[k + 1] ?? text.length;
      const section = text.slice(start, end).split('\n');
      const solved = section.some(line => /\S/.test(line) && !/^(?:##|>|!\[|\([A-Za-z !.]+\)$)/.test(line));
      if (!solved || !section.some(line => line.startsWith('>'))) continue;
      all++;
      const inside = exercises.filter(({ solution }) => start <= solution.start && solution.start < end);
      const quoted =
        inside[0]?.problem.text !== '' && inside[0]?.steps.every(step => step.reading.text !== inside[0]?.problem.text);
      if (inside.length === 1 && quoted) apart++;
    }
  }
  assert.ok(apart >= 0.95 * all, `${apart} of ${all}`);
  return undefined;
});
