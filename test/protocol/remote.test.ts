import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { EndpointAccess, type EndpointAccessResult } from '../../server/src/protocol.ts';
import { type FakeTower, fakeTower } from '../support/fakeTower.ts';
import { type LspClient, startServer } from '../support/lspClient.ts';

const uri = 'file:///solution.md';
const prm = join(import.meta.dirname, '../fixtures/parity/pair-qwen');
const solution = `**Problem.** How much is $3 + 4$?

**Solution.** We add: $3 + 4 = 7$.

So it is $7$.
`;

let server: LspClient;
let tower: FakeTower;
let asked: string[];

async function start(answer: EndpointAccessResult, key?: string, locale = 'en'): Promise<void> {
  tower = await fakeTower(key === undefined ? {} : { key });
  asked = [];
  const address = tower.base.origin;
  const settings = {
    prm,
    'exact.enable': false,
    delay: 30,
    endpoint: { policy: `${address}/v1`, policyModel: 'tower', referenceModel: 'tower' },
  };
  server = await startServer(['dist/server.mjs'], { settings, locale });
  server.connection.onRequest(EndpointAccess, ({ origin }) => {
    asked.push(origin);
    return answer;
  });
}
afterEach(async () => {
  await server.stop();
  tower.close();
});

describe('a PRM that a server of the settings holds', () => {
  it('scores, with the key that the editor hands over, question by question', async () => {
    await start({ allowed: true, key: 'the-key' }, 'the-key');
    server.open(uri, solution);
    await server.until(() => server.statuses.some(({ text }) => text === 'pair-qwen on a server'), 'the server scores');
    const hover = await (async () => {
      for (;;) {
        const found = await server.hover(uri, 'So it is');
        if (/reward/i.test(JSON.stringify(found))) return JSON.stringify(found);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })();
    assert.match(hover, /qwen on a server/);
    assert.ok(asked.length >= 2 && asked.every(origin => origin === tower.base.origin), asked.join());
    assert.ok(tower.asked.every(({ headers }) => headers.authorization === 'Bearer the-key'));
    assert.ok(![...server.logged, JSON.stringify(server.statuses), hover].join().includes('the-key'));
  });

  it('is asked nothing when the user does not want it, and says what to do', async () => {
    await start({ allowed: false });
    server.open(uri, solution);
    await server.until(() => server.statuses.some(({ state }) => state === 'failed'), 'a status that says it failed');
    const { detail } = server.statuses.find(({ state }) => state === 'failed')!;
    assert.match(detail, /Texts may not be sent to http:\/\/127\.0\.0\.1:\d+.*steplight\.endpoint\.policy/);
    assert.deepEqual(tower.asked, []);
  });

  it('says in the language of the reader what is wrong with it', async () => {
    await start({ allowed: true }, 'the-key', 'de');
    server.open(uri, solution);
    await server.until(() => server.statuses.some(({ state }) => state === 'failed'), 'a status that says it failed');
    const { detail } = server.statuses.find(({ state }) => state === 'failed')!;
    assert.match(detail, /127\.0\.0\.1:\d+ will einen Schlüssel, oder einen anderen \(Status 401\)/);
    assert.match(JSON.stringify(await server.hover(uri, 'So it is')), /Nicht beurteilt: .*Schlüssel setzen/);
  });
});
