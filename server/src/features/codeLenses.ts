import type { CodeLens } from 'vscode-languageserver-types';
import type { Judged, Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { rangeOf } from './place.ts';

/** One line above each solution: how it stands. A click goes to the suspicious step; another writes it anew. */
export function codeLenses({ document, settings, judged }: Snapshot, texts: Texts): CodeLens[] {
  if (!settings.codeLens) return [];
  return judged
    .filter(({ exercise }) => exercise.steps.length > 0)
    .flatMap(one => {
      const range = rangeOf(document, { start: one.exercise.solution.start, end: one.exercise.solution.start });
      const target = one.verdicts.findIndex(({ kind }) => kind === 'suspicious');
      const goal = document.positionAt(one.exercise.steps[Math.max(0, target)]!.span.start);
      const lens = (title: string, command: string): CodeLens => ({
        range,
        command: { title, command, arguments: [document.uri, goal] },
      });
      // In manual mode nothing is asked by itself: then the line is the way to ask.
      if (settings.run === 'manual' && isUntouched(one))
        return [lens(texts.lensNotYet(one.verdicts.length), 'steplight.scoreDocument')];
      const stands = lens(title(one, texts), 'steplight.goToStep');
      return target < 0 ? [stands] : [stands, lens(texts.regenerate(target + 1), 'steplight.regenerateFromStep')];
    });
}

/** Nobody has said anything yet. */
const isUntouched = ({ verdicts }: Judged) =>
  verdicts.some(({ pending }) => pending) && verdicts.every(({ kind, outdated }) => kind === 'unjudged' && !outdated);

function title({ verdicts }: Judged, texts: Texts): string {
  const suspicious = verdicts.findIndex(({ kind }) => kind === 'suspicious');
  if (suspicious >= 0) return texts.lensSuspicious(suspicious + 1);
  const pending = verdicts.filter(({ pending }) => pending).length;
  if (pending > 0) return texts.lensBusy(verdicts.length - pending, verdicts.length);
  const judged = verdicts.filter(({ kind }) => kind !== 'unjudged').length;
  return judged === 0 ? texts.lensUnjudged(verdicts.length) : texts.lens(judged, verdicts.length);
}
