/**
 * Runs benchmarks: the default exports of bench/NAME.bench.ts, each of which prints its own table.
 *
 *     npm run bench              all, one after the other
 *     npm run bench -- NAME …    these
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './root.ts';
import { runScript } from './script.ts';

const ending = '.bench.ts';

// Benchmarks that load the runtime themselves must not report to its makers.
process.env.ORT_DISABLE_TELEMETRY = '1';

await runScript(async () => {
  const files = (await readdir(join(root, 'bench'))).filter(file => file.endsWith(ending)).sort();
  const names = files.map(file => file.slice(0, -ending.length));
  const { positionals: asked } = parseArgs({ allowPositionals: true });
  const unknown = asked.filter(name => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`No benchmark is called ${unknown.join(' or ')}: there are ${names.join(', ')}.`);
  for (const name of asked.length > 0 ? asked : names) {
    console.log(`\n━━ ${name}`);
    const { default: bench } = await import(pathToFileURL(join(root, 'bench', name + ending)).href);
    await bench();
  }
});
