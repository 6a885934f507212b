import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A hub on this machine that speaks the API of the real one: revisions, trees with hashes, files that lead to a second server
 * (its "CDN", an origin of its own), stretches. It misbehaves on request.
 */
export interface TestHub {
  readonly url: string;
  readonly cdn: string;
  /** Everything that was asked, in order. */
  readonly asked: Asked[];
  put(repository: string, files: Readonly<Record<string, Buffer>>, options?: RepositoryOptions): Repository;
  /** Asked before every answer; what it returns is done instead. */
  misbehave: (asked: Asked) => Misbehaviour | undefined;
  close(): Promise<void>;
}

export interface Asked {
  readonly at: 'hub' | 'cdn';
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export type Misbehaviour =
  /** Closes the connection after so many bytes of the body. */
  | { readonly kind: 'drop'; readonly after: number }
  /** Says that the body is shorter, and sends it so. */
  | { readonly kind: 'truncate'; readonly to: number }
  /** Says that the file has other bytes than the tree says. */
  | { readonly kind: 'lie' }
  | { readonly kind: 'corrupt' }
  /** Ignores that only a stretch was asked for. */
  | { readonly kind: 'whole' }
  /** Sends the first bytes and then nothing. */
  | { readonly kind: 'stall'; readonly after: number }
  /** So many bytes per ten milliseconds. */
  | { readonly kind: 'slow'; readonly bytes: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export interface RepositoryOptions {
  readonly commit?: string;
  readonly branch?: string;
  readonly gated?: boolean;
  /** Files of this size and more are kept as large ones, with their SHA-256. */
  readonly largeFrom?: number;
}

export interface Repository {
  readonly commit: string;
  readonly files: Readonly<Record<string, Buffer>>;
  readonly options: RepositoryOptions;
}

/** What the token of somebody with access looks like. */
export const goodToken = 'hf_good';

export async function startHub(): Promise<TestHub> {
  const revisions = new Map<string, Repository>();
  const asked: Asked[] = [];
  const hub = createServer((request, response) => answer('hub', request, response));
  const cdn = createServer((request, response) => answer('cdn', request, response));
  const [url, cdnUrl] = [await listen(hub), await listen(cdn)];

  const self: TestHub = {
    url,
    cdn: cdnUrl,
    asked,
    misbehave: () => undefined,
    put(repository, files, options = {}) {
      const commit =
        options.commit ?? createHash('sha1').update(repository).update(String(revisions.size)).digest('hex');
      const entry: Repository = { commit, files, options };
      revisions.set(`${repository}@${commit}`, entry);
      revisions.set(`${repository}@${options.branch ?? 'main'}`, entry);
      return entry;
    },
    async close() {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };

  function answer(at: Asked['at'], request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const path = decodeURIComponent(pathname);
    const { range, authorization } = request.headers;
    const what: Asked = { at, path, range, authorization };
    asked.push(what);
    const wrong = self.misbehave(what);
    if (wrong?.kind === 'status') {
      response.writeHead(wrong.status, wrong.headers).end(wrong.body ?? '');
      return;
    }
    if (at === 'cdn') {
      const [, repository = '', file = ''] = /^\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
      const bytes = revisions.get(`${repository}@${searchParams.get('commit')}`)?.files[file];
      if (!bytes) response.writeHead(404).end();
      else void send(request, response, bytes, {}, wrong);
      return;
    }
    const [, repository = '', kind, rest = ''] =
      /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/(.+)$/.exec(path) ??
      /^\/([^/]+\/[^/]+)\/(resolve)\/(.+)$/.exec(path) ??
      [];
    const [revision = '', ...parts] = kind === 'resolve' ? rest.split('/') : [rest];
    const known = [...revisions.keys()].some(key => key.startsWith(`${repository}@`));
    const found = revisions.get(`${repository}@${revision}`);
    if (!found) {
      // The real hub doesn't tell strangers which repositories there are.
      const [status, code] = known ? [404, 'RevisionNotFound'] : [401, 'RepoNotFound'];
      json(response, { error: 'not found' }, status, { 'x-error-code': String(code) });
      return;
    }
    const { commit, files, options } = found;
    const mayRead = !options.gated || authorization === `Bearer ${goodToken}`;
    if (kind === 'revision') {
      const gated = options.gated ? 'manual' : false;
      json(response, { _id: 'x', id: repository, sha: commit, gated, private: false, downloads: 1, likes: 1 });
    } else if (!mayRead) {
      const headers = { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access to this model is restricted.' };
      json(response, { error: 'gated' }, authorization ? 403 : 401, headers);
    } else if (kind === 'tree') {
      // Two pages, as the real hub sends long trees.
      const entries = Object.entries(files).map(([name, bytes]) => treeEntry(name, bytes, options));
      const second = searchParams.get('cursor') !== null;
      const half = Math.ceil(entries.length / 2);
      const more = { link: `<${url}${pathname}?recursive=true&cursor=2>; rel="next"` };
      json(response, second ? entries.slice(half) : entries.slice(0, half), 200, second ? {} : more);
    } else {
      const file = parts.join('/');
      const bytes = files[file];
      if (!bytes) {
        response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
        return;
      }
      const entry = treeEntry(file, bytes, options);
      const headers = { 'x-repo-commit': commit, etag: `"${entry.lfs?.oid ?? entry.oid}"` };
      if (entry.lfs) {
        const linked = { 'x-linked-size': String(bytes.length), 'x-linked-etag': `"${entry.lfs.oid}"` };
        const location = `${cdnUrl}/${repository}/${file}?commit=${commit}&signature=s`;
        response.writeHead(302, { ...headers, ...linked, location }).end();
      } else void send(request, response, bytes, headers, wrong);
    }
  }
  return self;
}

function treeEntry(path: string, bytes: Buffer, { largeFrom = 1000 }: RepositoryOptions) {
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const lfs = bytes.length >= largeFrom ? { oid: sha256, size: bytes.length, pointerSize: 130 } : undefined;
  return { type: 'file', oid, size: bytes.length, path, ...(lfs ? { lfs } : {}) };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  more: Readonly<Record<string, string>>,
  wrong: Misbehaviour | undefined,
): Promise<void> {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const whole = start === undefined || wrong?.kind === 'whole';
  const from = whole ? 0 : Number(start);
  let body = whole ? bytes : bytes.subarray(from, Number(end) + 1);
  if (wrong?.kind === 'corrupt') body = Buffer.from(body.map((byte, i) => (i === 0 ? byte ^ 1 : byte)));
  if (wrong?.kind === 'truncate') body = body.subarray(0, wrong.to);
  const total = wrong?.kind === 'lie' ? bytes.length + 7 : bytes.length;
  const range = whole ? {} : { 'content-range': `bytes ${from}-${from + body.length - 1}/${total}` };
  const length = whole && wrong?.kind === 'lie' ? total : body.length;
  response.writeHead(whole ? 200 : 206, { ...more, ...range, 'content-length': length });
  if (wrong?.kind === 'drop' || wrong?.kind === 'stall') {
    response.write(body.subarray(0, wrong.after), () => wrong.kind === 'drop' && response.destroy());
    return;
  }
  const step = wrong?.kind === 'slow' ? wrong.bytes : 2 ** 16;
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    if (!response.write(body.subarray(at, at + step)))
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (wrong?.kind === 'slow') await new Promise(resolve => setTimeout(resolve, 10));
  }
  response.end();
}

function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
