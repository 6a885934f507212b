/**
 * Writes the VSIX of one platform to dist/: what a user needs and nothing else.
 *
 *     npm run package                            for this platform
 *     npm run package -- --target win32-arm64    for another one
 *     npm run package -- --target all
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { build } from './build.ts';
import { isNewerThan } from './freshness.ts';
import { root } from './root.ts';
import { runScript } from './script.ts';

export const targets = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64', 'darwin-x64'] as const;
export type Target = (typeof targets)[number];

/** onnxruntime has no prebuilt binaries for it: the package there runs everything but the local engine. */
const withoutRuntime: readonly Target[] = ['darwin-x64'];

/** Folders and files that ship as they lie in the repository. */
const shipped = ['README.md', 'CHANGELOG.md', 'LICENSE', 'l10n', 'media', 'syntaxes', 'models/starter'];
const shippedIfThere = ['models/catalog.json'];

/** What of package.json concerns those who develop Steplight, not the editor. */
const developersOnly = ['scripts', 'devDependencies', 'optionalDependencies', 'allowScripts', 'private', 'type'];

/** The package of this platform, made again only if what it holds has changed. */
export async function upToDatePackage(): Promise<string> {
  const path = pathFor(thisPlatform());
  return (await isNewerThan(path, await ingredients())) ? path : packageFor(thisPlatform());
}

export async function packageFor(target: Target): Promise<string> {
  const stage = await mkdtemp(join(tmpdir(), 'steplight-package-'));
  try {
    const bundled = await build({ release: true, folder: join(stage, 'dist') });
    const runtime = withoutRuntime.includes(target)
      ? []
      : await copyRuntime(target, join(stage, 'dist', 'node_modules'));
    await writeFile(join(stage, 'package.json'), await manifest());
    await writeFile(join(stage, 'ThirdPartyNotices.txt'), await notices([...packagesIn(bundled), ...runtime]));
    for (const path of [...shipped, ...shippedIfThere.filter(isThere), ...(await translations())]) {
      await cp(join(root, path), join(stage, path), { recursive: true });
    }
    const path = pathFor(target);
    await mkdir(join(root, 'dist'), { recursive: true });
    // In one move: another process may be installing the one that was there.
    const fresh = `${path}.${process.pid}`;
    await pack(stage, fresh, '--target', target);
    await rename(fresh, path);
    return path;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Makes a VSIX of all that lies in a folder. vsce is talkative, so it is heard only when it fails. */
export async function pack(folder: string, path: string, ...more: readonly string[]): Promise<void> {
  await writeFile(join(folder, '.vscodeignore'), '# All of it ships.');
  const vsce = packageFolder('@vscode/vsce', 'vsce');
  const args = ['package', '--no-dependencies', '--out', path, ...more];
  await promisify(execFile)(process.execPath, [vsce, ...args], { cwd: folder });
}

function pathFor(target: Target): string {
  return join(root, 'dist', `steplight-${target}.vsix`);
}

function thisPlatform(): Target {
  const platform = `${process.platform}-${process.arch}`;
  const found = targets.find(target => target === platform);
  if (!found)
    throw new Error(`There is no package for ${platform}: VS Code's platforms with one are ${targets.join(', ')}.`);
  return found;
}

/** All that a package is made of. */
async function ingredients(): Promise<string[]> {
  const made = [
    'package.json',
    'package-lock.json',
    'client/src',
    'server/src',
    'scripts/build.ts',
    'scripts/package.ts',
  ];
  return [...made, ...shipped, ...shippedIfThere, ...(await translations())];
}

function isThere(path: string): boolean {
  return existsSync(join(root, path));
}

async function translations(): Promise<string[]> {
  return (await readdir(root)).filter(name => /^package\.nls\..*json$|^package\.nls\.json$/.test(name));
}

async function manifest(): Promise<string> {
  const { engines, ...rest } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  for (const key of developersOnly) delete rest[key];
  return JSON.stringify({ ...rest, engines: { vscode: engines.vscode } }, undefined, 2);
}

/**
 * onnxruntime-node loads its binaries from its own folder, so it is not bundled but copied: its JavaScript, that of
 * onnxruntime-common, and the binaries of one platform. The worker in dist/ finds both in dist/node_modules.
 */
async function copyRuntime(target: Target, folder: string): Promise<string[]> {
  const [platform, arch] = target.split('-') as [string, string];
  const binaries = join('bin', 'napi-v6', platform, arch);
  const names = await readdir(packageFolder('onnxruntime-node', binaries));
  await copyFiles('onnxruntime-node', folder, [
    'package.json',
    ...(await scriptsIn('onnxruntime-node', 'dist')),
    // The macOS library lies there twice; the binding asks for the name without the version's details.
    ...names.filter(name => !/\d+\.\d+\.\d+\.dylib$/.test(name)).map(name => join(binaries, name)),
  ]);
  const common = join('dist', 'cjs');
  await copyFiles('onnxruntime-common', folder, [
    'package.json',
    join(common, 'package.json'),
    ...(await scriptsIn('onnxruntime-common', common)),
  ]);
  return ['onnxruntime-node', 'onnxruntime-common'];
}

async function scriptsIn(name: string, folder: string): Promise<string[]> {
  const files = await readdir(packageFolder(name, folder));
  return files.filter(file => file.endsWith('.js')).map(file => join(folder, file));
}

async function copyFiles(name: string, into: string, files: readonly string[]): Promise<void> {
  for (const file of files) await cp(packageFolder(name, file), join(into, name, file));
}

function packageFolder(name: string, ...path: string[]): string {
  return join(root, 'node_modules', name, ...path);
}

/** The npm packages that esbuild took something from. */
function packagesIn(bundled: readonly Metafile[]): string[] {
  const paths = bundled.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  return paths.flatMap(path => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
}

/** The licences of all packages that the extension carries, as they ask to be carried along. */
async function notices(names: readonly string[]): Promise<string> {
  const sections = [...new Set(names)].sort().map(async name => {
    const { version, license } = JSON.parse(await readFile(packageFolder(name, 'package.json'), 'utf8'));
    const file = (await readdir(packageFolder(name))).find(entry => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(packageFolder(name, file), 'utf8') : `Licence: ${license}`;
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return ['Steplight contains the following packages.\n', ...(await Promise.all(sections))].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  const asked = values.target ?? thisPlatform();
  const chosen = asked === 'all' ? targets : targets.filter(target => target === asked);
  if (chosen.length === 0)
    throw new Error(`There is no package for ${asked}: there are ${targets.join(', ')} and all.`);
  for (const target of chosen) {
    const path = await packageFor(target);
    console.log(`${relative(root, path)}  ${((await stat(path)).size / 1e6).toFixed(1)} MB`);
  }
}

if (import.meta.main) await runScript(main);
