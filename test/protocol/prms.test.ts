import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import {
  FetchPrm,
  FetchProgress,
  type FetchProgressParams,
  PairPrm,
  PrmOffers,
  RemovePrm,
  VerifyPrm,
} from '../../server/src/prms/messages.ts';
import { pairFolder } from '../engine/prms.ts';
import { goodToken } from '../support/hub.ts';
import { filesOf, type HubHome, hubHome } from '../support/hubHome.ts';
import { type LspClient, startServer } from '../support/lspClient.ts';

/** The editor's way to a PRM: offered, fetched, chosen, scoring, removed; the real server with its own processes. */

const uri = 'file:///solution.md';
const solution = '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\nHence $x = 2$.\n';
let home: HubHome;
let server: LspClient;
const progress: FetchProgressParams[] = [];

before(async () => {
  home = await hubHome();
  for (const tower of ['policy', 'reference'])
    home.hub.put(`tiny/${tower}`, filesOf(join(pairFolder, tower)), { gated: tower === 'reference' });
  server = await startServer(['dist/server.mjs'], { settings: { prm: 'tiny', device: 'cpu' } });
  server.connection.onNotification(FetchProgress, at => void progress.push(at));
  server.open(uri, solution);
});
after(async () => {
  await server.stop();
  await home.remove();
});

const offered = async (id: string) =>
  (await server.connection.sendRequest(PrmOffers, {})).offers.find(offer => offer.id === id);
const status = () => server.statuses.at(-1);

describe('a PRM that the settings name and nobody has fetched', () => {
  it('is missed in the status', async () => {
    await server.until(() => /tiny/.test(status()?.detail ?? ''), 'the reason');
    assert.match(status()!.detail, /"tiny" is not installed/);
  });

  it('is offered once it is paired', async () => {
    assert.equal(await offered('tiny'), undefined);
    const params = { name: 'tiny', policy: 'tiny/policy', reference: 'tiny/reference' };
    assert.deepEqual(await server.connection.sendRequest(PairPrm, params), { id: 'tiny', fetch: true });
    assert.match((await offered('tiny'))?.broken ?? '', /has not been fetched yet/);
  });

  it('is not fetched without the access that its reference asks for', async () => {
    const result = await server.connection.sendRequest(FetchPrm, { id: 'tiny', access: {} });
    assert.equal(!result.done && result.failure.code, 'gated');
  });

  it('can be cancelled in the very moment it is asked for', async () => {
    const cancel = new CancellationTokenSource();
    const fetching = server.connection.sendRequest(
      FetchPrm,
      { id: 'tiny', access: { token: goodToken } },
      cancel.token,
    );
    cancel.cancel();
    const result = await fetching;
    assert.equal(!result.done && result.failure.code, 'cancelled');
  });

  it('can be cancelled on the way', async () => {
    progress.length = 0;
    home.hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'slow', bytes: 10 } : undefined);
    const cancel = new CancellationTokenSource();
    const params = { id: 'tiny', access: { token: goodToken } };
    const fetching = server.connection.sendRequest(FetchPrm, params, cancel.token);
    // The policy came before; only the reference is slow.
    await server.until(() => progress.some(({ phase }) => phase === 'fetching'), 'progress');
    cancel.cancel();
    const result = await fetching;
    assert.equal(!result.done && result.failure.code, 'cancelled');
    home.hub.misbehave = () => undefined;
  });

  it('is fetched with the token of the editor, and scores the open document at once', async () => {
    const params = { id: 'tiny', access: { token: goodToken } };
    const result = await server.connection.sendRequest(FetchPrm, params);
    assert.equal(result.done, true, JSON.stringify(result));
    await server.until(() => /tiny on cpu/.test(status()?.text ?? ''), 'the PRM at work', 30_000);
    assert.equal((await offered('tiny'))?.broken, undefined);
    assert.ok(
      server.logged.every(line => !line.includes(goodToken)),
      'a token in the log',
    );
  });

  it('is verified and removed by name, and the status says so', async () => {
    const verified = await server.connection.sendRequest(VerifyPrm, { id: 'tiny' });
    assert.deepEqual(verified.broken, []);
    assert.equal(verified.files, 10);
    const removed = await server.connection.sendRequest(RemovePrm, { id: 'tiny' });
    assert.equal(removed.freedBytes, verified.bytes);
    await server.until(() => /not installed/.test(status()?.detail ?? ''), 'the reason');
  });
});
