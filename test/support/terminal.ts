import { Readable } from 'node:stream';
import type { Terminal } from '../../server/src/cli/terminal.ts';

export interface TestTerminal extends Terminal {
  readonly printed: () => string;
  readonly said: () => string;
  interrupt(): void;
}

/** A terminal that remembers what was written to it. */
export function testTerminal(
  folder: string,
  { input = '', interactive = false, columns = 100, environment = {} as Record<string, string> } = {},
): TestTerminal {
  const interrupt = new AbortController();
  const sink = () => {
    let text = '';
    return {
      text: () => text,
      sink: {
        interactive,
        columns,
        async write(more: string) {
          text += more;
        },
      },
    };
  };
  const [output, messages] = [sink(), sink()];
  return {
    folder,
    environment,
    input: Readable.from([Buffer.from(input)]),
    output: output.sink,
    messages: messages.sink,
    interrupted: interrupt.signal,
    printed: output.text,
    said: messages.text,
    interrupt: () => interrupt.abort(),
  };
}
