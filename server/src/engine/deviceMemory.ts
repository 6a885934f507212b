import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../checkpoint/files.ts';
import type { Rung } from './messages.ts';

/**
 * Devices whose trial ended the engine's process, so that not every start begins with a crash. Forgotten after a while: drivers are
 * updated.
 */
const file = 'devices.json';
const keptMilliseconds = 7 * 24 * 3600 * 1000;

interface Failure extends Rung {
  readonly at: number;
}

export async function rememberedFailures(cacheFolder: string | undefined): Promise<Rung[]> {
  const failures = await readFailures(cacheFolder).catch(() => []);
  return failures.filter(({ at }) => Date.now() - at < keptMilliseconds).map(({ at: _, ...rung }) => rung);
}

/** A cache that can't be written costs a crash at the next start, and nothing else. */
export async function rememberFailure(
  cacheFolder: string | undefined,
  rung: Rung,
  log: (message: string) => void,
): Promise<void> {
  if (cacheFolder === undefined) return;
  try {
    await mkdir(cacheFolder, { recursive: true });
    const failures = await readFailures(cacheFolder).catch(() => []);
    const others = failures.filter(({ device }) => device !== rung.device);
    await writeFile(join(cacheFolder, file), JSON.stringify([...others, { ...rung, at: Date.now() }]));
  } catch (error) {
    log(`${cacheFolder} can't be written (${(error as Error).message}): ${rung.device} will be tried again next time`);
  }
}

async function readFailures(cacheFolder: string | undefined): Promise<Failure[]> {
  const text = cacheFolder === undefined ? undefined : await readText(join(cacheFolder, file));
  return text === undefined ? [] : JSON.parse(text);
}
