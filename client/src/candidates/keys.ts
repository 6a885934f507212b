import { l10n, window, workspace } from 'vscode';
import { addressOf } from '../../../server/src/generate/openai.ts';
import type { Context } from '../ctx.ts';

/** A key belongs to one address: changing the setting sends no key to somebody else. */
const nameOf = (address: URL) => `steplight.key:${address.origin}`;

export const keyFor = (address: URL, { extension }: Context) => extension.secrets.get(nameOf(address));

/** Keeps the key for the endpoint of the settings in the system's own store; an empty one forgets it. */
export const setApiKey = (context: Context) => async (): Promise<void> => {
  const endpoint = workspace.getConfiguration('steplight').get('generate.endpoint', '');
  const address = URL.canParse(endpoint) ? addressOf({ endpoint, form: 'chat' }) : undefined;
  if (!address) {
    void window.showInformationMessage(l10n.t('Set the address first: "steplight.generate.endpoint".'));
    return;
  }
  const key = await window.showInputBox({
    title: l10n.t('API key for {0}', address.host),
    prompt: l10n.t(
      'It is kept in the secret store of your system, for this address only. Leave it empty to forget the key.',
    ),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  if (key.trim() === '') await context.extension.secrets.delete(nameOf(address));
  else await context.extension.secrets.store(nameOf(address), key.trim());
};
