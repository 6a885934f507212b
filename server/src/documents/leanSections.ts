import type { Span } from './exercise.ts';

export const modifiers = new Set([
  'private',
  'protected',
  'noncomputable',
  'nonrec',
  'partial',
  'unsafe',
  'local',
  'scoped',
  'public',
  'meta',
]);
/** A section that has as many characters ends before the next declaration. */
const comfortable = 2000;

/** What hides what is in it, and the lines on which a declaration or another command begins. */
const landmarks =
  /--[^\n]*|\/-|"|«|\n(?=(?:theorem|lemma|example|def|instance|abbrev|proposition|corollary|namespace|section|end|open|variable)\b|\/--)/g;

/**
 * Cuts Lean where nothing reaches across: before a line that begins a declaration or its doc comment, outside of comments and strings,
 * and not between a declaration and what stands before it. Text behind something unclosed is one section: what it hides may end
 * anywhere.
 */
export function* leanSections(text: string): Generator<Span> {
  let start = 0;
  for (let from = 0; ; ) {
    landmarks.lastIndex = from;
    const found = landmarks.exec(text);
    if (!found) break;
    const at = found.index;
    from = landmarks.lastIndex;
    if (found[0] === '/-') {
      from = blockComment(text, at);
      if (!text.endsWith('-/') && from === text.length) break;
    } else if (found[0] === '"') {
      from = stringEnd(text, at);
      if (!isClosed(text, at, from)) break;
    } else if (found[0] === '«') {
      const newline = text.indexOf('\n', at);
      const close = text.slice(at, newline < 0 ? text.length : newline).indexOf('»');
      from = at + Math.max(close, 0) + 1;
    } else if (found[0] === '\n' && at + 1 - start >= comfortable && standsAlone(text, start, at + 1)) {
      yield { start, end: at + 1 };
      start = at + 1;
    }
  }
  if (start < text.length) yield { start, end: text.length };
}

/** Whether a string's end is a quote of its own, and no escaped one. */
function isClosed(text: string, start: number, end: number): boolean {
  if (end - start < 2 || text[end - 1] !== '"') return false;
  let escapes = 0;
  while (text[end - 2 - escapes] === '\\') escapes++;
  return escapes % 2 === 0;
}

/** Whether what begins there has no doc comment, attribute or modifier before it. */
function standsAlone(text: string, start: number, at: number): boolean {
  for (let end = at - 1; end > start; ) {
    const begin = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(begin, end).trim();
    const code = line.replace(/--.*$/, '').trim();
    if (line.endsWith('-/')) return false;
    if (code !== '') return !code.endsWith(']') && !modifiers.has(/\S*$/.exec(code)![0]);
    end = begin - 1;
  }
  return false;
}

/** Behind a comment, which may hold others; the end of the text where it isn't closed. */
export function blockComment(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '/' && text[i + 1] === '-') {
      depth++;
      i++;
    } else if (text[i] === '-' && text[i + 1] === '/') {
      i++;
      if (--depth === 0) return i + 1;
    }
  }
  return text.length;
}

/** Behind a string; where it isn't closed, the end of its line, or the line before the next declaration. */
export function stringEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
    // A declaration cannot begin inside a string: this one is still being typed.
    else if (
      text[i] === '\n' &&
      /[a-z@#/]/.test(text[i + 1] ?? '') &&
      /^(?:theorem|lemma|example|def|end|@\[|#|\/--)/.test(text.slice(i + 1, i + 10))
    )
      return i;
  }
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}
