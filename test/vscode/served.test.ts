import assert from 'node:assert/strict';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fakeTower } from '../support/fakeTower.ts';
import { describeInEditor, eventually, resultPath } from './harness.ts';
import { wrongProduct } from './samples.ts';

const key = 'sk-of-the-towers-0123456789';
const host = 'gpu.example:8000';
const tower = await fakeTower();

// The proxy of the editor's settings: the way to a machine that this one can't even name.
const proxy = createServer((request, response) => {
  const url = new URL(request.url!);
  if (url.host !== host) {
    response.writeHead(502).end();
    return;
  }
  const { method, headers } = request;
  const onward = ask(new URL(url.pathname, tower.base), { method: method!, headers }, answer => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
});
proxy.on('connect', (_request, socket) => socket.destroy());
await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));

const options = {
  files: { 'seedlings.md': wrongProduct },
  settings: {
    'http.proxy': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    'steplight.prm': join(import.meta.dirname, '../fixtures/parity/pair-qwen'),
    'steplight.exact.enable': false,
    'steplight.endpoint.policy': `http://${host}/v1`,
    'steplight.endpoint.policyModel': 'tower',
    'steplight.endpoint.referenceModel': 'tower',
    // There is another address whose key could be meant.
    'steplight.generate.endpoint': 'http://models.example/v1',
  },
};

describeInEditor('a PRM on a server that is not on this machine', options, editor => {
  after(() => {
    for (const server of [proxy, tower]) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    }
  });
  const dialog = () => editor().page.locator('.monaco-dialog-box');
  const rows = () => editor().page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');

  it('is asked nothing before the user agrees to what is sent', async () => {
    await editor().openFile('seedlings.md');
    await dialog().waitFor();
    const text = await dialog().innerText();
    assert.match(text, new RegExp(`Send parts of your documents to ${host.replaceAll('.', '\\.')}`));
    assert.match(text, /Whenever a solution is scored, also while you write/);
    assert.match(text, /not encrypted/);
    await editor().screenshot(resultPath('served consent'));
    assert.equal(tower.asked.length, 0);
    await dialog().getByText('Allow').click();
    await eventually(
      'questions',
      async () => tower.asked.length,
      asked => asked > 4,
    );
    await editor().screenshot(resultPath('served scores'));
  });

  it('gets its key from the secret store, for its address, from the next question on', async () => {
    await editor().run('Steplight: Set API Key');
    await rows().getByText(host).click();
    const input = editor().page.locator('.quick-input-widget:visible input[type="password"]');
    await input.fill(key);
    await input.press('Enter');
    const before = tower.asked.length;
    await editor().run('Steplight: Restart');
    await eventually(
      'questions with the key',
      async () => tower.asked.slice(before).filter(({ headers }) => headers.authorization === `Bearer ${key}`).length,
      asked => asked > 4,
    );
  });

  it('leaves the key in no log', async () => {
    for (const name of ['Steplight', 'remoteexthost', 'remoteagent'])
      assert.ok(!(await editor().log(name)).includes(key), name);
  });
});
