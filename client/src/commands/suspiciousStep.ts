import { l10n, window } from 'vscode';
import type { StepState } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';
import { goToStep } from './goToStep.ts';

/** To the next step of the document that looks wrong, or back to the one before; round at the ends. */
export const suspiciousStep =
  (direction: 'next' | 'previous') =>
  ({ judgements }: Context) =>
  async (): Promise<void> => {
    const editor = window.activeTextEditor;
    const state = editor && (await judgements.ask(editor.document.uri.toString()));
    if (!state) return;
    const wrong = state.exercises.flatMap(({ steps }) => steps).filter(({ looksWrong }) => looksWrong);
    const { line, character } = editor.selection.active;
    const behind = ({ range: { start } }: StepState) =>
      start.line > line || (start.line === line && start.character > character);
    const before = ({ range: { start } }: StepState) =>
      start.line < line || (start.line === line && start.character < character);
    const step = direction === 'next' ? (wrong.find(behind) ?? wrong[0]) : (wrong.findLast(before) ?? wrong.at(-1));
    if (step) return goToStep()(state.uri, step.range.start);
    window.setStatusBarMessage(l10n.t('Steplight: nothing here looks wrong.'), 5000);
  };
