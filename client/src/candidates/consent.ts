import { l10n, window } from 'vscode';
import { isThisMachine } from '../../../server/src/generate/http.ts';
import type { Context } from '../ctx.ts';

/** What an address is wanted for: leave to send a little when asked is no leave to send everything that is scored. */
export type Purpose = 'candidates' | 'scores';

const remembered: Readonly<Record<Purpose, string>> = {
  candidates: 'steplight.allowedAddresses',
  scores: 'steplight.allowedScorers',
};

const sends = (purpose: Purpose): string =>
  purpose === 'candidates'
    ? l10n.t(
        'Each time you ask for candidates, Steplight sends the problem and the steps before the place where you ask, and nothing else of your document. It is sent only when you ask.',
      )
    : l10n.t(
        'Whenever a solution is scored, also while you write, Steplight sends its problem and its steps, and nothing else of your documents. You named this server in the setting "steplight.endpoint.policy" or "steplight.endpoint.reference".',
      );

/** Whether text may go to this address. One that isn't this machine is asked for once, saying what will be sent. */
export async function mayReach(
  address: URL,
  { extension }: Pick<Context, 'extension'>,
  purpose: Purpose = 'candidates',
): Promise<boolean> {
  if (isThisMachine(address)) return true;
  const allowed = extension.globalState.get<readonly string[]>(remembered[purpose], []);
  if (allowed.includes(address.origin)) return true;
  const plain =
    address.protocol === 'http:'
      ? `\n\n${l10n.t('The connection is not encrypted: others in the network could read along.')}`
      : '';
  const allow = l10n.t('Allow');
  const answer = await window.showWarningMessage(
    l10n.t('Send parts of your documents to {0}?', address.host),
    { modal: true, detail: sends(purpose) + plain },
    allow,
  );
  if (answer !== allow) return false;
  await extension.globalState.update(remembered[purpose], [...allowed, address.origin]);
  return true;
}
