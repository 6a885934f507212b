import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommandLine } from '../../../server/src/cli/commandLine.ts';
import type { Witnesses } from '../../../server/src/witnesses.ts';
import { fakeExactWitness } from '../../support/fakeExactWitness.ts';
import { fakeWitness } from '../../support/fakeWitness.ts';
import { folderWith } from '../../support/folder.ts';
import { testTerminal } from '../../support/terminal.ts';

const wrong = [
  '# Garden',
  '',
  '**Problem.** How many seedlings are left of 12 beds of 13?',
  '',
  '**Solution.** There are $12 \\cdot 13 = 146$ seedlings | in all.',
  '',
  'Without one bed, $133$ are left.',
  '',
].join('\n');
const doubtful = '**Problem.** Is $3$ odd?\n\n**Solution.** It is wrong & <b>odd</b>.\n\nSo it is wrong.\n';
const right = '**Problem.** Is $3$ odd?\n\n**Solution.** It is.\n\nIndeed it is.\n';

function witnesses(asked: string[] = []): () => Witnesses {
  return () => ({
    all: [fakeWitness(0, question => asked.push(question)), fakeExactWitness()],
    configure: () => false,
    status: () => ({ state: 'ready', text: 'fake on cpu', detail: '', prm: 'fake', device: 'cpu' }),
  });
}

async function steplight(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  args: string,
  options: Parameters<typeof testTerminal>[1] = {},
) {
  const terminal = testTerminal(folderWith(t, files), options);
  const code = await runCommandLine(args.split(' '), { terminal, createWitnesses: witnesses() });
  return { terminal, code, printed: terminal.printed(), said: terminal.said() };
}

test('the table shows every step, what speaks against it, and counts', async t => {
  const { code, printed, said } = await steplight(t, { 'garden.md': wrong }, 'score garden.md');
  assert.equal(code, 1);
  assert.equal(said, '');
  assert.equal(
    printed,
    [
      'garden.md',
      '',
      `  Exercise 1  How many seedlings are left of 12 beds of 13?${' '.repeat(35)}line 5`,
      '   1 ✗ suspicious  0.62  ▲0.50  There are 12 · 13 = 146 seedlings | in all.',
      '                                12·13 is 156, not 146',
      '   2 ↳ follows     0.73  ▲0.50  Without one bed, 133 are left.',
      '',
      '1 file, 1 exercise, 2 steps: 1 suspicious, 0 sound, 1 following, 0 unjudged.',
      "Judged by fake on cpu and the exact check. Steplight screens; it doesn't certify.",
      '',
    ].join('\n'),
  );
});

test('the table fits the terminal and is coloured only where a person looks on', async t => {
  const files = { 'a.md': wrong, 'b.md': doubtful.replace('It is wrong', `It is wrong ${'very '.repeat(40)}`) };
  const narrow = await steplight(t, files, 'score .', { columns: 80 });
  for (const line of narrow.printed.split('\n')) assert.ok(line.length <= 80, line);
  assert.ok(!narrow.printed.includes('\u001b['));
  const seen = await steplight(t, files, 'score .', { interactive: true });
  assert.ok(seen.printed.includes('\u001b[31m'));
  const plain = await steplight(t, files, 'score .', { interactive: true, environment: { NO_COLOR: '1' } });
  assert.ok(!plain.printed.includes('\u001b[3'));
});

test('JSON: one object per file with the fields of the schema', async t => {
  const { code, printed } = await steplight(t, { 'a.md': wrong, 'b.md': right }, 'score --json a.md b.md');
  assert.equal(code, 1);
  const [a, b] = JSON.parse(printed);
  assert.deepEqual(Object.keys(a), ['file', 'language', 'prm', 'device', 'exercises']);
  assert.deepEqual([a.file, a.language, a.prm, a.device], ['a.md', 'markdown', 'fake', 'cpu']);
  const [exercise] = a.exercises;
  assert.deepEqual(Object.keys(exercise), ['problem', 'solution', 'steps', 'verdict']);
  assert.equal(exercise.problem.text, 'How many seedlings are left of 12 beds of 13?');
  assert.equal(exercise.verdict, 'suspicious');
  assert.deepEqual(exercise.steps[0], {
    text: 'There are $12 \\cdot 13 = 146$ seedlings | in all.',
    range: { start: { line: 4, character: 14 }, end: { line: 4, character: 63 } },
    reward: 0.5,
    q: 0.5,
    onTrack: 0.622459,
    chance: null,
    verdict: 'suspicious',
    reason: '12·13 is 156, not 146',
    by: ['exact'],
    evidence: [
      {
        text: '12·13 is 156, not 146',
        range: { start: { line: 4, character: 25 }, end: { line: 4, character: 42 } },
        correction: {
          text: '156',
          range: { start: { line: 4, character: 39 }, end: { line: 4, character: 42 } },
        },
      },
    ],
  });
  assert.deepEqual(
    exercise.steps.map(({ verdict, reason }: { verdict: string; reason: string }) => [verdict, reason]),
    [
      ['suspicious', '12·13 is 156, not 146'],
      ['follows', 'Comes after step 1, which looks wrong.'],
    ],
  );
  assert.equal(b.exercises[0].verdict, 'sound');
  assert.equal(b.exercises[0].steps[0].reason, null);
});

test('two runs print the same bytes, whatever the number of jobs', async t => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}.md`, i % 2 ? wrong : doubtful]));
  const one = await steplight(t, files, 'score . --json --jobs 1');
  const two = await steplight(t, files, 'score . --json --jobs 5');
  assert.equal(one.printed, two.printed);
  assert.equal(JSON.parse(one.printed).length, 12);
});

test('exit codes: what counts as a finding can be chosen', async t => {
  const files = { 'wrong.md': doubtful, 'right.md': right };
  const code = async (args: string) => (await steplight(t, files, args)).code;
  assert.equal(await code('score right.md'), 0);
  assert.equal(await code('score wrong.md'), 1);
  assert.equal(await code('score wrong.md --fail-on never'), 0);
  assert.equal(await code('score wrong.md --fail-on never --min-on-track 0.2'), 1);
  assert.equal(await code('score right.md --min-on-track 0.5'), 0);
  assert.equal(await code('score right.md --min-on-track 0.9'), 1);
});

test('who judges can be chosen', async t => {
  const files = { 'a.md': wrong, 'b.md': doubtful };
  const verdicts = async (witness: string) => {
    const { printed } = await steplight(t, files, `score . --json --witness ${witness}`);
    return JSON.parse(printed).map((file: { exercises: { verdict: string }[] }) => file.exercises[0]!.verdict);
  };
  assert.deepEqual(await verdicts('all'), ['suspicious', 'suspicious']);
  assert.deepEqual(await verdicts('exact'), ['suspicious', 'unjudged']);
  assert.deepEqual(await verdicts('prm'), ['sound', 'suspicious']);
});

test('bad input costs one line each, and the rest is judged', async t => {
  const files = { 'good.md': right, 'binary.md': Uint8Array.of(0, 1), 'latin.md': Buffer.from('\xfcber', 'latin1') };
  const { code, printed, said } = await steplight(t, files, 'score none.md binary.md latin.md good.md notes/*.md');
  assert.equal(code, 2);
  assert.equal(
    said,
    [
      'steplight: none.md: no such file or folder.',
      'steplight: binary.md: it is binary: a zero byte at byte 0.',
      "steplight: latin.md: line 1 isn't UTF-8 (byte 0); save the file as UTF-8.",
      'steplight: notes/*.md: no supported file matches this pattern.',
      '',
    ].join('\n'),
  );
  assert.match(printed, /good\.md[\s\S]*1 file, 1 exercise, 2 steps/);
});

test('usage errors are one line and exit code 2', async t => {
  const complaint = async (args: string) => {
    const { code, said, printed } = await steplight(t, {}, args);
    assert.deepEqual([code, printed], [2, '']);
    assert.equal(said.split('\n').length, 2);
    return said;
  };
  assert.match(await complaint('score'), /^steplight: Which files\?/);
  assert.match(
    await complaint('score --sjon'),
    /There is no flag --sjon; --json is one\. See "steplight score --help"/,
  );
  assert.match(await complaint('score -'), /needs --language/);
  assert.match(await complaint('score a.md --watch --json'), /--watch/);
  assert.match(
    await complaint('judge a.md'),
    /There is no command judge: there are score, steps, eval, bon, calibrate, doctor/,
  );
});

test('help says what there is', async t => {
  const overview = await steplight(t, {}, '--help');
  assert.equal(overview.code, 0);
  assert.match(overview.printed, /steplight score FILES/);
  const help = await steplight(t, {}, 'score --help');
  assert.match(help.printed, /--min-on-track P/);
  assert.match((await steplight(t, {}, '--version')).printed, /^\d+\.\d+\.\d+\n$/);
});

test('standard input is a file whose language is said', async t => {
  const { code, printed } = await steplight(t, {}, 'score - --language markdown --json', { input: wrong });
  assert.equal(code, 1);
  const [file] = JSON.parse(printed);
  assert.deepEqual([file.file, file.language, file.exercises.length], ['-', 'markdown', 1]);
});

test('a file without a solution says how to begin one', async t => {
  const { code, printed } = await steplight(t, { 'diary.md': 'Dear diary.\n' }, 'score diary.md');
  assert.equal(code, 0);
  assert.match(printed, /No solution found\. Begin one with a heading/);
});

test('a PRM that was asked for and fails is an error, with the way out', async t => {
  const terminal = testTerminal(folderWith(t, { 'a.md': right }));
  const createWitnesses = (): Witnesses => ({
    all: [fakeExactWitness()],
    configure: () => false,
    status: () => ({ state: 'failed', text: 'none', detail: "it can't be loaded: no steplight.json there" }),
  });
  const code = await runCommandLine(['score', 'a.md', '--prm', 'x'], { terminal, createWitnesses });
  assert.equal(code, 2);
  assert.equal(terminal.said(), "steplight: x: it can't be loaded: no steplight.json there.\n");
});

test('a witness that breaks is told once, and is no clean result', async t => {
  const terminal = testTerminal(folderWith(t, { 'a.md': right, 'b.md': right }));
  const broken = (): Witnesses => ({
    all: [{ name: 'exact', testify: () => assert.fail('the checker is missing') }],
    configure: () => false,
    status: () => ({ state: 'none', text: 'no PRM', detail: '' }),
  });
  assert.equal(await runCommandLine(['score', '.'], { terminal, createWitnesses: broken }), 2);
  assert.equal(terminal.said().split('\n').length, 2);
  assert.match(terminal.said(), /^steplight: Steplight: exact: .*the checker is missing/);
});

test('Markdown and HTML are safe to show: what the files say stays text', async t => {
  const files = { 'a.md': wrong, 'b.md': doubtful.replace('It is', '<script>alert(1)</script> It is') };
  const { terminal } = await steplight(t, files, 'score . --markdown out.txt --html out.html --sarif out.sarif');
  const markdown = readFileSync(join(terminal.folder, 'out.txt'), 'utf8');
  assert.ok(!markdown.includes('<script>'));
  assert.match(markdown, /\| 1 \| ✗ suspicious \| 0\.62 \| 0\.50 \| There are 12 · 13 = 146 seedlings &#124; in all\./);
  assert.match(markdown, /Steplight screens; it doesn't certify\./);
  const html = readFileSync(join(terminal.folder, 'out.html'), 'utf8');
  assert.ok(!html.includes('<script>'));
  assert.match(html, /&#60;script&#62;alert\(1\)&#60;\/script&#62; It is/);
});

test('the page stands alone: a policy that forbids everything but its own style, a chart, a heat map', async t => {
  const { terminal } = await steplight(t, { 'a.md': wrong, 'b.md': doubtful }, 'score . --html out.html');
  const html = readFileSync(join(terminal.folder, 'out.html'), 'utf8');
  assert.match(
    html,
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;/,
  );
  assert.ok(!/\b(?:src|href)="(?!#)|url\(|@import| style="|<script|\bon\w+="/i.test(html));
  assert.match(html, /<svg class="chart"[\s\S]*aria-label="On track after each step: 0\.62, 0\.73"/);
  assert.match(html, /<span class="cost c3" title="−2\.00">/);
  assert.match(html, /light-dark\(/);
});

test('watching judges again what changes, and of that only what comes after the change', async t => {
  const asked: string[] = [];
  const terminal = testTerminal(folderWith(t, { 'a.md': right, 'b.md': right }));
  const running = runCommandLine(['score', '.', '--watch', '--html', '../page.html'], {
    terminal,
    createWitnesses: witnesses(asked),
  });
  const page = join(terminal.folder, '../page.html');
  t.after(() => rmSync(page, { force: true }));
  const until = async (condition: () => boolean) => {
    for (let i = 0; i < 200 && !condition(); i++) await sleep(20);
    assert.ok(condition(), terminal.printed() + terminal.said());
  };
  const waits = (times: number) => until(() => terminal.said().split('Waiting for changes').length === times + 1);
  await waits(1);
  assert.equal(asked.length, 4);
  writeFileSync(join(terminal.folder, 'b.md'), right.replace('Indeed', 'Indeed, wrong:'));
  await waits(2);
  assert.equal(asked.length, 5);
  assert.match(terminal.printed(), /b\.md[\s\S]*a\.md[\s\S]*b\.md|b\.md[\s\S]*b\.md/);
  assert.match(readFileSync(page, 'utf8'), /a\.md[\s\S]*b\.md/);
  terminal.interrupt();
  assert.equal(await running, 0);
});
