import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { pairFolder } from '../engine/prms.ts';
import { goodToken, startHub } from '../support/hub.ts';
import { filesOf } from '../support/hubHome.ts';
import { describeInEditor, type Editor, eventually, resultPath } from './harness.ts';

/** From the list to a score, against a hub on this machine, with tiny towers of a true architecture. */

const home = mkdtempSync(join(tmpdir(), 'steplight-choose-'));
const hub = await startHub();
hub.put('tiny/policy', filesOf(join(pairFolder, 'policy')));
hub.put('tiny/reference', filesOf(join(pairFolder, 'reference')), { gated: true });

const options = {
  files: {
    'apples.md':
      '**Problem.** Two apples and two more are how many?\n\n**Solution.** Two and two are $2 + 2 = 4$ apples.\n\nSo there are $4$.\n',
  },
  settings: { 'steplight.cuda.index': hub.url },
  environment: { HF_HOME: join(home, 'hf'), HF_ENDPOINT: hub.url, XDG_DATA_HOME: join(home, 'data') },
};

describeInEditor('a PRM, chosen', options, editor => {
  after(async () => {
    await hub.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('stands in a list of what is here, what fits, and what does not', async () => {
    await editor().openFile('apples.md');
    await editor().settled();
    await editor().run('Steplight: Choose PRM');
    const rows = await eventually(
      'offers',
      () => list(editor()),
      found => found.length > 5,
    );
    await editor().screenshot(resultPath('choose PRM: list'));
    assert.match(rows[0]!, /starter/);
    assert.ok(
      rows.some(row => /GB to fetch/.test(row) && /ProcessBench: \d/.test(row)),
      rows.join('\n'),
    );
    assert.match(await editor().page.locator('.quick-input-widget').innerText(), /this machine has .* of memory/);
  });

  it('is asked about before a byte is fetched: size, place, licence, access, figures', async () => {
    await pick(editor(), 'ImplicitPRM-DPO');
    const text = await eventually(
      'a question, or why there is no room',
      async () => `${await dialog(editor())}${(await editor().notifications()).join()}`,
      found => found !== '',
    );
    await editor().screenshot(resultPath('choose PRM: question'));
    // A disk without room for it is told so instead.
    if (!/Make room/.test(text)) {
      for (const said of [
        /To fetch: [\d.]+ GB, into .*hub/,
        /Licence: .*Llama 3\.1/,
        /ask for it on its page/,
        /arXiv/,
      ])
        assert.match(text, said);
      await press(editor(), 'Cancel');
    }
    assert.deepEqual(hub.asked, [], 'and nobody was asked');
  });

  it('can be a pair, whose fetching can be stopped', async () => {
    hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'slow', bytes: 60 } : undefined);
    await editor().run('Steplight: Choose PRM');
    await pick(editor(), 'Pair two checkpoints');
    await pick(editor(), 'From the hub');
    await enter(editor(), 'tiny/policy');
    await pick(editor(), 'From the hub');
    await enter(editor(), 'tiny/reference');
    await enter(editor(), '0.05');
    await enter(editor(), 'tiny');
    await eventually(
      'progress',
      () => editor().notifications(),
      found => found.some(text => /Fetching tiny.* of .* kB/s.test(text)),
    );
    await editor().screenshot(resultPath('choose PRM: progress'));
    await notified(editor(), /Fetching tiny/, 'Cancel');
    hub.misbehave = () => undefined;
    await notified(editor(), /Cancelled\. What was fetched stays/, 'Go On');
  });

  it('says that a token is needed, takes one, and gives it to the hub alone', async () => {
    await eventually(
      'access',
      () => editor().notifications(),
      found => found.some(text => /tiny\/reference/.test(text)),
    );
    await editor().screenshot(resultPath('choose PRM: access'));
    await notified(editor(), /tiny\/reference/, 'Set Token');
    await enter(editor(), goodToken);
    await status(editor(), /tiny on cpu/i);
    const trusted = hub.asked.filter(({ authorization }) => authorization === `Bearer ${goodToken}`);
    assert.ok(trusted.length > 0 && trusted.every(({ at }) => at === 'hub'));
    assert.ok(!(await editor().log('Steplight')).includes(goodToken), 'and it stands in no log');
  });

  it('scores', async () => {
    const hints = await eventually(
      'hints',
      () => editor().inlayHints(),
      found => found.some(hint => /0\.\d/.test(hint)),
      30,
    );
    await editor().screenshot(resultPath('choose PRM: scores'));
    assert.ok(hints.length > 0);
    assert.match(await editor().hover('apples.'), /tiny/);
  });

  it('is verified, and repaired when a byte has changed', async () => {
    await editor().run('Steplight: Verify PRM');
    await pick(editor(), 'tiny');
    await notified(editor(), /tiny is whole: \d+ files/);
    const blobs = join(home, 'hf', 'hub', 'models--tiny--policy', 'blobs');
    const largest = readdirSync(blobs)
      .map(name => join(blobs, name))
      .sort((a, b) => statSync(b).size - statSync(a).size)[0]!;
    writeSync(openSync(largest, 'r+'), Buffer.from([1, 2, 3]), 0, 3, statSync(largest).size - 3);
    await editor().run('Steplight: Verify PRM');
    await pick(editor(), 'tiny');
    await notified(editor(), /1 of \d+ files of tiny are broken/, 'Repair');
    await notified(editor(), /tiny is whole again/);
  });

  it('is removed after saying what becomes free, and the embedded one takes over', async () => {
    await editor().run('Steplight: Remove PRM');
    await pick(editor(), 'tiny');
    const text = await eventually(
      'a question',
      () => dialog(editor()),
      found => found !== '',
    );
    assert.match(text, /Remove tiny\?.*[kM]B become free/s);
    await press(editor(), 'Remove');
    await status(editor(), /starter/);
    assert.deepEqual(readdirSync(join(home, 'data', 'steplight', 'prms')), []);
  });

  it('CUDA support: says what is missing, and what installing it would mean', async () => {
    await editor().run('Steplight: Install CUDA Support');
    const said = async () => `${await dialog(editor())}${(await editor().notifications()).join()}`;
    const text = await eventually('something', said, found => /CUDA|WebGPU/.test(found));
    await editor().screenshot(resultPath('CUDA support: question'));
    // Where it can't be installed, or works already, that is all there is to say.
    if (!/Install CUDA support\?/.test(text)) return;
    assert.match(text, /\d MB from 127\.0\.0\.1.*which take .* on the disk.*NVIDIA/s);
    await editor()
      .page.locator('.monaco-dialog-box .monaco-button', { hasText: /^Install/ })
      .click();
    await notified(editor(), /doesn't answer as an index of Python packages/);
    await editor().screenshot(resultPath('CUDA support: no index'));
  });
});

/** The rows of the list that is open, as a screen reader says them. */
async function list({ page }: Editor): Promise<string[]> {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const labels = await rows.evaluateAll(found => found.map(row => row.getAttribute('aria-label') ?? ''));
  return labels.filter(label => label !== '');
}

/** Narrows the list to what is meant, and takes it. */
async function pick({ page }: Editor, text: string): Promise<void> {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor();
  await page.locator('.quick-input-widget:visible input[type="text"]').first().fill(text);
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  await row.waitFor();
  await row.click();
}

/** Types into the box that is asked with, once the one before it is gone. */
async function enter({ page }: Editor, text: string): Promise<void> {
  const box = page.locator('.quick-input-widget:visible');
  await box.locator('.quick-input-list .monaco-list-row').first().waitFor({ state: 'hidden' });
  await box.locator('input').first().fill(text);
  const title = await box.locator('.quick-input-title').innerText();
  await page.keyboard.press('Enter');
  await eventually(
    'the next question',
    async () => (await box.locator('.quick-input-title').allInnerTexts()).join(),
    next => next !== title,
  );
}

async function dialog({ page }: Editor): Promise<string> {
  const box = page.locator('.monaco-dialog-box');
  return (await box.isVisible()) ? box.innerText() : '';
}

async function press({ page }: Editor, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).first().click();
}

/** Waits for a notification, and presses one of its buttons. */
async function notified({ page }: Editor, text: RegExp, button?: string): Promise<void> {
  const item = page.locator('.notification-list-item').filter({ hasText: text }).first();
  await item.waitFor({ timeout: 30_000 });
  if (button !== undefined) await item.locator('.monaco-button', { hasText: button }).first().click();
}

const status = (editor: Editor, text: RegExp) =>
  eventually(
    'the status',
    () => editor.languageStatus(),
    found => found.some(entry => text.test(entry)),
    40,
  );
