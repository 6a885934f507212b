import { commands, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { ClearReview, ExportReview, Review, type ReviewExport, ReviewProgress } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';

/** Scores all files of a folder, with progress and a way to stop, and ends in a summary that can be exported. */
export const reviewFolder =
  (context: Context) =>
  async (chosen?: Uri): Promise<void> => {
    const folder = chosen ?? (await workspaceFolder());
    const client = folder && (await runningClient(context));
    if (!client) return;
    if (folder.scheme !== 'file') {
      void window.showInformationMessage(l10n.t('Only a folder of this machine can be reviewed.'));
      return;
    }
    const result = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Steplight is reviewing'), cancellable: true },
      async (progress, token) => {
        const listening = client.onNotification(ReviewProgress, ({ done, total, file }) => {
          const message = l10n.t('{0} of {1} files. {2}', done, total, file);
          progress.report({ message, increment: 100 / total });
        });
        try {
          return await client.sendRequest(Review, { folder: folder.fsPath }, token);
        } finally {
          listening.dispose();
        }
      },
    );
    for (const obstacle of result.obstacles) context.log.warn(obstacle);
    const { files, solutions, suspicious, obstacles } = result;
    const sentences = [
      result.cancelled ? l10n.t('Stopped. Files reviewed: {0}.', files) : l10n.t('Files reviewed: {0}.', files),
      l10n.t('Solutions with a suspicious step: {0} of {1}.', suspicious, solutions),
      ...(obstacles.length > 0
        ? [l10n.t('Files that could not be read: {0}; the log says why.', obstacles.length)]
        : []),
    ];
    const problems = l10n.t('Show Problems');
    const save = l10n.t('Export …');
    const next = await window.showInformationMessage(sentences.join(' '), ...(suspicious > 0 ? [problems] : []), save);
    if (next === problems) await commands.executeCommand('workbench.actions.view.problems');
    if (next === save) await exportReview(context)();
  };

export const exportReview = (context: Context) => async (): Promise<void> => {
  const formats: { label: string; detail: string; format: ReviewExport['format']; ending: string }[] = [
    { label: 'Markdown', detail: l10n.t('To read, or to put under a pull request'), format: 'markdown', ending: 'md' },
    { label: 'SARIF', detail: l10n.t('For code scanning and other tools'), format: 'sarif', ending: 'sarif' },
  ];
  const chosen = await window.showQuickPick(formats, { title: l10n.t('Export the review') });
  const client = chosen && (await runningClient(context));
  if (!client) return;
  const { text } = await client.sendRequest(ExportReview, { format: chosen.format });
  if (text === '') {
    void window.showInformationMessage(l10n.t('Nothing was reviewed yet. "Steplight: Review Folder" does that.'));
    return;
  }
  const base = workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/');
  const defaultUri = Uri.joinPath(base, `steplight-review.${chosen.ending}`);
  const target = await window.showSaveDialog({ defaultUri, filters: { [chosen.label]: [chosen.ending] } });
  if (target) await workspace.fs.writeFile(target, new TextEncoder().encode(text));
};

export const clearReview = (context: Context) => async (): Promise<void> => {
  const client = await runningClient(context);
  await client?.sendNotification(ClearReview);
};

async function workspaceFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void window.showInformationMessage(l10n.t('Open a folder first; then all its files can be reviewed.'));
    return undefined;
  }
  return folders.length === 1 ? folders[0]!.uri : (await window.showWorkspaceFolderPick())?.uri;
}
