import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { ReviewProgressParams, ReviewResult } from '../../server/src/protocol.ts';
import { folderWith } from '../support/folder.ts';
import { type LspClient, startServer } from '../support/lspClient.ts';

const solution = (step: string) => `**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\n${step}\n`;
let server: LspClient;
afterEach(() => server.stop());

async function review(t: TestContext, delay = '0') {
  const folder = folderWith(t, { 'a.md': solution('A wrong step: $x = 3$.'), 'b.md': solution('Hence $x = 2$.') });
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', 'c.md'), Uint8Array.of(0x66, 0xff, 0xfe));
  server = await startServer(['test/support/fakeServer.ts'], {
    settings: { run: 'manual' },
    env: { FAKE_DELAY: delay },
  });
  const reached: ReviewProgressParams[] = [];
  server.connection.onNotification('steplight/reviewProgress', (at: ReviewProgressParams) => void reached.push(at));
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  return { folder, reached, uriOf };
}
const ask = (folder: string) => server.connection.sendRequest<ReviewResult>('steplight/review', { folder });

describe('a review of a folder', () => {
  it('scores every file, shows what it found, and says what it could not read', async t => {
    const { folder, reached, uriOf } = await review(t);
    const { obstacles, ...result } = await ask(folder);
    assert.deepEqual(result, { files: 2, solutions: 2, suspicious: 1, cancelled: false });
    assert.match(obstacles.join(), /more\/c\.md: .*isn't UTF-8/);
    assert.deepEqual(
      reached.map(({ done, total }) => [done, total]),
      [
        [1, 3],
        [2, 3],
        [3, 3],
      ],
    );
    const found = server.published.filter(({ diagnostics }) => diagnostics.length > 0);
    assert.deepEqual(
      found.map(({ uri }) => uri),
      [uriOf('a.md')],
    );
    const { text } = await server.connection.sendRequest<{ text: string }>('steplight/exportReview', {
      format: 'markdown',
    });
    assert.match(text, /### a\.md[\s\S]*suspicious/);
    const { text: sarif } = await server.connection.sendRequest<{ text: string }>('steplight/exportReview', {
      format: 'sarif',
    });
    assert.equal(JSON.parse(sarif).runs[0].results[0].ruleId, 'suspicious-step');
  });

  it('leaves its problems in place when a file was opened and closed, until they are cleared', async t => {
    const { folder, uriOf } = await review(t);
    await ask(folder);
    server.open(uriOf('a.md'), solution('A wrong step: $x = 3$.'));
    server.close(uriOf('a.md'));
    await ask(folder);
    const last = () => server.published.findLast(one => one.uri === uriOf('a.md'))!.diagnostics.length;
    await server.until(() => last() > 0, 'the problems');
    await server.connection.sendNotification('steplight/clearReview');
    await server.until(() => last() === 0, 'peace');
  });

  it('ends when it is cancelled', async t => {
    const { folder } = await review(t, '5000');
    const source = new CancellationTokenSource();
    const result = server.connection.sendRequest<ReviewResult>('steplight/review', { folder }, source.token);
    await server.until(() => server.logged.some(line => line.startsWith('asked')), 'work');
    source.cancel();
    assert.equal((await result).cancelled, true);
  });
});
