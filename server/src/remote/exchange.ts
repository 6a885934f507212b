import { BrokenAnswer, ConnectionError, get, type Patience, post, type Reply } from '../generate/http.ts';
import { SourceError } from '../generate/source.ts';
import { phrase, type Sentence } from '../phrase.ts';
import type { AskAccess } from './access.ts';
import { ServerFailure } from './failure.ts';

/** One server, reached over HTTP and believed in nothing. */
export interface Server {
  readonly base: URL;
  readonly access: AskAccess;
  readonly patience: Patience;
}

/** What a server answered, with its status: a probe learns from refusals, too. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
  /** What a refusal says, as a sentence to append; without the key, which some servers repeat. */
  readonly says: Sentence;
}

const longestRefusal = 65_536;
const megabyte = 2 ** 20;

/** Asks once; every answer of the server, whatever its status, is an answer. Rejects with a ServerFailure or the signal's reason. */
export async function ask(
  { base, access, patience }: Server,
  path: string,
  body: unknown,
  longest: number,
  signal: AbortSignal,
): Promise<Answer> {
  const url = new URL(path, base);
  const { key, proxy, noProxy } = await access(base);
  const headers = {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  };
  const route = { patience, ...(proxy ? { proxy } : {}), ...(noProxy ? { noProxy } : {}) };
  try {
    const reply =
      body === undefined
        ? await get(url, headers, route, signal)
        : await post(url, headers, JSON.stringify(body), route, signal);
    if (reply.status >= 300 && reply.status < 400) {
      reply.discard();
      throw new ServerFailure(
        'refused',
        phrase`${base.host} sends elsewhere (status ${reply.status}), and Steplight stays with the address you gave. Write the new one there if you trust it.`,
      );
    }
    const text = await whole(reply, base, reply.status === 200 ? longest : longestRefusal);
    const says = words(text, key);
    if (reply.status === 429 || reply.status === 503) {
      throw new ServerFailure('busy', phrase`${base.host} is busy (status ${reply.status}).${says}`, waitOf(reply));
    }
    return { status: reply.status, json: parsed(text), text, says };
  } catch (error) {
    throw signal.aborted ? signal.reason : told(error);
  }
}

/** Asks and insists on an answer that says something. */
export async function insist(...question: Parameters<typeof ask>): Promise<unknown> {
  const [{ base }, path] = question;
  const { status, json, text, says } = await ask(...question);
  if (status === 200) {
    if (json !== undefined) return json;
    if (/\bNaN\b|\bInfinity\b/.test(text)) {
      throw new ServerFailure(
        'nonsense',
        phrase`${base.host} computes values that aren't numbers: the weights it serves are broken, or overflow in its number format. Serve them with --dtype bfloat16 or float32.`,
      );
    }
    throw new ServerFailure('away', phrase`${base.host} sent something that isn't JSON.`);
  }
  throw refusal(base, path, status, says);
}

function refusal({ host }: URL, path: string, status: number, says: Sentence): ServerFailure {
  switch (status) {
    case 401:
    case 403:
      return new ServerFailure(
        'refused',
        phrase`${host} wants ${status === 401 ? phrase`a key, or another one` : phrase`another key`} (status ${status}). Set it with "Steplight: Set API Key", or in STEPLIGHT_ENDPOINT_KEY on the command line.${says}`,
      );
    case 404:
      return new ServerFailure('refused', phrase`${host} has nothing at /${path} (status 404).${says}`);
  }
  // A server that fails may be starting again.
  if (status >= 500)
    return new ServerFailure('away', phrase`${host} failed (status ${status}). Its own log says why.${says}`);
  return new ServerFailure('refused', phrase`${host} refused the question (status ${status}).${says}`);
}

function told(error: unknown): unknown {
  if (error instanceof ConnectionError || error instanceof BrokenAnswer)
    return new ServerFailure('away', error.sentence);
  if (error instanceof SourceError) return new ServerFailure('refused', error.sentence);
  return error;
}

async function whole(reply: Reply, { host }: URL, longest: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const part of reply.body) {
    bytes += part.length;
    if (bytes > longest) {
      reply.discard();
      throw new ServerFailure(
        'nonsense',
        phrase`${host} sends more than an answer can be long (${(longest / megabyte).toFixed(1)} MB): it isn't read any further.`,
      );
    }
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

function waitOf({ headers }: Reply): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

/** What a refusal says, in whichever of the usual forms, as one short line. */
function words(text: string, key: string | undefined): Sentence {
  const json = parsed(text);
  const inner = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) return undefined;
    const { error, message, detail } = value as Record<string, unknown>;
    return inner(message) ?? inner(error) ?? inner(detail);
  };
  const said = (inner(json) ?? '').replaceAll(key || '\0', '…');
  const line = said.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  if (line === '') return '';
  const short = line.length > 200 ? `${line.slice(0, 199)}…` : line;
  return phrase` It says: ${short}${/[.!?…]$/.test(short) ? '' : '.'}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
