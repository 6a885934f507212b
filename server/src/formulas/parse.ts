import type { Expr, Factor, Sign, Term } from './formula.ts';
import type { Token } from './tokens.ts';

/** Deeper than anyone writes, and far from the end of the stack. */
const deepest = 60;

/** Reads one side of a relation. Nothing when the tokens aren't an expression of the grammar as a whole. */
export function parseSide(tokens: readonly Token[]): Expr | undefined {
  const parser = new Parser(tokens);
  try {
    const expr = parser.sum();
    return parser.done ? expr : undefined;
  } catch (error) {
    if (error instanceof NoExpression) return undefined;
    throw error;
  }
}

/** Thrown inside this file only: the tokens aren't an expression. */
class NoExpression extends Error {}

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;
  /** Inside `\int … dx`: a letter `d` before a letter ends the integrand. */
  private integrals = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = [...tokens];
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  private get next(): Token | undefined {
    return this.tokens[this.at];
  }

  private is(kind: Token['kind'], text?: string): boolean {
    const token = this.next;
    return token !== undefined && token.kind === kind && (text === undefined || token.text === text);
  }

  private take(kind: Token['kind'], text?: string): Token {
    if (!this.is(kind, text)) throw new NoExpression();
    return this.tokens[this.at++]!;
  }

  private sign(): Token | undefined {
    const token = this.next;
    return token?.kind === 'operator' && /^[-+±]$/.test(token.text) ? token : undefined;
  }

  sum(): Expr {
    if (++this.depth > deepest) throw new NoExpression();
    const terms: Term[] = [];
    for (;;) {
      const sign = this.sign();
      if (sign) this.at++;
      else if (terms.length > 0) break;
      const at = sign?.start ?? this.next?.start ?? 0;
      const second = this.sign();
      let expr: Expr;
      if (sign && second) {
        if (terms.length === 0) throw new NoExpression();
        this.at++;
        expr = signed(second, this.product());
      } else expr = this.product();
      terms.push({ sign: (sign?.text ?? '') as Sign | '', at, expr });
    }
    this.depth--;
    const first = terms[0]!;
    if (terms.length === 1 && first.sign === '') return first.expr;
    return { kind: 'sum', terms, start: Math.min(first.at, first.expr.start), end: terms[terms.length - 1]!.expr.end };
  }

  private product(): Expr {
    const factors: Factor[] = [{ sign: '', at: this.next?.start ?? 0, expr: this.factor() }];
    for (;;) {
      const token = this.next;
      if (!token) break;
      if (token.kind === 'operator' && (token.text === '*' || token.text === '/')) {
        this.at++;
        const sign = this.sign();
        if (sign) this.at++;
        const factor = this.factor();
        factors.push({ sign: token.text, at: token.start, expr: sign ? signed(sign, factor) : factor });
      } else if (token.kind === 'operator' && token.text === 'mod') {
        this.at++;
        const left = productOf(factors);
        const right = this.factor();
        factors.splice(0, factors.length, {
          sign: '',
          at: left.start,
          expr: { kind: 'call', name: 'mod', args: [left, right], start: left.start, end: right.end },
        });
      } else if (this.startsFactor(token)) {
        const before = factors[factors.length - 1]!.expr;
        const factor = this.factor();
        if (before.kind === 'number' && factor.kind === 'fraction' && isPlainFraction(factor))
          factors[factors.length - 1] = {
            ...factors[factors.length - 1]!,
            expr: { kind: 'mixed', whole: before, part: factor, start: before.start, end: factor.end },
          };
        else factors.push({ sign: '', at: factor.start, expr: factor });
      } else break;
    }
    return productOf(factors);
  }

  /** Whether this token can follow a factor without an operator. Numbers can't: `2 3` is nobody's product. */
  private startsFactor(token: Token): boolean {
    if (
      this.integrals > 0 &&
      token.kind === 'letter' &&
      token.text === 'd' &&
      this.tokens[this.at + 1]?.kind === 'letter'
    )
      return false;
    if (token.kind === 'command') return token.text !== 'pmod';
    if (token.kind === 'bar') return this.bars === 0;
    return (
      token.kind === 'letter' ||
      token.kind === 'function' ||
      token.kind === 'open' ||
      token.kind === 'groupOpen' ||
      (token.kind === 'operator' && token.text === '√')
    );
  }

  private bars = 0;

  private factor(): Expr {
    let expr = this.atom();
    for (;;) {
      const token = this.next;
      if (token?.kind !== 'operator') return expr;
      if (token.text === '^') {
        this.at++;
        if (this.isPrime()) continue;
        if (this.isCircle()) {
          expr = { kind: 'degrees', of: expr, start: expr.start, end: this.tokens[this.at - 1]!.end };
          continue;
        }
        const exponent = this.script();
        expr = { kind: 'power', base: expr, exponent, start: expr.start, end: exponent.end };
      } else if (token.text === '!' || token.text === '%' || token.text === "'") {
        this.at++;
        expr = { kind: 'postfix', sign: token.text, of: expr, start: expr.start, end: token.end };
      } else if (token.text === '_') {
        this.at++;
        const index = this.script();
        expr = { kind: 'subscript', of: expr, index, start: expr.start, end: index.end };
      } else if (token.text === '°') {
        this.at++;
        expr = { kind: 'degrees', of: expr, start: expr.start, end: token.end };
      } else return expr;
    }
  }

  /** `f^\prime`, `f^{'}`: the prime that follows is the postfix. */
  private isPrime(): boolean {
    if (this.is('operator', "'")) return true;
    if (
      this.is('groupOpen') &&
      this.tokens[this.at + 1]?.text === "'" &&
      this.tokens[this.at + 2]?.kind === 'groupClose'
    ) {
      this.tokens.splice(this.at, 3, this.tokens[this.at + 1]!);
      return true;
    }
    return false;
  }

  private isCircle(): boolean {
    if (this.is('operator', '°')) {
      this.at++;
      return true;
    }
    if (
      this.is('groupOpen') &&
      this.tokens[this.at + 1]?.text === '°' &&
      this.tokens[this.at + 2]?.kind === 'groupClose'
    ) {
      this.at += 3;
      return true;
    }
    return false;
  }

  /** An exponent or index: a group, a signed factor, or one atom. */
  private script(): Expr {
    if (++this.depth > deepest) throw new NoExpression();
    const sign = this.sign();
    if (sign) this.at++;
    const expr = this.is('operator', '√') || this.is('function') ? this.atom() : this.scriptAtom();
    this.depth--;
    return sign ? signed(sign, expr) : expr;
  }

  private scriptAtom(): Expr {
    const token = this.next;
    if (token?.kind === 'groupOpen') return this.group();
    return this.atom();
  }

  private group(): Expr {
    this.take('groupOpen');
    const integrals = this.integrals;
    this.integrals = 0;
    const expr = this.sum();
    this.integrals = integrals;
    this.take('groupClose');
    return expr;
  }

  /** An argument of a LaTeX command: a group, or the one digit or letter that follows. */
  private argument(): Expr {
    const token = this.next;
    if (token?.kind === 'groupOpen') return this.group();
    if (token?.kind === 'number' && token.text.length > 1) {
      const [origin] = token.origin!;
      const split = origin! + 1;
      this.tokens.splice(
        this.at,
        1,
        { ...token, text: token.text[0]!, end: split, origin: [origin!] },
        { ...token, text: token.text.slice(1), start: split, origin: token.origin!.slice(1) },
      );
    }
    if (token?.kind === 'number' || token?.kind === 'letter') return this.atom();
    throw new NoExpression();
  }

  private atom(): Expr {
    const token = this.next;
    if (!token) throw new NoExpression();
    if (++this.depth > deepest) throw new NoExpression();
    const expr = this.atomAt(token);
    this.depth--;
    return expr;
  }

  private atomAt(token: Token): Expr {
    const { start, end, text } = token;
    switch (token.kind) {
      case 'number':
        this.at++;
        if (/\.$/.test(text)) throw new NoExpression();
        return { kind: 'number', text, origin: token.origin!, start, end };
      case 'letter':
        this.at++;
        return { kind: 'symbol', name: text, start, end };
      case 'open':
        return this.brackets();
      case 'bar':
        return this.absolute();
      case 'groupOpen':
        return this.group();
      case 'function':
        return this.call();
      case 'command':
        return this.construction();
      case 'operator':
        if (text === '√') {
          this.at++;
          const of = this.is('groupOpen') ? this.group() : this.atom();
          return { kind: 'root', of, start, end: of.end };
        }
        throw new NoExpression();
      default:
        throw new NoExpression();
    }
  }

  private brackets(): Expr {
    const open = this.take('open');
    const [integrals, bars] = [this.integrals, this.bars];
    this.integrals = this.bars = 0;
    const items = [this.sum()];
    while (this.is('comma')) {
      this.at++;
      items.push(this.sum());
    }
    [this.integrals, this.bars] = [integrals, bars];
    const close = this.take('close', partner[open.text]);
    const [start, end] = [open.start, close.end];
    if (open.text === '⌊' || open.text === '⌈') {
      if (items.length > 1) throw new NoExpression();
      return { kind: 'call', name: open.text === '⌊' ? 'floor' : 'ceil', args: items, start, end };
    }
    return { kind: 'parentheses', items, start, end };
  }

  private absolute(): Expr {
    const open = this.take('bar');
    this.bars++;
    const of = this.sum();
    this.bars--;
    const close = this.take('bar');
    return { kind: 'call', name: 'abs', args: [of], start: open.start, end: close.end };
  }

  /** `\sin^2 2x`, `log_2(8)`, `\max(a, b)`: the power is written after, the base becomes the first argument. */
  private call(): Expr {
    const name = this.take('function');
    let exponent: Expr | undefined;
    let base: Expr | undefined;
    while (this.is('operator', '^') || this.is('operator', '_')) {
      const sign = this.take('operator').text;
      if (sign === '^') exponent = this.script();
      else base = this.script();
    }
    if (this.isGluedBase(name)) base = this.atom();
    const args = this.callArguments();
    if (base && name.text !== 'log') throw new NoExpression();
    const count = args.length + (base ? 1 : 0);
    const [fewest, most] = arity[name.text] ?? [1, 1];
    if (count < fewest || count > most) throw new NoExpression();
    const end = args[args.length - 1]!.end;
    const call: Expr = {
      kind: 'call',
      name: name.text,
      args: base ? [base, ...args] : args,
      start: name.start,
      end: Math.max(end, this.tokens[this.at - 1]!.end),
    };
    return exponent ? { kind: 'power', base: call, exponent, start: call.start, end: call.end } : call;
  }

  /** `log2(x)`, `log10(x)`, outside of LaTeX. */
  private isGluedBase({ text, end, math }: Token): boolean {
    const [number, open] = [this.next, this.tokens[this.at + 1]];
    if (text !== 'log' || math || number?.kind !== 'number' || number.start !== end) return false;
    return open?.kind === 'open' && open.start === number.end;
  }

  private callArguments(): readonly Expr[] {
    if (this.is('open', '(') || this.is('open', '[')) {
      const brackets = this.brackets();
      return brackets.kind === 'parentheses' ? brackets.items : [brackets];
    }
    if (this.is('groupOpen')) {
      const of = this.group();
      return of.kind === 'parentheses' ? of.items : [of];
    }
    const factors: Factor[] = [{ sign: '', at: this.next?.start ?? 0, expr: this.factor() }];
    while (this.next && this.next.kind !== 'function' && this.next.kind !== 'open' && this.startsFactor(this.next)) {
      const expr = this.factor();
      factors.push({ sign: '', at: expr.start, expr });
    }
    return [productOf(factors)];
  }

  private construction(): Expr {
    const { text: name, start } = this.take('command');
    if (name === 'frac' || name === 'binom') {
      const over = this.argument();
      const under = this.argument();
      const end = this.tokens[this.at - 1]!.end;
      if (name === 'binom') return { kind: 'call', name, args: [over, under], start, end };
      if (over.kind === 'symbol' && over.name === 'd') return this.derivative(under, start);
      return { kind: 'fraction', over, under, start, end };
    }
    if (name === 'sqrt') {
      let degree: Expr | undefined;
      if (this.is('open', '[')) {
        this.at++;
        degree = this.sum();
        this.take('close', ']');
      }
      const of = this.argument();
      const end = Math.max(of.end, this.tokens[this.at - 1]!.end);
      return degree ? { kind: 'call', name: 'root', args: [degree, of], start, end } : { kind: 'root', of, start, end };
    }
    if (name === 'sum' || name === 'prod') return this.bigOperator(name, start);
    if (name === 'int') return this.integral(start);
    if (name === 'lim') return this.limit(start);
    throw new NoExpression();
  }

  /** `\frac{d}{dx} f`. */
  private derivative(under: Expr, start: number): Expr {
    const [d, variable] = under.kind === 'product' ? under.factors : [];
    if (under.kind !== 'product' || under.factors.length !== 2) throw new NoExpression();
    if (d?.expr.kind !== 'symbol' || d.expr.name !== 'd' || variable?.expr.kind !== 'symbol') throw new NoExpression();
    const of = this.product();
    return { kind: 'call', name: 'diff', args: [of, variable.expr], start, end: of.end };
  }

  /** `\sum_{k=1}^{n} k^2` → `sum(k^2,k,1,n)`; the body is the term that follows. */
  private bigOperator(name: string, start: number): Expr {
    this.take('operator', '_');
    this.take('groupOpen');
    const variable = this.atom();
    if (variable.kind !== 'symbol') throw new NoExpression();
    this.take('relation', '=');
    const from = this.sum();
    this.take('groupClose');
    this.take('operator', '^');
    const to = this.script();
    const body = this.product();
    return { kind: 'call', name, args: [body, variable, from, to], start, end: body.end };
  }

  private limit(start: number): Expr {
    this.take('operator', '_');
    this.take('groupOpen');
    const variable = this.atom();
    if (variable.kind !== 'symbol') throw new NoExpression();
    this.take('break', '→');
    const point = this.sum();
    this.take('groupClose');
    const body = this.product();
    return { kind: 'call', name: 'lim', args: [body, variable, point], start, end: body.end };
  }

  private integral(start: number): Expr {
    let from: Expr | undefined;
    let to: Expr | undefined;
    while (this.is('operator', '_') || this.is('operator', '^')) {
      if (this.take('operator').text === '_') from = this.script();
      else to = this.script();
    }
    this.integrals++;
    const body = this.sum();
    this.integrals--;
    this.take('letter', 'd');
    const variable = this.atom();
    if (variable.kind !== 'symbol' || (from === undefined) !== (to === undefined)) throw new NoExpression();
    const bounds = from && to ? [from, to] : [];
    return { kind: 'call', name: 'int', args: [body, variable, ...bounds], start, end: variable.end };
  }
}

/** How many arguments a function takes, where it isn't one. */
const arity: Readonly<Record<string, readonly [number, number]>> = {
  log: [1, 2],
  mod: [1, 2],
  root: [2, 2],
  binom: [2, 2],
  gcd: [2, 20],
  lcm: [2, 20],
  min: [1, 20],
  max: [1, 20],
};

const partner: Readonly<Record<string, string>> = { '(': ')', '[': ']', '⌊': '⌋', '⌈': '⌉' };

function productOf(factors: readonly Factor[]): Expr {
  const [first] = factors;
  if (factors.length === 1) return first!.expr;
  return {
    kind: 'product',
    factors: [...factors],
    start: first!.expr.start,
    end: factors[factors.length - 1]!.expr.end,
  };
}

function signed(sign: Token, expr: Expr): Expr {
  const terms = [{ sign: sign.text as Sign, at: sign.start, expr }];
  return { kind: 'sum', terms, start: sign.start, end: expr.end };
}

function isPlainFraction(expr: Expr): boolean {
  return expr.kind === 'fraction' && expr.over.kind === 'number' && expr.under.kind === 'number';
}
