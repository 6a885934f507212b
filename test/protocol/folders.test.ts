import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type LspClient, startServer } from '../support/lspClient.ts';

const wrong = '**Problem.** How many are $12$ times $13$?\n\n**Solution.** This is wrong: $12 \\cdot 13 = 146$.\n';
let server: LspClient;

describe('several folders in one window', () => {
  before(async () => {
    server = await startServer(['test/support/fakeServer.ts']);
    server.folders = {
      'file:///strict/': { severity: 'error' },
      'file:///quiet/': { severity: 'information', hints: 'off' },
      'file:///asked/': { run: 'manual' },
    };
    for (const folder of ['strict', 'quiet', 'asked', 'plain']) server.open(`file:///${folder}/a.md`, wrong);
  });
  after(() => server.stop());
  const severity = async (folder: string) => {
    const ofFolder = ({ uri, diagnostics }: (typeof server.published)[number]) =>
      uri === `file:///${folder}/a.md` && diagnostics.length > 0;
    return (await server.news(ofFolder)).diagnostics[0]!.severity;
  };

  it('each have their own settings', async () => {
    assert.deepEqual([await severity('strict'), await severity('plain'), await severity('quiet')], [1, 2, 3]);
    assert.equal((await server.hints('file:///strict/a.md')).length, 1);
    assert.equal((await server.hints('file:///quiet/a.md')).length, 0);
    // By now all that runs by itself has run.
    assert.ok(server.published.every(({ uri, diagnostics }) => !uri.includes('/asked/') || diagnostics.length === 0));
  });

  it('hear of a change of one of them alone', async () => {
    server.folders['file:///quiet/'] = { severity: 'error' };
    server.published.length = 0;
    await server.settingsChanged({});
    assert.equal(await severity('quiet'), 1);
    assert.equal((await server.hints('file:///quiet/a.md')).length, 1);
    assert.equal(await severity('plain'), 2);
  });
});

describe('a document that lies on no disk', () => {
  before(async () => {
    server = await startServer(['test/support/fakeServer.ts']);
  });
  after(() => server.stop());

  for (const uri of [
    'untitled:Untitled-1',
    'vscode-vfs://github/somebody/notes/a.md',
    'vscode-notebook-cell:/a.ipynb#W0',
  ])
    it(`is judged as any other: ${uri}`, async () => {
      server.open(uri, wrong);
      const { diagnostics } = await server.news(news => news.uri === uri && news.diagnostics.length > 0);
      assert.match(String(diagnostics[0]!.message), /^Step 1 looks wrong/);
      assert.equal((await server.hints(uri)).length, 1);
    });
});
