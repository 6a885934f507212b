import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
} from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import { phrase } from '../phrase.ts';
import { SourceError } from './source.ts';

/** How long to wait, in milliseconds, before giving up. */
export interface Patience {
  /** Until the connection stands. */
  readonly connect: number;
  /** Until the first byte of the answer: a model may have to be loaded first. */
  readonly answer: number;
  /** Between two parts of an answer. */
  readonly silence: number;
}

export const patience: Patience = { connect: 15_000, answer: 300_000, silence: 60_000 };

export interface Route {
  /** `http://host:port` of a proxy; none when empty or absent. */
  readonly proxy?: string;
  /** Hosts that are reached without it, as in `NO_PROXY`. */
  readonly noProxy?: readonly string[];
  readonly patience: Patience;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Throws a `SourceError` when the answer breaks off or falls silent. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection; for whoever doesn't read the body. */
  readonly discard: () => void;
}

/** The connection couldn't be made or broke before an answer came: worth another try. */
export class ConnectionError extends SourceError {}

/** The answer didn't come, or not to its end: worth another try where asking twice does no harm. */
export class BrokenAnswer extends SourceError {}

type Headers = Readonly<Record<string, string>>;

/** Sends JSON and returns the answer, never following a redirect and never writing anything of the request anywhere. */
export const post = (url: URL, headers: Headers, body: string, route: Route, signal: AbortSignal): Promise<Reply> =>
  exchange('POST', url, { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body, route, signal);

/** Asks for something, never following a redirect. */
export const get = (url: URL, headers: Headers, route: Route, signal: AbortSignal): Promise<Reply> =>
  exchange('GET', url, headers, undefined, route, signal);

async function exchange(
  method: 'GET' | 'POST',
  url: URL,
  headers: Headers,
  body: string | undefined,
  route: Route,
  signal: AbortSignal,
): Promise<Reply> {
  const proxy = proxyFor(url, route);
  const options: RequestOptions & tls.ConnectionOptions = {
    method,
    headers,
    signal,
    agent: false,
  };
  const secure = url.protocol === 'https:';
  const certificates = secure ? { ca: authorities() } : {};
  const tunnel = proxy && secure ? await tunnelTo(url, proxy, route, signal) : undefined;
  const servername = isIP(hostname(url)) ? {} : { servername: hostname(url) };
  const request = tunnel
    ? tlsRequest(url, {
        ...options,
        ...certificates,
        createConnection: () => tls.connect({ socket: tunnel, ...servername, ...certificates }),
      })
    : secure
      ? tlsRequest(url, { ...options, ...certificates })
      : proxy
        ? plainRequest({
            ...options,
            host: hostname(proxy),
            port: proxy.port || 80,
            path: url.href,
            headers: { ...options.headers, host: url.host, ...proxyAuthorization(proxy) },
          })
        : plainRequest(url, options);

  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { connect, answer } = route.patience;
    const giveUp = (error: SourceError, ms: number) => setTimeout(() => request.destroy(error), ms);
    let timer = giveUp(
      new ConnectionError(phrase`${url.host} can't be reached: no connection for ${seconds(connect)}.`),
      connect,
    );
    const connected = () => {
      clearTimeout(timer);
      timer = giveUp(
        new BrokenAnswer(phrase`${url.host} took the question but has not answered for ${seconds(answer)}.`),
        answer,
      );
    };
    request.on('socket', (socket: Socket) => {
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    request.on('response', found => {
      clearTimeout(timer);
      resolve(found);
    });
    // Stays for the whole life of the request: a late error without a listener would end the process.
    request.on('error', error => {
      clearTimeout(timer);
      reject(explained(error, url, proxy));
    });
    request.end(body);
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: parts(response, url, route.patience.silence, signal),
    discard: () => response.destroy(),
  };
}

async function* parts(
  response: IncomingMessage,
  url: URL,
  silence: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const tooQuiet = () =>
    response.destroy(
      new BrokenAnswer(
        phrase`${url.host} stopped in the middle of an answer and has been silent for ${seconds(silence)}.`,
      ),
    );
  let timer = setTimeout(tooQuiet, silence);
  try {
    for await (const chunk of response) {
      clearTimeout(timer);
      yield chunk as Uint8Array;
      timer = setTimeout(tooQuiet, silence);
    }
  } catch (error) {
    if (signal.aborted || error instanceof SourceError) throw error;
    throw new BrokenAnswer(phrase`${url.host} closed the connection in the middle of an answer.`);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

/** A connection through the proxy, by CONNECT: the proxy sees the host's name and nothing else. */
function tunnelTo(url: URL, proxy: URL, route: Route, signal: AbortSignal): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const request = plainRequest({
      method: 'CONNECT',
      host: hostname(proxy),
      port: proxy.port || 80,
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      agent: false,
      signal,
    });
    const timer = setTimeout(
      () =>
        request.destroy(
          new ConnectionError(phrase`The proxy ${proxy.host} has not answered for ${seconds(route.patience.connect)}.`),
        ),
      route.patience.connect,
    );
    request.on('connect', (response, socket) => {
      clearTimeout(timer);
      if (response.statusCode === 200) {
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      const needsName = response.statusCode === 407 ? phrase` It wants a name and a password.` : '';
      reject(
        new SourceError(
          phrase`The proxy ${proxy.host} refused the way to ${url.host} with status ${response.statusCode ?? 0}.${needsName}`,
        ),
      );
    });
    request.on('error', error => {
      clearTimeout(timer);
      reject(explained(error, proxy, undefined));
    });
    request.end();
  });
}

function proxyFor(url: URL, { proxy, noProxy = [] }: Route): URL | undefined {
  if (!proxy || isThisMachine(url)) return undefined;
  const host = hostname(url).toLowerCase();
  const direct = noProxy.some(pattern => {
    const name = pattern
      .trim()
      .toLowerCase()
      .replace(/^\*?\./, '');
    return name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
  });
  if (direct) return undefined;
  const parsed = URL.parse(/^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`);
  if (parsed?.protocol !== 'http:')
    throw new SourceError(phrase`The proxy setting is not an address that begins with http://. Correct "http.proxy".`);
  return parsed;
}

const proxyAuthorization = ({ username, password }: URL): Record<string, string> =>
  username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      };

/** The operating system's certificates beside Node's own, where this Node can name them: firms have authorities of their own. */
function authorities(): string[] {
  const system = 'getCACertificates' in tls ? tls.getCACertificates('system') : [];
  const extra = 'getCACertificates' in tls ? tls.getCACertificates('extra') : [];
  return [...tls.rootCertificates, ...system, ...extra];
}

/** A low-level error in words that say what to do. */
function explained(error: Error, url: URL, proxy: URL | undefined): Error {
  if (error instanceof SourceError || error.name === 'AbortError') return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const through = proxy ? phrase` (through the proxy ${proxy.host})` : '';
  const at = phrase`${url.host}${through}`;
  switch (code) {
    case 'ECONNREFUSED':
      return new ConnectionError(phrase`Nobody answers at ${at}. Is the server running, and is the port right?`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConnectionError(
        phrase`The name ${url.hostname} can't be resolved${through}. Check the address and the network.`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return new ConnectionError(phrase`${at} closed the connection before it answered.`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new ConnectionError(phrase`${at} can't be reached. Check the address and the network.`);
    case 'CERT_HAS_EXPIRED':
      return new SourceError(
        phrase`The certificate of ${url.host} has expired. Nothing was sent. Its owner must renew it.`,
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return new SourceError(
        phrase`The certificate of ${url.host} is signed by nobody this machine trusts. Nothing was sent. If it is yours, add its authority to the system's certificates or name it in NODE_EXTRA_CA_CERTS.`,
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return new SourceError(
        phrase`The certificate of ${url.host} was made out to another name. Nothing was sent. Check the address.`,
      );
  }
  if (/^(?:ERR_SSL|EPROTO)/.test(code) || /\bSSL\b|\bTLS\b/.test(error.message))
    return new SourceError(
      phrase`${url.host} doesn't speak TLS as it should (${code}). If it speaks plain HTTP, write http:// in the address.`,
    );
  if (/^HPE_/.test(code)) return new SourceError(phrase`${at} doesn't speak HTTP (${code}). Check the port.`);
  return new SourceError(phrase`Asking ${at} failed${code ? ` (${code})` : ''}.`);
}

/** Whether what is sent there stays on this machine. */
export function isThisMachine(url: URL): boolean {
  const host = hostname(url).toLowerCase();
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIP(host) === 4 && /^127\./.test(host))
  );
}

const hostname = (url: URL) => url.hostname.replace(/^\[|\]$/g, '');
const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`);
