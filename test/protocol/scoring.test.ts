import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { type LspClient, startServer } from '../support/lspClient.ts';

const uri = 'file:///solution.md';
const solution = `# Homework

**Problem.** Solve $3x + 5 = 20$.

**Solution.** Subtract 5 on both sides: $3x = 15$.

This one is wrong: $x = 6$.

So the answer is $6$.
`;

const fake = ['test/support/fakeServer.ts'];
let server: LspClient;
const asked = () => server.logged.filter(line => line.startsWith('asked: ')).map(line => line.slice(7));
const done = (version: number) =>
  server.news(news => news.version === version && news.diagnostics.some(({ code }) => code === 'suspicious-step'));

async function start(settings: Record<string, unknown> = {}, delay = 0): Promise<void> {
  server = await startServer(fake, { settings: { delay: 30, ...settings }, env: { FAKE_DELAY: String(delay) } });
}
afterEach(() => server.stop());

describe('a solution that is opened', () => {
  it('gets one warning, on the first suspicious step, and a hint on what follows', async () => {
    await start();
    server.open(uri, solution);
    const { diagnostics } = await server.news(({ diagnostics }) => diagnostics.length === 2);
    assert.deepEqual(
      diagnostics.map(({ code, severity, range }) => ({ code, severity, line: range.start.line })),
      [
        { code: 'suspicious-step', severity: DiagnosticSeverity.Warning, line: 6 },
        { code: 'follows', severity: DiagnosticSeverity.Hint, line: 8 },
      ],
    );
    assert.match(String(diagnostics[0]!.message), /Step 2 looks wrong.*screens; it doesn't certify/s);
  });

  it('shows marks at the steps, and all that is known on hover', async () => {
    await start();
    server.open(uri, solution);
    await done(1);
    const hints = await server.hints(uri);
    assert.deepEqual(
      hints.map(({ label, position }) => [position.line, label]),
      [
        [4, '0.62'],
        [6, '▼0.18'],
      ],
    );
    const hover = await server.hover(uri, 'This one');
    assert.match(JSON.stringify(hover?.contents), /−2\.00.*−1\.50.*0\.18/s);
    const lenses = await server.lenses(uri);
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['Steplight: look at step 2', 'Regenerate from step 2 (best of N)'],
    );
  });

  it('has no mark for formulas that hold while a PRM that reads words is still to speak', async () => {
    server = await startServer(fake, { settings: { delay: 30 }, env: { FAKE_DELAY: '700', FAKE_EXACT: '' } });
    server.open(uri, '**Problem.** Eggs?\n\n**Solution.** The wrong boxes hold 12 · 13 = 156 eggs.\n');
    const seen: unknown[] = [];
    let said = '';
    await server.until(() => asked().length > 0, 'the PRM to be asked');
    while (!server.published.some(({ diagnostics }) => diagnostics.length > 0)) {
      seen.push(...(await server.hints(uri)).map(({ label }) => label));
      if (said === '') said = JSON.stringify((await server.hover(uri, 'boxes'))?.contents);
    }
    assert.match(said, /state holds\. The PRM, which reads words too, has not spoken yet/);
    assert.ok(
      seen.every(label => label === '▼0.12'),
      seen.join(),
    );
    assert.deepEqual(
      (await server.hints(uri)).map(({ label }) => label),
      ['▼0.12'],
    );
  });

  it('tells its state for the status item', async () => {
    await start();
    server.open(uri, solution);
    await done(1);
    await server.until(() => server.statuses.at(-1)?.state === 'ready', 'a calm status');
    assert.equal(server.statuses.at(-1)?.text, 'fake on CPU');
  });

  it('is silent about a witness that fails, but says so of each step', async () => {
    await start();
    server.open(uri, solution.replace('wrong', 'to explode'));
    await server.until(() => server.logged.some(line => line.includes('exploded')), 'the log');
    const hover = await server.hover(uri, 'This one');
    assert.match(JSON.stringify(hover?.contents), /Not judged.*exploded/s);
    assert.deepEqual(
      (await server.hints(uri)).map(({ label }) => label),
      ['0.62'],
    );
  });
});

describe('an edit', () => {
  it('asks nothing again about the steps before it, and their marks stay', async () => {
    await start();
    server.open(uri, solution);
    await done(1);
    const before = asked().length;
    server.edit(uri, 'So the answer', 'Therefore the answer');
    await server.until(() => asked().length > before, 'a new question');
    assert.deepEqual(asked().slice(before), ['Therefore the answer is $6$.']);
    await server.news(({ version, diagnostics }) => version === 2 && diagnostics.length === 2);
    const seen = server.published.filter(({ version }) => version === 2);
    assert.ok(
      seen.every(({ diagnostics }) => diagnostics[0]?.code === 'suspicious-step'),
      'the warning before the edit never goes away',
    );
  });

  it('above a solution moves its marks and asks nothing', async () => {
    await start();
    server.open(uri, solution);
    await done(1);
    const before = asked().length;
    server.edit(uri, '# Homework\n', '# Homework\n\nSome words of welcome.\n');
    const { diagnostics } = await done(2);
    assert.equal(diagnostics[0]?.range.start.line, 8);
    assert.equal(asked().length, before);
  });

  it('is scored after a pause only, however many keys come before', async () => {
    await start({ delay: 300 });
    server.open(uri, solution);
    await done(1);
    const before = asked().length;
    for (const key of 'abc') server.edit(uri, 'So the answer', `${key}So the answer`);
    await server.until(() => asked().length > before, 'a new question');
    assert.deepEqual(asked().slice(before), ['abcSo the answer is $6$.']);
  });

  it('of the problem asks about the whole solution again', async () => {
    await start();
    server.open(uri, solution);
    await done(1);
    const before = asked().length;
    server.edit(uri, '3x + 5', '3x + 6');
    await server.until(() => asked().length - before >= 3, 'three questions');
    await server.news(({ version, diagnostics }) => version === 2 && diagnostics.length === 2);
    assert.equal(asked().length - before, 3);
  });

  it('during scoring cancels what it made meaningless, and every published version fits its text', async () => {
    await start({ delay: 0 }, 40);
    server.open(uri, solution);
    for (let k = 0; k < 20; k++) {
      server.edit(uri, 'This one is', `This one (${k}) is`);
      await new Promise(resolve => setTimeout(resolve, 15));
      server.edit(uri, `This one (${k}) is`, 'This one is');
    }
    const last = server.version(uri);
    await server.news(({ version, diagnostics }) => version === last && diagnostics.length === 2);
    assert.ok(server.published.every(({ version }) => version !== undefined && version <= last));
  });
});

describe('the run mode', () => {
  it('manual: nothing is asked, not even at the start, until somebody says so', async () => {
    await start({ run: 'manual' });
    server.open(uri, solution);
    server.edit(uri, 'So the', 'So then the');
    server.save(uri);
    await new Promise(resolve => setTimeout(resolve, 250));
    assert.deepEqual(asked(), []);
    const [lens] = await server.lenses(uri);
    assert.deepEqual(
      [lens?.command?.title, lens?.command?.command],
      ['Steplight: score 3 steps', 'steplight.scoreDocument'],
    );
    const result = await server.connection.sendRequest('steplight/score', { uri });
    assert.deepEqual(result, { exercises: 1, steps: 3, suspicious: 1, unjudged: 0 });
  });

  it('onSave: an edit is scored when it is saved', async () => {
    await start({ run: 'onSave' });
    server.open(uri, solution);
    await done(1);
    const before = asked().length;
    server.edit(uri, 'So the', 'So then the');
    await new Promise(resolve => setTimeout(resolve, 150));
    assert.equal(asked().length, before);
    server.save(uri);
    await server.until(() => asked().length > before, 'a new question');
  });

  it('changes while documents are open', async () => {
    await start({ run: 'manual' });
    server.open(uri, solution);
    await server.settingsChanged({ run: 'onType', delay: 0 });
    await done(1);
  });

  it('enable: false shows nothing and asks nothing', async () => {
    await start({ enable: false });
    server.open(uri, solution);
    await server.news(({ version }) => version === 1);
    assert.deepEqual([asked(), await server.hints(uri)], [[], []]);
  });
});

describe('a selection', () => {
  it('is scored as a solution of its own', async () => {
    await start();
    server.open(uri, 'Just some text.\n\nA wrong thought.\n\nAnother thought.\n');
    const range = { start: { line: 2, character: 0 }, end: { line: 4, character: 16 } };
    const result = await server.connection.sendRequest('steplight/score', { uri, range });
    assert.deepEqual(result, { exercises: 1, steps: 2, suspicious: 1, unjudged: 0 });
  });
});

describe('sensitivity', () => {
  it('changes the verdicts without asking again', async () => {
    await start({ sensitivity: 'cautious' });
    const text = solution.replace('Subtract 5', 'A wrong start: subtract 5').replace('This one is wrong', 'This one');
    server.open(uri, text);
    await server.until(() => asked().length === 3, 'all questions');
    await server.settingsChanged({ sensitivity: 'strict' });
    await done(1);
    assert.equal(asked().length, 3);
  });
});
