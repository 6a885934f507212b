/**
 * A real VS Code in a browser: code-server from npm, for machines without a VS Code of their own and for the tests. It
 * needs Node 24 and its headers, both of which the pinned Node package for Linux brings, so it runs there.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './root.ts';
import { compilerNeeds, provide, type SystemNeed } from './system.ts';

const version = '4.139.1';
const home = join(root, '.vscode-test', 'code-server');
const entry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
/** Written last, so that an install that was interrupted is repeated. */
const stamp = join(home, 'installed');

const nodePackage = join(root, 'node_modules', `node-linux-${process.arch}`);
const node = join(nodePackage, 'bin', 'node');

/** Why code-server cannot run on this machine, if so. */
export function whyNoCodeServer(): string | undefined {
  if (process.platform === 'linux' && existsSync(join(nodePackage, 'include'))) return undefined;
  return `code-server is compiled with the Node headers that npm has for Linux on x64 and arm64 only, and this is ${process.platform}-${process.arch}.`;
}

function isInstalled(): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
}

/** What the system has to bring before code-server can be installed. */
export function codeServerNeeds(): readonly SystemNeed[] {
  return isInstalled() ? [] : compilerNeeds;
}

/** Installs code-server once; takes about two minutes, because it compiles native modules. */
export async function installCodeServer(): Promise<void> {
  if (isInstalled()) return;
  const obstacle = whyNoCodeServer();
  if (obstacle) throw new Error(obstacle);
  provide(codeServerNeeds());
  console.log(`Installing code-server ${version}, a VS Code for the browser (once, about two minutes) …`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { 'code-server': version },
    allowScripts: { 'code-server': true, argon2: true },
  };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const log = join(home, 'install.log');
  const output = openSync(log, 'w');
  // Under "npm test" this variable names the Node that runs that npm, and code-server's own check would believe it.
  const { npm_config_user_agent: _, ...environment } = process.env;
  const npm = spawn('npm', ['install'], {
    cwd: home,
    stdio: ['ignore', output, output],
    env: {
      ...environment,
      PATH: [join(nodePackage, 'bin'), process.env.PATH].join(delimiter),
      npm_config_nodedir: nodePackage,
    },
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0) {
    console.error(readFileSync(log, 'utf8').split('\n').slice(-40).join('\n'));
    throw new Error(`code-server could not be installed: its last messages stand above, all of them in ${log}.`);
  }
  writeFileSync(stamp, version);
}

/** Where one run of the editor keeps what it writes. */
export interface EditorFolders {
  readonly userData: string;
  readonly extensions: string;
}

export function installExtension(vsix: string, folders: EditorFolders): void {
  execFileSync(node, [entry, ...folderArguments(folders), '--install-extension', vsix, '--force'], { stdio: 'pipe' });
}

export interface CodeServer {
  readonly address: URL;
  readonly pid: number;
  /** What it has printed so far. */
  readonly output: readonly string[];
  stop(): Promise<void>;
}

/** Starts the editor's server on a free port of this machine. It ends with this process, however that ends. */
export async function startCodeServer(
  folders: EditorFolders,
  more: { readonly arguments?: readonly string[]; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<CodeServer> {
  const server = spawn(
    node,
    [
      entry,
      ...folderArguments(folders),
      ...['--bind-addr', '127.0.0.1:0', '--auth', 'none'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      '--disable-getting-started-override',
      ...(more.arguments ?? []),
    ],
    // A process group of its own: its children end with it by one signal.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...more.environment } },
  );
  const exited = once(server, 'exit');
  const pid = server.pid!;
  const killGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.once('exit', killGroup);
  exitOnSignals();

  const output: string[] = [];
  const address = await new Promise<URL>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      createInterface(stream).on('line', line => {
        output.push(line);
        const found = /HTTP server listening on (http:\S+)/.exec(line)?.[1];
        if (found) resolve(new URL(found));
      });
    }
    exited.then(() => reject(new Error(`code-server ended before it listened:\n${output.join('\n')}`)));
  });
  return {
    address,
    pid,
    output,
    async stop() {
      process.removeListener('exit', killGroup);
      killGroup();
      await exited;
    },
  };
}

function folderArguments({ userData, extensions }: EditorFolders): string[] {
  // A configuration file of its own: the user's would be read, or made, otherwise.
  return ['--config', join(userData, 'code-server.yaml'), '--user-data-dir', userData, '--extensions-dir', extensions];
}

/** Turns signals into an exit, so that what is to be done at exit is done. */
function exitOnSignals(): void {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(status));
  }
}
