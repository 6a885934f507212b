import type { Position } from 'vscode-languageserver-types';
import type { Judged, Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';

/** Says something of one exercise of a document. */
export type OfExercise<T> = (snapshot: Snapshot, judged: Judged, texts: Texts) => T;

/**
 * The same, said once for as long as there is no news of the exercise and it stays where it is: in a long document an edit
 * changes one of many.
 */
export function remembered<T>(say: OfExercise<T>): OfExercise<T> {
  const known = new WeakMap<Judged, { readonly begin: Position; readonly texts: Texts; readonly said: T }>();
  return (snapshot, judged, texts) => {
    const begin = snapshot.document.positionAt(judged.exercise.solution.start);
    const before = known.get(judged);
    // A line break instead of a space moves no offset, but lines.
    const same = before?.begin.line === begin.line && before.begin.character === begin.character;
    if (same && before.texts === texts) return before.said;
    const said = say(snapshot, judged, texts);
    known.set(judged, { begin, texts, said });
    return said;
  };
}

/** Milliseconds for which saying it may hold the event loop. */
const patience = 8;

/** Says it of every exercise, giving way in between, so that afterwards it is remembered. */
export async function inSlices(snapshot: Snapshot, texts: Texts, say: OfExercise<unknown>): Promise<void> {
  let since = performance.now();
  for (const judged of snapshot.judged) {
    say(snapshot, judged, texts);
    if (performance.now() - since < patience) continue;
    await new Promise<void>(resolve => setImmediate(resolve));
    since = performance.now();
  }
}
