/**
 * Runs all suites, or those named, and ends with one line that counts them.
 *
 *     npm test                        everything
 *     npm test -- --unit              types, lint and unit tests: the fast inner loop
 *     npm test -- protocol vscode     only these
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { codeServerNeeds, installCodeServer, whyNoCodeServer } from './codeServer.ts';
import { root } from './root.ts';
import { browserNeeds, provide } from './system.ts';

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

type SuiteName =
  | 'types'
  | 'lint'
  | 'dead code'
  | 'unit'
  | 'parity'
  | 'engine'
  | 'generate'
  | 'remote'
  | 'hub'
  | 'build'
  | 'protocol'
  | 'cli'
  | 'package'
  | 'vscode';

interface Suite {
  /** The suite whose success this one needs. */
  readonly needs?: SuiteName;
  run(): Promise<Outcome>;
}

const suites: Record<SuiteName, Suite> = {
  types: tool('typescript/bin/tsc'),
  lint: tool('@biomejs/biome/bin/biome', 'check'),
  'dead code': tool('knip/bin/knip.js'),
  unit: tests('unit'),
  parity: tests('parity'),
  engine: tests('engine'),
  generate: tests('generate'),
  remote: tests('remote'),
  hub: tests('hub'),
  build: script('build.ts'),
  protocol: { needs: 'build', ...tests('protocol') },
  cli: { needs: 'build', ...tests('cli') },
  package: { needs: 'build', ...tests('package') },
  vscode: { needs: 'package', run: inEditor },
};

const inOrder = Object.keys(suites) as SuiteName[];
const fast: readonly SuiteName[] = ['types', 'lint', 'unit'];

// Tests that load the runtime themselves must not report to its makers; the product sees to that where it loads it.
process.env.ORT_DISABLE_TELEMETRY = '1';

await main();

async function main(): Promise<void> {
  process.chdir(root);
  // Each test file is a process of its own; what one of them has compiled, the next need not compile again.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { unit: { type: 'boolean' } } });
  const unknown = positionals.filter(name => !(name in suites));
  if (unknown.length > 0) {
    console.error(`No suite is called ${unknown.join(' or ')}: there are ${inOrder.join(', ')}.`);
    process.exit(1);
  }
  const chosen = values.unit
    ? fast
    : positionals.length > 0
      ? inOrder.filter(name => positionals.includes(name))
      : inOrder;

  const outcomes = new Map<SuiteName, Outcome>();
  for (const name of chosen) {
    const started = Date.now();
    console.log(`\n━━ ${name} ${'━'.repeat(76 - name.length)}`);
    const outcome = await outcomeOf(suites[name], outcomes);
    outcomes.set(name, outcome);
    console.log(`${name}: ${inWords(outcome)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  const total = sum([...outcomes.values()]);
  console.log(`\n${inWords(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function outcomeOf(suite: Suite, before: ReadonlyMap<SuiteName, Outcome>): Promise<Outcome> {
  try {
    if (suite.needs && (before.get(suite.needs)?.failed ?? 0) > 0) {
      throw new Error(`This can't be tested, because "${suite.needs}" failed.`);
    }
    const outcome = await suite.run();
    if (outcome.passed + outcome.failed + outcome.skipped === 0) throw new Error('This suite has no tests.');
    return outcome;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** A tool from npm that passes or fails as a whole. */
function tool(path: string, ...args: string[]): Suite {
  return { run: () => passes(join(root, 'node_modules', path), args) };
}

function script(name: string): Suite {
  return { run: () => passes(join(root, 'scripts', name), []) };
}

async function passes(program: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** The tests under test/`folder`. Each file is a process of its own. */
function tests(folder: string, { oneByOne = false } = {}): Suite {
  return {
    async run() {
      let counted: Outcome = { passed: 0, failed: 0, skipped: 0 };
      const events = run({
        globPatterns: [`test/${folder}/**/*.test.ts`],
        concurrency: oneByOne ? 1 : availableParallelism(),
      });
      const empty = new Set<string>();
      events.on('test:pass', ({ file, name }) => {
        // The runner reports a file without tests as a test that passed and bears the file's name.
        if (file !== undefined && name === file) empty.add(file);
      });
      events.on('test:summary', ({ file, counts, success }) => {
        if (file !== undefined) return;
        const passed = counts.passed - empty.size;
        const failed = counts.tests - passed - counts.skipped - counts.todo;
        // A file that breaks outside its tests fails the run without a failed test.
        counted = { passed, failed: failed > 0 || success ? failed : 1, skipped: counts.skipped };
      });
      // Slow tests are followed one by one; of hundreds of fast ones only the failures are worth reading.
      const report = (oneByOne ? events : Readable.from(failures(events))).pipe(new spec());
      report.pipe(process.stdout, { end: false });
      await finished(report);
      for (const file of empty) console.error(`${relative(root, file)} has no tests.`);
      return counted;
    },
  };
}

async function* failures(events: AsyncIterable<{ readonly type: string }>) {
  const told = new Set(['test:fail', 'test:stderr', 'test:stdout']);
  for await (const event of events) if (told.has(event.type)) yield event;
}

async function inEditor(): Promise<Outcome> {
  if (!whyNoCodeServer()) {
    provide([...browserNeeds, ...codeServerNeeds()]);
    await installCodeServer();
  }
  return tests('vscode', { oneByOne: true }).run();
}

function sum(outcomes: readonly Outcome[]): Outcome {
  const total = (count: keyof Outcome) => outcomes.reduce((all, outcome) => all + outcome[count], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

function inWords({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
