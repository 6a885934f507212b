import type { Expr, Factor, Relation } from './formula.ts';

/** Text in normal form with the passage's offset of every character. */
export interface Written {
  readonly text: string;
  readonly origin: readonly number[];
}

/** Writes a formula in the normal form of docs/normal-form.md. */
export function write(
  sides: readonly Expr[],
  relations: readonly Relation[],
  leading: Relation | undefined,
  answer: boolean,
): Written {
  const writer = new Writer();
  const first = sides[0]!;
  if (answer) writer.put('#', first.start);
  if (leading) writer.put(leading.sign, leading.span.start);
  sides.forEach((side, k) => {
    const relation = relations[k - 1];
    if (relation) writer.put(relation.sign, relation.span.start);
    writer.side(side);
  });
  return { text: writer.text, origin: writer.origin };
}

/** One expression in normal form. */
export function writeExpr(expr: Expr): string {
  const writer = new Writer();
  writer.side(expr);
  return writer.text;
}

/**
 * One expression for people to read: numbers as they stand in its passage, functions as they are written by hand. A number that
 * isn't in the passage, because it came in a function's place, is in normal form.
 */
export function writeShown(expr: Expr, passage: string): string {
  const writer = new ShownWriter(passage);
  writer.side(expr);
  return writer.text.replaceAll('*', '·');
}

/** A number as it stands in a text, without the marks that only LaTeX needs. */
export function plainNumber(written: string): string {
  return written.replace(/\{([.,])\}|,\\!/g, (_, mark = ',') => mark).replace(/\\[,; ]|\{\\?,?\}/g, ' ');
}

class Writer {
  text = '';
  readonly origin: number[] = [];

  put(text: string, at: number): void {
    this.text += text;
    for (let i = 0; i < text.length; i++) this.origin.push(at);
  }

  side(expr: Expr): void {
    if (expr.kind !== 'sum') {
      this.term(expr);
      return;
    }
    for (const { sign, at, expr: term } of expr.terms) {
      if (sign) this.put(sign, at);
      if (term.kind === 'sum') this.wrapped(term);
      else this.term(term);
    }
  }

  protected term(expr: Expr): void {
    if (expr.kind === 'fraction') {
      this.fraction(expr);
      return;
    }
    if (expr.kind !== 'product') {
      this.factor(expr);
      return;
    }
    expr.factors.forEach((factor, k) => {
      this.factorOf(factor, k, expr.factors);
    });
  }

  private factorOf(factor: Factor, k: number, factors: readonly Factor[]): void {
    const { sign, at, expr } = factor;
    const next = factors[k + 1];
    if (sign === '/') this.put('/', at);
    if (expr.kind === 'fraction') {
      const before = k > 0 && sign !== '*';
      const glued = sign === '*' && this.joins('(');
      const after = next !== undefined && next.sign !== '/' && (next.sign === '' || joins(')', opensWith(next.expr)));
      if (before || after) {
        if (sign !== '/' && k > 0 && !(sign === '' || glued)) this.put('*', at);
        this.wrapped(expr);
        return;
      }
      if (sign === '*') this.put('*', at);
      this.fraction(expr);
      return;
    }
    if (k > 0 && sign !== '/') {
      const first = opensWith(expr);
      // Juxtaposed letters and brackets are a call or a product; only the writer knows, so it stays as written.
      const call = sign === '' && first === '(' && /[\p{L}']$/u.test(this.text);
      if (!call && !this.joins(first)) this.put('*', at);
    }
    this.factor(expr);
  }

  private joins(first: string): boolean {
    return joins(this.text[this.text.length - 1] ?? '', first);
  }

  /** A fraction: parentheses stay away from single factors, and from a numerator that is a product without `/`. */
  private fraction(expr: Extract<Expr, { kind: 'fraction' }>): void {
    const { over, under } = expr;
    const product = over.kind === 'product' && over.factors.every(f => f.sign !== '/' && f.expr.kind !== 'fraction');
    if (product) this.term(over);
    else this.factor(over);
    this.put('/', Math.min(over.end, expr.end - 1));
    this.factor(under);
  }

  private factor(expr: Expr): void {
    switch (expr.kind) {
      case 'sum':
      case 'product':
      case 'fraction':
        this.wrapped(expr);
        return;
      case 'power':
        this.base(expr.base);
        this.put('^', Math.min(expr.base.end, expr.end - 1));
        this.exponent(expr.exponent);
        return;
      case 'postfix':
        this.base(expr.of);
        this.put(expr.sign, expr.end - 1);
        return;
      case 'subscript':
        this.base(expr.of);
        this.put('_', Math.min(expr.of.end, expr.end - 1));
        this.index(expr.index);
        return;
      case 'degrees':
        this.factor(expr.of);
        return;
      default:
        this.atom(expr);
        return;
    }
  }

  private base(expr: Expr): void {
    if (expr.kind === 'power') {
      this.wrapped(expr);
      return;
    }
    this.factor(expr);
  }

  protected exponent(expr: Expr): void {
    const atomic =
      expr.kind === 'number' || expr.kind === 'symbol' || expr.kind === 'parentheses' || expr.kind === 'call';
    if (atomic || expr.kind === 'root' || expr.kind === 'mixed') this.atom(expr);
    else this.wrapped(expr);
  }

  protected index(expr: Expr): void {
    const single =
      (expr.kind === 'number' && expr.text.length === 1) || expr.kind === 'symbol' || expr.kind === 'parentheses';
    if (single) this.atom(expr);
    else this.wrapped(expr);
  }

  protected wrapped(expr: Expr): void {
    this.put('(', expr.start);
    this.side(expr);
    this.put(')', Math.max(expr.start, expr.end - 1));
  }

  protected atom(expr: Expr): void {
    switch (expr.kind) {
      case 'number':
        this.text += expr.text;
        this.origin.push(...expr.origin);
        return;
      case 'symbol':
        this.put(expr.name, expr.start);
        return;
      case 'parentheses':
        this.list(expr.items, expr.start, expr.end);
        return;
      case 'mixed':
        this.put('(', expr.start);
        this.atom(expr.whole);
        this.put('+', expr.part.start);
        this.term(expr.part);
        this.put(')', expr.end - 1);
        return;
      case 'root':
        this.put('√', expr.start);
        if (/^(?:number|symbol|parentheses|root|call|mixed)$/.test(expr.of.kind)) this.atom(expr.of);
        else this.wrapped(expr.of);
        return;
      case 'call':
        this.put(expr.name, expr.start);
        this.list(expr.args, expr.start, expr.end);
        return;
      default:
        this.wrapped(expr);
        return;
    }
  }

  private list(items: readonly Expr[], start: number, end: number): void {
    this.put('(', start);
    items.forEach((item, k) => {
      if (k > 0) this.put(',', items[k - 1]!.end - 1);
      this.side(item);
    });
    this.put(')', end - 1);
  }
}

class ShownWriter extends Writer {
  private readonly passage: string;

  constructor(passage: string) {
    super();
    this.passage = passage;
  }

  protected override atom(expr: Expr): void {
    const { start } = expr;
    if (expr.kind === 'number' && expr.origin.length > 0) {
      this.put(this.asWritten(expr.text, expr.origin), start);
    } else if (expr.kind === 'mixed') {
      this.atom(expr.whole);
      this.put(' ', start);
      this.term(expr.part);
    } else if (expr.kind !== 'call' || !this.byHand(expr)) super.atom(expr);
  }

  /** A function with a notation of its own; false where it has none. */
  private byHand({ name, args, start }: Call): boolean {
    const [first, second, from, to] = args as readonly [Expr, Expr?, Expr?, Expr?];
    const brackets = args.length === 1 && bracketsOf[name];
    const big = from && to && bigSigns[name];
    if (brackets) {
      this.put(brackets[0]!, start);
      this.side(first);
      this.put(brackets[1]!, start);
    } else if (name === 'log' && second) {
      this.put('log_', start);
      this.index(first);
      this.wrapped(second);
    } else if (name === 'root' && second && first.kind === 'number' && rootSigns[first.text]) {
      this.put(rootSigns[first.text]!, start);
      this.wrapped(second);
    } else if (big) {
      this.put(`${big}_(`, start);
      this.side(second!);
      this.put('=', start);
      this.side(from);
      this.put(')^', start);
      this.exponent(to);
      this.put(' ', start);
      this.term(first);
    } else if (name === 'int' && second) {
      this.put('∫', start);
      if (from && to) {
        this.put('_', start);
        this.index(from);
        this.put('^', start);
        this.exponent(to);
      }
      this.put(' ', start);
      this.term(first);
      this.put(' d', start);
      this.side(second);
    } else return false;
    return true;
  }

  private asWritten(normal: string, origin: readonly number[]): string {
    const written = this.passage.slice(origin[0]!, origin[origin.length - 1]! + 1);
    const digits = (number: string) => number.replace(/\D/g, '').replace(/^0+/, '');
    return digits(written) === digits(normal) ? plainNumber(written) : normal;
  }
}

type Call = Extract<Expr, { kind: 'call' }>;

const bracketsOf: Readonly<Record<string, string>> = { abs: '||', floor: '⌊⌋', ceil: '⌈⌉' };
const rootSigns: Readonly<Record<string, string>> = { 3: '∛', 4: '∜' };
const bigSigns: Readonly<Record<string, string>> = { sum: '∑', prod: '∏' };

/** The character an expression's normal form begins with, as far as joining two factors needs it. */
function opensWith(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return '0';
    case 'symbol':
    case 'call':
      return 'a';
    case 'root':
      return '√';
    case 'power':
      return expr.base.kind === 'power' ? '(' : opensWith(expr.base);
    case 'postfix':
    case 'subscript':
    case 'degrees':
      return opensWith(expr.of);
    default:
      return '(';
  }
}

/** Whether the sign of multiplication between these two characters is left out. */
function joins(before: string, first: string): boolean {
  if (first === 'a' || first === '√') return /[\d\p{L}∞)]/u.test(before);
  if (first === '(') return /[\d)]/.test(before);
  return false;
}
