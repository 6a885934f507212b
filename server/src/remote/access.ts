import { phrase } from '../phrase.ts';
import { ServerFailure } from './failure.ts';

/** What it takes to speak to a server besides its address. */
export interface Access {
  readonly key?: string;
  /** `http://host:port` of a proxy. */
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
}

/**
 * Leave to send to this origin, with the key for it, asked for before every question: so no key is kept here, and a new one counts
 * at once. Rejects with a ServerFailure when the user doesn't want it.
 */
export type AskAccess = (address: URL) => Promise<Access>;

export const notAllowed = (origin: string) =>
  new ServerFailure(
    'refused',
    phrase`Texts may not be sent to ${origin}: you said so when you were asked. To be asked again, change "steplight.endpoint.policy" or reload the window; to score on this machine, empty that setting.`,
  );

/** The variable that holds the key of the server that the command line is pointed at. */
const keyVariable = 'STEPLIGHT_ENDPOINT_KEY';
const referenceKeyVariable = 'STEPLIGHT_REFERENCE_ENDPOINT_KEY';

/** For the command line: whoever names a server in a command wants it asked. The environment holds keys and proxies. */
export function accessByEnvironment(
  { policy, reference }: { readonly policy: string; readonly reference: string },
  environment: Readonly<Record<string, string | undefined>>,
): AskAccess {
  const named = (name: string) => environment[name] ?? environment[name.toLowerCase()] ?? '';
  return async address => {
    const isPolicy = originOf(policy) === address.origin;
    const isReference = originOf(reference) === address.origin;
    // A key goes to the server it was given for and to no other.
    const key = (isPolicy && environment[keyVariable]) || (isReference && environment[referenceKeyVariable]) || '';
    const proxy = named(address.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
    return {
      ...(key === '' ? {} : { key }),
      ...(proxy === '' ? {} : { proxy, noProxy: named('NO_PROXY').split(',') }),
    };
  };
}

const originOf = (address: string) => URL.parse(address.trim())?.origin;

/** The address of a server out of what a person wrote; with or without the `/v1` that clients of OpenAI's protocol want. */
export function baseAddress(written: string, setting: string): URL {
  const url = URL.parse(written.trim());
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ServerFailure(
      'refused',
      phrase`"${written}" is not an address. Set "${setting}" to one such as http://localhost:8000.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ServerFailure(
      'refused',
      phrase`The address of ${url.host} has a name or a password in it, and settings are no place for them. Take it out and use "Steplight: Set API Key", or ${keyVariable} on the command line.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  const base = new URL(url.origin);
  base.pathname = `${path}/`;
  return base;
}
