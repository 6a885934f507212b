import type { Readable } from 'node:stream';

/** What the command line sees of the world: a process in earnest, buffers in tests. */
export interface Terminal {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  readonly output: Sink;
  /** For progress and for what went wrong: never part of the result. */
  readonly messages: Sink;
  /** Aborted when the user wants to stop. */
  readonly interrupted: AbortSignal;
}

export interface Sink {
  /** Resolves when more may follow: whoever prints much waits, so that nothing piles up in memory. */
  write(text: string): Promise<void>;
  readonly interactive: boolean;
  readonly columns: number;
}

/** Colour only where a person looks on and has not asked for none (https://no-color.org). */
export function coloured(sink: Sink, environment: Terminal['environment']): boolean {
  return sink.interactive && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** The terminal that this process was started in. */
export function processTerminal(): Terminal {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  return {
    folder: process.cwd(),
    environment: process.env,
    input: process.stdin,
    output: sinkOf(process.stdout),
    messages: sinkOf(process.stderr),
    interrupted: interrupt.signal,
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  let gone = false;
  // The reader has left, as in `steplight score … | head`: nobody needs the rest.
  stream.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    async write(text) {
      if (gone || stream.write(text)) return;
      await new Promise<void>(resolve => {
        const go = () => {
          stream.off('drain', go);
          stream.off('error', go);
          resolve();
        };
        stream.on('drain', go);
        stream.on('error', go);
      });
    },
    get interactive() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 100;
    },
  };
}
