import type { Exercise, Span } from '../documents/exercise.ts';
import { lineLabel } from '../documents/outline.ts';
import { defaultParseOptions } from '../documents/parse.ts';
import { labelOf, wordsFor } from '../documents/words.ts';

/** What stands before a step's own words: margin, list marker, label, in this order. */
export interface Lead {
  /** Quote marks and indentation: also in front of every further line. */
  readonly margin: string;
  /** "1. ", "- ", "\item ", "### ", or nothing. */
  readonly marker: string;
  /** "Step 1: ", "**Schritt 2.** ", or nothing. */
  readonly label: string;
  /** The number in marker or label: where in the two together, and as it is written. */
  readonly number?: { readonly at: number; readonly text: string };
  /** Something else stands on the line before the step ("**Solution.** "): it has no lead of its own. */
  readonly inline: boolean;
  /** Where the step's own words begin in the document. */
  readonly content: number;
}

/** How one solution is written, as far as new steps should look like it. */
export interface Style {
  readonly eol: string;
  /** What stands between two steps: spaces on the same line, or so many line ends. */
  readonly between: { readonly tail: string; readonly lines: number };
  readonly leads: readonly Lead[];
}

const words = wordsFor(defaultParseOptions);

/** The style of a solution in Markdown or LaTeX. */
export function styleOf(text: string, exercise: Exercise, near: number): Style {
  const leads = exercise.steps.map(step => leadOf(text, step.span));
  return { eol: text.includes('\r\n') ? '\r\n' : '\n', between: gapBetween(text, exercise, leads, near), leads };
}

const leadForm = /^((?:[ \t]*>)*[ \t]*)((?:[-*+]|\d+[.)]|\\item(?:\[[^\]\n]*\])?|#{1,6})[ \t]+(?:\[[ xX]\][ \t]+)?)?$/;

function leadOf(text: string, span: Span): Lead {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const before = text.slice(lineStart, span.start);
  const found = leadForm.exec(before);
  const margin = found?.[1] ?? /^(?:[ \t]*>)*[ \t]*/.exec(before)![0];
  const marker = found?.[2] ?? '';
  const line = /^[^\r\n]*/.exec(text.slice(span.start, Math.min(span.end, span.start + 300)))![0];
  const label = labelAt(line, marker.startsWith('#'));
  const lead = marker + label;
  const written = numberIn(label, marker.length) ?? numberIn(marker, 0);
  return {
    margin,
    marker,
    label,
    ...(written && lead !== '' ? { number: written } : {}),
    inline: found === null,
    content: span.start + label.length,
  };
}

/** "Step 2: " at a step's beginning. A heading gives only "Step 2" away: its title is written anew with the step. */
function labelAt(line: string, heading: boolean): string {
  const label = heading ? labelOf(line, 'heading', words) : lineLabel(line, words, true)?.label;
  if (label?.role !== 'step') return '';
  return heading
    ? line.slice(0, label.length).replace(/[\s:：.。—–-]+$/, '')
    : line.slice(0, lineLabel(line, words, true)!.body);
}

function numberIn(lead: string, offset: number): { at: number; text: string } | undefined {
  const found =
    /\d+/.exec(lead) ?? /(?<![\p{L}])[ivxlc]+(?![\p{L}])/iu.exec(lead) ?? /[一二三四五六七八九十]+/.exec(lead);
  return found ? { at: offset + found.index, text: found[0] } : undefined;
}

/** What separates the steps next to the one that is asked for; of a solution with one step, a blank line. */
function gapBetween(text: string, { steps }: Exercise, leads: readonly Lead[], near: number): Style['between'] {
  const pairs = steps.slice(1).map((_, k) => k);
  const order = [near, near - 1, ...pairs.reverse()].filter(k => k >= 0 && k + 1 < steps.length);
  for (const k of order) {
    const gap = text.slice(steps[k]!.span.end, steps[k + 1]!.span.start);
    const lines = gap.split(/\r?\n/);
    const tail = lines[0]!;
    if (lines.length === 1 && /^[ \t]+$/.test(gap)) return { tail: gap, lines: 0 };
    const empty = lines.slice(1, -1).every(line => /^(?:[ \t]*>)*[ \t]*$/.test(line));
    if (lines.length > 1 && empty && !leads[k + 1]!.inline && /^(?:[ \t]*|[ \t]*\\)$/.test(tail))
      return { tail, lines: Math.min(lines.length - 1, 3) };
  }
  return { tail: '', lines: 2 };
}

/** The lead of the step that comes `further` places after the one with this lead. */
export function leadAfter(lead: Lead, further: number, all: readonly Lead[]): string {
  const { margin, marker, label, number } = lead;
  const text = marker + label;
  if (!number || further === 0) return margin + text;
  // Markdown counts by itself: a list whose items all say "1." goes on saying it.
  const same = all.filter(one => one.number !== undefined && one.marker.length > 0 && one.label === '');
  const lazy = label === '' && same.length > 1 && same.every(one => one.number!.text === number.text);
  const next = lazy ? number.text : successor(number.text, further);
  return margin + text.slice(0, number.at) + next + text.slice(number.at + number.text.length);
}

const han = '一二三四五六七八九十'.split('');

function successor(number: string, further: number): string {
  if (/^\d+$/.test(number))
    return String(Number(number) + further).padStart(number.startsWith('0') ? number.length : 0, '0');
  const place = han.indexOf(number);
  if (place >= 0) return han[place + further] ?? String(place + 1 + further);
  const upper = number === number.toUpperCase();
  const value = fromRoman(number.toLowerCase());
  const roman = toRoman(value + further);
  return upper ? roman.toUpperCase() : roman;
}

const numerals: readonly (readonly [string, number])[] = [
  ['c', 100],
  ['xc', 90],
  ['l', 50],
  ['xl', 40],
  ['x', 10],
  ['ix', 9],
  ['v', 5],
  ['iv', 4],
  ['i', 1],
];

function fromRoman(text: string): number {
  let value = 0;
  let rest = text;
  for (const [numeral, worth] of numerals) {
    while (rest.startsWith(numeral)) {
      value += worth;
      rest = rest.slice(numeral.length);
    }
  }
  return value;
}

function toRoman(value: number): string {
  let text = '';
  let rest = value;
  for (const [numeral, worth] of numerals) {
    while (rest >= worth) {
      text += numeral;
      rest -= worth;
    }
  }
  return text;
}
