import type { Span } from '../documents/exercise.ts';
import type { Expr, Formula, Name, Relation, RelationSign, Side } from './formula.ts';
import { isOperandEnd, tokenize } from './lexer.ts';
import type { NumberStyle } from './numbers.ts';
import { parseSide } from './parse.ts';
import type { Token } from './tokens.ts';
import { meaningful } from './words.ts';
import { write, writeExpr } from './write.ts';

export interface ExtractOptions {
  readonly style: NumberStyle;
  /** Bare numbers are formulas too: a problem's givens. */
  readonly numbers?: boolean;
}

/** More than this isn't read as one formula. */
const longestFormula = 400;

/** The characters the normal form has. */
const alphabet = /^[-0-9+*/^()=.,;%#~<>≤≥≠≡±!'√|_a-zA-ZπθαβγδλμφωΔΣ∞]*$/u;

/** The formulas of a text in reading order, each with its normal form and its place. */
export function extract(text: string, options: ExtractOptions): Formula[] {
  const found: Formula[] = [];
  for (const paragraph of tokenize(text, options.style))
    for (const formula of paragraphFormulas(paragraph, options)) found.push(formula);
  return found;
}

function paragraphFormulas(paragraph: readonly Token[], options: ExtractOptions): readonly Formula[] {
  if (!paragraph.some(isMathematical)) return [];
  const { tokens, boxes } = unbox(paragraph);
  const found = clauses(statements(tokens)).flatMap(clause => clauseFormulas(clause, options.numbers ?? false));
  const answers = boxes.flatMap(answerFormulas);
  if (answers.length === 0) return found;
  return [...found, ...answers].sort((a, b) => a.span.start - b.span.start || Number(a.answer) - Number(b.answer));
}

function isMathematical({ kind }: Token): boolean {
  return kind === 'number' || kind === 'letter' || kind === 'function' || kind === 'command';
}

/** Takes `\boxed{…}` off what it holds, which stays in its sentence and is a final answer besides. */
function unbox(tokens: readonly Token[]): { tokens: Token[]; boxes: Token[][] } {
  const boxes: Token[][] = [];
  const out: Token[] = [];
  const open: { depth: number; box: Token[] }[] = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'command' && token.text === 'boxed') {
      if (tokens[i + 1]?.kind !== 'groupOpen') continue;
      i++;
      open.push({ depth: depth++, box: [] });
      continue;
    }
    if (token.kind === 'groupOpen') depth++;
    if (token.kind === 'groupClose' && open[open.length - 1]?.depth === --depth) {
      boxes.push(open.pop()!.box);
      continue;
    }
    for (const { box } of open) box.push(token);
    out.push(token);
  }
  return { tokens: out, boxes };
}

/** Decides what every token means where it stands: units, brackets of prose, dashes, borders. */
function statements(tokens: readonly Token[]): Token[] {
  return commas(proseBrackets(units(dashes(borders(wordBrackets(moduli(ascriptions(tokens))))))));
}

/** `(17 : ℤ)` is 17. */
function ascriptions(tokens: readonly Token[]): readonly Token[] {
  const isAscription = (i: number) =>
    tokens[i]?.kind === 'break' &&
    tokens[i]!.text === ':' &&
    tokens[i + 1]?.kind === 'word' &&
    tokens[i + 2]?.kind === 'close' &&
    tokens[i - 1] !== undefined &&
    isOperandEnd(tokens[i - 1]!);
  return tokens.filter((_, i) => !isAscription(i) && !isAscription(i - 1));
}

/** `\pmod 7` and `(mod 7)` after a congruence become a statement of their own: `mod(7)`. */
function moduli(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(t => t.text === 'pmod' || t.text === 'mod')) return tokens;
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const bracketed = token.kind === 'open' && tokens[i + 1]?.kind === 'operator' && tokens[i + 1]?.text === 'mod';
    const command = token.kind === 'command' && token.text === 'pmod';
    if (!bracketed && !command) {
      out.push(token);
      continue;
    }
    const from = i + (bracketed ? 2 : 1);
    const grouped = command && tokens[from]?.kind === 'groupOpen';
    const end = bracketed || grouped ? closingOf(tokens, bracketed ? i : from) : from;
    if (end === undefined || end >= tokens.length) {
      out.push({ ...token, kind: 'odd' });
      continue;
    }
    const body = tokens.slice(from + (grouped ? 1 : 0), bracketed || grouped ? end : end + 1);
    const at = { start: token.start, end: token.start, math: token.math };
    out.push({ ...at, kind: 'break', text: 'mod' }, { ...at, kind: 'function', text: 'mod' });
    out.push({ ...at, kind: 'open', text: '(' }, ...body, { ...tokens[end]!, kind: 'close', text: ')' });
    out.push({ ...tokens[end]!, kind: 'break', text: 'mod' });
    i = end;
  }
  return out;
}

function closingOf(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  const last = Math.min(tokens.length, open + longestFormula);
  for (let i = open; i < last; i++) {
    const { kind } = tokens[i]!;
    if (kind === 'open' || kind === 'groupOpen') depth++;
    else if ((kind === 'close' || kind === 'groupClose') && --depth === 0) return i;
  }
  return undefined;
}

interface Pair {
  readonly open: number;
  readonly close: number;
}

/** Brackets with their partners, inner ones first. A new line, a row or the end of a sentence closes nothing. */
function pairs(tokens: readonly Token[]): { matched: Pair[]; lonely: Set<number> } {
  const matched: Pair[] = [];
  const lonely = new Set<number>();
  let open: number[] = [];
  tokens.forEach((token, i) => {
    if (token.kind === 'open') open.push(i);
    else if (token.kind === 'row' || (token.kind === 'break' && token.text === '\n')) {
      for (const k of open) lonely.add(k);
      open = [];
    } else if (token.kind === 'close') {
      const start = open.pop();
      if (start === undefined) lonely.add(i);
      else matched.push({ open: start, close: i });
    }
  });
  for (const k of open) lonely.add(k);
  return { matched, lonely };
}

/** "(lost income)" after a number says what is counted: one word instead. */
function wordBrackets(tokens: readonly Token[]): readonly Token[] {
  const drop = new Map<number, number>();
  for (const { open, close } of pairs(tokens).matched) {
    if (close === open + 1 || close - open > 12) continue;
    const wordy = tokens
      .slice(open + 1, close)
      .every(t => /^(?:word|unit)$/.test(t.kind) || (/^(?:\/|\p{L}+)$/u.test(t.text) && t.kind !== 'letter'));
    if (wordy) drop.set(open, close);
  }
  if (drop.size === 0) return tokens;
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const close = drop.get(i);
    const token = tokens[i]!;
    if (close === undefined) out.push(token);
    else {
      // 0.1(number of minutes) is a product with a word.
      const glued = tokens[i - 1]?.end === token.start && isOperandEnd(tokens[i - 1]!);
      out.push({ kind: glued ? 'odd' : 'word', text: '()', start: token.start, end: tokens[close]!.end, math: false });
      i = close;
    }
  }
  return out;
}

/** Mathematics goes on into the prose around it when an operator stands at the border, as in `$3$ + $4$ = 7`. */
function borders(tokens: readonly Token[]): readonly Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'edge') {
      out.push(token);
      continue;
    }
    let next = i + 1;
    while (tokens[next]?.kind === 'edge') next++;
    const before = out[out.length - 1];
    if (before && isOperandEnd(before) && startsOperand(tokens[next])) out.push({ ...token, kind: 'break', text: '$' });
    i = next - 1;
  }
  return out;
}

function startsOperand(token: Token | undefined): boolean {
  return token !== undefined && /^(?:number|letter|function|open|command|groupOpen|bar|unit)$/.test(token.kind);
}

/** A dash beside a word is punctuation or a minus of words; neither belongs to a calculation. */
function dashes(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, i) => {
    if (token.kind !== 'operator' || token.text !== '-' || token.math) return token;
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    if (after && (after.kind === 'word' || after.kind === 'break') && before && before.end < token.start)
      return { ...token, kind: after.kind === 'word' && after.start === token.end ? 'odd' : 'break' };
    const item = (!before || /^(?:break|row)$/.test(before.kind)) && after?.math && after.start > token.end;
    if (item) return { ...token, kind: 'break' };
    if (before?.kind === 'word' && before.end < token.start && after && after.start > token.end)
      return isCounted(tokens, i - 1) ? token : { ...token, kind: 'odd' };
    return token;
  });
}

/** Whether the words that end here follow a number: "5 apples". */
function isCounted(tokens: readonly Token[], at: number): boolean {
  let i = at;
  while (i >= 0 && tokens[i]!.kind === 'word' && at - i < 6) i--;
  return i >= 0 && isOperandEnd(tokens[i]!);
}

/** Words and currencies that only say what is counted; they may stand where the calculation goes on behind them. */
function units(tokens: readonly Token[]): readonly Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const before = lastMeaning(out);
    const per = token.kind === 'operator' && token.text === '/' && tokens[i + 1]?.kind === 'word';
    if ((token.kind !== 'word' && !per) || !before || !isOperandEnd(before)) {
      out.push(token);
      continue;
    }
    const end = unitEnd(tokens, i);
    if (end === undefined) {
      out.push(per ? { ...token, kind: 'word' } : token);
      continue;
    }
    const words = tokens.slice(i, end);
    const text = words
      .filter(t => t.kind === 'word' || t.kind === 'unit')
      .map(t => t.text.toLowerCase())
      .join(' ');
    out.push({ kind: 'unit', text, start: token.start, end: words[words.length - 1]!.end, math: token.math });
    i = end - 1;
  }
  return out;
}

function lastMeaning(tokens: readonly Token[]): Token | undefined {
  return tokens[tokens.length - 1];
}

/** Where the unit that starts here ends, or nothing when the words don't lead back into the calculation. */
function unitEnd(tokens: readonly Token[], from: number): number | undefined {
  let i = from;
  let words = 0;
  for (; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'word') {
      if (++words > 6 || meaningful.test(token.text.toLowerCase())) return undefined;
    } else if (token.kind === 'operator' && token.text === '^') {
      i = exponentEnd(tokens, i + 1) - 1;
    } else if (!(token.kind === 'operator' && token.text === '/' && tokens[i + 1]?.kind === 'word')) break;
  }
  const next = tokens[i];
  if (!next || words === 0) return undefined;
  if (next.kind === 'relation' || next.kind === 'close' || next.kind === 'groupClose') return i;
  return next.kind === 'operator' && /^[-+*/±]$/.test(next.text) ? i : undefined;
}

function exponentEnd(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.kind !== 'groupOpen') return at + 1;
  return (closingOf(tokens, at) ?? at) + 1;
}

/** Brackets around words or whole statements belong to the prose: they separate. */
function proseBrackets(tokens: readonly Token[]): readonly Token[] {
  const { matched, lonely } = pairs(tokens);
  const change = new Map<number, Token['kind']>();
  for (const k of lonely) {
    const inside = tokens[k]!.kind === 'open' ? tokens[k - 1] : tokens[k + 1];
    change.set(k, inside?.kind === 'operator' ? 'odd' : 'break');
  }
  // Sums over prefixes: how many tokens of statements stand before each place.
  const prose = new Int32Array(tokens.length + 1);
  tokens.forEach((t, i) => {
    const statement = /^(?:word|break|relation|odd)$/.test(t.kind);
    prose[i + 1] = prose[i]! + (statement && !isBound(tokens, i) ? 1 : 0);
  });
  for (const { open, close } of matched) {
    if (prose[close]! === prose[open]!) continue;
    const before = tokens[open - 1];
    const after = tokens[close + 1];
    const called = before !== undefined && before.end === tokens[open]!.start && isOperandEnd(before);
    const calculated = before?.kind === 'operator' || after?.kind === 'operator' || after?.kind === 'relation';
    for (const k of [open, close]) change.set(k, called || calculated ? 'odd' : 'break');
  }
  return change.size === 0 ? tokens : tokens.map((t, i) => (change.has(i) ? { ...t, kind: change.get(i)! } : t));
}

/** The `=` of `\sum_{k=1}` and the arrow of `\lim_{x\to 0}` state nothing. */
function isBound(tokens: readonly Token[], at: number): boolean {
  const { kind } = tokens[at]!;
  if (kind !== 'relation' && kind !== 'break') return false;
  return tokens[at - 2]?.kind === 'groupOpen' && tokens[at - 3]?.text === '_';
}

/** A comma separates arguments inside brackets and statements outside. */
function commas(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.map(token => {
    if (token.kind === 'open' || token.kind === 'groupOpen') depth++;
    else if (token.kind === 'close' || token.kind === 'groupClose') depth = Math.max(0, depth - 1);
    else if (token.kind === 'row' || (token.kind === 'break' && token.text === '\n')) depth = 0;
    else if (token.kind === 'comma' && depth === 0) return { ...token, kind: 'break' };
    return token;
  });
}

interface Clause {
  readonly tokens: readonly Token[];
  /** A clause at the start of a row may begin with a relation that continues the row above. */
  readonly row: boolean;
}

function clauses(tokens: readonly Token[]): Clause[] {
  const out: Clause[] = [];
  let current: Token[] = [];
  let row = true;
  let depth = 0;
  let cut = false;
  const flush = (nextRow: boolean, border: Token, next: Token | undefined, indented = false) => {
    // A statement that breaks off at an operator goes on behind the border: neither part can be read alone.
    const ends = isOperator(current[current.length - 1]);
    const goesOn = isOperator(next) && (nextRow || next?.text !== '-');
    const odd: Token = { ...border, kind: 'odd' };
    if (cut && current.length > 0) current.unshift(odd);
    if (goesOn && current.length > 0) current.push(odd);
    if (current.length > 0) out.push({ tokens: current, row });
    row = nextRow || (row && current.length === 0);
    // `-2x = 6` may be a row of its own.
    cut = ends || (goesOn && (indented || !nextRow || next?.text !== '-'));
    current = [];
  };
  tokens.forEach((token, i) => {
    if (token.kind === 'groupOpen') depth++;
    if (token.kind === 'groupClose') depth = Math.max(0, depth - 1);
    const newRow = token.kind === 'row' || (token.kind === 'break' && token.text === '\n');
    if (newRow) depth = 0;
    if (newRow) {
      const { at, indented } = nextInRow(tokens, i + 1);
      flush(true, token, tokens[at], indented);
    } else if (token.kind === 'break' && !(depth > 0 && isBound(tokens, i))) flush(false, token, tokens[i + 1]);
    else current.push(token);
  });
  const last = tokens[tokens.length - 1];
  if (last) flush(true, last, undefined);
  return out;
}

/** Where a row begins: `\\quad`, `{}` and another border before a sign only show that the row above goes on. */
function nextInRow(tokens: readonly Token[], from: number): { at: number; indented: boolean } {
  let at = from;
  let indented = false;
  for (;;) {
    const isSpace = tokens[at]?.kind === 'break' && tokens[at]!.text === '⇒';
    const isBorder = tokens[at]?.kind === 'row' || (tokens[at]?.kind === 'break' && tokens[at]!.text === '\n');
    const isEmpty = tokens[at]?.kind === 'groupOpen' && tokens[at + 1]?.kind === 'groupClose';
    if (!isSpace && !isBorder && !isEmpty) break;
    indented ||= !isBorder;
    at += isEmpty ? 2 : 1;
  }
  const goesOn = isOperator(tokens[at]) && (tokens[at]!.text !== '-' || tokens[at]!.math);
  return goesOn ? { at, indented } : { at: from, indented: false };
}

function isOperator(token: Token | undefined): boolean {
  return token?.kind === 'operator' && /^[-+*/^]$/.test(token.text);
}

/** A run of tokens without words, and the words at its borders. */
interface Run {
  readonly tokens: readonly Token[];
  readonly before: Token | undefined;
  readonly after: Token | undefined;
}

function clauseFormulas({ tokens, row }: Clause, numbers: boolean): Formula[] {
  const chain = new Chain(numbers);
  const { sides, relations } = splitSides(tokens);
  const last = sides.length - 1;
  sides.forEach((side, k) => {
    // "Total cost = rent + food = 850 + 412": a calculation with words says what the numbers are, and nothing else.
    if (k > 0 && isVerbal(side)) {
      chain.flush();
      return;
    }
    const runs = splitRuns(side);
    const relation = relations[k - 1];
    const first = runs[0]!;
    if (runs.length === 1) {
      if (first.tokens.length === 0 && k === 0 && last > 0) chain.lead(row ? relations[0] : undefined);
      else if (k === 0 && last > 0 && isBareCount(first)) chain.flush();
      else {
        if (k === 1) chain.call(nameOf(sides[0]!, relation!));
        const read = readSide(first);
        if (read) chain.add(relation, read);
        else chain.breakOff(first.tokens.length > 0);
      }
      return;
    }
    if (k === 1) chain.call(nameOf(sides[0]!, relation!));
    const ending = k > 0 && endsRun(first) ? readSide(first) : undefined;
    if (ending) chain.add(relation, ending);
    else chain.breakOff(k > 0 && first.after?.kind === 'odd');
    chain.flush();
    if (k === 0) chain.single(readRun(first));
    for (const run of runs.slice(1, -1)) chain.single(readRun(run));
    const final = runs[runs.length - 1]!;
    if (k === last || isBareCount(final) || !startsRun(final)) chain.single(readRun(final));
    else chain.open(readSide(final));
    if (k < last && final.before?.kind === 'odd') chain.breakOff(true);
  });
  chain.flush();
  return chain.found;
}

function isVerbal(side: readonly Token[]): boolean {
  return side.some(t => t.kind === 'word') && side.every(t => /^(?:word|unit|operator|open|close)$/.test(t.kind));
}

/** "Total cost = …": the words are the name of what is calculated. */
function nameOf(side: readonly Token[], relation: Relation): Name | undefined {
  if (relation.sign !== '=' || side.length === 0 || side.length > 12) return undefined;
  if (!side.every(token => token.kind === 'word' || token.kind === 'unit')) return undefined;
  const text = side.map(token => token.text.toLowerCase()).join(' ');
  return { text, start: side[0]!.start, relation, at: 0 };
}

function splitSides(tokens: readonly Token[]): { sides: Token[][]; relations: Relation[] } {
  const sides: Token[][] = [[]];
  const relations: Relation[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'groupOpen' || token.kind === 'open') depth++;
    if (token.kind === 'groupClose' || token.kind === 'close') depth--;
    if (token.kind === 'relation' && depth <= 0) {
      relations.push({ sign: token.text as RelationSign, span: { start: token.start, end: token.end } });
      sides.push([]);
    } else sides[sides.length - 1]!.push(token);
  }
  return { sides, relations };
}

function splitRuns(side: readonly Token[]): Run[] {
  const runs: Run[] = [];
  let tokens: Token[] = [];
  let before: Token | undefined;
  let depth = 0;
  for (const token of side) {
    if (token.kind === 'groupOpen') depth++;
    if (token.kind === 'groupClose') depth--;
    if (depth <= 0 && (token.kind === 'word' || token.kind === 'odd')) {
      runs.push({ tokens, before, after: token });
      // "12 + his 3 = 15": what stands before the words belongs to the calculation.
      const cut = isOperator(tokens[tokens.length - 1]) || (tokens.length === 0 && before?.kind === 'odd');
      before = cut ? { ...token, kind: 'odd' } : token;
      tokens = [];
    } else tokens.push(token);
  }
  runs.push({ tokens, before, after: undefined });
  return runs;
}

/** "5 pairs = 10 shoes", "in all 5 = …": a lone number beside words is no calculation. */
function isBareCount({ tokens, before }: Run): boolean {
  const numbers = tokens.filter(t => t.kind !== 'unit');
  return numbers.length === 1 && numbers[0]!.kind === 'number' && (before !== undefined || tokens.some(isNamedUnit));
}

function isNamedUnit(token: Token): boolean {
  return token.kind === 'unit' && /\p{L}/u.test(token.text);
}

/** Whether a run before words can be what the relation before it says. */
function endsRun({ tokens, after }: Run): boolean {
  return tokens.length > 0 && tokens[tokens.length - 1]!.kind !== 'operator'
    ? after?.kind !== 'odd'
    : tokens.length > 0 && after?.kind !== 'odd' && /^[!%'°]$/.test(tokens[tokens.length - 1]!.text);
}

/** Whether a run after words can be what the relation after it speaks of. */
function startsRun({ tokens, before }: Run): boolean {
  const first = tokens.find(t => t.kind !== 'unit');
  return first !== undefined && before?.kind !== 'odd' && (first.kind !== 'operator' || first.text === '√');
}

function readRun(run: Run): Side | undefined {
  if (run.after?.kind === 'odd' || run.before?.kind === 'odd') return undefined;
  const first = run.tokens.find(t => t.kind !== 'unit');
  if (first?.kind === 'operator' && first.text !== '√' && run.before) return undefined;
  return readSide(run);
}

function readSide({ tokens }: Pick<Run, 'tokens'>): Side | undefined {
  const parts = tokens.filter(t => t.kind !== 'unit');
  if (parts.length === 0 || parts.length > longestFormula) return undefined;
  const expr = parseSide(mixedNumbers(parts));
  if (!expr) return undefined;
  return {
    expr,
    span: { start: parts[0]!.start, end: parts[parts.length - 1]!.end },
    units: tokens.filter(t => t.kind === 'unit').map(t => t.text),
  };
}

/** `2 1/2` is two and a half: nobody writes a product like that. */
function mixedNumbers(tokens: readonly Token[]): readonly Token[] {
  const isMixed = (i: number) => {
    const [whole, over, slash, under] = tokens.slice(i, i + 4);
    if (whole?.kind !== 'number' || over?.kind !== 'number' || slash?.text !== '/' || under?.kind !== 'number')
      return false;
    return [whole, over, under].every(t => /^\d+$/.test(t.text)) && Number(over.text) < Number(under.text);
  };
  if (!tokens.some((_, i) => isMixed(i))) return tokens;
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    out.push(tokens[i]!);
    if (!isMixed(i)) continue;
    const [over, , under] = tokens.slice(i + 1, i + 4) as [Token, Token, Token];
    const brace = (kind: 'groupOpen' | 'groupClose', at: number, text: string): Token => ({
      kind,
      text,
      start: at,
      end: at,
      math: over.math,
    });
    out.push({ kind: 'command', text: 'frac', start: over.start, end: over.start, math: over.math });
    for (const number of [over, under])
      out.push(brace('groupOpen', number.start, '{'), number, brace('groupClose', number.end, '}'));
    i += 3;
  }
  return out;
}

/** Collects sides into formulas. */
class Chain {
  readonly found: Formula[] = [];
  private readonly numbers: boolean;
  private sides: Side[] = [];
  private relations: Relation[] = [];
  private leading: Relation | undefined;
  private name: Name | undefined;
  /** The formula at hand is cut off from a side that can't be read. */
  private partial = false;
  /** The next side continues the formula above although nothing stands before its relation. */
  private leads = false;

  constructor(numbers: boolean) {
    this.numbers = numbers;
  }

  /** The words before the first relation are the name of what is calculated. */
  call(name: Name | undefined): void {
    this.name = name;
  }

  lead(relation: Relation | undefined): void {
    this.leading = relation;
    this.leads = true;
  }

  /** A side that can't be read: what stands on either side of it is only a part of a formula. */
  breakOff(partial: boolean): void {
    this.partial ||= partial;
    this.flush();
    this.partial = partial;
  }

  /** Begins a formula with what stands before a relation. */
  open(side: Side | undefined): void {
    if (side) this.sides.push(side);
    else this.breakOff(true);
  }

  /** Adds what stands after a relation. */
  add(relation: Relation | undefined, side: Side): void {
    if (this.leads) this.leads = false;
    else if (relation && this.sides.length > 0) this.relations.push(relation);
    else this.leading = undefined;
    this.sides.push(side);
  }

  /** An expression that stands alone. */
  single(side: Side | undefined): void {
    this.flush();
    if (!side) return;
    this.sides.push(side);
    this.flush();
  }

  flush(): void {
    const { sides, relations, leading, name, partial } = this;
    this.partial = false;
    this.sides = [];
    this.relations = [];
    this.leading = undefined;
    this.leads = false;
    this.name = undefined;
    if (sides.length === 0) return;
    const alone = relations.length === 0 && !leading;
    const formula = formulaOf(sides, relations, leading, false, name ?? letterName(sides, relations));
    const worthReading = !alone || isWorthReading(sides[0]!.expr, this.numbers);
    if (worthReading && !partial) this.found.push(formula);
    // A part of a formula, or a named number, has no place in the view, but it may say something false.
    else if (worthReading || name) this.found.push({ ...formula, text: '', origin: [] });
  }
}

/** `x = …`, `A_1 = …`. */
function letterName(sides: readonly Side[], relations: readonly Relation[]): Name | undefined {
  const [side] = sides;
  const [relation] = relations;
  if (relation?.sign !== '=' || (side!.expr.kind !== 'symbol' && side!.expr.kind !== 'subscript')) return undefined;
  return { text: writeExpr(side!.expr), start: side!.span.start, relation, at: 1 };
}

function formulaOf(
  sides: readonly Side[],
  relations: readonly Relation[],
  leading: Relation | undefined,
  answer: boolean,
  name?: Name,
): Formula {
  const written = write(
    sides.map(side => side.expr),
    relations,
    leading,
    answer,
  );
  const inGrammar = written.text.length <= longestFormula && alphabet.test(written.text);
  const span: Span = {
    start: leading?.span.start ?? sides[0]!.span.start,
    end: sides[sides.length - 1]!.span.end,
  };
  return {
    sides,
    relations,
    ...(leading ? { leading } : {}),
    ...(name ? { name } : {}),
    answer,
    span,
    text: inGrammar ? written.text : '',
    origin: inGrammar ? written.origin : [],
  };
}

/** An expression that stands alone is a formula when it calculates something. */
function isWorthReading(expr: Expr, numbers: boolean): boolean {
  switch (expr.kind) {
    case 'number':
      return numbers;
    case 'symbol':
      return false;
    case 'postfix':
    case 'degrees':
    case 'subscript':
      return isWorthReading(expr.of, numbers);
    case 'parentheses':
      return expr.items.length === 1 && isWorthReading(expr.items[0]!, numbers);
    case 'sum':
      return expr.terms.length > 1 || isWorthReading(expr.terms[0]!.expr, numbers);
    default:
      return true;
  }
}

/** What a box holds: the final answers of the solution. */
function answerFormulas(box: readonly Token[]): Formula[] {
  return clauses(statements(box)).flatMap(clause => {
    const { sides, relations } = splitSides(clause.tokens.filter(t => t.kind !== 'word' && t.kind !== 'unit'));
    const read = sides.map(tokens => readSide({ tokens }));
    if (read.length === 0 || read.some(side => side === undefined)) return [];
    return [formulaOf(read as Side[], relations, undefined, true)];
  });
}
