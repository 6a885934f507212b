import { get, type Route } from '../generate/http.ts';
import { SourceError } from '../generate/source.ts';
import { HubError } from '../hub/failure.ts';
import { phrase } from '../phrase.ts';

const another = phrase`The setting "steplight.cuda.index" can name another index of Python packages.`;

const publicIndex = 'https://pypi.org/simple';

/** The index that the user named, that their firm's machines use, or the public one. */
export const indexFor = (wish: string | undefined, environment: Readonly<Record<string, string | undefined>>): string =>
  wish || environment.PIP_INDEX_URL || publicIndex;

/** Where a file of a project lies, as an index of Python packages says (PEP 503 in HTML, PEP 691 in JSON). */
export async function locate(
  index: string,
  project: string,
  file: string,
  route: Route,
  signal: AbortSignal,
): Promise<URL> {
  const { url, text } = await page(new URL(`${index.replace(/\/+$/, '')}/${project}/`), route, signal);
  const found = links(text).find(link => fileOf(link, url) === file);
  if (found) {
    const address = new URL(found, url);
    address.hash = '';
    return address;
  }
  throw new HubError('not-found', phrase`${url.host} has no ${file}. ${another}`);
}

/** The addresses that a page of an index links to, as they stand there. */
export function links(text: string): string[] {
  try {
    const { files } = JSON.parse(text) as { files?: readonly { url: string }[] };
    return (files ?? []).map(({ url }) => url);
  } catch {
    const anchors = text.matchAll(/<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi);
    return [...anchors].map(([, double, single]) => (double ?? single ?? '').replaceAll('&amp;', '&'));
  }
}

function fileOf(link: string, base: URL): string | undefined {
  const path = URL.parse(link, base.href)?.pathname.split('/').at(-1);
  try {
    return path && decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function page(from: URL, route: Route, signal: AbortSignal): Promise<{ url: URL; text: string }> {
  const accept = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';
  let url = from;
  for (let hops = 0; hops < 5; hops++) {
    const reply = await get(url, { accept, 'accept-encoding': 'identity' }, route, signal).catch((error: Error) => {
      if (!(error instanceof SourceError)) throw error;
      throw new HubError('network', phrase`${error.sentence} The CUDA libraries come from there. ${another}`);
    });
    const { status, headers } = reply;
    const next = status >= 300 && status < 400 ? URL.parse(headers.location ?? '', url.href) : undefined;
    if (status === 200) {
      const parts: Uint8Array[] = [];
      for await (const part of reply.body) parts.push(part);
      return { url, text: Buffer.concat(parts).toString('utf8') };
    }
    reply.discard();
    if (!next) break;
    if (next.protocol !== 'https:' && url.protocol === 'https:')
      throw new HubError('failed', phrase`${url.host} leads to an address that is not safe.`);
    url = next;
  }
  throw new HubError(
    'failed',
    phrase`${from.host} doesn't answer as an index of Python packages does (${from.pathname}). ${another}`,
  );
}
