import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type LspClient, startServer } from '../support/lspClient.ts';

const uri = 'file:///solution.md';
const solution = '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\nHence $x = 2$.\n\nDone.\n';
let server: LspClient;
afterEach(() => server.stop());

async function start(settings: Record<string, unknown>, delay: number): Promise<void> {
  server = await startServer(['test/support/fakeServer.ts'], { settings, env: { FAKE_DELAY: String(delay) } });
  await server.connection.sendNotification('steplight/focus', { uri });
}

describe('the status', () => {
  it('warns when scoring takes longer than its time budget, says what to do, and calms down', async () => {
    await start({ timeBudget: 0.2 }, 400);
    server.open(uri, solution);
    await server.until(() => server.statuses.some(({ state }) => state === 'slow'), 'a warning');
    assert.match(server.statuses.find(({ state }) => state === 'slow')!.document!, /smaller PRM.*only when you save/s);
    await server.until(() => server.statuses.at(-1)?.state === 'ready', 'calm');
    assert.equal(server.statuses.at(-1)?.document, undefined);
  });

  it('says how to mark a solution where there is none', async () => {
    await start({}, 0);
    server.open(uri, 'Just some text.\n');
    await server.until(() => /marked as a solution/.test(server.statuses.at(-1)?.document ?? ''), 'the hint');
  });
});

describe('a warning', () => {
  it('names the tokens that cost most, at their places', async () => {
    await start({}, 0);
    server.open(uri, solution.replace('Hence', 'A wrong step, hence'));
    const { diagnostics } = await server.news(({ diagnostics }) => diagnostics.length > 0);
    const [cost] = diagnostics[0]!.relatedInformation!;
    assert.equal(cost?.message, '"A wrong step, hence x = 2." cost −2.00');
    assert.deepEqual([cost?.location.uri, cost?.location.range.start.line], [uri, 4]);
  });
});
