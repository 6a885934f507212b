import { ConfigurationTarget, env, l10n, Uri, window, workspace } from 'vscode';
import { FetchPrm, type FetchPrmResult, type HubFailure, RepairPrm } from '../../../server/src/prms/messages.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';
import { askForToken, hubAccess } from './access.ts';
import { withFetchProgress } from './progress.ts';

/** Fetches what is missing of a PRM; again and again, as long as the user wants to. True when all of it is here. */
export async function fetchPrm(context: Context, id: string, how: 'fetch' | 'repair' = 'fetch'): Promise<boolean> {
  for (;;) {
    const client = await runningClient(context);
    if (!client) return false;
    const access = await hubAccess(context);
    const title = how === 'fetch' ? l10n.t('Fetching {0}', id) : l10n.t('Repairing {0}', id);
    const result: FetchPrmResult = await withFetchProgress(client, title, id, token =>
      client.sendRequest(how === 'fetch' ? FetchPrm : RepairPrm, { id, access }, token),
    );
    if (result.done) return true;
    if (!(await helped(context, result.failure))) return false;
  }
}

/** Says what went wrong, with what helps; true when it is worth another try. */
async function helped(context: Context, { code, message, url }: HubFailure): Promise<boolean> {
  const again = code === 'cancelled' ? l10n.t('Go On') : l10n.t('Try Again');
  const ask = l10n.t('Ask for Access');
  const token = l10n.t('Set Token');
  const ways = {
    cancelled: [again],
    gated: [...(url === undefined ? [] : [ask]), token, again],
    token: [token, again],
    'not-found': [],
    offline: [again],
    network: [again],
    'no-room': [again],
    corrupt: [again],
    unsuitable: [],
    failed: [again],
  }[code];
  for (;;) {
    const show = code === 'cancelled' ? window.showInformationMessage : window.showErrorMessage;
    const way = await show(message, ...ways);
    if (way === ask && url !== undefined) await env.openExternal(Uri.parse(url));
    else if (way === token) {
      if (await askForToken(context)) return true;
    } else return way === again;
  }
}

/** From now on this PRM gives the scores, in every folder: it is the user's choice, never a workspace's. */
export async function use(id: string): Promise<void> {
  await workspace.getConfiguration('steplight').update('prm', id, ConfigurationTarget.Global);
  window.setStatusBarMessage(l10n.t('Steplight: {0} gives the scores from now on.', id), 8000);
}
