import { phrase } from '../phrase.ts';
import { SourceError } from './source.ts';

/** No honest server sends a line longer than this. */
const longestLine = 1_048_576;

/** The `data` of each event of an event stream, as WHATWG defines it: any line ending, comments, values over several lines. */
export async function* events(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let data: string[] = [];
  for await (const line of lines(body)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === 'data') data.push('');
  }
  // Some servers forget the last empty line.
  if (data.length > 0) yield data.join('\n');
}

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let afterReturn = false;
  for await (const bytes of body) {
    let text = decoder.decode(bytes, { stream: true });
    if (text === '') continue;
    if (afterReturn && text[0] === '\n') text = text.slice(1);
    afterReturn = text.endsWith('\r');
    const parts = text.split(/\r\n|\r|\n/);
    rest += parts[0]!;
    for (const part of parts.slice(1)) {
      yield rest;
      rest = part;
    }
    if (rest.length > longestLine)
      throw new SourceError(
        phrase`The server sent a line of more than ${longestLine} characters. That is no model's answer.`,
      );
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
