import { exerciseOf, type Language, type Reader, type ReadSection } from './draft.ts';
import type { Passage, Span } from './exercise.ts';
import { type Directive, directiveIn, ignoredSteps, ignoresBetween, ignoresOf } from './ignore.ts';
import { blockComment, leanSections, modifiers, stringEnd } from './leanSections.ts';
import type { Granularity } from './parse.ts';
import { finished, moved, sectionBySection } from './placing.ts';
import { type Part, read as readingOf } from './reading.ts';
import type { Nameless } from './reconcile.ts';
import type { Cut } from './steps.ts';

/** Lean 4: every declaration with a proof is an exercise; its steps are the tactic blocks of the outermost `by`. */
const read: Reader = function* (text, options, before) {
  const { granularity } = options;
  const known = before as readonly DeclarationSection[];
  const sections: DeclarationSection[] = [];
  const fresh = (_: Span, own: string) => sectionOf(own, granularity);
  for (const found of sectionBySection(
    text,
    leanSections(text),
    known[0]?.granularity === granularity ? known : [],
    fresh,
  )) {
    if (found) sections.push(at(found.section, found.start));
    else yield;
  }
  const directives = sections.flatMap(section => section.directives);
  if (directives.some(({ directive }) => directive.kind === 'off'))
    return { exercises: [], wishes: { off: true }, sections };
  yield;
  const ignores = ignoresOf(directives, text.length);
  const problems = directives.flatMap(({ directive }) =>
    directive.kind === 'problem' && directive.stated ? [directive.stated] : [],
  );
  const exercises: Nameless[] = [];
  let next = 0;
  let done = 0;
  for (const exercise of sections.flatMap(section => section.exercises)) {
    const { start, end } = exercise.solution;
    let stated: Span | undefined;
    for (; next < problems.length && problems[next]!.end <= start; next++)
      if (problems[next]!.start >= done) stated = problems[next];
    const spans = exercise.steps.map(({ span }) => span);
    exercises.push(directed(text, exercise, stated, ignoredSteps(spans, ignoresBetween(ignores, done, end))));
    done = end;
    if (exercises.length % 100 === 0) yield;
  }
  return { exercises, wishes: {}, sections };
};

/** A stretch of declarations: what is found in it, at the place where it stood last. */
interface DeclarationSection extends ReadSection {
  readonly granularity: Granularity;
  readonly start: number;
  readonly exercises: readonly Nameless[];
  readonly directives: readonly { readonly at: Span; readonly directive: Directive }[];
}

function* sectionOf(text: string, granularity: Granularity): Generator<undefined, DeclarationSection> {
  const tokens = yield* scan(text);
  yield;
  const directives = tokens.flatMap(token =>
    token.directive ? [{ at: { start: token.start, end: token.end }, directive: token.directive }] : [],
  );
  const exercises: Nameless[] = [];
  for (const declaration of declarations(tokens)) {
    const found = proofOf(declaration, granularity);
    if (!found) continue;
    const { problem, cuts } = found;
    const gaps = new Set(cuts.flatMap((cut, k) => (hasGap(tokens, declaration.from, spanOf(cut)) ? [k] : [])));
    exercises.push(exerciseOf(text, [verbatim(problem)], cuts, 'lean', new Set(), gaps));
    if (exercises.length % 100 === 0) yield;
  }
  return { text, granularity, start: 0, exercises, directives };
}

/** The section at another place; where it stood still, all in it is what it was. */
function at(section: DeclarationSection, start: number): DeclarationSection {
  const by = start - section.start;
  if (by === 0) return section;
  const span = (old: Span): Span => ({ start: old.start + by, end: old.end + by });
  const passage = (old: Passage): Passage => ({ ...old, span: span(old.span) });
  return {
    ...section,
    start,
    exercises: section.exercises.map(({ problem, solution, steps }) => ({
      problem: passage(problem),
      solution: span(solution),
      steps: steps.map(step => ({ ...step, span: span(step.span), reading: passage(step.reading) })),
    })),
    directives: section.directives.map(one => ({ at: span(one.at), directive: moved(one.directive, by) })),
  };
}

/** The exercise as directives want it, which may stand far from it. */
function directed(text: string, exercise: Nameless, stated: Span | undefined, ignored: ReadonlySet<number>): Nameless {
  if (!stated && ignored.size === 0) return exercise;
  return {
    ...exercise,
    ...(stated ? { problem: readingOf(text, [verbatim(stated)], 'lean') } : {}),
    steps: exercise.steps.map((step, k) => (ignored.has(k) && !step.mark ? { ...step, mark: 'ignored' } : step)),
  };
}

/** The steps that the selection touches, with the statement they prove; else its own lines as tactics. */
const select: Language['select'] = (text, span, options) => {
  const around = finished(read(text, options, [])).exercises.find(
    exercise => exercise.solution.start < span.end && span.start < exercise.solution.end,
  );
  if (around) {
    const steps = around.steps.filter(step => step.span.start < span.end && span.start < step.span.end);
    const last = steps[steps.length - 1];
    return steps[0] && last && { ...around, steps, solution: { start: steps[0].span.start, end: last.span.end } };
  }
  const tokens = finished(scan(text));
  const from = lowerBound(tokens, span.start, 0, tokens.length);
  const cuts = blocks(tokens, from, lowerBound(tokens, span.end, from, tokens.length)).map(piece => [verbatim(piece)]);
  return cuts.length > 0 ? exerciseOf(text, [], cuts, 'lean', new Set()) : undefined;
};

export const lean: Language = { read, select };

const verbatim = (span: Span): Part => ({ start: span.start, end: span.end, form: 'verbatim', quote: 0 });
const spanOf = (cut: Cut): Span => ({ start: cut[0]!.start, end: cut[cut.length - 1]!.end });

/** A token of Lean, as far as proofs are concerned. */
interface Token extends Span {
  readonly kind: 'word' | 'open' | 'close' | 'symbol' | 'comment' | 'doc' | 'string';
  readonly text: string;
  /** First on its line, comments aside. */
  readonly first: boolean;
  readonly column: number;
  readonly line: number;
  readonly directive?: Directive;
}

const word = /[\p{L}\p{M}\p{N}_!?'₀-₉ₐ-ₜᵢ-ᵪ.]+/uy;
const symbols = [':=', '<;>', '=>', '↦', '←', '<|', '|>', '..', '::', '·', ';', '|', ',', ':', '@['];

/** The tokens of a text in one pass. Nested comments, strings and «names» that aren't closed end with the text or the line. */
function* scan(text: string): Generator<undefined, Token[]> {
  const tokens: Token[] = [];
  let line = 0;
  let lineStart = 0;
  let first = true;
  const push = (kind: Token['kind'], start: number, end: number, directive?: Directive) => {
    tokens.push({
      kind,
      start,
      end,
      text: kind === 'comment' || kind === 'doc' || kind === 'string' ? '' : text.slice(start, end),
      first,
      column: start - lineStart,
      line,
      ...(directive ? { directive } : {}),
    });
    if (kind !== 'comment') first = false;
  };
  const countLines = (start: number, end: number) => {
    for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
      line++;
      lineStart = at + 1;
    }
  };
  let rested = 0;
  for (let i = 0; i < text.length; ) {
    if (i > rested + 50_000) {
      rested = i;
      yield;
    }
    const c = text[i]!;
    if (c === '\n') {
      line++;
      lineStart = ++i;
      first = true;
    } else if (c === ' ' || c === '\t' || c === '\r' || c === '\uFEFF') i++;
    else if (c === '-' && text[i + 1] === '-') {
      const newline = text.indexOf('\n', i);
      const end = newline < 0 ? text.length : newline;
      push('comment', i, end, directiveIn(text.slice(i + 2, end), i + 2));
      i = end;
    } else if (c === '/' && text[i + 1] === '-') {
      const end = blockComment(text, i);
      const doc = text[i + 2] === '-' && end - i > 4;
      const inside = text.slice(i + 2, Math.max(i + 2, end - 2));
      push(doc ? 'doc' : 'comment', i, end, doc ? undefined : directiveIn(inside, i + 2));
      countLines(i, end);
      i = end;
    } else if (c === '"') {
      const end = stringEnd(text, i);
      push('string', i, end);
      countLines(i, end);
      i = end;
    } else if (c === '«') {
      const newline = text.indexOf('\n', i);
      const close = text.slice(i, newline < 0 ? text.length : newline).indexOf('»');
      const end = close < 0 ? i + 1 : i + close + 1;
      push('word', i, end);
      i = end;
    } else if ('([{⟨⦃'.includes(c)) push('open', i, ++i);
    else if (')]}⟩⦄'.includes(c)) push('close', i, ++i);
    else {
      const symbol = symbols.find(s => text.startsWith(s, i));
      if (symbol === '@[') {
        push('symbol', i, i + 1);
        push('open', i + 1, i + 2);
        i += 2;
        continue;
      }
      if (symbol) {
        push('symbol', i, i + symbol.length);
        i += symbol.length;
        continue;
      }
      word.lastIndex = i;
      const match = c === '.' ? null : word.exec(text);
      const end = i + (match ? match[0].length : 1);
      push(match || c === '#' ? 'word' : 'symbol', i, end);
      i = end;
    }
  }
  return tokens;
}

const proving = new Set(['theorem', 'lemma', 'example', 'instance', 'def', 'abbrev', 'proposition', 'corollary']);
const commands = new Set(
  'theorem lemma example instance def abbrev proposition corollary axiom inductive structure class opaque namespace section end open variable variables universe universes import export set_option attribute mutual macro macro_rules syntax notation infix infixl infixr prefix postfix elab elab_rules deriving initialize add_decl_doc alias include omit run_cmd run_meta local scoped private protected noncomputable nonrec partial unsafe public declare_syntax_cat assert_not_exists library_note compile_inductive simproc variable_alias recall whatsnew termination_by decreasing_by'.split(
    ' ',
  ),
);
/** Commands that are also ordinary words inside of declarations: they count in the first column only. */
const firstColumnOnly = new Set(
  'open end section local scoped include omit prefix postfix notation class set_option public variable export deriving attribute'.split(
    ' ',
  ),
);

interface Declaration {
  /** The tokens of the declaration, doc comment and attributes included: indices from `from` to `to`. */
  readonly from: number;
  readonly keyword: number;
  readonly to: number;
  readonly tokens: readonly Token[];
}

/** Declarations, each up to the next command. A command at a line's start ends whatever brackets are still open. */
function* declarations(tokens: readonly Token[]): Generator<Declaration> {
  const starts: { at: number; keyword: number }[] = [];
  let from: number | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const opens = token.first && isCommand(token, tokens[i + 1]);
    if (token.kind === 'comment') continue;
    if (token.kind === 'doc' && token.first && token.column === 0) {
      starts.push({ at: i, keyword: -1 });
      from = i;
    } else if (opens && token.text === '@') {
      if (from === undefined) {
        from = i;
        starts.push({ at: i, keyword: -1 });
      }
      let depth = 0;
      for (i++; i < tokens.length; i++) {
        if (tokens[i]!.kind === 'open') depth++;
        else if (tokens[i]!.kind === 'close' && --depth <= 0) break;
      }
    } else if ((opens || from !== undefined) && proving.has(token.text)) {
      if (from === undefined) starts.push({ at: i, keyword: i });
      else starts[starts.length - 1] = { at: from, keyword: i };
      from = undefined;
    } else if (opens && modifiers.has(token.text)) {
      if (from === undefined) {
        from = i;
        starts.push({ at: i, keyword: -1 });
      }
    } else if (opens) {
      starts.push({ at: i, keyword: -1 });
      from = undefined;
    } else if (from !== undefined && !modifiers.has(token.text)) from = undefined;
  }
  for (const [k, start] of starts.entries()) {
    if (start.keyword < 0) continue;
    let to = starts[k + 1]?.at ?? tokens.length;
    // Comments between two declarations belong to neither.
    while (to > start.keyword && tokens[to - 1]!.kind === 'comment' && tokens[to - 1]!.column === 0) to--;
    yield { from: start.at, keyword: start.keyword, to, tokens };
  }
}

function isCommand(token: Token, next: Token | undefined): boolean {
  if (token.kind === 'symbol') return token.text === '@' && token.column === 0 && next?.text === '[';
  if (token.kind !== 'word') return false;
  if (token.text.startsWith('#')) return token.column === 0;
  if (!commands.has(token.text)) return false;
  return (
    token.column === 0 ||
    (!firstColumnOnly.has(token.text) && (proving.has(token.text) || modifiers.has(token.text)) && token.column <= 8)
  );
}

/** The statement and the steps of a declaration, when it has a proof. */
function proofOf(declaration: Declaration, granularity: Granularity): { problem: Span; cuts: Cut[] } | undefined {
  const { tokens, keyword, to } = declaration;
  const kind = tokens[keyword]!.text;
  let depth = 0;
  let bindings = 0;
  let split = -1;
  for (let i = keyword + 1; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (token.text === 'let' || token.text === 'have') bindings++;
    else if (token.text === ':=' && bindings-- <= 0) {
      split = i;
      break;
    } else if (token.text === 'where' || (token.text === '|' && token.first)) {
      split = i;
      break;
    }
  }
  if (split < 0) return undefined;
  const problem = { start: tokens[declaration.from]!.start, end: tokens[split - 1]!.end };
  const opener = tokens[split]!.text;
  const start = opener === '|' ? split : split + 1;
  const body = significant(tokens, start, to);
  if (body.length === 0) return undefined;
  const first = body[0]!;
  const proves = kind !== 'def' && kind !== 'abbrev' && kind !== 'instance';
  if (opener === 'where' && !body.some(token => token.text === 'by')) return undefined;
  if (opener === '|' && !proves && !body.some(token => token.text === 'by')) return undefined;
  if (opener === ':=' && !proves && first.text !== 'by' && first.text !== 'calc') return undefined;
  const end = body[body.length - 1]!.end;
  const pieces = opener === ':=' ? proofSteps(tokens, start, to) : blocks(tokens, start, to);
  const cut = granularity === 'paragraph' ? pieces : pieces.flatMap(piece => lines(tokens, start, to, piece));
  const cuts = cut
    .map(piece => [verbatim({ start: piece.start, end: Math.min(piece.end, end) })])
    .filter(([part]) => part!.end > part!.start);
  return cuts.length > 0 ? { problem, cuts } : undefined;
}

function significant(tokens: readonly Token[], from: number, to: number): Token[] {
  return tokens.slice(from, to).filter(token => token.kind !== 'comment' && token.kind !== 'doc');
}

/** The steps of what stands behind `:=`. */
function proofSteps(tokens: readonly Token[], from: number, to: number): Span[] {
  const at = nextSignificant(tokens, from, to);
  if (at < 0) return [];
  if (tokens[at]!.text === 'by') return blocks(tokens, at + 1, to);
  if (tokens[at]!.text === 'calc') return calcRows(tokens, at, to);
  const first = tokens[at]!;
  const last = lastSignificant(tokens, from, to);
  return [{ start: first.start, end: last.end }];
}

function nextSignificant(tokens: readonly Token[], from: number, to: number): number {
  for (let i = from; i < to; i++) if (tokens[i]!.kind !== 'comment' && tokens[i]!.kind !== 'doc') return i;
  return -1;
}

function lastSignificant(tokens: readonly Token[], from: number, to: number): Token {
  for (let i = to - 1; i > from; i--) if (tokens[i]!.kind !== 'comment') return tokens[i]!;
  return tokens[from]!;
}

/** Words that go on with the line before even where they begin a line. */
const goesOn = new Set([
  '<;>',
  '|>',
  '<|',
  'at',
  'using',
  'with',
  'then',
  'else',
  ':=',
  ',',
  '=>',
  ':',
  'generalizing',
  '∧',
  '∨',
  '+',
  '*',
  '=',
  '≤',
  '<',
  '→',
  '↔',
  'from',
  'by',
]);

/**
 * The blocks of a sequence of tactics (or of fields, or of alternatives): one begins at each line that stands in the
 * sequence's own column, and behind each `;` outside of brackets. A comment goes with the block under it.
 */
function blocks(tokens: readonly Token[], from: number, to: number): Span[] {
  const at = nextSignificant(tokens, from, to);
  if (at < 0) return [];
  const column = tokens[at]!.column;
  const found: Span[] = [];
  let begin = at;
  let comment = -1;
  let depth = 0;
  // Comments between `by` and the first tactic belong to it.
  for (let i = at - 1; i >= from && tokens[i]!.kind === 'comment' && !tokens[i]!.directive; i--) begin = i;
  const close = (next: number) => {
    let last = next - 1;
    while (last > begin && (tokens[last]!.kind === 'comment' || tokens[last]!.text === ';')) last--;
    // A comment behind a tactic on its line goes with it.
    if (
      tokens[last + 1]?.kind === 'comment' &&
      last + 1 < next &&
      !tokens[last + 1]!.first &&
      !tokens[last + 1]!.directive
    )
      last++;
    if (tokens[begin]!.text !== ';' && last >= begin) add(found, tokens, begin, last + 1);
  };
  for (let i = at + 1; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind === 'comment') {
      if (token.first && comment < 0 && !token.directive) comment = i;
      continue;
    }
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth = Math.max(0, depth - 1);
    // A line further left ends the sequence: `where`, or an outer block.
    if (token.first && depth === 0 && token.column < column && !goesOn.has(token.text)) {
      close(comment >= 0 ? comment : i);
      return found;
    }
    const begins = token.first && token.column <= column && !goesOn.has(token.text) && token.kind !== 'close';
    const afterSemicolon =
      depth === 0 &&
      tokens[i - 1]!.text === ';' &&
      tokens[begin]!.line === token.line &&
      sameSequence(tokens, begin, i);
    if (begins || afterSemicolon) {
      const next = comment >= 0 && !afterSemicolon ? comment : i;
      close(next);
      begin = next;
      depth = token.kind === 'open' ? 1 : 0;
    }
    comment = -1;
  }
  close(to);
  return found;
}

/** A `;` splits the sequence only while no nested block (`·`, `=>`, `by`, `fun`) has begun on the line. */
function sameSequence(tokens: readonly Token[], begin: number, i: number): boolean {
  for (let k = begin; k < i; k++) {
    const { text } = tokens[k]!;
    if (text === '·' || text === '=>' || text === 'by' || text === '.' || text === 'calc') return false;
  }
  return true;
}

/** A block as one step, or as one per row when it is a calculation. */
function add(found: Span[], tokens: readonly Token[], from: number, to: number): void {
  const at = nextSignificant(tokens, from, to);
  if (at >= 0 && tokens[at]!.text === 'calc') {
    const rows = calcRows(tokens, at, to);
    if (rows[0]) found.push({ start: tokens[from]!.start, end: rows[0].end }, ...rows.slice(1));
    return;
  }
  found.push({ start: tokens[from]!.start, end: tokens[to - 1]!.end });
}

/** Rows of a `calc`: the first goes to the first line that begins with `_` in the rows' column. */
function calcRows(tokens: readonly Token[], from: number, to: number): Span[] {
  const rows: Span[] = [];
  let begin = from;
  let column = -1;
  let comment = -1;
  const close = (next: number) => {
    let last = next - 1;
    while (last > begin && tokens[last]!.kind === 'comment' && tokens[last]!.first) last--;
    rows.push({ start: tokens[begin]!.start, end: tokens[last]!.end });
  };
  for (let i = from + 1; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind === 'comment') {
      if (token.first && comment < 0 && !token.directive) comment = i;
      continue;
    }
    if (token.first && token.text === '_' && (column < 0 || token.column === column)) {
      column = token.column;
      const next = comment >= 0 ? comment : i;
      close(next);
      begin = next;
    }
    comment = -1;
  }
  close(to);
  return rows;
}

/** Every line of a step that doesn't go on with the line before: the finer granularities of Lean. */
function lines(tokens: readonly Token[], from: number, to: number, piece: Span): Span[] {
  const found: Span[] = [];
  let depth = 0;
  let start = -1;
  let end = piece.end;
  for (let i = lowerBound(tokens, piece.start, from, to); i < to && tokens[i]!.start < piece.end; i++) {
    const token = tokens[i]!;
    if (start < 0) start = token.start;
    else if (token.first && depth === 0 && token.kind !== 'comment' && !goesOn.has(token.text)) {
      found.push({ start, end });
      start = token.start;
    }
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth = Math.max(0, depth - 1);
    end = token.end;
  }
  if (start >= 0) found.push({ start, end });
  return found;
}

function lowerBound(tokens: readonly Token[], offset: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hasGap(tokens: readonly Token[], from: number, span: Span): boolean {
  for (
    let i = lowerBound(tokens, span.start, from, tokens.length);
    i < tokens.length && tokens[i]!.start < span.end;
    i++
  ) {
    const { kind, text } = tokens[i]!;
    if (kind === 'word' && (text === 'sorry' || text === 'admit')) return true;
  }
  return false;
}
