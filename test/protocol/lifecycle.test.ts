import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { startServer } from '../support/lspClient.ts';

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = async (pid: number) => {
  for (let waited = 0; alive(pid); waited += 50) {
    assert.ok(waited < 10_000, `process ${pid} is still there after 10 s`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
};

describe('the server', () => {
  it('ends with status 0 after shutdown and exit, also while it is at work', async () => {
    const server = await startServer(['test/support/fakeServer.ts'], { env: { FAKE_DELAY: '5000' } });
    server.open('file:///a.md', '**Problem.** Find $x$.\n\n**Solution.** So $x = 1$.\n\nThus $x > 0$.\n');
    await server.until(() => server.logged.some(line => line.startsWith('asked')), 'work');
    assert.equal(await server.stop(), 0);
  });

  it('ends when the editor dies without a word', async () => {
    const editor = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn } = require('node:child_process');
         const server = spawn(process.execPath, ['test/support/fakeServer.ts', '--stdio'], { stdio: ['pipe', 'inherit', 'inherit'] });
         console.error('pid ' + server.pid);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    for await (const chunk of editor.stderr) {
      said += chunk;
      if (said.includes('\n')) break;
    }
    const pid = Number(/pid (\d+)/.exec(said)![1]);
    await new Promise(resolve => setTimeout(resolve, 300));
    assert.ok(alive(pid));
    const exit = once(editor, 'exit');
    editor.kill('SIGKILL');
    await exit;
    await gone(pid);
  });
});
