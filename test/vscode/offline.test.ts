import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/root.ts';
import { describeInEditor, type Editor, eventually, resultPath, themeNames } from './harness.ts';

const sample = readFileSync(join(root, 'samples/equations.md'), 'utf8');
/** The bracket reached its first summand only. */
const wrong = '$$5x - 3 = 2x + 9$$';
const start = sample.indexOf('Multiply out the bracket');
const end = sample.indexOf('\n\n## Exercise 2');

const options = {
  files: { 'equations.md': sample },
  settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100 },
};

describeInEditor('out of the box and without a network, from a wrong step to a better one', options, editor => {
  const onDisk = () => readFile(join(editor().workspace, 'equations.md'), 'utf8');
  const tabs = () => editor().page.locator('.tab').count();
  const list = () => candidatesListed(editor());
  const complete = (rows: string[]) => rows.length === 8 && rows.every(row => /check|error|circle-slash/.test(row));

  it('the exact check warns of the wrong step, and of nothing else', async () => {
    await editor().openFile('equations.md');
    const [warning, ...others] = await eventually(
      'a warning',
      async () => (await editor().problems()).filter(({ severity }) => severity === 'Warning'),
      found => found.length > 0,
      60,
    );
    assert.equal(warning!.message, "for x = 8, 5(x - 3) = 2x + 9 holds, but 5x - 3 = 2x + 9 doesn't");
    assert.equal(warning!.line, sample.slice(0, sample.indexOf(wrong)).split('\n').length);
    assert.deepEqual(others, []);
    await editor().settled();
    for (const theme of themeNames) {
      await editor().setTheme(theme);
      assert.match(await editor().hover('5x - 3'), /for x = 8, 5\(x - 3\) = 2x \+ 9 holds/);
      await editor().screenshot(resultPath(`offline warning on the formula ${theme}`));
      await editor().hover('Multiply out the bracket');
      await editor().screenshot(resultPath(`offline warning ${theme}`));
    }
  });

  it('a quick fix asks the PRM itself for eight ways on, and lists them as they come', async () => {
    await editor().page.keyboard.press('Escape');
    await editor().click('5x - 3');
    const fix = editor().page.locator('.action-widget .monaco-list-row', { hasText: 'Regenerate from step 1' });
    // What arrives for the line can close the menu again.
    const offered = async () => {
      await editor().press('ControlOrMeta+.');
      await fix.waitFor({ timeout: 5000 }).catch(() => {});
      return fix.isVisible();
    };
    await eventually('the quick fix', offered, Boolean);
    await editor().screenshot(resultPath('offline quick fix'));
    await fix.click();
    const rows = await eventually('eight candidates', list, complete, 60);
    assert.ok(rows.some(row => /score −?\d/.test(row)));
    await eventually(
      'a difference',
      () => editor().page.locator('.tab.active').getAttribute('aria-label'),
      label => /candidate \d/.test(label ?? ''),
    );
    await sleep(500);
    await editor().screenshot(resultPath('offline candidates'));
    assert.equal(await onDisk(), sample, 'looking changed the document');
  });

  it('Enter takes the best one, and one undo gives the text back to the byte', async () => {
    await editor().page.keyboard.press('Enter');
    const changed = await eventually('the edit', onDisk, text => text !== sample);
    await eventually('the difference gone', tabs, count => count === 1);
    assert.ok(!changed.includes(wrong));
    assert.equal(changed.slice(0, start), sample.slice(0, start));
    assert.ok(changed.endsWith(sample.slice(end)));
    assert.match(changed.slice(start, changed.length - (sample.length - end)), /\$[^$]*x[^$]*\$/);
    await editor().screenshot(resultPath('offline accepted'));
    await editor().press('ControlOrMeta+Z');
    await eventually('the old text', onDisk, text => text === sample);
  });

  it('the chart shows the candidates over the solution while they are looked at', async () => {
    await editor().run('Steplight: Show Score Chart');
    const drawn = (what: string) => async () => {
      const counts = editor()
        .page.frames()
        .map(frame =>
          frame
            .locator(what)
            .count()
            .catch(() => 0),
        );
      return Math.max(...(await Promise.all(counts)));
    };
    await eventually('a chart', drawn('[data-step]'), count => count === 3);
    await editor().run('Steplight: Regenerate from This Step');
    await eventually('eight candidates', list, complete, 60);
    // On-track and Q, each with a line for each of them; a step that is judged between others that aren't is a point beside its line.
    await eventually('lines', drawn('.candidate:not(.point)'), count => count === 16);
    await eventually('the one in view', drawn('.chosen:not(.point)'), count => count === 2);
    await sleep(500);
    await editor().screenshot(resultPath('offline chart with candidates'));
    await editor().page.keyboard.press('Escape');
    await eventually('no lines', drawn('.candidate'), count => count === 0);
    assert.equal(await onDisk(), sample);
  });

  it('leaves no error in the logs', async () => {
    assert.doesNotMatch(await editor().log('Steplight'), /\[error\]/);
    assert.doesNotMatch(await editor().log('remoteexthost'), /\[error\].*steplight/i);
  });
});

const candidatesListed = (editor: Editor): Promise<string[]> =>
  editor.page
    .locator('.quick-input-widget:visible .quick-input-list .monaco-list-row')
    .evaluateAll(found =>
      found.map(
        row => `${[...row.querySelectorAll('.codicon')].map(icon => icon.className).join(' ')} ${row.textContent}`,
      ),
    );
