import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeInEditor, type Editor, eventually, resultPath } from './harness.ts';
import { wrongProduct } from './samples.ts';

const right = 'There are $12 \\cdot 13 = 156$ seedlings.\n\nGiving 20 away leaves $156 - 20 = 136$.';
const candidates = [
  'There are $12 \\cdot 13 = 166$ seedlings.\n\nGiving 20 away leaves $166 - 20 = 146$.',
  right,
  'Each of 12 beds has 13, so $12 \\cdot 13 = 156$.\n\nThen 20 go: $156 - 20 = 136$ are left.',
  'In all, $12 + 13 = 25$ seedlings.\n\nGiving 20 away leaves $25 - 20 = 5$.',
];

let server: Server;
let asked = 0;
let endpoint = '';

// A server on this machine writes candidates; a free port is known only when it listens, so the editor opens after it.
server = createServer((request, response) => {
  request.resume();
  request.on('end', () => void answer(response, candidates[asked++ % candidates.length]!));
});
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

async function answer(response: ServerResponse, text: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (choice: unknown) => response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
  for (const word of text.split(/(?<= )/)) {
    say({ delta: { content: word } });
    await sleep(10);
  }
  say({ delta: {}, finish_reason: 'stop' });
  response.end();
}

const options = {
  files: { 'seedlings.md': wrongProduct },
  settings: {
    'steplight.generate.source': 'endpoint',
    'steplight.generate.endpoint': endpoint,
    'steplight.generate.model': 'gardener',
    'steplight.generate.candidates': 4,
    'files.autoSave': 'afterDelay',
    'files.autoSaveDelay': 100,
  },
};

describeInEditor('a wrong step, written anew', options, editor => {
  before(() => {
    asked = 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const onDisk = () => readFile(join(editor().workspace, 'seedlings.md'), 'utf8');

  it('asks nobody before the user does', async () => {
    await editor().openFile('seedlings.md');
    await eventually(
      'hints',
      () => editor().inlayHints(),
      found => found.includes('▼ ≠'),
    );
    assert.equal(asked, 0);
  });

  it('lists the candidates as they arrive, what agrees and holds first', async () => {
    await editor().page.getByText('Regenerate from step 1').first().click();
    const rows = await eventually(
      'four candidates',
      () => list(editor()),
      found => found.length === 4 && found.every(row => /check|error/.test(row)) && found[0]!.includes('agree'),
      30,
    );
    assert.match(rows[0]!, /136.*2 agree/s);
    assert.match(rows[1]!, /136/);
    await editor().screenshot(resultPath('regenerate list'));
    assert.equal(asked, 4);
  });

  it('shows a candidate as a difference, with its marks, and another one by a key', async () => {
    const tab = () => editor().page.locator('.tab.active').getAttribute('aria-label');
    await eventually('a difference', tab, label => /candidate \d/.test(label ?? ''));
    await eventually(
      'the new text',
      () => modified(editor()),
      text => text.includes('156'),
    );
    await eventually(
      'its marks',
      () => modified(editor()),
      text => text.includes('✓'),
    );
    await editor().screenshot(resultPath('regenerate difference'));
    const first = await modified(editor());
    await editor().page.keyboard.press('ArrowDown');
    await eventually(
      'the next one',
      () => modified(editor()),
      text => text.includes('136') && text !== first,
    );
    await editor().page.keyboard.press('Alt+[');
    await eventually(
      'the first again',
      () => modified(editor()),
      text => text === first,
    );
    assert.equal(await onDisk(), wrongProduct, 'looking changed the document');
  });

  it('accepts the best one with Enter, and one undo gives the text back to the byte', async () => {
    await sleep(300);
    await editor().page.keyboard.press('Enter');
    // While it is saved, the file is empty for a moment.
    const changed = await eventually('the edit', onDisk, text => text !== '' && text !== wrongProduct);
    const start = wrongProduct.indexOf('There are $12');
    assert.equal(changed.slice(0, start), wrongProduct.slice(0, start));
    assert.match(changed.slice(start), /156[\s\S]*136/);
    await eventually(
      'one editor',
      () => editor().page.locator('.tab').count(),
      count => count === 1,
    );
    await editor().screenshot(resultPath('regenerate accepted'));
    await editor().press('ControlOrMeta+Z');
    await eventually('the old text', onDisk, text => text === wrongProduct);
  });

  it('is offered as a quick fix, and Escape leaves everything as it was', async () => {
    const fix = editor().page.locator('.action-widget .monaco-list-row', { hasText: 'Regenerate from step 1' });
    // After the undo before, the step is judged anew; until then there is nothing to fix.
    await eventually(
      'the quick fix',
      async () => {
        await editor().page.getByText('= 146').first().click();
        await editor().press('ControlOrMeta+.');
        await fix.waitFor({ timeout: 3000 }).catch(() => {});
        return fix.count();
      },
      count => count > 0,
      60,
    );
    await editor().screenshot(resultPath('regenerate quick fix'));
    await fix.click();
    await eventually(
      'candidates',
      () => list(editor()),
      found => found.length === 4,
      30,
    );
    await editor().page.keyboard.press('Escape');
    await eventually(
      'no difference',
      () => editor().page.locator('.tab').count(),
      count => count === 1,
    );
    await eventually(
      'no list',
      () => list(editor()),
      found => found.length === 0,
    );
    assert.equal(await onDisk(), wrongProduct);
    await editor().settled();
  });

  it('accepts nothing by Enter alone where none of the candidates holds, and says so', async () => {
    asked = 0;
    await editor().configure({ 'steplight.generate.candidates': 1 });
    await editor().run('Steplight: Regenerate Solution (Best of N)');
    const input = editor().page.locator('.quick-input-widget:visible input[type="text"]');
    await eventually(
      'the warning',
      async () => (await input.getAttribute('placeholder').catch(() => '')) ?? '',
      text => /^Every candidate \(1\) states something that does not hold/.test(text),
      30,
    );
    await editor().screenshot(resultPath('regenerate none holds'));
    await editor().page.keyboard.press('Enter');
    await sleep(1000);
    assert.equal((await list(editor())).length, 1, 'the list is still there');
    await editor().page.keyboard.press('Escape');
    await eventually(
      'no list',
      () => list(editor()),
      found => found.length === 0,
    );
    assert.equal(await onDisk(), wrongProduct);
    await editor().configure({});
    await editor().settled();
  });

  it('says in plain words that no server answers', async () => {
    server.closeAllConnections();
    server.close();
    await editor().run('Steplight: Regenerate Solution (Best of N)');
    const [message] = await eventually(
      'a message',
      () => editor().notifications(),
      found => found.length > 0,
      30,
    );
    assert.match(message!, /Nobody answers at 127\.0\.0\.1:\d+\. Is the server running/);
    await editor().screenshot(resultPath('regenerate nobody'));
  });

  it('leaves no error in the logs', async () => {
    assert.doesNotMatch(await editor().log('Steplight'), /\[error\]/);
    assert.doesNotMatch(await editor().log('remoteexthost'), /\[error\].*steplight/i);
  });
});

const list = async (editor: Editor): Promise<string[]> => {
  const rows = editor.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  return rows.evaluateAll(found =>
    found.map(
      row => `${[...row.querySelectorAll('.codicon')].map(icon => icon.className).join(' ')} ${row.textContent}`,
    ),
  );
};

/** The right side of the difference in view. */
const modified = async (editor: Editor): Promise<string> => {
  const lines = await editor.page.locator('.editor.modified .view-line').allInnerTexts();
  const marks = await editor.page
    .locator('.editor.modified .view-line span')
    .evaluateAll(spans => spans.map(span => Reflect.get(globalThis, 'getComputedStyle')(span, '::after').content));
  return [...lines, ...marks].join('\n').replaceAll('\u00a0', ' ');
};
