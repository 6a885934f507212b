import { l10n, window } from 'vscode';
import { Unload } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';

/** Gives the PRM's memory back; the next step that is to be scored loads it again. */
export const unload = (context: Context) => async (): Promise<void> => {
  const client = await runningClient(context);
  if (!client) return;
  const { unloaded } = await client.sendRequest(Unload);
  window.setStatusBarMessage(
    unloaded
      ? l10n.t('Steplight: the PRM is unloaded. It is loaded again when there is something to score.')
      : l10n.t('Steplight: the PRM is at work and stays loaded. Try again when it has ended.'),
    6000,
  );
};
