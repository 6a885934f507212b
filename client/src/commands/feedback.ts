import { appendFile, mkdir } from 'node:fs/promises';
import { ConfigurationTarget, l10n, Uri, window, workspace } from 'vscode';
import { Feedback, type FeedbackParams } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';

type Said = Pick<FeedbackParams, 'about' | 'right'>;
type Place = Pick<FeedbackParams, 'uri' | 'position'>;

/** Keeps on this machine what the reader says of the step or solution at the cursor, or at the place a quick fix names. */
export const giveFeedback =
  (about: Said['about'], right: boolean) =>
  (context: Context) =>
  async (uri?: string, position?: Place['position']): Promise<void> => {
    const place = uri && position ? { uri, position } : atCursor();
    const client = place && (await runningClient(context));
    if (!client) return;
    const texts = await mayKeepTexts();
    if (texts === undefined) return;
    const record = await client.sendRequest(Feedback, { ...place, about, right, texts });
    if (!record) {
      void window.showInformationMessage(l10n.t('Put the cursor in a step of a solution first.'));
      return;
    }
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...record })}\n`;
    try {
      await mkdir(context.extension.globalStorageUri.fsPath, { recursive: true });
      await appendFile(fileOf(context).fsPath, line);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(l10n.t('Your answer could not be kept: {0}', reason));
      return;
    }
    window.setStatusBarMessage(
      l10n.t('Steplight: noted, on this machine only. "Steplight: Export Feedback" writes it to a file.'),
      8000,
    );
  };

export const exportFeedback = (context: Context) => async (): Promise<void> => {
  const kept = await workspace.fs.readFile(fileOf(context)).then(undefined, () => undefined);
  if (!kept) {
    void window.showInformationMessage(
      l10n.t(
        'There is no feedback yet. Say of a step that it is fine or wrong, or of a solution that it is right or wrong.',
      ),
    );
    return;
  }
  const target = await window.showSaveDialog({
    title: l10n.t('Export Feedback'),
    filters: { 'JSON Lines': ['jsonl'] },
    defaultUri: Uri.joinPath(
      workspace.workspaceFolders?.[0]?.uri ?? context.extension.globalStorageUri,
      'feedback.jsonl',
    ),
  });
  if (target) await workspace.fs.writeFile(target, kept);
};

const fileOf = ({ extension }: Context) => Uri.joinPath(extension.globalStorageUri, 'feedback.jsonl');

function atCursor(): Place | undefined {
  const editor = window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), position: editor.selection.active };
}

/** Asks once; the answer is a setting of the user's. Undefined when the question was left unanswered. */
async function mayKeepTexts(): Promise<boolean | undefined> {
  const settings = workspace.getConfiguration('steplight');
  const wish = settings.get<string>('feedback.texts');
  if (wish === 'keep' || wish === 'omit') return wish === 'keep';
  const keep = l10n.t('Keep the Texts, Too');
  const omit = l10n.t('Only My Answer');
  const answer = await window.showInformationMessage(
    l10n.t(
      'May Steplight keep the problem and the steps with your answer? They stay on this machine. Without them your answer can be counted, but nothing can be learned from it.',
    ),
    keep,
    omit,
  );
  if (!answer) return undefined;
  await settings.update('feedback.texts', answer === keep ? 'keep' : 'omit', ConfigurationTarget.Global);
  return answer === keep;
}
