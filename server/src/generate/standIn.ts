import type { Exercise, Span } from '../documents/exercise.ts';
import { moved } from '../documents/location.ts';
import { wordIn } from '../documents/words.ts';
import type { Edit } from './edit.ts';

/** A step that stands in for the first one of a solution that has none yet, so that there is something to put candidates over. */
export interface StandIn {
  /** Where it is put. */
  readonly at: number;
  /** What leads to it: an empty line, the label of the solution. */
  readonly lead: string;
  readonly step: string;
}

/** The text with the stand-in in it. */
export const withStandIn = (text: string, { at, lead, step }: StandIn): string =>
  text.slice(0, at) + lead + step + text.slice(at);

/**
 * What may stand in for a first step where the cursor is, the likeliest first: behind what the cursor's line or the last one
 * before it says, as its label's text, as a paragraph of its own, or as a solution that isn't even announced.
 */
export function standIns(text: string, language: string, offset: number): StandIn[] {
  const lineEnd = /\r?\n|$/.exec(text.slice(offset))!.index + offset;
  const at = text.slice(0, lineEnd).trimEnd().length;
  if (at === 0) return [];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (language.startsWith('lean')) {
    const margin = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))![0];
    const said = text.slice(0, at);
    const by = /\bby$/.test(said) ? '' : said.endsWith(':=') ? ' by' : ' := by';
    return [{ at, lead: `${by}${eol}${margin}  `, step: 'skip' }];
  }
  const word = wordIn(text.slice(0, at), 'solution');
  const label = language === 'latex' ? `\\textbf{${word}.} ` : `**${word}.** `;
  // Nothing is written on the line of a comment or of an environment's beginning.
  const beside = text.slice(0, at).endsWith('-->') ? [] : text[at - 1] === '}' ? [eol] : [' '];
  return [...beside, eol + eol, eol + eol + label].map(lead => ({ at, lead, step: 'X' }));
}

/** The exercise whose only step is the stand-in. */
export const standingIn = (exercises: readonly Exercise[], { at, lead, step }: StandIn): Exercise | undefined =>
  exercises.find(
    ({ steps: [only, more] }) =>
      more === undefined && only?.span.start === at + lead.length && only.span.end === at + lead.length + step.length,
  );

/** The same stand-in in a newer text, if there is still a place for it. */
export function movedStandIn(standIn: StandIn, before: string, after: string): StandIn | undefined {
  const place = moved({ start: standIn.at, end: standIn.at }, before, after);
  return place && { ...standIn, at: place.start };
}

/** An edit of the text with the stand-in as one of the text itself: it brings along what leads to the stand-in. */
export function withoutStandIn({ span, text }: Edit, { at, lead }: StandIn): Edit {
  const place: Span = { start: at, end: at };
  return span.start === at + lead.length ? { span: place, text: lead + text } : { span: place, text };
}
