import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCommandLine } from '../../../server/src/cli/commandLine.ts';
import type { Witnesses } from '../../../server/src/witnesses.ts';
import { fakeExactWitness } from '../../support/fakeExactWitness.ts';
import { fakeWitness } from '../../support/fakeWitness.ts';
import { folderWith } from '../../support/folder.ts';
import { assertFollows } from '../../support/jsonSchema.ts';
import { testTerminal } from '../../support/terminal.ts';

const repository = dirname(dirname(dirname(import.meta.dirname)));
const schema = JSON.parse(readFileSync(join(repository, 'docs', 'score.schema.json'), 'utf8'));

const createWitnesses = (): Witnesses => ({
  all: [fakeWitness(0, () => {}), fakeExactWitness()],
  configure: () => false,
  status: () => ({ state: 'ready', text: 'fake on cpu', detail: '', prm: 'fake', device: 'cpu' }),
});

interface Found {
  readonly file: string;
  readonly exercises: readonly {
    readonly problem: unknown;
    readonly solution: unknown;
    readonly steps: readonly { readonly text: string; readonly range: unknown }[];
  }[];
}

async function printed(t: TestContext, command: string): Promise<Found[]> {
  const folder = folderWith(t, { 'empty.md': 'No solution here.' });
  cpSync(join(repository, 'samples'), join(folder, 'samples'), { recursive: true });
  const terminal = testTerminal(folder);
  await runCommandLine([command, 'samples', 'empty.md', '--json'], { terminal, createWitnesses });
  return JSON.parse(terminal.printed());
}

test('score and steps print what the schema says, of the same files, exercises and steps', async t => {
  const [scored, found] = [await printed(t, 'score'), await printed(t, 'steps')];
  assertFollows(scored, schema);
  assertFollows(found, schema);
  const samples = readdirSync(join(repository, 'samples'), { recursive: true, withFileTypes: true });
  assert.equal(scored.length, samples.filter(one => one.isFile()).length + 1);
  const outline = (files: readonly Found[]) =>
    files.map(({ file, exercises }) => ({
      file,
      exercises: exercises.map(({ problem, solution, steps }) => ({
        problem,
        solution,
        steps: steps.map(({ text, range }) => ({ text, range })),
      })),
    }));
  assert.deepEqual(outline(scored), outline(found));
});

test('the checker of schemas sees what is wrong', async t => {
  const [file] = await printed(t, 'score');
  assert.throws(() => assertFollows([{ ...file, extra: 1 }], schema), /extra isn't in the schema/);
  assert.throws(() => assertFollows([{ ...file, language: 'pascal' }], schema), /language must not be "pascal"/);
  assert.throws(() => assertFollows([{ file: 'a' }], schema), /language is missing/);
});
