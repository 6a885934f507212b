/**
 * Shows what Steplight does: builds it, scores the files in samples/, and opens them in VS Code with the extension.
 *
 *     npm start                   the user's own VS Code if "code" is on the PATH, else one in the browser
 *     npm start -- --no-editor    stops after the table of steps
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import {
  type EditorFolders,
  installCodeServer,
  installExtension,
  startCodeServer,
  whyNoCodeServer,
} from './codeServer.ts';
import { isNewerThan } from './freshness.ts';
import { upToDatePackage } from './package.ts';
import { root } from './root.ts';
import { runScript } from './script.ts';
import { which } from './system.ts';

const samples = join(root, 'samples');

await runScript(async () => {
  const { values } = parseArgs({ options: { 'no-editor': { type: 'boolean' } } });
  if (
    !(await isNewerThan(join(root, 'dist', 'cli.mjs'), ['client/src', 'server/src', 'package-lock.json', 'scripts']))
  ) {
    console.log('Building …');
    await build();
  }
  console.log('Scoring samples/ …\n');
  const status = await runNode(join(root, 'dist', 'cli.mjs'), 'score', samples);
  if (status > 1) throw new Error('The samples could not be scored: see the message above.');
  if (values['no-editor']) return;
  if (which('code')) await openOwnEditor();
  else await openInBrowser();
});

async function runNode(...args: string[]): Promise<number> {
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  return code ?? 2;
}

async function openOwnEditor(): Promise<void> {
  console.log('\nOpening samples/ in VS Code with the extension …');
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, samples];
  const code = spawn('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const [status] = await once(code, 'exit');
  if (status !== 0)
    throw new Error(`"code ${args.join(' ')}" failed: open VS Code yourself, this folder in it, and press F5.`);
}

async function openInBrowser(): Promise<void> {
  const obstacle = whyNoCodeServer();
  if (obstacle) {
    throw new Error(
      `There is no "code" on the PATH. Install VS Code, or add it to the PATH by its command "Shell Command: Install 'code' command in PATH". (${obstacle})`,
    );
  }
  await installCodeServer();
  const home = join(root, '.vscode-test', 'try-out');
  const folders: EditorFolders = { userData: join(home, 'user-data'), extensions: join(home, 'extensions') };
  console.log('\nStarting VS Code for the browser …');
  installExtension(await upToDatePackage(), folders);
  const server = await startCodeServer(folders);
  const address = new URL(server.address);
  address.search = new URLSearchParams({ folder: samples }).toString();
  console.log(`\nOpen ${address} in a browser. Ctrl-C stops it.`);
}
