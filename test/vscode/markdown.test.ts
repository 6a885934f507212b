import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { describeInEditor, type Editor, eventually, resultPath, themeNames } from './harness.ts';
import { wrongProduct } from './samples.ts';

const files = { 'seedlings.md': wrongProduct, 'shopping.md': 'Bread, milk, two apples.\n' };

describeInEditor('a Markdown file with a false product', { files }, editor => {
  it('brings the server up when it is opened', async () => {
    assert.deepEqual(await editor().processes(), [], 'nothing runs before there is something to read');
    await editor().openFile('seedlings.md');
    await serverOf(editor());
  });

  it('shows a mark at the step', async () => {
    const hints = await eventually(
      'hints',
      () => editor().inlayHints(),
      found => found.includes('▼ ≠'),
    );
    assert.ok(hints.length <= 2, `one for each judged step, not ${hints.length}`);
  });

  it('lists one warning, with both values', async () => {
    const problems = await eventually(
      'problems',
      () => editor().problems(),
      found => found.length > 0,
    );
    assert.equal(problems.filter(({ severity }) => severity === 'Warning').length, 1);
    assert.match(problems[0]!.message, /156/);
    assert.equal(problems[0]!.line, 5);
  });

  it('explains the step when the mouse rests on it', async () => {
    assert.match(await editor().hover('seedlings.'), /156/);
  });

  it('says in the language status what runs', async () => {
    const entries = await editor().languageStatus();
    assert.ok(entries.length > 0);
    assert.ok(!entries.some(entry => /could not be started|stopped/.test(entry)), entries.join('\n'));
    const ours = entries.find(entry => entry.startsWith('Steplight: '));
    assert.ok(ours, `beside others it must say whose it is: ${entries.join('\n')}`);
  });

  it('says it without a word being cut off, and in full in a message', async () => {
    const { page } = editor();
    await editor().openFile('shopping.md');
    const entry = page.locator('.hover-language-status .element', { hasText: 'Steplight' });
    const open = async () => {
      if ((await entry.count()) === 0) await page.locator('[id="status.languageStatus"]').click();
      await entry.waitFor({ timeout: 2000 }).catch(() => {});
      return (await entry.count()) > 0 ? entry.innerText() : '';
    };
    await eventually('what is said of the document', open, text =>
      /Nothing here is marked .*…[\s\S]*Details/.test(text),
    );
    const cut = await entry.evaluate(({ scrollWidth, parentElement }) => scrollWidth - parentElement.clientWidth);
    assert.ok(cut <= 0, `${cut} px are cut off`);
    await editor().screenshot(resultPath('language status'));
    await entry.getByText('Details').click();
    const [message] = await eventually(
      'a message',
      () => editor().notifications(),
      found => found.length > 0,
    );
    assert.match(message!, /or choose "Score Selection as Solution"\./);
    await page.keyboard.press('Escape');
    await editor().run('Notifications: Clear All Notifications');
    await editor().openFile('seedlings.md');
  });

  it('is drawn in every theme', async () => {
    for (const theme of themeNames) {
      await editor().setTheme(theme);
      await eventually(
        'hints',
        () => editor().inlayHints(),
        found => found.includes('▼ ≠'),
      );
      await editor().screenshot(resultPath(`markdown ${theme}`));
    }
  });

  it('is judged again while it is corrected', async () => {
    await editor().replaceAll('= 146$', '= 156$');
    await eventually(
      'hints',
      () => editor().inlayHints(),
      found => found.join() === '✓,✓',
    );
  });

  it('loads no native code into the editor', async () => {
    for (const { pid, command } of await editor().processes()) {
      if (command.includes('worker.mjs')) continue;
      assert.doesNotMatch(await readFile(`/proc/${pid}/maps`, 'utf8'), /onnxruntime/, command);
    }
    const host = await editor().extensionHost();
    assert.doesNotMatch(await readFile(`/proc/${host.pid}/maps`, 'utf8'), /onnxruntime/);
  });

  it('leaves no error in the logs', async () => {
    assert.doesNotMatch(await editor().log('Steplight'), /\[error\]/);
    assert.doesNotMatch(await editor().log('remoteexthost'), /\[error\].*steplight/i);
  });

  it('gets a new server when the server dies', async () => {
    const first = await serverOf(editor());
    process.kill(first, 'SIGKILL');
    await eventually(
      'another server',
      () => serverOf(editor()),
      pid => pid !== first,
    );
    await editor().replaceAll('= 156$', '= 146$');
    await eventually(
      'hints',
      () => editor().inlayHints(),
      found => found.includes('▼ ≠'),
    );
  });

  it('leaves no process behind when the page is closed', async () => {
    await editor().closePage();
    await eventually(
      'processes',
      () => editor().processes(),
      found => found.length === 0,
    );
  });
});

async function serverOf(editor: Editor): Promise<number> {
  const found = await eventually(
    'server',
    () => editor.processes(),
    running => running.some(({ command }) => command.includes('server.mjs')),
  );
  return found.find(({ command }) => command.includes('server.mjs'))!.pid;
}
