import { setTimeout as sleep } from 'node:timers/promises';
import { whenAborted } from '../cancelling.ts';
import { phrase, type Sentence } from '../phrase.ts';
import { ConnectionError, patience, post, type Reply, type Route } from './http.ts';
import {
  type CandidateSource,
  type Ending,
  merged,
  type Piece,
  type Prompt,
  type Sampling,
  SourceError,
} from './source.ts';
import { events } from './sse.ts';

/** A server that speaks OpenAI's protocol: vLLM, SGLang, llama.cpp, Ollama, LM Studio, a hosted one. */
export interface OpenAIServer {
  /** "http://localhost:8000/v1" */
  readonly endpoint: string;
  readonly model: string;
  readonly key?: string;
  /** Turns of a talk, or one text to go on with. */
  readonly form: 'chat' | 'completion';
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
  readonly patience?: Route['patience'];
  /** How long to wait before the second try, in milliseconds; doubled for each further one. */
  readonly pause?: number;
}

/** Candidates asked for at the same time: enough for a server that batches, not too many for one that doesn't. */
const width = 4;
const tries = 4;
/** Longer than this nobody waits in front of an editor, whatever the server says. */
const longestPause = 30_000;
/** A candidate with more characters is no solution but a model that can't stop. */
const longestCandidate = 65_536;
const longestError = 65_536;
const mostRedirects = 3;

/** Parameters that a server may not know; it can do without them. */
const dispensable = ['seed', 'top_p', 'temperature', 'stop', 'max_tokens'] as const;

/** The address that a request goes to; throws when the setting isn't one. */
export function addressOf({ endpoint, form }: Pick<OpenAIServer, 'endpoint' | 'form'>): URL {
  const url = URL.parse(endpoint.trim());
  if (!url || !/^https?:$/.test(url.protocol))
    throw new SourceError(
      phrase`"${endpoint}" is not an address. Set "steplight.generate.endpoint" to one such as http://localhost:11434/v1.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new SourceError(
      phrase`The address of ${url.host} has a name or a password in it, and settings are no place for them. Take it out and use "Steplight: Set API Key".`,
    );
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(?:chat\/)?completions$/, '');
  url.pathname = `${path}${form === 'chat' ? '/chat/completions' : '/completions'}`;
  url.hash = '';
  return url;
}

export function openAISource(server: OpenAIServer): CandidateSource {
  const address = addressOf(server);
  if (server.model.trim() === '')
    throw new SourceError(
      phrase`No model is named for ${address.host}. Set "steplight.generate.model" to one that it serves.`,
    );
  return {
    name: `${server.model} at ${address.host}`,
    async *write(prompt, sampling, signal) {
      const own = new AbortController();
      const deaf = whenAborted(signal, () => own.abort());
      const learnt: Learnt = { without: new Set(), answers: false };
      const writers = Array.from(
        { length: sampling.n },
        (_, candidate) => () => one(server, address, { prompt, sampling, candidate, learnt }, own.signal),
      );
      try {
        if (!signal.aborted) yield* merged(writers, width);
      } finally {
        deaf();
        own.abort();
      }
    },
  };
}

/** What one candidate learns of the server, so that the others needn't find it out again. */
interface Learnt {
  /** Parameters that it doesn't know. */
  readonly without: Set<string>;
  /** It has written something: what goes wrong from now on concerns one candidate, and not all. */
  answers: boolean;
}

interface Question {
  readonly prompt: Prompt;
  readonly sampling: Sampling;
  readonly candidate: number;
  readonly learnt: Learnt;
}

/** One candidate, by one request: few servers know how to write several for one. */
async function* one(
  server: OpenAIServer,
  address: URL,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<Piece, void, void> {
  const { candidate, learnt } = question;
  try {
    const reply = await asked(server, address, question, signal);
    let length = 0;
    for await (const part of told(reply, server, address)) {
      learnt.answers = true;
      if ('ended' in part) {
        yield { candidate, ended: part.ended };
        return;
      }
      length += part.text.length;
      if (length > longestCandidate) {
        yield { candidate, ended: 'cut' };
        return;
      }
      yield { candidate, text: part.text };
    }
    throw new SourceError(phrase`${address.host} ended its answer in the middle, without saying that it is complete.`);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof SourceError) || !learnt.answers) throw error;
    yield { candidate, failed: error.sentence };
  }
}

function bodyOf({ model, form }: OpenAIServer, { prompt, sampling, candidate, learnt }: Question): string {
  const { temperature, topP, seed, maxTokens } = sampling;
  const wishes = {
    temperature,
    top_p: topP,
    seed: seed + candidate,
    max_tokens: maxTokens,
    ...(prompt.stop.length > 0 ? { stop: prompt.stop } : {}),
  };
  const known = Object.entries(wishes).filter(([name]) => !learnt.without.has(name));
  const text =
    form === 'chat'
      ? {
          messages: [
            { role: 'system', content: prompt.system },
            { role: 'user', content: prompt.user },
          ],
        }
      : { prompt: prompt.text };
  return JSON.stringify({ model, ...text, ...Object.fromEntries(known), stream: true });
}

/** Asks until there is an answer to read: waits where the server is busy, leaves out what it doesn't know, stays on its host. */
async function asked(server: OpenAIServer, address: URL, question: Question, signal: AbortSignal): Promise<Reply> {
  const { key, proxy, noProxy } = server;
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  };
  const route: Route = {
    patience: server.patience ?? patience,
    ...(proxy ? { proxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  };
  let to = address;
  let redirects = 0;
  let pause = server.pause ?? 500;
  for (let tried = 1; ; ) {
    let reply: Reply;
    let left: ReadonlySet<string>;
    try {
      left = new Set(question.learnt.without);
      reply = await post(to, headers, bodyOf(server, question), route, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof ConnectionError) || tried >= tries) throw error;
      tried++;
      await sleep(pause, undefined, { signal });
      pause *= 2;
      continue;
    }
    const { status } = reply;
    if (status === 200) return reply;
    const said = await errorOf(reply, key);
    if (status >= 300 && status < 400) {
      const next = URL.parse(String(reply.headers.location ?? ''), to.href);
      if (!next || next.origin !== to.origin || ++redirects > mostRedirects)
        throw new SourceError(
          phrase`${to.host} wants to send the question on to ${next ? next.host : phrase`nowhere`}. Steplight sends nothing to an address you didn't choose. If that one is right, put it into "steplight.generate.endpoint".`,
        );
      to = next;
      continue;
    }
    const unknown = status === 400 || status === 422 ? dispensable.find(name => refers(said, name, left)) : undefined;
    if (unknown) {
      question.learnt.without.add(unknown);
      continue;
    }
    const again = status === 429 || status === 408 || status >= 500;
    const wait = retryAfter(reply) ?? pause * (0.75 + Math.random() / 2);
    if (!again || tried >= tries || wait > longestPause)
      throw new SourceError(refusal(to, status, said, server.model, wait));
    tried++;
    await sleep(wait, undefined, { signal });
    pause *= 2;
  }
}

const refers = ({ message, param }: Said, name: string, left: ReadonlySet<string>) =>
  !left.has(name) && (param === name || (param === undefined && new RegExp(`\\b${name}\\b`).test(message)));

function retryAfter({ headers }: Reply): number | undefined {
  const value = headers['retry-after'];
  if (!value) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? 1000 * Number(value) : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function refusal(to: URL, status: number, { message }: Said, model: string, wait: number): Sentence {
  const words = message === '' ? '' : phrase` It says: ${message}${''}`;
  switch (status) {
    case 401:
    case 403:
      return phrase`${to.host} wants another key (status ${status}). Set it with "Steplight: Set API Key".${words}`;
    case 404:
      return phrase`${to.host} knows no model "${model}" or nothing at ${to.pathname} (status 404). Correct "steplight.generate.model" or "steplight.generate.endpoint".${words}`;
    case 429:
      return phrase`${to.host} takes no more questions for now (status 429)${wait > longestPause ? phrase`: it asks to wait ${Math.round(wait / 1000)} s` : ''}. Try again later, or ask for fewer candidates.${words}`;
  }
  if (status >= 500) return phrase`${to.host} failed ${tries} times (status ${status}). Its own log says why.${words}`;
  return phrase`${to.host} refused the question (status ${status}).${words}`;
}

interface Said {
  readonly message: string;
  readonly param?: string;
}

/** What a refusal says in its body, in whichever of the usual forms, as one short line. */
async function errorOf(reply: Reply, key: string | undefined): Promise<Said> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const bytes of reply.body) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > longestError) break;
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
  }
  const json = parsed(text);
  const error = isRecord(json) ? (json.error ?? json) : undefined;
  if (typeof error === 'string') return { message: short(error, key) };
  if (!isRecord(error)) return { message: '' };
  const message = [error.message, error.detail].find(one => typeof one === 'string') ?? '';
  return { message: short(message as string, key), ...(typeof error.param === 'string' ? { param: error.param } : {}) };
}

/** What the answer says, checked: a stream of events, or all at once from a server that doesn't stream. */
async function* told(
  reply: Reply,
  server: OpenAIServer,
  address: URL,
): AsyncGenerator<{ readonly text: string } | { readonly ended: Ending }, void, void> {
  const type = String(reply.headers['content-type'] ?? '')
    .split(';')[0]!
    .trim()
    .toLowerCase();
  if (type === 'application/json') {
    yield* choice(parsed(await whole(reply, address)), server, address);
    return;
  }
  if (type !== 'text/event-stream')
    throw new SourceError(
      phrase`${address.host} answered with ${type === '' ? phrase`something that has no type` : short(type, server.key)} and not as a model does. Does "steplight.generate.endpoint" lead to an OpenAI-compatible server? It often ends with /v1.`,
    );
  for await (const data of events(reply.body)) {
    if (data === '[DONE]') {
      yield { ended: 'complete' };
      return;
    }
    for (const part of choice(parsed(data), server, address)) {
      yield part;
      if ('ended' in part) return;
    }
  }
}

/** The text and the ending in one message of the server. A message without a choice (a count of tokens) says nothing. */
function* choice(
  message: unknown,
  { form, key }: OpenAIServer,
  { host }: URL,
): Generator<{ readonly text: string } | { readonly ended: Ending }, void, void> {
  const odd = (what: Sentence) => new SourceError(phrase`${host} sent ${what}. Is it an OpenAI-compatible server?`);
  if (!isRecord(message)) throw odd(phrase`something that isn't JSON`);
  if (message.error !== undefined && message.error !== null) {
    const { error } = message;
    const words = isRecord(error) && typeof error.message === 'string' ? error.message : String(error);
    throw new SourceError(phrase`${host} gave up in the middle of an answer. It says: ${short(words, key)}`);
  }
  if (!Array.isArray(message.choices)) throw odd(phrase`JSON that is no answer of a model`);
  const first: unknown = message.choices[0];
  if (first === undefined) return;
  if (!isRecord(first)) throw odd(phrase`JSON that is no answer of a model`);
  const turn = first.delta ?? first.message;
  const text = form === 'completion' ? first.text : isRecord(turn) ? turn.content : undefined;
  if (typeof text === 'string') {
    if (text !== '') yield { text };
  } else if (text !== undefined && text !== null) throw odd(phrase`a text that is no text`);
  const reason = first.finish_reason;
  if (typeof reason === 'string') yield { ended: reason === 'length' ? 'cut' : 'complete' };
}

async function whole({ body }: Reply, { host }: URL): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > 8 * longestCandidate)
      throw new SourceError(phrase`${host} sent more than a solution can be long.`);
  }
  return text + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One line of at most 200 characters, without control characters, and without the key that some servers repeat. */
function short(text: string, key: string | undefined): string {
  const line = (key ? text.replaceAll(key, '…') : text).replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
