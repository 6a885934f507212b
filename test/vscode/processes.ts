import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** The processes that were started with a file in `folder`, as Linux lists them. */
export async function processesIn(folder: string): Promise<RunningProcess[]> {
  const running: RunningProcess[] = [];
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    // One that has ended in the meantime has no command any more.
    const command = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '');
    const words = command.split('\0');
    if (words.slice(1).some(word => word.startsWith(folder) && /\.[cm]?js$/.test(word))) {
      running.push({ pid: Number(pid), command: words.join(' ').trim() });
    }
  }
  return running;
}
