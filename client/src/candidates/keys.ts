import { l10n, window, workspace } from 'vscode';
import { addressOf } from '../../../server/src/generate/openai.ts';
import type { Context } from '../ctx.ts';

/** A key belongs to one address: changing the setting sends no key to somebody else. */
const nameOf = (address: URL) => `steplight.key:${address.origin}`;

export const keyFor = (address: URL, { extension }: Pick<Context, 'extension'>) =>
  extension.secrets.get(nameOf(address));

/** The servers of the settings: who scores and who writes. Two settings may name the same one. */
function addresses(): readonly URL[] {
  const settings = workspace.getConfiguration('steplight');
  const named = ['endpoint.policy', 'endpoint.reference', 'generate.endpoint'].flatMap(name => {
    const endpoint = settings.get(name, '').trim();
    return URL.canParse(endpoint) ? [addressOf({ endpoint, form: 'chat' })] : [];
  });
  return named.filter((address, k) => named.findIndex(({ origin }) => origin === address.origin) === k);
}

async function chosenAddress(): Promise<URL | undefined> {
  const named = addresses();
  if (named.length < 2) return named[0];
  const title = l10n.t('Whose key?');
  const chosen = await window.showQuickPick(
    named.map(address => ({ label: address.host, address })),
    { title },
  );
  return chosen?.address;
}

/** Keeps the key for a server of the settings in the system's own store; an empty one forgets it. */
export const setApiKey = (context: Context) => async (): Promise<void> => {
  if (addresses().length === 0) {
    void window.showInformationMessage(
      l10n.t('Set the address first: "steplight.generate.endpoint" or "steplight.endpoint.policy".'),
    );
    return;
  }
  const address = await chosenAddress();
  if (!address) return;
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
