import type { Exercise, Span } from '../documents/exercise.ts';
import { moved } from '../documents/location.ts';
import { type Block, blocksOf, tacticLines } from './blocks.ts';
import { type Enclosure, enclosures } from './enclosures.ts';
import { type Lead, leadAfter, type Style, styleOf } from './style.ts';

/** One replacement in a document. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A place in a document that candidates fill: everything of a solution from one step on, or what comes after the last. */
export interface Opening {
  readonly text: string;
  readonly language: string;
  readonly exercise: Exercise;
  /** The steps before this one are kept. Their number: the candidate goes on behind the last. */
  readonly from: number;
  readonly span: Span;
  /** Written before and after the steps, so that nothing that was open stays open and nothing is closed twice. */
  readonly before: string;
  readonly after: string;
}

/** Why a candidate can't be put where it should go; with the end of an environment that must come first. */
export type Hindrance = 'no-step' | 'empty' | 'changed' | { readonly unclosed: string };
export interface Refusal {
  readonly refused: Hindrance;
}

/** A mark that ends a proof stays at its end. */
const tombstone = /(?:[ \t]|\r?\n[ \t>]*)*(?:∎|□|■|\$\\(?:square|blacksquare|Box)\$|\\q(?:ed|edhere)\b)[ \t]*$/;

/** Where a candidate goes that replaces the steps from `from` on (with `from` = number of steps: that goes on after the last). */
export function openingAt(text: string, language: string, exercise: Exercise, from: number): Opening | Refusal {
  const { steps, solution } = exercise;
  const last = steps[steps.length - 1];
  if (!last) return { refused: 'no-step' };
  const going = from >= steps.length;
  const opening = { text, language, exercise, from };
  if (isLean(language)) {
    const start = going ? last.span.end : steps[from]!.span.start;
    const spaces = going ? 0 : (/(?<=\bby)[ \t]+$/.exec(text.slice(0, start))?.[0].length ?? 0);
    return { ...opening, span: { start: start - spaces, end: last.span.end }, before: '', after: '' };
  }
  const end = last.span.end - (tombstone.exec(text.slice(solution.start, last.span.end))?.[0].length ?? 0);
  const start = going ? end : Math.min(end, styleOf(text, exercise, from).leads[from]!.content);
  return cutOpen(opening, start, end);
}

/** The edit that puts a candidate into its place, in the style of the document around it. */
export function editFor(opening: Opening, candidate: string): Edit | Refusal {
  const written = isLean(opening.language) ? tactics(opening, candidate) : steps(opening, candidate);
  return written === '' ? { refused: 'empty' } : { span: opening.span, text: written };
}

/** The document with an edit made. */
export const applied = (text: string, { span, text: replacement }: Edit): string =>
  text.slice(0, span.start) + replacement + text.slice(span.end);

/**
 * The same edit for a newer text of the document. Changes elsewhere only move it; when the problem, the kept steps or what is
 * replaced has changed, the candidate was written for something else, and the edit is refused.
 */
export function rebased(edit: Edit, { text: before, exercise }: Opening, after: string): Edit | Refusal {
  if (before === after) return edit;
  const solution = { start: Math.min(exercise.solution.start, edit.span.start), end: edit.span.end };
  const guarded = [exercise.problem.span, solution].filter(({ start, end }) => end > start);
  const places = guarded.map(span => placed(span, before, after));
  const at = places[places.length - 1];
  if (!at || places.some(place => place === undefined)) return { refused: 'changed' };
  const shift = at.start - solution.start;
  return { text: edit.text, span: { start: edit.span.start + shift, end: edit.span.end + shift } };
}

/** Where a stretch lies in the newer text, if it is there unchanged and beyond doubt. */
function placed(span: Span, before: string, after: string): Span | undefined {
  const same = before.slice(span.start, span.end);
  const at = moved(span, before, after);
  if (at && after.slice(at.start, at.end) === same) return at;
  // Changes on both sides look like one change around it; if its text is there once, that is it.
  const start = after.indexOf(same);
  return start >= 0 && after.indexOf(same, start + 1) < 0 ? { start, end: start + same.length } : undefined;
}

/** The part of an edit that ends with the step that ends at `end` in the edited document; nothing when it can't stand alone. */
export function upTo(edit: Edit, { language, after }: Opening, end: number): Edit | undefined {
  const text = edit.text.slice(0, end - edit.span.start);
  if (isLean(language) || text === edit.text) return { ...edit, text };
  return enclosures(text).length > 0 ? undefined : { ...edit, text: text + after };
}

const isLean = (language: string) => language.startsWith('lean');
const eolOf = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');

/** Steps of prose in the document's own style. */
function steps(opening: Opening, candidate: string): string {
  const { text, exercise, from, before, after, span } = opening;
  const style = styleOf(text, exercise, Math.min(from, exercise.steps.length - 1));
  const marked = tombstone.test(text.slice(span.start, exercise.solution.end));
  const written = blocksOf(candidate);
  const blocks = withoutRepeats(marked ? written.map(withoutTombstone) : written, exercise, from);
  if (blocks.length === 0) return '';

  const ended = before !== '';
  const { eol, between, leads } = style;
  const { lead: model, index } = modelFor(style, from, ended);
  const margin = model.margin.trimEnd();
  const oneLine =
    between.lines === 0 && !ended && blocks.every(block => block.length === 1 && !block[0]!.includes('\n'));
  const emptyLines = between.lines === 0 || ended ? 1 : between.lines - 1;
  const separator = oneLine
    ? between.tail
    : `${between.lines > 0 && !ended ? between.tail : ''}${eol}${(margin + eol).repeat(emptyLines)}`;
  const loose = emptyLines > 0 || (model.marker === '' && model.label === '');

  return (
    before +
    blocks
      .map((block, k) => {
        // The number of the step that is replaced, and all before it on its line, stands there already.
        const stands = k === 0 && from < leads.length && !ended;
        const lead = stands ? leads[from]! : model;
        const body = (isHeading(lead) ? eol + eol : '') + bodyOf(block, lead, eol, loose);
        return stands ? body : separator + (oneLine ? '' : leadAfter(model, from + k - index, leads)) + body;
      })
      .join('') +
    after
  );
}

const isHeading = ({ marker }: Lead) => marker.startsWith('#');

/** The lead that new steps get: that of the step they replace or follow, or where it has none of its own, of the next that has. */
function modelFor({ leads }: Style, from: number, ended: boolean): { lead: Lead; index: number } {
  const index = Math.min(from, leads.length - 1);
  const lead = leads[index]!;
  if (ended) return { lead: { ...bareLead(leads[0]!) }, index };
  if (!lead.inline) return { lead, index };
  const next = leads.findIndex((one, k) => k > index && !one.inline);
  return next < 0 ? { lead: bareLead(lead), index } : { lead: leads[next]!, index: next };
}

const bareLead = ({ margin, inline, content }: Lead): Lead => ({ margin, inline, content, marker: '', label: '' });

/** A step's paragraphs with the margin and indentation that hold them together. */
function bodyOf(block: Block, { margin, marker }: Lead, eol: string, loose: boolean): string {
  const indent = margin + (/^(?:[-*+]|\d+[.)])/.test(marker) ? ' '.repeat(marker.length) : '');
  const blank = margin.trimEnd();
  return block
    .map(paragraph => paragraph.split('\n').join(`${eol}${indent}`))
    .join(loose ? `${eol}${blank}${eol}${indent}` : `${eol}${indent}`)
    .replaceAll(`${eol}${indent}${eol}`, `${eol}${blank}${eol}`);
}

/** Some models begin with what is there already. */
function withoutRepeats(blocks: readonly Block[], { steps }: Exercise, from: number): readonly Block[] {
  const plain = (text: string) => text.replace(/[\s*_]+/g, '').toLowerCase();
  const repeats =
    blocks.length > from &&
    steps.slice(0, from).every((step, k) => {
      const written = plain(blocks[k]!.join(''));
      return written !== '' && plain(step.reading.text).endsWith(written);
    });
  return repeats ? blocks.slice(from) : blocks;
}

const withoutTombstone = (block: Block, k: number, all: readonly Block[]): Block =>
  k < all.length - 1
    ? block
    : block.map((paragraph, p) => (p < block.length - 1 ? paragraph : paragraph.replace(tombstone, '')));

/** Tactics with the indentation of those that stand there. */
function tactics({ text, exercise, from, span }: Opening, candidate: string): string {
  const model = exercise.steps[Math.min(from, exercise.steps.length - 1)]!.span.start;
  const own = text.slice(text.lastIndexOf('\n', model - 1) + 1, model);
  const sameLine = own.trim() !== '';
  // On the line of the statement or of `by`, what comes after it is deeper; behind a semicolon it is as deep.
  const margin = /^\s*/.exec(own)![0];
  const indent = sameLine && /:=|\bby\b/.test(own) ? `${margin}  ` : margin;
  const kept = exercise.steps.slice(0, from).flatMap(step => step.reading.text.split('\n').map(line => line.trim()));
  const all = tacticLines(candidate, indent.length);
  const repeats = kept.length > 0 && kept.length < all.length && kept.every((line, k) => all[k]!.trim() === line);
  const lines = repeats ? all.slice(kept.length) : all;
  if (lines.every(line => line.trim() === '')) return '';
  const eol = eolOf(text);
  const body = lines.map(line => (line === '' ? '' : indent + line)).join(eol);
  if (from >= exercise.steps.length) return eol + body;
  // Behind `by` on the same line there is room for one tactic; several begin on a line of their own.
  const behindBy = sameLine && span.start < model;
  if (!behindBy) return body.slice(indent.length);
  return lines.length > 1 ? eol + body : ` ${body.trimStart()}`;
}

/**
 * What must be written around the new steps when the replaced stretch begins or ends inside an environment or a displayed
 * formula: formulas that are open at its start are ended before the new steps, lists that ended inside it after them, and
 * what was opened inside it goes as a whole.
 */
function cutOpen(opening: Omit<Opening, 'span' | 'before' | 'after'>, start: number, end: number): Opening | Refusal {
  const { text, exercise, from } = opening;
  const { problem, solution } = exercise;
  // A list may have been opened before its first item, and so before the solution.
  const base = problem.span.end <= solution.start ? problem.span.end : solution.start;
  const atStart = enclosures(text.slice(base, start));
  const atEnd = enclosures(text.slice(base, end));
  const among = (all: readonly Enclosure[], one: Enclosure) => all.some(({ at }) => at === one.at);
  const formulas = atStart.filter(one => !one.holdsProse);
  const lists = atStart.filter(one => one.holdsProse && !among(atEnd, one));
  const swallowed = atEnd.filter(one => !one.holdsProse || !among(atStart, one));
  let reach = end;
  for (const { closer } of swallowed.reverse()) {
    const skipped = /^(?:\s|\\\\|[.,;])*/.exec(text.slice(reach))![0].length;
    if (!text.startsWith(closer, reach + skipped)) return { refused: { unclosed: closer } };
    reach += skipped + closer.length;
  }
  const eol = eolOf(text);
  const closing = (all: readonly Enclosure[]) =>
    all
      .toReversed()
      .map(({ closer }) => eol + closer)
      .join('');
  const before = closing(formulas);
  // A row of an aligned formula can't be followed by prose: the formula ends behind the last row that is kept.
  const behind = before !== '' && from > 0 ? exercise.steps[from - 1]!.span.end : start;
  return { ...opening, span: { start: behind, end: reach }, before, after: closing(lists) };
}
