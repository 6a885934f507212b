import { l10n, window, workspace } from 'vscode';
import type { HubAccess } from '../../../server/src/prms/messages.ts';
import type { Context } from '../ctx.ts';
import { proxyOf } from '../proxy.ts';

/** How the hub is reached: the token out of the system's secret store, and the editor's proxy. */

const endpoint = () => workspace.getConfiguration('steplight').get('hub.endpoint', '').trim();

/** A token belongs to one address: naming a mirror sends it to nobody else. */
function secretName(): string {
  const address = endpoint();
  return `steplight.hubToken:${URL.canParse(address) ? new URL(address).origin : ''}`;
}

export async function hubAccess({ extension }: Context): Promise<HubAccess> {
  const token = await extension.secrets.get(secretName());
  return { ...(token ? { token } : {}), ...hubProxy() };
}

function hubProxy(): Omit<HubAccess, 'token'> {
  const address = endpoint();
  return proxyOf(URL.canParse(address) ? new URL(address).protocol : 'https:');
}

/** Keeps the token in the system's own store; an empty one forgets it. True when there is one now. */
export async function askForToken({ extension }: Context): Promise<boolean> {
  const token = await window.showInputBox({
    title: l10n.t('Hugging Face token'),
    prompt: l10n.t(
      'One that may read is enough. It is kept in the secret store of your system and sent to the hub alone. Leave it empty to forget it.',
    ),
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined) return false;
  if (token.trim() === '') await extension.secrets.delete(secretName());
  else await extension.secrets.store(secretName(), token.trim());
  return token.trim() !== '';
}

export const setHubToken = (context: Context) => () => askForToken(context);
