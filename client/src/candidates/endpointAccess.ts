import { type ExtensionContext, workspace } from 'vscode';
import type { EndpointAccessResult } from '../../../server/src/protocol.ts';
import { proxyOf } from '../proxy.ts';
import { mayReach } from './consent.ts';
import { keyFor } from './keys.ts';

/** Leave, key and proxy for the servers that score. Who said no is not asked again until the settings name another server. */
export function createEndpointAccess(extension: ExtensionContext): (origin: string) => Promise<EndpointAccessResult> {
  const answers = new Map<string, Promise<boolean>>();
  extension.subscriptions.push(
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('steplight.endpoint')) answers.clear();
    }),
  );
  return async origin => {
    const address = new URL(origin);
    // Many questions at once are one question to the user.
    const answer = answers.get(origin) ?? mayReach(address, { extension }, 'scores');
    answers.set(origin, answer);
    if (!(await answer)) return { allowed: false };
    const key = await keyFor(address, { extension });
    return { allowed: true, ...(key ? { key } : {}), ...proxyOf(address.protocol) };
  };
}
