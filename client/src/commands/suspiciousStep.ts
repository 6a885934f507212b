import { l10n, window } from 'vscode';
import type { DocumentState, StepState } from '../../../server/src/protocol.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';
import { goToStep } from './goToStep.ts';
import { summary } from './score.ts';

/** To the next step of the document that looks wrong, or back to the one before; round at the ends. */
export const suspiciousStep = (direction: 'next' | 'previous') => (context: Context) => async (): Promise<void> => {
  const editor = window.activeTextEditor;
  if (!editor || !(await runningClient(context))) return;
  const state = await context.judgements.ask(editor.document.uri.toString());
  const steps = state?.exercises.flatMap(exercise => exercise.steps) ?? [];
  const wrong = steps.filter(({ looksWrong }) => looksWrong);
  const { line, character } = editor.selection.active;
  const behind = ({ range: { start } }: StepState) =>
    start.line > line || (start.line === line && start.character > character);
  const before = ({ range: { start } }: StepState) =>
    start.line < line || (start.line === line && start.character < character);
  const step = direction === 'next' ? (wrong.find(behind) ?? wrong[0]) : (wrong.findLast(before) ?? wrong.at(-1));
  if (state && step) return goToStep()(state.uri, step.range.start);
  window.setStatusBarMessage(allClear(state, steps), 5000);
};

/** No more than is known: what was not looked at yet, or could not be judged, is not said to be right. */
function allClear(state: DocumentState | undefined, steps: readonly StepState[]): string {
  const pending = steps.filter(step => step.pending).length;
  if (pending > 0)
    return l10n.t(
      'Steplight: nothing looks wrong so far, {0} of {1} steps are still to be judged.',
      pending,
      steps.length,
    );
  const unjudged = steps.filter(({ kind }) => kind === 'unjudged').length;
  return summary({ exercises: state?.exercises.length ?? 0, steps: steps.length, suspicious: 0, unjudged });
}
