import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { patience, type Route } from '../generate/http.ts';

/** What the hub's own tools read of the environment, read the same way. */

type Environment = Readonly<Record<string, string | undefined>>;

const hub = 'https://huggingface.co';

/** How the hub is reached, all said: nothing of it is looked up later. */
export interface HubConnection {
  /** The hub or a mirror, without a slash at the end. */
  readonly endpoint: string;
  readonly token?: string;
  readonly proxy?: string;
  readonly noProxy: readonly string[];
  /** Nothing is asked for over the network. */
  readonly offline: boolean;
}

/** What the user said goes before the environment. */
export interface HubWishes {
  readonly endpoint?: string;
  readonly token?: string;
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
}

export async function hubConnection(wishes: HubWishes, environment: Environment = process.env): Promise<HubConnection> {
  const endpoint = (wishes.endpoint || environment.HF_ENDPOINT || hub).replace(/\/+$/, '');
  const token = wishes.token || (await tokenOf(environment));
  const proxy = wishes.proxy || proxyOf(endpoint, environment);
  const noProxy = wishes.noProxy ?? (environment.NO_PROXY ?? environment.no_proxy ?? '').split(',');
  const offline = isOn(environment.HF_HUB_OFFLINE);
  return { endpoint, ...(token ? { token } : {}), ...(proxy ? { proxy } : {}), noProxy, offline };
}

export const routeOf = ({ proxy, noProxy }: HubConnection): Route => ({
  ...(proxy ? { proxy } : {}),
  noProxy,
  patience: { ...patience, answer: 60_000, silence: 30_000 },
});

/** The environment's token goes before the one that the hub's own login left in a file. */
async function tokenOf(environment: Environment): Promise<string | undefined> {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME } = environment;
  const named = HF_TOKEN || HUGGING_FACE_HUB_TOKEN;
  if (named) return named.trim();
  const home = HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  const text = await readFile(HF_TOKEN_PATH || join(home, 'token'), 'utf8').catch(() => '');
  return text.trim() || undefined;
}

function proxyOf(endpoint: string, environment: Environment): string | undefined {
  const secure = endpoint.startsWith('https:');
  const names = secure ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  return [...names, 'ALL_PROXY', 'all_proxy'].map(name => environment[name]).find(Boolean);
}

const isOn = (value: string | undefined) => /^(1|on|yes|true)$/i.test(value ?? '');
