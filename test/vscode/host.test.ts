import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { build as buildBundles } from '../../scripts/build.ts';
import { whyNoCodeServer } from '../../scripts/codeServer.ts';
import { root } from '../../scripts/root.ts';
import { eventually, openEditor } from './harness.ts';
import type { Result } from './host/main.ts';
import { packTestExtension } from './testExtension.ts';

test('in the extension host of a VS Code in the browser', { skip: whyNoCodeServer() ?? false }, async t => {
  const runner = await packTestExtension(
    'host-checks',
    {
      publisher: 'steplight-tests',
      main: './main.cjs',
      activationEvents: ['onStartupFinished'],
      extensionKind: ['workspace'],
    },
    { 'main.cjs': await bundledChecks() },
  );
  const results = join(dirname(runner.path), 'results.json');
  const editor = await openEditor({ beside: [runner.path], environment: { STEPLIGHT_TEST_RESULTS: results } });
  try {
    const answer = await eventually(
      'results',
      () => readFile(results, 'utf8').catch(() => ''),
      text => text !== '',
      120,
    );
    await report(t, JSON.parse(answer));
  } finally {
    await editor.close();
    await runner.remove();
  }
});

test('in the extension host of a desktop VS Code', async t => {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return t.skip('there is no screen to open it on');
  const executable = await downloadAndUnzipVSCode({ cachePath: join(root, '.vscode-test'), timeout: 5000 }).catch(
    () => undefined,
  );
  if (!executable) return t.skip('it could not be downloaded');
  const folder = await mkdtemp(join(tmpdir(), 'steplight-host-'));
  try {
    await buildBundles();
    const results = join(folder, 'results.json');
    const checks = join(folder, 'checks.cjs');
    await writeFile(checks, await bundledChecks());
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: checks,
      extensionTestsEnv: { STEPLIGHT_TEST_RESULTS: results },
      launchArgs: ['--disable-extensions', '--no-sandbox', '--user-data-dir', join(folder, 'user-data')],
    });
    await report(t, JSON.parse(await readFile(results, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function report(t: TestContext, results: readonly Result[]): Promise<void> {
  for (const { name, error } of results) {
    await t.test(name, () => {
      if (error) throw new Error(error);
    });
  }
}

async function bundledChecks(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'host', 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return outputFiles[0]!.text;
}
