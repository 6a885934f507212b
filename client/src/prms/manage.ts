import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import { amount } from '../../../server/src/amount.ts';
import { type PrmOffer, PrmOffers, RemovePrm, VerifyPrm } from '../../../server/src/prms/messages.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';
import { fetchPrm } from './fetching.ts';
import { withFetchProgress } from './progress.ts';

/** Reads every file of an installed PRM again and compares its hash. */
export const verifyPrm = (context: Context) => async (): Promise<void> => {
  const offer = await askInstalled(context, l10n.t('Verify which PRM?'));
  const client = offer && (await runningClient(context));
  if (!client) return;
  const { id } = offer;
  const { files, bytes, broken, failure } = await withFetchProgress(client, l10n.t('Verifying {0}', id), id, token =>
    client.sendRequest(VerifyPrm, { id }, token),
  );
  if (failure) {
    if (failure.code !== 'cancelled') void window.showErrorMessage(failure.message);
    return;
  }
  if (broken.length === 0) {
    void window.showInformationMessage(l10n.t('{0} is whole: {1} files, {2}.', id, files, amount(bytes)));
    return;
  }
  for (const { file, reason } of broken) context.log.warn(`${id}: ${file}: ${reason}`);
  const repair = l10n.t('Repair');
  const [first] = broken;
  const said = l10n.t(
    '{0} of {1} files of {2} are broken: {3} ({4})',
    broken.length,
    files,
    id,
    first!.file,
    first!.reason,
  );
  if ((await window.showWarningMessage(said, repair)) === repair) await mend(context, id);
};

/** Fetches again what is missing or broken of an installed PRM. */
export const repairPrm = (context: Context) => async (): Promise<void> => {
  const offer = await askInstalled(context, l10n.t('Repair which PRM?'));
  if (offer) await mend(context, offer.id);
};

async function mend(context: Context, id: string): Promise<void> {
  if (await fetchPrm(context, id, 'repair')) void window.showInformationMessage(l10n.t('{0} is whole again.', id));
}

/** Removes an installed PRM after saying what becomes free and what stays. */
export const removePrm = (context: Context) => async (): Promise<void> => {
  const offer = await askInstalled(context, l10n.t('Remove which PRM?'));
  const client = offer && (await runningClient(context));
  if (!client) return;
  const { id } = offer;
  const plan = await client.sendRequest(RemovePrm, { id, rehearse: true });
  if (plan.failure) {
    void window.showErrorMessage(plan.failure.message);
    return;
  }
  const remove = l10n.t('Remove');
  const detail = [l10n.t('{0} become free.', amount(plan.freedBytes)), ...plan.kept].join('\n\n');
  const answer = await window.showWarningMessage(l10n.t('Remove {0}?', id), { modal: true, detail }, remove);
  if (answer !== remove) return;
  const { failure, freedBytes } = await client.sendRequest(RemovePrm, { id });
  if (failure) {
    void window.showErrorMessage(failure.message);
    return;
  }
  const settings = workspace.getConfiguration('steplight');
  // Nobody is left without a PRM: the embedded one takes over.
  if (settings.get('prm') === id) await settings.update('prm', undefined, ConfigurationTarget.Global);
  window.setStatusBarMessage(l10n.t('Steplight: {0} is removed, {1} are free again.', id, amount(freedBytes)), 8000);
};

async function askInstalled(context: Context, title: string): Promise<PrmOffer | undefined> {
  const client = await runningClient(context);
  if (!client) return undefined;
  const { offers } = await client.sendRequest(PrmOffers, {});
  const installed = offers.filter(({ installed, origin }) => installed && origin !== 'embedded');
  if (installed.length === 0) {
    void window.showInformationMessage(
      l10n.t('Only the embedded PRM is here. "Steplight: Choose PRM" installs others.'),
    );
    return undefined;
  }
  const rows = installed.map(offer => ({
    offer,
    label: offer.id,
    description: offer.bytes > 0 ? amount(offer.bytes) : '',
    detail: offer.broken ?? offer.about,
  }));
  return (await window.showQuickPick(rows, { title }))?.offer;
}
