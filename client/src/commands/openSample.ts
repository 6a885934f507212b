import { env, Uri, window, workspace } from 'vscode';
import type { Context } from '../ctx.ts';

/** Opens a copy of the sample, to play with: nothing is saved unless one saves it. */
export const openSample =
  ({ extension }: Context) =>
  async (): Promise<void> => {
    const folder = env.language.startsWith('de') ? ['walkthrough', 'de'] : ['walkthrough'];
    const sample = Uri.joinPath(extension.extensionUri, 'media', ...folder, 'sample.md');
    const content = new TextDecoder().decode(await workspace.fs.readFile(sample));
    await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
  };
