import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { describeInEditor, type Editor, eventually, resultPath } from './harness.ts';
import { wrongProduct } from './samples.ts';

const key = 'sk-kept-secret-0123456789';
const right =
  'There are $12 \\cdot 13 = 156$ seedlings.\n\nGiving 20 away leaves $156 - 20 = 136$.\n\nSo 136 are left.';

const host = 'models.example:8000';
const asked: { authorization: string | undefined; body: string }[] = [];

// The proxy of the editor's settings: the way to a machine that this one can't even name. It answers for it.
const proxy = createServer((request, response) => {
  let body = '';
  request.on('data', chunk => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.url !== `http://${host}/v1/chat/completions`) {
      response.writeHead(502).end();
      return;
    }
    asked.push({ authorization: request.headers.authorization, body });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { content: right }, finish_reason: 'stop' }] }));
  });
});
proxy.on('connect', (_request, socket) => socket.destroy());
await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));

const options = {
  files: { 'seedlings.md': wrongProduct },
  settings: {
    'http.proxy': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    'steplight.generate.source': 'endpoint',
    'steplight.generate.endpoint': `http://${host}/v1`,
    'steplight.generate.model': 'gardener',
    'steplight.generate.candidates': 1,
    'files.autoSave': 'afterDelay',
    'files.autoSaveDelay': 100,
  },
};
const command = 'Steplight: Regenerate Solution (Best of N)';

describeInEditor('a model that is not on this machine', options, editor => {
  after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const dialog = () => editor().page.locator('.monaco-dialog-box');
  const rows = () => editor().page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  const candidate = () =>
    eventually(
      'a candidate',
      () => rows().allInnerTexts(),
      found => found.some(row => row.includes('136')),
    );

  it('is asked nothing before the user agrees to what is sent', async () => {
    await editor().openFile('seedlings.md');
    await editor().settled();
    await editor().run(command);
    await dialog().waitFor();
    const text = await dialog().innerText();
    assert.match(text, new RegExp(`Send parts of your documents to ${host.replaceAll('.', '\\.')}`));
    assert.match(text, /the problem and the steps before the place/);
    assert.match(text, /not encrypted/);
    await editor().screenshot(resultPath('regenerate consent'));
    await dialog().getByText('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    assert.equal(asked.length, 0);
  });

  it('gets the key from the secret store, and the problem, and nothing else of the document', async () => {
    await editor().run('Steplight: Set API Key');
    const input = editor().page.locator('.quick-input-widget:visible input[type="password"]');
    await input.fill(key);
    await input.press('Enter');
    await editor().run(command);
    await dialog().getByText('Allow').click();
    await candidate();
    assert.equal(asked.length, 1);
    assert.equal(asked[0]!.authorization, `Bearer ${key}`);
    assert.match(asked[0]!.body, /12 beds of 13 seedlings/);
    assert.doesNotMatch(asked[0]!.body, /# Seedlings|146/);
    await editor().page.keyboard.press('Escape');
    await eventually(
      'no difference',
      () => editor().page.locator('.tab').count(),
      count => count === 1,
    );
    await editor().settled();
  });

  it('is not asked about again, and its candidate can be accepted up to a step', async () => {
    await editor().run(command);
    await candidate();
    await rows().first().hover();
    await rows().first().locator('.codicon-list-ordered').click();
    await editor().page.locator('.quick-input-title', { hasText: 'Accept up to which step?' }).waitFor();
    await editor().screenshot(resultPath('regenerate up to'));
    await rows().nth(1).click();
    const text = await eventually(
      'the edit',
      () => readFile(join(editor().workspace, 'seedlings.md'), 'utf8'),
      found => found !== wrongProduct,
    );
    assert.equal(text, wrongProduct.replace('= 146$', '= 156$').replace('$146 - 20 = 126$', '$156 - 20 = 136$'));
  });

  it('leaves the key in no log and no file of the workspace', async () => {
    for (const name of ['Steplight', 'remoteexthost', 'remoteagent'])
      assert.ok(!(await editor().log(name)).includes(key), name);
    await closeAll(editor());
  });
});

const closeAll = (editor: Editor) => editor.run('View: Close All Editors');
