import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-types';
import type { IgnorableStep } from '../../server/src/protocol.ts';
import { type LspClient, startServer } from '../support/lspClient.ts';

const uri = 'file:///solution.md';
const solution = `**Problem.** Solve $3x + 5 = 20$.

**Solution.** Subtract 5 on both sides: $3x = 15$.

This one is wrong: $x = 6$.

So the answer is $6$.
`;

let server: LspClient;
const asked = () => server.logged.filter(line => line.startsWith('asked: ')).length;
const suspicious = (version: number) =>
  server.news(news => news.version === version && news.diagnostics.some(({ code }) => code === 'suspicious-step'));

async function quickFix(title: RegExp): Promise<CodeAction> {
  const { diagnostics } = await suspicious(1);
  const actions = await server.actions(
    uri,
    diagnostics.filter(({ code }) => code === 'suspicious-step'),
  );
  return actions.find(action => title.test(action.title)) ?? assert.fail(JSON.stringify(actions));
}

beforeEach(async () => {
  server = await startServer(['test/support/fakeServer.ts'], { settings: { delay: 30 } });
  server.open(uri, solution);
});
afterEach(() => server.stop());

describe('a step that is ignored', () => {
  it('by a comment has no warning any more, and nothing is asked again', async () => {
    const { edit } = await quickFix(/comment/);
    const [change] = edit!.documentChanges as (TextDocumentEdit & { readonly edits: readonly TextEdit[] })[];
    assert.equal(change!.textDocument.version, 1);
    assert.equal(change!.edits.length, 1, 'one edit, one undo step');
    const before = asked();
    server.edit(uri, 'This one', `${change!.edits[0]!.newText}This one`);
    const { diagnostics } = await server.news(({ version }) => version === 2);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      (await server.hints(uri)).map(({ label }) => label),
      ['0.62'],
    );
    await new Promise(resolve => setTimeout(resolve, 150));
    assert.equal(asked(), before);
  });

  it('in memory has none either, until that is undone', async () => {
    const { command } = await quickFix(/without touching/);
    const [step] = command!.arguments as [IgnorableStep];
    assert.deepEqual({ uri: step.uri, text: step.text }, { uri, text: 'This one is wrong: x = 6.' });
    const before = asked();
    await server.connection.sendNotification('steplight/ignored', { keys: [step.key] });
    await server.until(() => server.published.at(-1)!.diagnostics.every(({ range }) => range.start.line !== 4), 'calm');
    const hover = await server.hover(uri, 'This one');
    assert.match(JSON.stringify(hover?.contents), /you asked to ignore this step/);
    const count = server.published.length;
    await server.connection.sendNotification('steplight/ignored', { keys: [] });
    await server.until(
      () =>
        server.published
          .slice(count)
          .some(({ diagnostics }) => diagnostics.some(({ range }) => range.start.line === 4)),
      'the warning again',
    );
    assert.equal(asked(), before);
  });
});
