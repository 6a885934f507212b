import { commands, l10n, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Context } from './ctx.ts';

/**
 * The language client for a command: a start that is under way is waited for. Where the server is down the user hears of it, with
 * the way out.
 */
export async function runningClient(context: Context): Promise<LanguageClient | undefined> {
  await context.started();
  if (!context.client) void offerRestart();
  return context.client;
}

async function offerRestart(): Promise<void> {
  const restart = l10n.t('Restart');
  const chosen = await window.showWarningMessage(l10n.t('Steplight is not running.'), restart);
  if (chosen === restart) await commands.executeCommand('steplight.restart');
}
