import type { Sink } from './terminal.ts';

/** How far a long run is: one line that is written over on a terminal, one line every half minute elsewhere. */
export interface Progress {
  /** So many of the whole are done. */
  reached(done: number): Promise<void>;
  /** Makes room for a result. */
  clear(): Promise<void>;
}

const clearLine = '\r\u001b[K';

export function createProgress(
  messages: Sink,
  total: number,
  noun: string,
  before = 0,
  now = () => performance.now(),
): Progress {
  const started = now();
  let told = started;
  let shown = false;
  return {
    async reached(done) {
      const pause = messages.interactive ? 200 : 30_000;
      // Whoever is done within a second needs no progress.
      if (now() - started < 1000 || now() - told < pause || done >= total) return;
      told = now();
      const text = progressText(done, total, noun, (now() - started) / 1000, before);
      await messages.write(messages.interactive ? `${clearLine}${text.slice(0, messages.columns - 1)}` : `${text}\n`);
      shown = messages.interactive;
    },
    async clear() {
      if (shown) await messages.write(clearLine);
      shown = false;
    },
  };
}

/** One line that is written over on a terminal; elsewhere it says something new twice a minute. */
export function createStatusLine(
  messages: Sink,
  now = () => performance.now(),
): { show(text: string): Promise<void>; clear(): Promise<void> } {
  let told = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    async show(text) {
      if (now() - told < (messages.interactive ? 100 : 30_000)) return;
      told = now();
      await messages.write(messages.interactive ? `${clearLine}${text.slice(0, messages.columns - 1)}` : `${text}\n`);
      shown = messages.interactive;
    },
    async clear() {
      if (shown) await messages.write(clearLine);
      shown = false;
    },
  };
}

/** "120 of 400 solutions, 8.1 a second, 35 s to go"; what was done `before` this run says nothing about its speed. */
export function progressText(done: number, total: number, noun: string, seconds: number, before = 0): string {
  const rate = (done - before) / seconds;
  const [speed, unit] = rate < 1 ? [60 * rate, 'minute'] : [rate, 'second'];
  const left =
    rate > 0 ? `, ${speed.toFixed(speed < 10 ? 1 : 0)} a ${unit}, ${duration((total - done) / rate)} to go` : '';
  return `${done} of ${total} ${noun}${left}`;
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
