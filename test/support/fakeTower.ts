import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A server of one tower that answers as vLLM 0.32 and SGLang 0.5 do, by their published sources (`entrypoints/openai/completion` and
 * `managers/scheduler_components/logprob_result_processor.py`), and misbehaves on demand. Its log-probabilities depend on all
 * tokens before, as a model's do.
 */
export interface FakeTower {
  readonly base: URL;
  /** Paths that were asked, with the bodies; probes included. */
  readonly asked: {
    readonly path: string;
    readonly body: Record<string, unknown>;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** Connections that the client closed before it was answered. */
  readonly hungUp: () => number;
  readonly close: () => void;
}

export type Dialect = 'vllm' | 'sglang' | 'echo' | 'llamacpp';

export interface FakeTowerOptions {
  readonly dialect?: Dialect;
  readonly tokenize?: (text: string) => readonly number[] | undefined;
  readonly context?: number;
  readonly key?: string;
  /** Of the questions for log-probabilities, counted from 0; the probe's is the first. Answers false to let it answer. */
  readonly instead?: (n: number, response: ServerResponse, answer: Answer) => Promise<boolean> | boolean;
}

interface Answer {
  /** As it would be sent. */
  readonly text: string;
  readonly json: unknown;
}

/** The log-probability that every tower gives token t of a text; `salt` makes one tower unlike another. */
export function fakeLogProb(ids: readonly number[], t: number, salt = 0): number {
  let hash = 2166136261 ^ salt;
  for (let i = 0; i <= t; i++) hash = Math.imul(hash ^ ids[i]!, 16777619);
  return -((hash >>> 0) % 4096) / 512;
}

export async function fakeTower(options: FakeTowerOptions = {}): Promise<FakeTower> {
  const { dialect = 'vllm', tokenize, context = 4096, key, instead } = options;
  const asked: FakeTower['asked'] = [];
  let questions = 0;
  let hungUp = 0;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const path = request.url!;
    const body = text === '' ? {} : JSON.parse(text);
    asked.push({ path, body, headers: request.headers });
    response.on('close', () => {
      if (!response.writableEnded) hungUp++;
    });
    const send = (status: number, json: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    };
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`)
      return send(401, { error: `${request.headers.authorization} is not the key` });
    if (path === '/v1/models') return send(200, { data: [{ id: 'tower', owned_by: dialect, max_model_len: context }] });
    if (path === '/version' || path === '/server_info') return send(200, { version: '1.2.3' });
    if (path === '/props') return send(200, { build_info: 'b1-c0ffee' });
    if (path === '/tokenize') {
      if (dialect === 'llamacpp') return send(200, { tokens: [] });
      const tokens = tokenize?.(String(body.prompt));
      return tokens
        ? send(200, { tokens, count: tokens.length, max_model_len: context })
        : send(404, { detail: 'Not Found' });
    }
    const json = answerOf(dialect, path, body);
    if (json === undefined) return send(404, { detail: 'Not Found' });
    const answer = { text: JSON.stringify(json), json };
    if ((await instead?.(questions++, response, answer)) || response.closed) return;
    return send(200, json);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    base: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    asked,
    hungUp: () => hungUp,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answerOf(dialect: Dialect, path: string, body: Record<string, unknown>): unknown {
  if (dialect === 'sglang') {
    if (path !== '/generate') return undefined;
    const ids = body.input_ids as number[];
    const start = body.logprob_start_len as number;
    const list = ids.slice(start).map((id, i) => [i === 0 ? null : fakeLogProb(ids, start + i), id, null]);
    return {
      text: '',
      meta_info: { prompt_tokens: ids.length, input_token_logprobs: list, output_token_logprobs: [] },
    };
  }
  if (path !== '/v1/completions') return undefined;
  const ids = body.prompt as number[];
  const choice = {
    index: 0,
    text: '?',
    finish_reason: 'length',
    logprobs: null as unknown,
    prompt_logprobs: null as unknown,
  };
  if (dialect === 'vllm' && body.prompt_logprobs === 0) {
    choice.prompt_logprobs = ids.map((id, t) =>
      t === 0 ? null : { [id]: { logprob: fakeLogProb(ids, t), rank: 1, decoded_token: '' } },
    );
  }
  if (dialect === 'echo' && body.echo === true) {
    const all = [...ids, 7];
    choice.logprobs = {
      tokens: all.map(id => `token_id:${id}`),
      token_logprobs: all.map((_, t) => (t === 0 ? null : fakeLogProb(all, t))),
    };
  }
  return { object: 'text_completion', choices: [choice] };
}

/** Sends an answer piece by piece, so slowly that nobody wants to wait for its end. */
export async function drip(response: ServerResponse, text: string, milliseconds: number): Promise<true> {
  response.writeHead(200, { 'content-type': 'application/json' });
  for (const letter of text) {
    if (response.closed) break;
    response.write(letter);
    await sleep(milliseconds);
  }
  response.end();
  return true;
}
