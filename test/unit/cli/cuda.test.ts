import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { runCommandLine } from '../../../server/src/cli/commandLine.ts';
import { canInstallCuda, ownName, runtimesFolder } from '../../../server/src/runtime/cudaFolder.ts';
import { folderWith } from '../../support/folder.ts';
import { startIndex } from '../../support/packageIndex.ts';
import { testTerminal } from '../../support/terminal.ts';

/** A terminal whose user has a home of their own. */
function atHome(t: TestContext) {
  const home = folderWith(t, {});
  const environment = { XDG_DATA_HOME: home, LOCALAPPDATA: home, HOME: home };
  const terminal = testTerminal(home, { environment });
  const createWitnesses = () => assert.fail('nothing is judged here');
  const run = (...args: string[]) => runCommandLine(['cuda', ...args], { terminal, createWitnesses });
  return { terminal, run, runtimes: runtimesFolder(environment) };
}

describe('steplight cuda', () => {
  it('status says whether support is installed, and what CUDA lacks', async t => {
    const { terminal, run } = atHome(t);
    const code = await run('status');
    assert.match(
      terminal.printed(),
      /CUDA support: not installed\n(?:CUDA can't be used: .+|Nothing is missing for CUDA\. .+)\.\n$/,
    );
    assert.equal(code, terminal.printed().includes("can't") ? 1 : 0);
  });

  it('status names the files that are broken', async t => {
    const { terminal, run, runtimes } = atHome(t);
    mkdirSync(join(runtimes, ownName), { recursive: true });
    const files = [{ name: 'liba.so', bytes: 3 }];
    writeFileSync(join(runtimes, ownName, 'installed.json'), JSON.stringify({ version: '1', files }));
    assert.equal(await run('status'), 1);
    assert.match(terminal.printed(), /broken in .* \(liba\.so\): "steplight cuda install" mends it/);
  });

  it('remove frees what is there', async t => {
    const { terminal, run, runtimes } = atHome(t);
    assert.equal(await run('remove'), 0);
    assert.match(terminal.printed(), /was not installed/);
    mkdirSync(join(runtimes, 'fetching'), { recursive: true });
    writeFileSync(join(runtimes, 'fetching', 'half.whl.steplight.incomplete'), Buffer.alloc(2_000_000));
    assert.equal(await run('remove'), 0);
    assert.match(terminal.printed(), /removed: 2\.00 MB are free again/);
  });

  it('install fails with the way out where the index has no such file', async t => {
    const index = await startIndex(t, []);
    const { terminal, run } = atHome(t);
    assert.equal(await run('install', '--index', index.url), 2);
    const expected = canInstallCuda()
      ? /doesn't answer as an index .* can name another/
      : /no CUDA support to install for/;
    assert.match(terminal.said(), expected);
  });

  it('says what there is to do', async t => {
    const { terminal, run } = atHome(t);
    assert.equal(await run('repair'), 2);
    assert.match(terminal.said(), /status, install or remove, not repair/);
  });
});
