import { l10n, ProgressLocation, type Range, window } from 'vscode';
import { Score, type ScoreParams, type ScoreResult } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';
import { languages } from '../languages.ts';
import { runningClient } from '../running.ts';

export const scoreDocument = (context: Context) => () => score(context, undefined);

export const scoreSelection = (context: Context) => () => {
  const selection = window.activeTextEditor?.selection;
  if (!selection || selection.isEmpty) {
    void window.showInformationMessage(l10n.t('Select the solution first, then choose "Score Selection as Solution".'));
    return;
  }
  return score(context, selection);
};

async function score(context: Context, range: Range | undefined): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document || !languages.includes(document.languageId)) {
    void window.showInformationMessage(l10n.t('Steplight reads Markdown, Lean and LaTeX. Open such a document first.'));
    return;
  }
  const client = await runningClient(context);
  if (!client) return;
  const params: ScoreParams = { uri: document.uri.toString(), ...(range ? { range } : {}) };
  const title = l10n.t('Steplight is scoring …');
  const result = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
    client.sendRequest(Score, params),
  );
  window.setStatusBarMessage(summary(result), 8000);
}

/** What scoring came to, in a line. */
export function summary({ exercises, steps, suspicious, unjudged }: ScoreResult): string {
  if (exercises === 0) return l10n.t('Steplight: nothing here is marked as a solution.');
  if (unjudged === steps) return l10n.t('Steplight: no step could be judged, of {0}.', steps);
  if (suspicious === 0)
    return l10n.t('Steplight: nothing suspicious, {0} of {1} steps could be judged.', steps - unjudged, steps);
  return l10n.t('Steplight: solutions with a suspicious step: {0} of {1}.', suspicious, exercises);
}
