import { l10n, window } from 'vscode';
import { isThisMachine } from '../../../server/src/generate/http.ts';
import type { Context } from '../ctx.ts';

const remembered = 'steplight.allowedAddresses';

/** Whether text may go to this address. One that isn't this machine is asked for once, saying what will be sent. */
export async function mayReach(address: URL, { extension }: Context): Promise<boolean> {
  if (isThisMachine(address)) return true;
  const allowed = extension.globalState.get<readonly string[]>(remembered, []);
  if (allowed.includes(address.origin)) return true;
  const sends = l10n.t(
    'Each time you ask for candidates, Steplight sends the problem and the steps before the place where you ask, and nothing else of your document. It is sent only when you ask.',
  );
  const plain =
    address.protocol === 'http:'
      ? `\n\n${l10n.t('The connection is not encrypted: others in the network could read along.')}`
      : '';
  const allow = l10n.t('Allow');
  const answer = await window.showWarningMessage(
    l10n.t('Send parts of your documents to {0}?', address.host),
    { modal: true, detail: sends + plain },
    allow,
  );
  if (answer !== allow) return false;
  await extension.globalState.update(remembered, [...allowed, address.origin]);
  return true;
}
