/**
 * The first step of `npm start` and `npm test`: runs on whatever Node a machine has, installs the packages of the lock
 * file and goes on under the Node they pin. Plain JavaScript without dependencies, because nothing is installed yet.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Type stripping without a flag, which all scripts and tests rely on, came with this version. */
const oldestNode = [22, 18];

/** Installs what the lock file asks for, then runs `script` (a path in scripts/) with this process's arguments. */
export async function runInstalled(script) {
  installPackages();
  const node = pinnedNode() ?? ownNode();
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  );
  const child = spawn(node, [join(root, 'scripts', script), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // Ctrl-C reaches the child too, which cleans up and decides the exit status; this process only waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function installPackages() {
  const reason = whyPackagesAreStale();
  if (!reason) return;
  console.log(`Installing npm packages (${reason}) …`);
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const result = npm
    ? spawnSync(process.execPath, [npm, 'ci', '--loglevel=error'], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', ['ci', '--loglevel=error'], {
        cwd: root,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      });
  if (result.status !== 0) {
    stop(`The npm packages could not be installed: see npm's message above, then run "npm ci" yourself and try again.`);
  }
  console.log(`npm packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * Compares the lock file with npm's own record of what lies in node_modules, which npm writes last: no stamp to keep, and
 * an install that was interrupted is repeated.
 */
function whyPackagesAreStale() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'none are installed yet';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const stale = Object.keys(wanted).filter(
    path =>
      path !== '' &&
      wanted[path].version !== installed[path]?.version &&
      // An optional package that is absent is one for other platforms.
      (installed[path] !== undefined || !wanted[path].optional),
  );
  return stale.length > 0 ? `${stale.length} differ from the lock file` : undefined;
}

/** The Node that the lock file pins for this platform, if there is one. */
function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', executable);
  return existsSync(path) ? path : undefined;
}

function ownNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldestNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return process.execPath;
  stop(
    `Node ${process.versions.node} is too old, and npm has no newer one for ${process.platform}-${process.arch}: ` +
      `install Node ${oldestNode.join('.')} or newer and try again.`,
  );
}

function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
