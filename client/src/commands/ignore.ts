import { basename } from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { IgnorableStep } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';

/** From a quick fix. */
export const ignoreStep =
  ({ ignored }: Context) =>
  async (step: IgnorableStep): Promise<void> => {
    await ignored.add(step);
    window.setStatusBarMessage(
      l10n.t('Steplight ignores this step now. "Steplight: Show Ignored Steps" lists it.'),
      8000,
    );
  };

/** Lists what is ignored without a comment in the text; those that are chosen are looked at again. */
export const showIgnored =
  ({ ignored }: Context) =>
  async (): Promise<void> => {
    if (ignored.all.length === 0) {
      void window.showInformationMessage(
        l10n.t('No step is ignored here, apart from those that have a comment in the text.'),
      );
      return;
    }
    const items = ignored.all.toReversed().map(step => ({
      label: step.text,
      description: basename(Uri.parse(step.uri).path),
      step,
    }));
    const chosen = await window.showQuickPick(items, {
      title: l10n.t('Ignored steps'),
      placeHolder: l10n.t('Choose the steps that Steplight shall look at again'),
      canPickMany: true,
    });
    if (chosen && chosen.length > 0) await ignored.remove(chosen.map(({ step }) => step));
  };
