/**
 * Bundles what runs on a user's machine into dist/.
 *
 *     npm run build                      all bundles, with source maps
 *     npm run build -- client server     only these
 *     npm run build -- --watch           again whenever a source changes
 *     npm run build -- --release         minified, without source maps, as in the package
 *
 * The client is CommonJS: an extension's entry is loaded with `require` by every editor since 1.101, forks included. All
 * others are started as files of their own by Node and stay ES modules, as their sources are: `import.meta` and
 * top-level `await` mean there what they mean in the sources. The extensions .cjs and .mjs say which is which, whatever
 * a package.json nearby says.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, context, type Metafile, build as runEsbuild } from 'esbuild';
import { root } from './root.ts';
import { runScript } from './script.ts';

interface Bundle {
  readonly entry: string;
  readonly out: string;
  readonly external?: readonly string[];
  /** Packages that stay out of it: they are the bundles beside it, loaded when they are first needed. */
  readonly apart?: Readonly<Record<string, string>>;
}

export const bundles = {
  client: { entry: 'client/src/main.ts', out: 'client.cjs', external: ['vscode'] },
  server: { entry: 'server/src/main.ts', out: 'server.mjs' },
  worker: { entry: 'server/src/engine/worker.ts', out: 'worker.mjs', external: ['onnxruntime-node'] },
  fetcher: { entry: 'server/src/hub/fetcherProcess.ts', out: 'fetcher.mjs' },
  checker: {
    entry: 'server/src/formulas/checkerWorker.ts',
    out: 'checker.mjs',
    apart: { '@cortex-js/compute-engine': './compute-engine.mjs' },
  },
  'compute-engine': {
    entry: 'node_modules/@cortex-js/compute-engine/dist/esm-min/compute-engine.js',
    out: 'compute-engine.mjs',
  },
  cli: { entry: 'server/src/cli/main.ts', out: 'cli.mjs' },
} as const satisfies Record<string, Bundle>;

type BundleName = keyof typeof bundles;
const allBundles = Object.keys(bundles) as BundleName[];

export interface BuildRequest {
  readonly names?: readonly BundleName[];
  readonly release?: boolean;
  /** Where the bundles go; dist/ unless said otherwise. */
  readonly folder?: string;
}

/** Builds the bundles and returns what esbuild put into each. */
export async function build(request: BuildRequest = {}): Promise<Metafile[]> {
  const names = request.names ?? allBundles;
  const missing = names.map(name => bundles[name].entry).filter(entry => !existsSync(join(root, entry)));
  if (missing.length > 0) throw new Error(`Nothing to bundle at ${missing.join(', ')}: these entries don't exist.`);
  await mkdir(request.folder ?? join(root, 'dist'), { recursive: true });
  return Promise.all(names.map(async name => (await runEsbuild(options(name, request))).metafile));
}

async function watch(names: readonly BundleName[]): Promise<void> {
  for (const name of names) {
    const watched = await context({ ...options(name, {}), logLevel: 'info' });
    await watched.watch();
  }
}

function options(name: BundleName, { release = false, folder = join(root, 'dist') }: BuildRequest) {
  const bundle: Bundle = bundles[name];
  const esm = bundle.out.endsWith('.mjs');
  return {
    absWorkingDir: root,
    entryPoints: [bundle.entry],
    outfile: join(folder, bundle.out),
    bundle: true,
    platform: 'node',
    // The Node inside the oldest VS Code that the manifest accepts.
    target: 'node22',
    format: esm ? 'esm' : 'cjs',
    // ES modules of packages where there are any: they bundle smaller than their UMD twins.
    mainFields: ['module', 'main'],
    // CommonJS packages inside an ES module still call require for Node's own modules.
    ...(esm && {
      banner: {
        js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
      },
    }),
    external: [...(bundle.external ?? []), ...Object.values(bundle.apart ?? {})],
    alias: { ...bundle.apart },
    minify: release,
    sourcemap: release ? false : 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  } satisfies BuildOptions;
}

function isBundleName(name: string): name is BundleName {
  return name in bundles;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { watch: { type: 'boolean' }, release: { type: 'boolean' } },
  });
  const unknown = positionals.filter(name => !isBundleName(name));
  if (unknown.length > 0)
    throw new Error(`No bundle is called ${unknown.join(' or ')}: there are ${allBundles.join(', ')}.`);
  const names = positionals.length > 0 ? positionals.filter(isBundleName) : allBundles;
  if (values.watch) return watch(names);
  for (const { outputs } of await build({ names, release: values.release ?? false })) {
    for (const [path, { bytes }] of Object.entries(outputs)) {
      if (!path.endsWith('.map')) console.log(`${path}  ${Math.ceil(bytes / 1000)} kB`);
    }
  }
}

if (import.meta.main) await runScript(main);
