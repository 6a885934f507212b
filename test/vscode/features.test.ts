import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from '../../scripts/root.ts';
import { describeInEditor, type Editor, eventually, resultPath, themeNames } from './harness.ts';
import { wrongProduct } from './samples.ts';

const notebook = JSON.stringify({
  cells: [{ cell_type: 'markdown', metadata: {}, source: wrongProduct.split(/(?<=\n)/) }],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
});
const files = { 'seedlings.md': wrongProduct, 'closed.md': wrongProduct, 'cells.ipynb': notebook };
// A small PRM that isn't calibrated: there are scores to draw, and the warnings are the exact check's alone.
const settings = { 'steplight.prm': join(root, 'test/fixtures/parity/pair-qwen'), 'steplight.device': 'cpu' };

describeInEditor('what is shown beside the text', { files, settings }, editor => {
  const warnings = async () => (await editor().problems()).filter(({ severity }) => severity === 'Warning');

  const cursorAt = (line: number, column: number) =>
    eventually(
      'place',
      () => editor().statusBar(),
      entries => entries.some(entry => entry.includes(`Ln ${line}, Col ${column}`)),
    );

  it('lists the steps and how they stand', async () => {
    await editor().openFile('seedlings.md');
    await eventually(
      'hints',
      () => editor().inlayHints(),
      found => found.includes('▼ ≠'),
    );
    await editor().run('Explorer: Focus on Solution Steps View');
    const rows = await eventually(
      'steps',
      () => stepsListed(editor()),
      found => found.length >= 3,
    );
    assert.match(rows[0]!, /12 beds of 13 seedlings/);
    assert.match(rows[1]!, /Step 1: .*12·13 is 156, not 146/);
    assert.match(rows[2]!, /Step 2: Comes after step 1, which looks wrong/);
  });

  it('goes to the next suspicious step', async () => {
    await editor().press('ControlOrMeta+Home', 'ControlOrMeta+F8');
    await cursorAt(5, 15);
  });

  it('shows among the steps the one in which the cursor is', async () => {
    const selected = editor().page.locator('.pane:has([aria-label*="Solution Steps"]) .monaco-list-row.selected');
    const selection = (step: RegExp) =>
      eventually(
        `the row ${step}`,
        async () => (await selected.getAttribute('aria-label', { timeout: 2000 }).catch(() => '')) ?? '',
        label => step.test(label),
      );
    await selection(/^Step 1/);
    await editor().click('20 away');
    await selection(/^Step 2/);
  });

  it('draws the scores, and goes to the step that is chosen', async () => {
    await editor().run('Steplight: Show Score Chart');
    const step = await eventually(
      'chart',
      () => chartStep(editor(), 2),
      found => found !== undefined,
    );
    assert.match((await step!.getAttribute('aria-label')) ?? '', /^Step 2\. Comes after step 1.*Q/);
    await editor().run('Steplight: Toggle Heat Map');
    for (const theme of themeNames) {
      await editor().setTheme(theme);
      await editor().screenshot(resultPath(`chart and heat map ${theme}`));
    }
    await step!.click();
    await cursorAt(7, 1);
    await editor().run('Steplight: Toggle Heat Map');
  });

  it('leaves alone what it shall ignore, and takes it back', async () => {
    assert.equal((await warnings()).length, 1);
    await editor().press('ControlOrMeta+Home', 'ControlOrMeta+F8');
    await cursorAt(5, 15);
    await editor().press('ControlOrMeta+.');
    await editor().page.getByText('Ignore this step, without touching the text').click();
    await eventually('peace', warnings, found => found.length === 0);
    await editor().run('Steplight: Show Ignored Steps');
    await editor().page.locator('.quick-input-list .monaco-list-row').first().click();
    await editor().page.keyboard.press('Enter');
    await eventually('warning', warnings, found => found.length === 1);
  });

  it('reviews the folder and says what it came to', async () => {
    await editor().run('Steplight: Review Folder');
    await eventually(
      'summary',
      () => editor().notifications(),
      found => found.some(text => /Files reviewed: 2\. Solutions with a suspicious step: 2 of 2\./.test(text)),
    );
  });

  it('lists what it found in files that are closed, until it is told to clear that', async () => {
    await editor().problems();
    const closed = editor().page.locator('.markers-panel .monaco-list-row', { hasText: 'closed.md' });
    await closed.first().waitFor();
    await editor().run('Steplight: Clear the Problems of the Last Review');
    await eventually(
      'no problems of the review',
      () => closed.count(),
      found => found === 0,
    );
  });

  it("gives the PRM's memory back when it is asked to", async () => {
    await editor().run('Steplight: Unload the PRM');
    await eventually(
      'the answer',
      () => editor().statusBar(),
      entries => entries.some(entry => entry.includes('the PRM is unloaded')),
    );
  });

  it('judges the Markdown cells of a notebook', async () => {
    const { page } = editor();
    await page.keyboard.press('ControlOrMeta+P');
    await page.locator('.quick-input-widget:visible input[type="text"]').fill('cells.ipynb');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'cells.ipynb' }).first().waitFor();
    await page.keyboard.press('Enter');
    const cell = page.locator('.markers-panel .monaco-list-row', { hasText: 'cells.ipynb' });
    await eventually(
      'the warning of a cell',
      () => cell.count(),
      found => found > 0,
    );
  });
});

const onRequest = { files: { 'seedlings.md': wrongProduct }, settings: { 'steplight.run': 'manual' } };

describeInEditor('what runs only on request', onRequest, editor => {
  const said = (text: string) =>
    eventually(
      text,
      () => editor().statusBar(),
      entries => entries.some(entry => entry.includes(text)),
    );

  it('is not called right before it was looked at', async () => {
    await editor().openFile('seedlings.md');
    await editor().settled();
    await editor().run('Steplight: Go to Next Suspicious Step');
    await said('nothing looks wrong so far, 2 of 2 steps are still to be judged');
  });

  it('is scored when one asks, and says what it came to', async () => {
    await editor().run('Steplight: Score Document');
    await said('solutions with a suspicious step: 1 of 1');
    await editor().run('Steplight: Go to Next Suspicious Step');
    await said('Ln 5, Col 15');
  });
});

async function stepsListed(editor: Editor): Promise<string[]> {
  const rows = editor.page.locator('.pane:has([aria-label*="Solution Steps"]) .monaco-list-row');
  const labels = await rows.evaluateAll(found => found.map(row => row.getAttribute('aria-label')));
  return labels.filter(label => label !== null);
}

async function chartStep(editor: Editor, n: number) {
  for (const frame of editor.page.frames()) {
    const step = frame.locator(`[data-step="${n - 1}"]`);
    if ((await step.count().catch(() => 0)) > 0) return step.first();
  }
  return undefined;
}
