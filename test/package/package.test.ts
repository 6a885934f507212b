import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { bundles } from '../../scripts/build.ts';
import { packageFor, type Target, targets } from '../../scripts/package.ts';
import { readZip, type ZipEntry } from './zip.ts';

/** What Windows brings for its graphics cards, DirectML and a shader compiler, takes 19 MB of its own. */
const budget = (target: Target) => (target.startsWith('win32') ? 55e6 : 45e6);
const nativeFile = /\/bin\/napi-v6\//;

const here = `${process.platform}-${process.arch}`;
/** The one that most people fetch, the largest, the one without a runtime, and the one that can be run here. */
const looked = new Set<Target>([
  'linux-x64',
  'win32-arm64',
  'darwin-x64',
  ...targets.filter(target => target === here),
]);

for (const target of looked)
  describe(`the package for ${target}`, () => {
    let path = '';
    let entries: readonly ZipEntry[] = [];
    before(async () => {
      path = await packageFor(target);
      entries = readZip(readFileSync(path));
    });

    it('is small enough to be fetched in a moment', () => {
      const { size } = statSync(path);
      const biggest = entries.toSorted((one, other) => other.packedSize - one.packedSize).slice(0, 10);
      const list = biggest.map(entry => `${megabytes(entry.packedSize)}  ${entry.path}`).join('\n');
      const most = budget(target);
      assert.ok(size < most, `${megabytes(size)} is more than ${megabytes(most)}. The biggest files:\n${list}`);
    });

    it('holds what runs and what is shown, and nothing else', () => {
      const bundle = Object.values(bundles)
        .map(({ out }) => out.replace('.', '\\.'))
        .join('|');
      const expected = new RegExp(
        [
          String.raw`^extension/(package(\.nls(\.\w+)*)?\.json|readme\.md|changelog\.md|LICENSE\.txt|ThirdPartyNotices\.txt)$`,
          `^extension/dist/(${bundle})$`,
          String.raw`^extension/dist/node_modules/onnxruntime-(node|common)/(package\.json|dist/.*\.js|dist/cjs/package\.json|bin/.*)$`,
          String.raw`^extension/l10n/bundle\.l10n\.[\w-]+\.json$`,
          String.raw`^extension/(media|syntaxes)/.*\.(png|svg|md|json)$`,
          String.raw`^extension/media/chart/chart\.(css|js)$`,
          String.raw`^extension/models/(catalog\.json$|starter/)`,
          String.raw`^(extension\.vsixmanifest|\[Content_Types\]\.xml)$`,
        ].join('|'),
      );
      const others = entries
        .map(entry => entry.path)
        .filter(entry => !expected.test(entry) || /\.(ts|map|py)$/.test(entry));
      assert.deepEqual(others, []);
    });

    it('has all its bundles', () => {
      for (const { out } of Object.values(bundles))
        assert.ok(
          entries.some(entry => entry.path === `extension/dist/${out}`),
          out,
        );
    });

    it('has the native files of its platform alone', () => {
      const folders = new Set(
        entries
          .map(entry => entry.path)
          .filter(entry => nativeFile.test(entry))
          .map(folderOfNative),
      );
      assert.deepEqual([...folders], target === 'darwin-x64' ? [] : [target.replace('-', '/')]);
    });

    it('has every file that its manifest names, and nothing for developers', () => {
      const manifest = JSON.parse(contentOf('package.json'));
      for (const key of ['scripts', 'devDependencies', 'optionalDependencies', 'private'])
        assert.ok(!(key in manifest), key);
      const { contributes } = manifest;
      const named = [
        manifest.main,
        manifest.icon,
        ...contributes.grammars.map(({ path }: { path: string }) => path),
        ...contributes.languages.map(({ configuration }: { configuration: string }) => configuration),
        // Each language has its own pages, so the texts of the manifest name them.
        ...contributes.walkthroughs.flatMap(({ steps }: { steps: { media: { markdown: string } }[] }) =>
          steps.flatMap(({ media }) =>
            ['package.nls.json', 'package.nls.de.json'].map(
              texts => JSON.parse(contentOf(texts))[media.markdown.replaceAll('%', '')],
            ),
          ),
        ),
      ].map(file => join('extension', file).replaceAll('\\', '/'));
      assert.deepEqual(
        named.filter(file => !entries.some(entry => entry.path === file)),
        [],
      );
    });

    it('carries the licences of what it contains', () => {
      const notices = contentOf('ThirdPartyNotices.txt');
      for (const name of ['vscode-languageclient', 'mdast-util-from-markdown'])
        assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
      assert.equal(/^onnxruntime-node \d/m.test(notices), target !== 'darwin-x64');
    });

    if (target === here)
      it('runs where it is unpacked', () => {
        const folder = mkdtempSync(join(tmpdir(), 'steplight-unpacked-'));
        try {
          for (const entry of entries) write(join(folder, entry.path), entry.content());
          const dist = join(folder, 'extension', 'dist');
          const note = join(folder, 'note.md');
          write(note, '**Problem.** Compute.\n\n**Solution.** We have $12 \\cdot 13 = 146$.\n');
          const table = run(join(dist, 'cli.mjs'), 'score', note);
          assert.match(table, /156, not 146/);
          const probe =
            "import { InferenceSession } from 'onnxruntime-node'; console.log(typeof InferenceSession.create);";
          write(join(dist, 'probe.mjs'), Buffer.from(probe));
          assert.equal(run(join(dist, 'probe.mjs')).trim(), 'function');
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      });

    function contentOf(file: string): string {
      return (
        entries
          .find(entry => entry.path === `extension/${file}`)
          ?.content()
          .toString('utf8') ?? assert.fail(`no ${file}`)
      );
    }
  });

function folderOfNative(path: string): string {
  return path.split(nativeFile)[1]!.split('/').slice(0, 2).join('/');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function run(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return stdout + stderr;
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
