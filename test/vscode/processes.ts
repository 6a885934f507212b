import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** The running processes that `wanted` says yes to, by the words after the program's name and the process group, as Linux lists them. */
export async function processesOf(
  wanted: (words: readonly string[], group: number) => boolean,
): Promise<RunningProcess[]> {
  const running: RunningProcess[] = [];
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    // One that has ended in the meantime, or that is another's, cannot be read.
    const read = (file: string) => readFile(join('/proc', pid, file), 'utf8').catch(() => '');
    const words = (await read('cmdline')).split('\0');
    // pid (name) state parent group …
    const group = Number((await read('stat')).split(') ')[1]?.split(' ')[2]);
    if (wanted(words.slice(1), group)) running.push({ pid: Number(pid), command: words.join(' ').trim() });
  }
  return running;
}
