import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { TextEdit } from 'vscode-languageserver-types';
import {
  type CandidateEditResult,
  CandidatesChanged,
  type CandidatesChangedParams,
  Regenerate,
  type RegenerateParams,
  type RegenerateResult,
  Write,
  type WriteParams,
} from '../../server/src/generate/messages.ts';
import type { Piece } from '../../server/src/generate/source.ts';
import { type LspClient, positionAt, startServer } from '../support/lspClient.ts';

const one = { n: 1, temperature: 0.7, topP: 1, seed: 1, maxTokens: 100 };

const text =
  '# One\n\n**Problem.** Solve $3x + 5 = 20$.\n\n**Solution.** Subtract 5: $3x = 15$.\n\nDivide, which is wrong: $x = 6$.\n\n# Two\n';

describe('best-of-N over the wire', () => {
  let editor: LspClient;
  let uri: string;
  let count = 0;
  let run = 0;
  let news: CandidatesChangedParams[] = [];
  let asked: WriteParams[] = [];
  /** What the client's source does. */
  let write: (params: WriteParams, piece: (piece: Piece) => void) => Promise<string | undefined>;

  before(async () => {
    editor = await startServer(['test/support/fakeServer.ts']);
    editor.connection.onNotification(CandidatesChanged, one => void news.push(one));
    editor.connection.onRequest(Write, async params => {
      asked.push(params);
      const piece = (one: Piece) =>
        void editor.connection.sendNotification('steplight/piece', { run: params.run, piece: one });
      const failed = await write(params, piece);
      return failed === undefined ? {} : { failed };
    });
  });
  after(() => editor.stop());
  beforeEach(() => {
    uri = `file:///regenerate-${++count}.md`;
    news = [];
    asked = [];
    editor.open(uri, text);
  });

  const regenerate = (change: Partial<RegenerateParams> = {}, token = new CancellationTokenSource().token) =>
    editor.connection.sendRequest<RegenerateResult>(
      'steplight/regenerate',
      {
        run: ++run,
        uri,
        position: positionAt(text, text.indexOf('Divide')),
        wanted: 'step',
        source: 'client',
        sampling: { n: 3, temperature: 0.7, topP: 1, seed: 1, maxTokens: 100 },
        choice: 'weighted',
        ...change,
      } satisfies RegenerateParams,
      token,
    );
  const editOf = (candidate: number, upTo?: number) =>
    editor.connection.sendRequest<CandidateEditResult>('steplight/candidateEdit', {
      run,
      candidate,
      ...(upTo === undefined ? {} : { upTo }),
    });
  const says =
    (...texts: string[]) =>
    async (_: WriteParams, piece: (piece: Piece) => void) => {
      for (const [candidate, one] of texts.entries()) {
        piece({ candidate, text: one });
        piece({ candidate, ended: 'complete' });
        await sleep(5);
      }
      return undefined;
    };

  it('asks the client to write, and sends back candidates with steps, scores, answers and their order', async () => {
    write = says('Wrong: $x = 6$.', 'Divide by 3: $x = 5$.\n\nSo it is $5$.', 'Divide: $x = 10/2$.');
    assert.deepEqual(await regenerate(), {});
    assert.match(asked[0]!.prompt.user, /Subtract 5: \$3x = 15\$\.\n\nGo on/);
    const last = news.at(-1)!.candidates;
    assert.deepEqual(
      last.map(({ index, state, answer, agreeing }) => [index, state, answer, agreeing]),
      [
        [1, 'ready', '5', 2],
        [2, 'ready', '10/2', 2],
        [0, 'ready', '6', 1],
      ],
    );
    assert.deepEqual(
      last[0]!.steps.map(({ text, kind, acceptable }) => [text, kind, acceptable]),
      [
        ['Divide by 3: $x = 5$.', 'sound', true],
        ['So it is $5$.', 'sound', true],
      ],
    );
    assert.deepEqual(last[0]!.steps[1]!.range.start, { line: 8, character: 0 });
    assert.equal(last[2]!.steps[0]!.kind, 'suspicious');
  });

  it('gives the edit for a candidate, all of it or up to a step', async () => {
    write = says('Divide by 3: $x = 5$.\n\nSo it is $5$.');
    await regenerate({ sampling: { n: 1, temperature: 0.7, topP: 1, seed: 1, maxTokens: 100 } });
    const start = positionAt(text, text.indexOf('Divide'));
    const range = { start, end: { line: start.line, character: 'Divide, which is wrong: $x = 6$.'.length } };
    assert.deepEqual(await editOf(0), {
      version: 1,
      edit: { range, newText: 'Divide by 3: $x = 5$.\n\nSo it is $5$.' },
    });
    assert.deepEqual(await editOf(0, 0), { version: 1, edit: { range, newText: 'Divide by 3: $x = 5$.' } });
  });

  it('begins a solution that has no step yet, also when the document moves meanwhile', async () => {
    const empty = '## Exercise 1\n\nSolve $3x = 15$.\n\n### Solution\n\n## Exercise 2\n\nSolve $2x = 4$.\n';
    uri = `file:///regenerate-${++count}.md`;
    editor.open(uri, empty);
    write = says('Divide by 3: $x = 5$.\n\nSo it is $5$.');
    const at = empty.indexOf('\n\n## Exercise 2');
    const wanted = 'continuation';
    assert.deepEqual(await regenerate({ wanted, position: positionAt(empty, at), sampling: one }), {});
    assert.match(asked[0]!.prompt.user, /Solve \$3x = 15\$/);
    assert.doesNotMatch(asked[0]!.prompt.user, /X|2x/);
    const { steps, answer } = news.at(-1)!.candidates[0]!;
    assert.deepEqual([answer, steps.map(({ text }) => text)], ['5', ['Divide by 3: $x = 5$.', 'So it is $5$.']]);
    const edit = async () => ((await editOf(0)) as { edit: TextEdit }).edit;
    const { line, character } = positionAt(empty, at);
    const range = { start: { line, character }, end: { line, character } };
    const newText = '\n\nDivide by 3: $x = 5$.\n\nSo it is $5$.';
    assert.deepEqual(await edit(), { range, newText });
    editor.edit(uri, '## Exercise 1', '# Today\n\n## Exercise 1');
    const moved = { line: line + 2, character };
    assert.deepEqual(await edit(), { range: { start: moved, end: moved }, newText });
    editor.edit(uri, '3x = 15', '3x = 18');
    assert.match(((await editOf(0)) as { refused: string }).refused, /has changed since/);
  });

  it('moves the edit with changes elsewhere, and refuses it when the solution has changed', async () => {
    write = says('Divide by 3: $x = 5$.');
    await regenerate();
    editor.edit(uri, '# One\n', '# One\n\nHello.\n');
    const moved = await editOf(0);
    assert.ok('edit' in moved && moved.edit.range.start.line === 8 && moved.version === 2, JSON.stringify(moved));
    editor.edit(uri, 'Subtract 5', 'Take 5 away');
    assert.match(JSON.stringify(await editOf(0)), /has changed since the candidates were written/);
    editor.connection.sendNotification('steplight/forgetRun', run);
    assert.match(JSON.stringify(await editOf(0)), /This candidate is gone/);
  });

  it('shows candidates while others still write, and keeps them when that is cancelled', async () => {
    const source = new CancellationTokenSource();
    write = async (_, piece) => {
      piece({ candidate: 0, text: 'Divide by 3: $x = 5$.' });
      piece({ candidate: 0, ended: 'complete' });
      piece({ candidate: 1, text: 'Or' });
      await editor.until(
        () => news.some(({ candidates }) => candidates.some(({ state }) => state === 'ready')),
        'a ready candidate',
      );
      source.cancel();
      return undefined;
    };
    assert.deepEqual(await regenerate({}, source.token), {});
    assert.deepEqual(
      news.at(-1)!.candidates.map(({ index, state, cut }) => [index, state, cut]),
      [
        [0, 'ready', false],
        [1, 'ready', true],
      ],
    );
  });

  it('says in words what the source could not do', async () => {
    write = async () => 'Nobody answers at localhost:1.';
    assert.deepEqual(await regenerate(), { refused: 'Nobody answers at localhost:1.' });
  });

  it('writes all of a solution anew, or goes on after its end', async () => {
    write = says('Subtract 5, then divide by 3: $x = 5$.');
    await regenerate({ wanted: 'solution' });
    const whole = await editOf(0);
    assert.ok('edit' in whole && whole.edit.range.start.line === 4);
    await regenerate({ wanted: 'continuation', position: positionAt(text, text.length) });
    const more = await editOf(0);
    assert.ok(
      'edit' in more && more.edit.newText === '\n\nSubtract 5, then divide by 3: $x = 5$.',
      JSON.stringify(more),
    );
  });

  it('refuses where there is no solution', async () => {
    uri = `file:///regenerate-${++count}.md`;
    editor.open(uri, 'Just text.\n');
    assert.match((await regenerate({ position: { line: 0, character: 0 } })).refused!, /no solution here/);
  });
});

describe('the PRM itself as the source', () => {
  it('writes and scores candidates in the engine, and asks nobody else', async () => {
    const prm = join(import.meta.dirname, '../fixtures/parity/pair-qwen');
    const editor = await startServer(['server/src/main.ts'], { settings: { prm, device: 'cpu' } });
    try {
      const news: CandidatesChangedParams[] = [];
      let askedUs = 0;
      editor.connection.onNotification(CandidatesChanged, one => void news.push(one));
      editor.connection.onRequest(Write, () => ({ failed: `asked ${++askedUs} times` }));
      const uri = 'file:///engine.md';
      editor.open(uri, text);
      const params: RegenerateParams = {
        run: 1,
        uri,
        position: positionAt(text, text.indexOf('Divide')),
        wanted: 'step',
        source: 'prm',
        sampling: { n: 4, temperature: 1, topP: 1, seed: 3, maxTokens: 24 },
        choice: 'best',
      };
      assert.deepEqual(await editor.connection.sendRequest(Regenerate, params), {});
      const { candidates } = news.at(-1)!;
      assert.equal(candidates.length, 4);
      assert.equal(askedUs, 0);
      const scores = candidates.flatMap(({ score }) => score ?? []);
      assert.ok(scores.length > 0, 'nothing was scored');
      assert.deepEqual(
        scores,
        scores.toSorted((a, b) => b - a),
      );
    } finally {
      await editor.stop();
    }
  });
});
