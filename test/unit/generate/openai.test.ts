import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { isThisMachine } from '../../../server/src/generate/http.ts';
import { addressOf, type OpenAIServer, openAISource } from '../../../server/src/generate/openai.ts';
import type { Piece, Prompt, Sampling } from '../../../server/src/generate/source.ts';
import { spoken } from '../../../server/src/phrase.ts';

const key = 'sk-never-to-be-seen-0123456789';
const prompt: Prompt = { system: 'Go on.', user: 'Solve it.', text: 'Problem: solve it.', stop: [] };
const sampling: Sampling = { n: 1, temperature: 0.7, topP: 0.95, seed: 7, maxTokens: 100 };

interface Asked {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** A server that answers as it is told, and remembers what it was asked. */
async function fake(
  t: TestContext,
  answer: (response: ServerResponse, asked: Asked, count: number) => void,
  create: (listener: RequestListener) => Server = createServer,
): Promise<{ endpoint: string; asked: Asked[]; server: Server }> {
  const asked: Asked[] = [];
  const server = create((request, response) => {
    let text = '';
    request.on('data', chunk => {
      text += chunk;
    });
    request.on('end', () => {
      const one = { url: request.url!, headers: request.headers, body: JSON.parse(text) };
      asked.push(one);
      answer(response, one, asked.length);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://localhost:${(server.address() as AddressInfo).port}/v1`, asked, server };
}

const settings = (endpoint: string): OpenAIServer => ({
  endpoint,
  model: 'tiny',
  key,
  form: 'chat',
  pause: 1,
  patience: { connect: 500, answer: 500, silence: 100 },
});

async function written(
  server: OpenAIServer,
  change: Partial<Sampling> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of openAISource(server).write(prompt, { ...sampling, ...change }, signal)) pieces.push(piece);
  return pieces;
}

const textOf = (pieces: readonly Piece[], candidate = 0) =>
  pieces.flatMap(piece => ('text' in piece && piece.candidate === candidate ? [piece.text] : [])).join('');
const failureOf = (pieces: readonly Piece[]) => pieces.flatMap(piece => ('failed' in piece ? [piece.failed] : []))[0];

const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
const says = (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const stops = (reason = 'stop') => event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });

/** The message of the error; it never holds the key. */
async function complaint(server: OpenAIServer, change: Partial<Sampling> = {}): Promise<string> {
  try {
    const failure = failureOf(await written(server, change));
    assert.ok(failure !== undefined, 'expected a complaint');
    const message = spoken(failure);
    assert.ok(!message.includes(key));
    return message;
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'SourceError', error.stack);
    assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(key));
    return error.message;
  }
}

describe('an OpenAI-compatible server', () => {
  it('is asked as the protocol wants it, and its stream is read piece by piece', async t => {
    const { endpoint, asked } = await fake(t, response => {
      stream(response).end(`: hello\n\n${says('So ')}${says('x = 5.')}${stops()}${event('[DONE]')}`);
    });
    const pieces = await written(settings(endpoint));
    assert.deepEqual(pieces, [
      { candidate: 0, text: 'So ' },
      { candidate: 0, text: 'x = 5.' },
      { candidate: 0, ended: 'complete' },
    ]);
    assert.equal(asked[0]!.url, '/v1/chat/completions');
    assert.equal(asked[0]!.headers.authorization, `Bearer ${key}`);
    assert.deepEqual(asked[0]!.body, {
      model: 'tiny',
      messages: [
        { role: 'system', content: 'Go on.' },
        { role: 'user', content: 'Solve it.' },
      ],
      temperature: 0.7,
      top_p: 0.95,
      seed: 7,
      max_tokens: 100,
      stream: true,
    });
  });

  it('may be one that only goes on with a text', async t => {
    const { endpoint, asked } = await fake(t, response => {
      stream(response).end(
        event({ choices: [{ text: 'x = 5' }] }) + event({ choices: [{ text: '', finish_reason: 'length' }] }),
      );
    });
    const pieces = await written({ ...settings(endpoint), form: 'completion' });
    assert.equal(textOf(pieces), 'x = 5');
    assert.deepEqual(pieces.at(-1), { candidate: 0, ended: 'cut' });
    assert.equal(asked[0]!.url, '/v1/completions');
    assert.equal(asked[0]!.body.prompt, prompt.text);
  });

  it('writes N candidates with N seeds, a few at a time', async t => {
    let atOnce = 0;
    let most = 0;
    const { endpoint, asked } = await fake(t, (response, { body }) => {
      most = Math.max(most, ++atOnce);
      setTimeout(() => {
        atOnce--;
        stream(response).end(says(`seed ${body.seed}`) + stops());
      }, 20);
    });
    const pieces = await written(settings(endpoint), { n: 8 });
    assert.deepEqual(asked.map(({ body }) => body.seed).sort(), [7, 8, 9, 10, 11, 12, 13, 14].sort());
    for (let k = 0; k < 8; k++) assert.equal(textOf(pieces, k), `seed ${7 + k}`);
    assert.equal(most, 4);
  });

  it('may cut its stream anywhere: inside a character, inside a line ending', async t => {
    const bytes = Buffer.from(
      `data: ${JSON.stringify({ choices: [{ delta: { content: 'żółw 🐢 → ' } }] })}\r\n\r\n${stops().replaceAll('\n', '\r\n')}`,
    );
    const { endpoint } = await fake(t, async response => {
      stream(response);
      for (let i = 0; i < bytes.length; i++) {
        response.write(bytes.subarray(i, i + 1));
        if (i % 10 === 0) await new Promise(resolve => setImmediate(resolve));
      }
      response.end();
    });
    assert.equal(textOf(await written(settings(endpoint))), 'żółw 🐢 → ');
  });

  it('may answer all at once, though asked to stream', async t => {
    const { endpoint } = await fake(t, response => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(
        JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'x = 5' }, finish_reason: 'stop' }] }),
      );
    });
    assert.equal(textOf(await written(settings(endpoint))), 'x = 5');
  });

  it('is asked again after 429 and 5xx, when it says so', async t => {
    const { endpoint, asked } = await fake(t, (response, _, count) => {
      if (count === 1) response.writeHead(429, { 'retry-after': '0.05' }).end();
      else if (count === 2) response.writeHead(503).end('busy');
      else stream(response).end(says('there') + stops());
    });
    const start = performance.now();
    assert.equal(textOf(await written({ ...settings(endpoint), pause: 1 })), 'there');
    assert.ok(performance.now() - start >= 50);
    assert.equal(asked.length, 3);
  });

  it('is asked without a parameter that it does not know, by every candidate', async t => {
    const { endpoint, asked } = await fake(t, (response, { body }) => {
      if ('seed' in body)
        response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: { message: 'Unsupported parameter', param: 'seed' } }));
      else stream(response).end(says('fine') + stops());
    });
    const pieces = await written(settings(endpoint), { n: 6 });
    for (let k = 0; k < 6; k++) assert.equal(textOf(pieces, k), 'fine');
    assert.ok(asked.length < 12);
  });

  it('may send a question on to another path of its own', async t => {
    const { endpoint, asked } = await fake(t, (response, { url }) => {
      if (url === '/v1/chat/completions') response.writeHead(308, { location: '/v2/chat/completions' }).end();
      else stream(response).end(says('here') + stops());
    });
    assert.equal(textOf(await written(settings(endpoint))), 'here');
    assert.equal(asked.at(-1)!.headers.authorization, `Bearer ${key}`);
  });

  it('is reached through a proxy when it is elsewhere, and the proxy sees no key of an encrypted question', async t => {
    const target = await fake(t, response => stream(response).end(says('through') + stops()));
    const seen: string[] = [];
    const proxy = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      // The name of the other machine doesn't exist: the proxy knows where it is.
      const onward = connect(Number(new URL(target.endpoint).port), '127.0.0.1');
      const { 'proxy-authorization': _, ...headers } = request.headers;
      onward.write(`${request.method} ${new URL(request.url!).pathname} HTTP/1.1\r\n`);
      for (const [name, value] of Object.entries(headers)) onward.write(`${name}: ${value}\r\n`);
      onward.write('connection: close\r\n\r\n');
      request.pipe(onward, { end: false });
      onward.pipe(response.socket!);
    });
    proxy.on('connect', (request, socket) => {
      seen.push(`${request.method} ${request.url}`);
      socket.end('HTTP/1.1 407 Who are you\r\n\r\n');
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    assert.equal(textOf(await written({ ...settings('http://models.example:8000/v1'), proxy: address })), 'through');
    assert.equal(seen[0], 'POST http://models.example:8000/v1/chat/completions');
    const message = await complaint({ ...settings('https://models.example/v1'), proxy: address });
    assert.match(message, /proxy 127\.0\.0\.1:\d+ refused the way to models\.example with status 407/);
    assert.equal(seen[1], 'CONNECT models.example:443');
    assert.equal(textOf(await written({ ...settings(target.endpoint), proxy: address })), 'through');
    assert.equal(seen.length, 2);
  });

  it('stops when nobody wants it any more, and what was there stays', async t => {
    const { endpoint, server } = await fake(t, response => {
      stream(response).write(says('x ='));
    });
    const abort = new AbortController();
    const pieces: Piece[] = [];
    for await (const piece of openAISource({
      ...settings(endpoint),
      patience: { connect: 500, answer: 500, silence: 5000 },
    }).write(prompt, { ...sampling, n: 3 }, abort.signal)) {
      pieces.push(piece);
      if (pieces.length === 3) abort.abort();
    }
    assert.deepEqual(
      pieces.map(piece => 'text' in piece && piece.text),
      ['x =', 'x =', 'x ='],
    );
    await new Promise(resolve => setTimeout(resolve, 20));
    const open = await new Promise<number>(resolve => server.getConnections((_, count) => resolve(count)));
    assert.equal(open, 0);
  });
});

describe('a server that misbehaves', () => {
  const cases: Readonly<Record<string, { answer: (response: ServerResponse) => void; message: RegExp }>> = {
    'with garbage instead of JSON': {
      answer: response => stream(response).end(event('{"choices": [{"delta": {"content": "x"')),
      message: /sent something that isn't JSON\. Is it an OpenAI-compatible server\?/,
    },
    'with JSON of another kind': {
      answer: response => stream(response).end(event({ hello: 'world' })),
      message: /JSON that is no answer of a model/,
    },
    'with a number for a text': {
      answer: response => stream(response).end(event({ choices: [{ delta: { content: 5 } }] })),
      message: /a text that is no text/,
    },
    'with a web page': {
      answer: response => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
      message: /answered with text\/html and not as a model does/,
    },
    'with 401 and the key in its answer': {
      answer: response =>
        response
          .writeHead(401, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}. ${'x'.repeat(500)}` } })),
      message:
        /wants another key \(status 401\)\. Set it with "Steplight: Set API Key"\. It says: Incorrect API key provided: …/,
    },
    'with 404': {
      answer: response => response.writeHead(404).end('{"error": "model \\"tiny\\" not found"}'),
      message:
        /knows no model "tiny" or nothing at \/v1\/chat\/completions \(status 404\).*It says: model "tiny" not found/,
    },
    'with 429 again and again': {
      answer: response => response.writeHead(429).end(),
      message: /takes no more questions for now \(status 429\)/,
    },
    'with 429 for an hour': {
      answer: response => response.writeHead(429, { 'retry-after': '3600' }).end(),
      message: /asks to wait 3600 s/,
    },
    'with 500': {
      answer: response => response.writeHead(500).end('{"detail": "out of memory"}'),
      message: /failed 4 times \(status 500\)\. Its own log says why\. It says: out of memory/,
    },
    'with silence': {
      answer: () => {},
      message: /took the question but has not answered for 500 ms/,
    },
    'with half a stream': {
      answer: response => {
        stream(response).write(says('So x'));
        setTimeout(() => response.destroy(), 20);
      },
      message: /closed the connection in the middle of an answer/,
    },
    'with a stream that ends without an end': {
      answer: response => stream(response).end(says('So x')),
      message: /ended its answer in the middle, without saying that it is complete/,
    },
    'with a stream that falls silent': {
      answer: response => {
        stream(response).write(says('So x'));
      },
      message: /has been silent for 100 ms/,
    },
    'with an error in its stream': {
      answer: response =>
        stream(response).end(says('So x') + event({ error: { message: `overloaded\n\u001b[31m${key}` } })),
      message: /gave up in the middle of an answer\. It says: overloaded \[31m…/,
    },
    'with a redirect to somebody else': {
      answer: response => response.writeHead(307, { location: 'https://elsewhere.example/v1/chat/completions' }).end(),
      message:
        /wants to send the question on to elsewhere\.example\. Steplight sends nothing to an address you didn't choose/,
    },
    'with redirects in a circle': {
      answer: response => response.writeHead(307, { location: '/v1/chat/completions' }).end(),
      message: /wants to send the question on/,
    },
    'with a line without an end': {
      answer: response => stream(response).end('x'.repeat(3_000_000)),
      message: /a line of more than 1048576 characters/,
    },
    'by hanging up': {
      answer: response => response.destroy(),
      message: /closed the connection before it answered/,
    },
  };
  for (const [name, { answer, message }] of Object.entries(cases)) {
    it(`${name} is told in plain words`, async t => {
      const { endpoint } = await fake(t, answer);
      assert.match(await complaint(settings(endpoint)), message);
    });
  }

  it('with 10 MB of tokens is cut off, and the beginning is kept', async t => {
    let sent = 0;
    const { endpoint } = await fake(t, response => {
      stream(response);
      const part = says('0123456789'.repeat(100)).repeat(10);
      const more = () => {
        while (sent < 10_000_000 && response.writable) {
          sent += part.length;
          if (!response.write(part)) {
            response.once('drain', more);
            return;
          }
        }
        if (response.writable) response.end(stops());
      };
      more();
    });
    const pieces = await written(settings(endpoint));
    assert.deepEqual(pieces.at(-1), { candidate: 0, ended: 'cut' });
    assert.equal(textOf(pieces).length, 65_000);
    assert.ok(sent < 9_000_000);
  });

  it('in the middle of one candidate does not spoil the others', async t => {
    const { endpoint } = await fake(t, (response, { body }) => {
      if (body.seed === 8) stream(response).write(says('Half a'), () => setTimeout(() => response.destroy(), 10));
      else stream(response).end(says('whole') + stops());
    });
    const pieces = await written(settings(endpoint), { n: 3 });
    assert.equal(textOf(pieces, 0), 'whole');
    assert.equal(textOf(pieces, 1), 'Half a');
    assert.equal(textOf(pieces, 2), 'whole');
    assert.match(spoken(failureOf(pieces)!), /closed the connection in the middle/);
  });

  it('with a certificate that nobody signed is told so, and gets nothing', async t => {
    const pem = (name: string) => readFileSync(`test/fixtures/generate/untrusted-${name}.pem`);
    const { endpoint, asked } = await fake(
      t,
      response => stream(response).end(says('x') + stops()),
      listener => createTlsServer({ key: pem('key'), cert: pem('certificate') }, listener),
    );
    const message = await complaint(settings(endpoint.replace('http:', 'https:')));
    assert.match(message, /certificate of localhost:\d+ is signed by nobody this machine trusts\. Nothing was sent\./);
    assert.equal(asked.length, 0);
  });

  it('by speaking plain HTTP where TLS was expected is told so', async t => {
    const { endpoint } = await fake(t, response => response.end());
    assert.match(
      await complaint(settings(endpoint.replace('http:', 'https:'))),
      /If it speaks plain HTTP, write http:/,
    );
  });

  it('by not being there is told so, once for all candidates', async t => {
    const { endpoint, server } = await fake(t, () => {});
    server.close();
    const start = performance.now();
    assert.match(
      await complaint(settings(endpoint), { n: 8 }),
      /Nobody answers at localhost:\d+\. Is the server running/,
    );
    assert.ok(performance.now() - start < 1000);
  });
});

describe('the address', () => {
  it('is the base that people copy from anywhere', () => {
    const chat = (endpoint: string) => addressOf({ endpoint, form: 'chat' }).href;
    assert.equal(chat('http://localhost:11434/v1'), 'http://localhost:11434/v1/chat/completions');
    assert.equal(chat('http://localhost:11434/v1/'), 'http://localhost:11434/v1/chat/completions');
    assert.equal(chat('https://a.example/v1/chat/completions'), 'https://a.example/v1/chat/completions');
    assert.equal(chat('https://a.example/x?api-version=2'), 'https://a.example/x/chat/completions?api-version=2');
    assert.equal(
      addressOf({ endpoint: 'http://[::1]:1/v1', form: 'completion' }).href,
      'http://[::1]:1/v1/completions',
    );
  });

  it('is refused when it is none, or when a secret is in it', () => {
    for (const endpoint of ['', 'localhost:11434', 'ftp://x/v1', 'file:///etc/passwd'])
      assert.throws(() => addressOf({ endpoint, form: 'chat' }), /is not an address/);
    assert.throws(
      () => addressOf({ endpoint: `https://me:${key}@a.example/v1`, form: 'chat' }),
      (error: Error) => /Set API Key/.test(error.message) && !error.message.includes(key),
    );
  });

  it('knows this machine', () => {
    for (const here of [
      'http://localhost:1',
      'http://127.0.0.1',
      'http://127.9.9.9',
      'http://[::1]:8',
      'http://a.localhost',
    ])
      assert.ok(isThisMachine(new URL(here)), here);
    for (const there of ['http://127.example', 'http://192.168.1.2', 'http://localhost.example', 'http://[::2]'])
      assert.ok(!isThisMachine(new URL(there)), there);
  });
});
