import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder that hasn't touched its lock for so long is gone, wherever it ran. */
const staleMilliseconds = 30_000;
const heartbeatMilliseconds = 5_000;

/**
 * Two Steplights must not fetch one checkpoint at once: the command line beside the editor, or two editors. (If they did, both
 * would write the same bytes; it would cost the network, and nothing would break.)
 */
export async function locked<T>(
  path: string,
  signal: AbortSignal,
  waiting: () => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  while (!(await taken(path))) {
    if (await isAbandoned(path)) {
      await rm(path, { force: true });
      continue;
    }
    waiting();
    await sleep(500, undefined, { signal });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, heartbeatMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function taken(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify({ host: hostname(), process: process.pid }));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (age > staleMilliseconds) return true;
    const holder = JSON.parse(await readFile(path, 'utf8')) as { host: string; process: number };
    return holder.host === hostname() && !runs(holder.process);
  } catch {
    // Gone by now, or just being written.
    return false;
  }
}

function runs(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
