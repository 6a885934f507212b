import { rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { readText } from '../checkpoint/files.ts';
import { cudaFolder } from '../runtime/cudaFolder.ts';
import { providerVersion } from '../runtime/cudaWheels.ts';
import { readGpu } from './cuda.ts';
import type { Rung } from './messages.ts';

/**
 * Devices whose trial ended the engine's process, so that not every start begins with a crash. Forgotten when what was tried is
 * another by now, when somebody asks for it, and after a while: what we can't see changes, too.
 */
const file = 'devices.json';
const keptMilliseconds = 7 * 24 * 3600 * 1000;

interface Failure {
  readonly device: Rung['device'];
  readonly reason: string;
  readonly at: number;
  /** What it was tried with. */
  readonly software: string;
}

/** What a trial depends on: the runtime, CUDA support, the driver and the system under them. */
export async function softwareOfDevices(): Promise<string> {
  const driver = (await readGpu())?.driverVersion ?? 'no card';
  return `ONNX Runtime ${providerVersion}, ${cudaFolder() ? 'CUDA support' : 'no CUDA support'}, ${driver}, ${release()}`;
}

export async function rememberedFailures(
  cacheFolder: string | undefined,
  softwareNow: () => Promise<string> = softwareOfDevices,
): Promise<Rung[]> {
  const failures = (await readFailures(cacheFolder).catch(() => [])).filter(
    ({ at }) => Date.now() - at < keptMilliseconds,
  );
  // To ask the driver takes a while: only where there is something to compare.
  if (failures.length === 0) return [];
  const now = await softwareNow();
  return failures.filter(({ software }) => software === now).map(rungOf);
}

function rungOf({ device, reason, at }: Failure): Rung {
  const day = new Date(at).toISOString().slice(0, 10);
  const way = '"Steplight: Restart" tries it again, and so does a new driver or version';
  return { device, used: false, crashed: true, reason: `left out since ${day}, for ${reason}; ${way}` };
}

/** A cache that can't be written costs a crash at the next start, and nothing else. */
export async function rememberFailure(
  cacheFolder: string | undefined,
  { device, reason }: Rung,
  log: (message: string) => void,
): Promise<void> {
  if (cacheFolder === undefined) return;
  try {
    await mkdir(cacheFolder, { recursive: true });
    const failures = await readFailures(cacheFolder).catch(() => []);
    const others = failures.filter(failure => failure.device !== device);
    const failure: Failure = { device, reason, at: Date.now(), software: await softwareOfDevices() };
    await writeFile(join(cacheFolder, file), JSON.stringify([...others, failure]));
  } catch (error) {
    log(`${cacheFolder} can't be written (${(error as Error).message}): ${device} will be tried again next time`);
  }
}

/** Every device is tried at the next start. */
export function forgetFailures(cacheFolder: string): void {
  rmSync(join(cacheFolder, file), { force: true });
}

async function readFailures(cacheFolder: string | undefined): Promise<Failure[]> {
  const text = cacheFolder === undefined ? undefined : await readText(join(cacheFolder, file));
  return text === undefined ? [] : JSON.parse(text);
}
