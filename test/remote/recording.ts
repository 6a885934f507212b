import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answered {
  readonly status: number;
  readonly body: string;
}

/** What a server was asked, by a digest of the question, and what it answered. */
export type Recording = Record<string, Answered>;

/** A server that asks another one and notes what was said. */
export const recorder = (address: string, recording: Recording): Server =>
  createServer(async (request, response) => {
    const body = await textOf(request);
    const asked = await fetch(new URL(request.url!, address), {
      method: request.method!,
      ...(body === '' ? {} : { body, headers: { 'content-type': 'application/json' } }),
    });
    const answered = { status: asked.status, body: await asked.text() };
    recording[nameOf(request, body)] = answered;
    response.writeHead(answered.status, { 'content-type': 'application/json' }).end(answered.body);
  });

/** A server that says again what another one once answered. */
export const replay = (recording: Recording): Server =>
  createServer(async (request, response) => {
    const name = nameOf(request, await textOf(request));
    const { status, body } = recording[name] ?? { status: 500, body: `Nobody has asked ${name}.` };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });

export async function listening(server: Server): Promise<URL> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const nameOf = ({ method, url }: IncomingMessage, body: string) =>
  `${method} ${url} ${createHash('sha256').update(body).digest('hex').slice(0, 16)}`;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}
