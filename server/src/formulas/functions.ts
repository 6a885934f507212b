import type { Expr, Formula, Passage } from './formula.ts';
import { isNumeral } from './notation.ts';
import { isPiece } from './pieces.ts';
import { derivative, expand, type Polynomial, polynomialOf, samePolynomial, variablesIn } from './polynomial.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { mentions, rewritten } from './rewrite.ts';

/** A function of one letter as an exercise says what it is: `f(x) = x^2 + 1`. */
export interface FunctionOf {
  readonly letter: string;
  readonly body: Polynomial;
}

export type Functions = ReadonlyMap<string, FunctionOf>;

/** All functions that are defined in these passages without contradiction, by their names. */
export function functionsIn(passages: readonly Passage[]): Functions {
  const found = new Map<string, FunctionOf>();
  const unclear = new Set<string>();
  for (const { text, formula } of passages.flatMap(({ text, formulas }) =>
    formulas.map(formula => ({ text, formula })),
  )) {
    const { sides, answer } = formula;
    const called = callOf(sides[0]!.expr);
    const isGiven = text === passages[0]!.text;
    const tied = isGiven && tiedBy(formula);
    if (tied) unclear.add(tied);
    if (answer || called?.name.kind !== 'symbol') continue;
    const { name } = called.name;
    const words = text.slice(Math.max(0, formula.span.start - 60), formula.span.start);
    // "Find all n such that f(n) = 2n" asks, and says nothing of f.
    if (wanted.test(words)) continue;
    if (!isDefinition(formula)) {
      // "f(t) = 5 for less than half an hour, else f(t) = 5 + 0.1(t - 30)"
      if (isGiven && formula.relations[0]?.sign === '=' && isNumeral(formula.sides[1]!.expr)) unclear.add(name);
      continue;
    }
    if (isGiven && isPiece(text, formula, called.letter)) unclear.add(name);
    const body = polynomialOf(expand(sides[1]!.expr));
    const before = found.get(name);
    const agrees = !before || (body && before.letter === called.letter && samePolynomial(before.body, body));
    if (body && agrees && isIn(called.letter, body) && !variablesIn(body).has(name))
      found.set(name, { letter: called.letter, body });
    else unclear.add(name);
  }
  for (const name of unclear) found.delete(name);
  return found;
}

/** `f(x + 1) = f(x)` says what f is beyond the part that another formula is for. */
function tiedBy({ sides, relations }: Formula): string | undefined {
  const [head, argument] = sides[0]!.expr.kind === 'product' ? sides[0]!.expr.factors : [];
  if (head?.expr.kind !== 'symbol' || relations[0]?.sign !== '=' || !argument) return undefined;
  const { name } = head.expr;
  const called = calls(head.expr, argument)?.argument;
  const isMoved = called !== undefined && called.kind !== 'symbol' && mentions(called, part => part.kind === 'symbol');
  return isMoved && mentions(sides[1]!.expr, part => part.kind === 'symbol' && part.name === name) ? name : undefined;
}

const wanted =
  /\b(?:such that|for which|satisf\p{L}*|solves?|solutions?|equation|if|when|where|so dass|sodass|für die|löse|wenn|tel que|telle que|résou\p{L}*|si|tal que|resuelv\p{L}*|resolver|что|решит\p{L}*|если)\b[^.]*$|使|满足|解/iu;

/** Whether it is a polynomial in this letter, beside which there are only parameters: "f(x) = D²" depends on x in a hidden way. */
function isIn(letter: string, polynomial: Polynomial): boolean {
  const letters = variablesIn(polynomial);
  return letters.has(letter) && [...letters].every(name => name === letter || /^[abckmnpq]$/.test(name));
}

/** A name called with one argument, which is written like a product: `f(x)`, `f''(2)`. */
interface Call {
  readonly name: Expr;
  readonly argument: Expr;
}

function calls(name: Expr, next: { readonly sign: string; readonly expr: Expr } | undefined): Call | undefined {
  if (next?.sign !== '' || next.expr.kind !== 'parentheses' || next.expr.items.length !== 1) return undefined;
  return { name, argument: next.expr.items[0]! };
}

/** A letter called with a letter. */
export function callOf(expr: Expr): { readonly name: Expr; readonly letter: string } | undefined {
  if (expr.kind !== 'product' || expr.factors.length !== 2) return undefined;
  const call = calls(expr.factors[0]!.expr, expr.factors[1]!);
  return call?.argument.kind === 'symbol' ? { name: call.name, letter: call.argument.name } : undefined;
}

/** `f(x) = …` says what f is, and nothing of x. */
export function isDefinition({ sides, relations }: Formula): boolean {
  const called = callOf(sides[0]!.expr);
  if (!called || relations[0]?.sign !== '=' || primed(called.name).of.kind !== 'symbol') return false;
  return mentions(sides[1]!.expr, part => part.kind === 'symbol' && part.name === called.letter);
}

/** `f^2 = 3`, `(fg)(x) = x^2`, `(2f)(3) = 10`: a function's name is no number to calculate with. */
export function isOfFunctions(expr: Expr, functions: Functions): boolean {
  const isName = (part: Expr) => part.kind === 'symbol' && functions.has(part.name);
  return mentions(expr, part => {
    if (part.kind === 'power') return isName(part.base);
    if (part.kind !== 'product') return false;
    return part.factors.some(({ expr: factor }, k) => {
      const next = part.factors[k + 1];
      if (next?.sign !== '') return false;
      const [called, isPower] = next.expr.kind === 'power' ? [next.expr.base, true] : [next.expr, false];
      if (called.kind !== 'parentheses') return false;
      return isPower ? isName(factor) : factor.kind === 'parentheses' && mentions(factor, isName);
    });
  });
}

/** The name under its primes, and how many there are. */
export function primed(name: Expr): { readonly of: Expr; readonly times: number } {
  return name.kind === 'postfix' && name.sign === "'"
    ? { of: primed(name.of).of, times: primed(name.of).times + 1 }
    : { of: name, times: 0 };
}

/** An expression with the functions' values in place of their names: `f(2)` → `2^2 + 1`. */
export function resolved(expr: Expr, functions: Functions): Expr {
  return functions.size === 0 ? expr : rewritten(expr, part => inPlace(part, functions));
}

/** Formulas with the values of those functions that are defined before each of them. */
export function withValues({ text, formulas }: Passage, before: readonly Passage[]): readonly Formula[] {
  return formulas.map((formula, k) => {
    const functions = functionsIn([...before, { text, formulas: formulas.slice(0, k) }]);
    if (functions.size === 0) return formula;
    return { ...formula, sides: formula.sides.map(side => ({ ...side, expr: resolved(side.expr, functions) })) };
  });
}

function inPlace(expr: Expr, functions: Functions): Expr {
  if (expr.kind !== 'product') return expr;
  const factors = [...expr.factors];
  for (let k = factors.length - 2; k >= 0; k--) {
    const call = calls(factors[k]!.expr, factors[k + 1]);
    const value = call && valueOfCall(call, functions);
    if (value) factors.splice(k, 2, { ...factors[k]!, expr: value });
  }
  return factors.length === 1 ? factors[0]!.expr : { ...expr, factors };
}

function valueOfCall({ name, argument }: Call, functions: Functions): Expr | undefined {
  const { of, times } = primed(name);
  const called = of.kind === 'symbol' ? functions.get(of.name) : undefined;
  if (!called) return undefined;
  let { body } = called;
  for (let k = 0; k < times; k++) body = derivative(body, called.letter);
  const place = { start: name.start, end: argument.end };
  const replaced = rewritten(exprOf(body, place), expr =>
    expr.kind === 'symbol' && expr.name === called.letter ? bracketed(argument, place) : expr,
  );
  return bracketed(replaced, place);
}

type Place = { readonly start: number; readonly end: number };

const bracketed = (expr: Expr, place: Place): Expr => ({ kind: 'parentheses', items: [expr], ...place });

/** A polynomial as an expression. */
function exprOf(polynomial: Polynomial, place: Place): Expr {
  if (polynomial.size === 0) return number(q.zero, place);
  const terms = [...polynomial].map(([monomial, coefficient]) => {
    const letters = monomial === '' ? [] : monomial.split(' ');
    const factors = [
      number(coefficient, place),
      ...letters.map((name): Expr => ({ kind: 'symbol', name, ...place })),
    ].map(expr => ({ sign: '' as const, at: place.start, expr }));
    return { sign: '+' as const, at: place.start, expr: { kind: 'product', factors, ...place } as Expr };
  });
  return { kind: 'sum', terms, ...place };
}

function number(value: Rational, place: Place): Expr {
  const plain = (n: bigint): Expr => ({ kind: 'number', text: `${n}`, origin: [], ...place });
  const size = value.n < 0n ? -value.n : value.n;
  const positive: Expr =
    value.d === 1n ? plain(size) : { kind: 'fraction', over: plain(size), under: plain(value.d), ...place };
  if (value.n >= 0n) return positive;
  return bracketed({ kind: 'sum', terms: [{ sign: '-', at: place.start, expr: positive }], ...place }, place);
}
