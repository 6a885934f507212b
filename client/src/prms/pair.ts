import { l10n, window } from 'vscode';
import { PairPrm } from '../../../server/src/prms/messages.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';
import { fetchPrm, use } from './fetching.ts';

/** Makes a PRM of two checkpoints, of this machine or of the hub. */
export async function pairCheckpoints(context: Context): Promise<void> {
  const policy = await askCheckpoint(l10n.t('The policy: the model that was trained on preferences or outcomes'));
  if (policy === undefined) return;
  const reference = await askCheckpoint(l10n.t('The reference: what it was before'), l10n.t('None'));
  if (reference === undefined) return;
  const beta = await window.showInputBox({
    title: l10n.t('β of its training'),
    prompt: l10n.t('It scales all rewards alike. 0.05 is usual.'),
    value: '0.05',
    ignoreFocusOut: true,
    validateInput: text =>
      Number(text) > 0 && Number(text) <= 10 ? undefined : l10n.t('A number above 0, 10 at most'),
  });
  if (beta === undefined) return;
  const name = await window.showInputBox({
    title: l10n.t('A name for the pair'),
    value:
      policy
        .split(/[\\/@]/)
        .filter(Boolean)
        .at(policy.includes('@') ? -2 : -1) ?? '',
    ignoreFocusOut: true,
    validateInput: text =>
      /^[a-z0-9][a-z0-9._-]{0,99}$/i.test(text) ? undefined : l10n.t('Letters, digits, ".", "_" and "-", no spaces'),
  });
  if (name === undefined) return;
  const client = await runningClient(context);
  if (!client) return;
  const wish = { name, policy, beta: Number(beta), ...(reference === '' ? {} : { reference }) };
  const { id, fetch, failure } = await client.sendRequest(PairPrm, wish);
  if (failure || id === undefined) {
    void window.showErrorMessage(failure?.message ?? l10n.t('The pair could not be made; the log says why.'));
    return;
  }
  if (!fetch || (await fetchPrm(context, id))) await use(id);
}

/** A folder's path, OWNER/NAME[@REVISION] of the hub, '' for none, or undefined when the user gave up. */
async function askCheckpoint(title: string, none?: string): Promise<string | undefined> {
  const hub = { label: `$(cloud-download) ${l10n.t('From the hub …')}`, description: 'OWNER/NAME' };
  const folder = { label: `$(folder) ${l10n.t('From a folder …')}`, description: 'config.json, *.safetensors' };
  const without = {
    label: `$(circle-slash) ${none ?? ''}`,
    description: l10n.t('The reward is then that of the policy alone, which favours short steps.'),
  };
  const way = await window.showQuickPick(none === undefined ? [hub, folder] : [hub, folder, without], { title });
  if (way === without) return '';
  if (way === folder) {
    const chosen = await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, title });
    return chosen?.[0]?.fsPath;
  }
  if (way !== hub) return undefined;
  return window.showInputBox({
    title,
    prompt: l10n.t('The repository, with @ and a revision where it should not be the newest'),
    placeHolder: 'Qwen/Qwen2.5-Math-1.5B-Instruct',
    ignoreFocusOut: true,
    validateInput: text =>
      /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(text.trim()) ? undefined : l10n.t('OWNER/NAME or OWNER/NAME@REVISION'),
  });
}
