import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Manifest } from '../manifest.ts';
import { isServed } from '../remote/served.ts';
import type { Settings } from '../settings.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { type EngineRun, startEngine, startTowers, type TowersRun } from './engineRun.ts';
import { type FlagsOf, switchFlag } from './flags.ts';
import { exerciseOf } from './judging.ts';
import { callWitnesses, scoringFlags, servedFlags, settingsFrom } from './scoring.ts';
import { version } from './version.ts';

const flags = {
  prm: scoringFlags.prm,
  ...servedFlags,
  device: scoringFlags.device,
  json: switchFlag('print JSON'),
} as const;

export const doctorCommand = command({
  usage: 'doctor',
  about: 'check this installation: versions, devices, the PRM, memory',
  details: [
    'What a bug report needs, and nothing of your texts: folders of yours appear as ~.',
    '',
    'Exit code: 0 when all is well, 2 when something is not.',
  ].join('\n'),
  flags,
  run: doctor,
});

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly said: string;
}

type DoctorFlags = FlagsOf<typeof flags>;

async function doctor(_: readonly string[], flags: DoctorFlags, context: Context): Promise<ExitCode> {
  const settings = settingsFrom(flags, context.terminal.folder);
  const findings = [
    ...machine(),
    await exactCheck(context, settings),
    ...(await (isServed(settings) ? servers : prmChecks)(context, settings)),
  ];
  const shown = findings.map(finding => ({ ...finding, said: finding.said.replaceAll(homedir(), '~') }));
  const { output } = context.terminal;
  if (flags.json) await output.write(`${JSON.stringify(shown, undefined, 2)}\n`);
  else for (const { what, well, said } of shown) await output.write(`${well ? '✓' : '✗'} ${what.padEnd(14)} ${said}\n`);
  return shown.every(({ well }) => well) ? 0 : 2;
}

function machine(): Finding[] {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const { node, v8 } = process.versions;
  const place = `${process.platform}-${process.arch}, ${availableParallelism()} cores`;
  return [
    { what: 'Steplight', well: true, said: version() },
    { what: 'Node', well: Number(node.split('.')[0]) >= 22, said: `${node} (V8 ${v8}), needed: 22 or newer` },
    { what: 'Machine', well: true, said: `${place}, ${gigabytes(totalmem())} of memory, ${gigabytes(freemem())} free` },
    runtime(),
  ];
}

function runtime(): Finding {
  try {
    const path = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return { what: 'ONNX Runtime', well: true, said: manifest.version };
  } catch {
    return { what: 'ONNX Runtime', well: false, said: 'onnxruntime-node is missing: install Steplight again.' };
  }
}

/** A relation that holds and one that doesn't, through the very check that documents get. */
async function exactCheck({ createWitnesses }: Context, settings: Settings): Promise<Finding> {
  const what = 'Exact check';
  const { witnesses } = callWitnesses(createWitnesses, settings, 'exact', () => {});
  try {
    const exercise = exerciseOf('doctor', '', ['$12 \\cdot 13 = 156$', '$12 \\cdot 13 = 146$']);
    const answers: string[] = [];
    const wish = { algebra: false, urgent: false };
    for (const witness of witnesses)
      for await (const said of witness.testify(exercise, 0, new AbortController().signal, wish))
        answers.push('relations' in said ? (said.relations[0]?.answer ?? 'silent') : 'silent');
    const well = answers.join() === 'holds,fails';
    return {
      what,
      well,
      said: well ? 'tells 12·13 = 156 from 12·13 = 146' : `says ${answers.join(', ')} where it must say holds, fails`,
    };
  } catch (error) {
    return { what, well: false, said: (error as Error).message };
  } finally {
    await Promise.all(witnesses.map(witness => witness.dispose?.()));
  }
}

/** What the servers that hold the PRM's towers turned out to be. */
async function servers({ terminal }: Context, settings: Settings): Promise<Finding[]> {
  const found: string[] = [];
  try {
    const log = (line: string) => void found.push(line);
    const run = await startTowers(settings, terminal.environment, terminal.interrupted, log);
    try {
      return [...found.map(said => ({ what: 'Server', well: true, said })), await scoring(run)];
    } finally {
      await run.dispose();
    }
  } catch (error) {
    return [{ what: 'Server', well: false, said: (error as Error).message }];
  }
}

async function prmChecks({ terminal }: Context, settings: Settings): Promise<Finding[]> {
  const begun = performance.now();
  let run: EngineRun;
  try {
    run = await startEngine(settings, terminal.interrupted, () => {});
  } catch (error) {
    return [{ what: 'PRM', well: false, said: `${settings.prm}: ${(error as Error).message}` }];
  }
  const loaded = performance.now() - begun;
  try {
    const { manifest, rungs, mode, contextTokens } = run.prm;
    const about = `${manifest.name} ${manifest.version}, reads ${manifest.view}, ${speaks(manifest)}`;
    return [
      { what: 'PRM', well: true, said: `${about}; ${sizeOf(run.prm.folder)} in ${run.prm.folder}` },
      ...rungs.map(({ device, used, reason }) => ({
        what: `Device ${device}`,
        well: true,
        said: `${used ? 'used' : 'not used'}: ${reason}`,
      })),
      {
        what: 'Engine',
        well: true,
        said: `${mode}, up to ${contextTokens} tokens, ready after ${Math.round(loaded)} ms`,
      },
      await scoring(run),
    ];
  } catch (error) {
    return [{ what: 'Engine', well: false, said: (error as Error).message }];
  } finally {
    await run.dispose();
  }
}

function speaks(manifest: Manifest): string {
  if (manifest.family !== 'implicit') return 'says of each step how likely it is to be right';
  return `β ${manifest.beta}, ${manifest.calibration ? 'calibrated' : 'not calibrated: rewards and ranks, no chances'}`;
}

/** Scores one solution twice, in two texts that differ by name only: the numbers must be the same. */
async function scoring({ answers, ...run }: TowersRun | EngineRun): Promise<Finding> {
  const problem = 'Solve $2x + 6 = 10$.';
  const steps = ['$2x = 10 - 6$', '$2x = 4$', '$x = 2$'];
  const begun = performance.now();
  const one = await answers('doctor 1', problem, steps);
  const took = performance.now() - begun;
  const two = await answers('doctor 2', problem, steps);
  const same = JSON.stringify(one) === JSON.stringify(two);
  const vitals = 'engine' in run ? run.engine.status.vitals : undefined;
  const memory = vitals ? `, ${Math.round(vitals.residentBytes / 2 ** 20)} MB of memory` : '';
  const said = `${one.filter(Boolean).length} steps in ${Math.round(took)} ms${memory}; twice ${same ? 'the same numbers' : 'different numbers'}`;
  // A server's batches move the last digits; an engine's must not.
  return { what: 'Scoring', well: same || !('engine' in run), said };
}

function sizeOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
