import { setTimeout as sleep } from 'node:timers/promises';
import { listFiles, modelInfo } from '@huggingface/hub';
import { get, type Reply } from '../generate/http.ts';
import { SourceError } from '../generate/source.ts';
import { phrase } from '../phrase.ts';
import { mayCarryToken } from './download.ts';
import { type HubConnection, routeOf } from './environment.ts';
import { HubError } from './failure.ts';
import type { FileHash } from './hash.ts';

/** What the hub says of a repository, asked through its own client. */

export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash: FileHash;
}

export interface HubRevision {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/** The commit that a revision means now, and its files with their hashes. */
export async function lookUp(
  repository: string,
  revision: string,
  connection: HubConnection,
  signal: AbortSignal,
): Promise<HubRevision> {
  const common = { hubUrl: connection.endpoint, fetch: hubFetch(repository, revision, connection, signal) };
  const { sha } = await modelInfo({ ...common, name: repository, revision, additionalFields: ['sha'] });
  if (!/^[0-9a-f]{6,64}$/i.test(sha)) {
    throw new HubError(
      'failed',
      phrase`${connection.endpoint} doesn't say which commit of ${repository} "${revision}" is.`,
    );
  }
  const files: HubFile[] = [];
  for await (const { type, path, size, oid, lfs } of listFiles({
    ...common,
    repo: repository,
    revision: sha,
    recursive: true,
  })) {
    if (type !== 'file') continue;
    const hash = lfs ? ({ kind: 'sha256', hex: lfs.oid } as const) : ({ kind: 'git', hex: oid ?? '' } as const);
    // Hashes become names of files.
    if (/^[0-9a-f]{40,64}$/.test(hash.hex)) files.push({ path, bytes: lfs?.size ?? size, hash });
  }
  return { commit: sha, files };
}

export function hubHeaders({ endpoint, token }: HubConnection): Record<string, string> {
  const authorization = token && mayCarryToken(new URL(endpoint)) ? { authorization: `Bearer ${token}` } : {};
  return { 'user-agent': 'steplight', ...authorization };
}

/** What a refusal of the hub means and what helps; undefined where it says nothing in particular. */
export function refusal(
  { status, headers }: Pick<Reply, 'status' | 'headers'>,
  repository: string,
  revision: string,
  { endpoint, token }: HubConnection,
): HubError | undefined {
  if (status !== 401 && status !== 403 && status !== 404) return undefined;
  const code = headers['x-error-code'];
  const page = `${endpoint}/${repository}`;
  if (code === 'GatedRepo') {
    return token
      ? new HubError(
          'gated',
          phrase`${repository} is gated, and the owner of your token has no access to it yet. Ask for access at ${page}, then fetch again.`,
          page,
        )
      : new HubError(
          'gated',
          phrase`${repository} is gated: ask for access at ${page}, then give Steplight a token ("Steplight: Set Hugging Face Token", or HF_TOKEN).`,
          page,
        );
  }
  if (code === 'RevisionNotFound')
    return new HubError(
      'not-found',
      phrase`${repository} has no revision "${revision}". Choose another at ${page}.`,
      page,
    );
  if (code === 'EntryNotFound')
    return new HubError('not-found', phrase`A file of ${repository} is gone from the hub. Fetch again.`, page);
  if (code === 'RepoNotFound' || status === 404) {
    const secret = token ? phrase`or your token may not see it` : phrase`or it is private and needs a token`;
    return new HubError(
      'not-found',
      phrase`There is no ${repository} at ${endpoint}, ${secret}. Check the name.`,
      page,
    );
  }
  return token
    ? new HubError(
        'token',
        phrase`${endpoint} refuses your token (${status}). Make a new one with the right to read, and set it again.`,
        `${endpoint}/settings/tokens`,
      )
    : new HubError(
        'token',
        phrase`${endpoint} wants a token for ${repository}. Set one with "Steplight: Set Hugging Face Token", or in HF_TOKEN.`,
        `${endpoint}/settings/tokens`,
      );
}

const longestAnswer = 64 * 2 ** 20;
const tries = 4;

/** The hub's client brings no proxy, no patience and no words for people: this gives it them. */
function hubFetch(repository: string, revision: string, connection: HubConnection, signal: AbortSignal): typeof fetch {
  const route = routeOf(connection);
  const headers = hubHeaders(connection);
  const home = new URL(connection.endpoint).origin;
  const once = async (url: URL): Promise<Response> => {
    let at = url;
    for (let hops = 0; hops < 5; hops++) {
      // Pages of a long list name the next one by its whole address.
      if (at.origin !== home)
        throw new HubError('failed', phrase`${home} leads to ${at.origin}, which was not asked for.`);
      const reply = await get(at, headers, route, signal);
      const next = reply.status >= 300 && reply.status < 400 ? URL.parse(reply.headers.location ?? '', at.href) : null;
      if (next) {
        reply.discard();
        at = next;
        continue;
      }
      if (reply.status !== 200) {
        reply.discard();
        const known = refusal(reply, repository, revision, connection);
        if (known) throw known;
        const words = phrase`${at.host} answers ${reply.status} when asked about ${repository}.`;
        throw reply.status === 429 || reply.status >= 500 ? new SourceError(words) : new HubError('failed', words);
      }
      const link = reply.headers.link;
      const more = { 'content-type': 'application/json', ...(typeof link === 'string' ? { link } : {}) };
      return new Response(await textOf(reply, at), { headers: more });
    }
    throw new HubError('failed', phrase`${home} leads ${repository} in circles.`);
  };
  return async input => {
    for (let failures = 0; ; ) {
      try {
        return await once(new URL(String(input)));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError)) throw error;
        if (++failures >= tries) throw new HubError('network', error.sentence);
        await sleep(100 * 3 ** failures, undefined, { signal });
      }
    }
  };
}

async function textOf({ body }: Reply, url: URL): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length > longestAnswer) throw new HubError('failed', phrase`${url.host} doesn't stop answering.`);
  }
  return Buffer.concat(parts).toString('utf8');
}
