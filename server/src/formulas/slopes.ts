import type { Judgement } from './check.ts';
import { angles, compared, constantName, differing, freeLetters, hasDecimals, shownNear } from './comparison.ts';
import { isAlternative, isDoubtful } from './facts.ts';
import type { Expr, Formula, Passage, Side } from './formula.ts';
import { callOf, primed } from './functions.ts';
import { quoted } from './notation.ts';
import { type NumberStyle, numberStyle } from './numbers.ts';
import { mentions } from './rewrite.ts';
import { seriesOf } from './series.ts';
import { hasUnits, isPrimed } from './task.ts';
import { writeExpr, writeShown } from './write.ts';

/** What a formula says: that one function is a derivative of another, in this letter. */
interface Claim {
  readonly letter: string;
  readonly times: number;
  readonly of: Expr;
  readonly is: Expr;
  /** How the derivative is called, and what it is said to be. */
  readonly quotes: readonly [string, string];
}

/**
 * Derivatives and integrals of whatever can be calculated: exponentials, roots, logarithms, angles, products, quotients, chains. They
 * are compared in many places; only what is far apart in all of them is refuted.
 */
export function slopes({ text, formulas }: Passage, before: readonly Passage[]): Judgement[] {
  return formulas.flatMap((formula, k) => {
    if (formula.text === '' || formula.relations[0]?.sign !== '=') return [];
    if (hasUnits(...formula.sides)) return [];
    const earlier = [...before, { text, formulas: formulas.slice(0, k) }];
    if (isDoubtful(text, formula) || isAlternative(text, formula)) return [];
    const style = () => numberStyle([...before.map(one => one.text), text]);
    const [left, right] = formula.sides as readonly [Side, Side];
    const span = { start: left.span.start, end: right.span.end };
    const claim = claimOf(text, formula, earlier);
    if (claim && isInDegrees([claim.of, claim.is], [...before.map(one => one.text), text])) return [];
    if (claim) return judged(claim, span, style);
    return isDefinite(left.expr) ? area(text, left, right, style) : [];
  });
}

/** Angles in degrees have other derivatives. */
export const isInDegrees = (exprs: readonly Expr[], texts: readonly string[]) =>
  exprs.some(expr => mentions(expr, part => part.kind === 'call' && angles.test(part.name))) &&
  texts.some(one => /degree|\bgrad\b|°|\\circ|degré|grado|grau|stopni|градус|角度|度/iu.test(one));

function claimOf(text: string, formula: Formula, earlier: readonly Passage[]): Claim | undefined {
  const [left, right] = formula.sides as readonly [Side, Side];
  const { expr } = left;
  const quotes = [quoted(text, left), quoted(text, right)] as const;
  if (isCall(expr, 'int') && expr.args.length === 2) {
    const letter = nameOf(expr.args[1]!);
    const integrand = quoted(text, { ...left, expr: expr.args[0]!, span: expr.args[0]! });
    return letter === undefined
      ? undefined
      : integralOf({ letter, times: 1, of: right.expr, is: expr.args[0]!, quotes: [`(${quotes[1]})'`, integrand] });
  }
  if (isCall(expr, 'diff') && expr.args.length === 2) {
    const letter = nameOf(expr.args[1]!);
    return letter === undefined
      ? undefined
      : derivativeOf({ letter, times: 1, of: expr.args[0]!, is: right.expr, quotes });
  }
  if (expr.kind === 'parentheses' && isPrimed(text, left.span)) {
    const [letter, ...others] = freeLetters(expr);
    if (letter === undefined || others.length > 0) return undefined;
    return derivativeOf({ letter, times: 1, of: expr, is: right.expr, quotes: [`${quotes[0]}'`, quotes[1]] });
  }
  const derived = derivedName(expr);
  if (derived) {
    const { name, times } = derived;
    if (isRepeated(formula, earlier)) return undefined;
    const known = definitionsOf(name, earlier);
    const letter = derived.letter ?? ownLetter(name, known, earlier);
    if (letter === undefined) return undefined;
    if (isUnread(name, known.length, text, left.span.start, earlier)) return undefined;
    const letters = freeLetters(right.expr);
    const [of, ...others] = known.map(({ body }) => body).filter(body => sameSet(freeLetters(body), letters));
    // Of two functions with one name nobody can tell which is meant.
    if (!of || others.some(body => !compared(of, body)?.same)) return undefined;
    return derivativeOf({ letter, times, of, is: right.expr, quotes });
  }
  return antiderivative(text, left, right, earlier);
}

/** `F(x) = …` where f(x) was said before, and words or a constant say what F is, or where the problem asks for one integral. */
function antiderivative(text: string, left: Side, right: Side, earlier: readonly Passage[]): Claim | undefined {
  const called = callOf(left.expr);
  const name = called?.name.kind === 'symbol' ? called.name.name : '';
  if (!/^[FGH]$/.test(name) || definitionsOf(name, earlier.slice(0, 1)).length > 0) return undefined;
  const { letter } = called!;
  const quote = quoted(text, right);
  const claim = (is: Expr, original: string) =>
    integralOf({ letter, times: 1, of: right.expr, is, quotes: [`(${quote})'`, original] });
  const known = definitionsOf(name.toLowerCase(), earlier);
  if (known.length === 0) {
    const [only, ...others] = integralsIn(earlier[0]);
    if (!only || others.length > 0) return undefined;
    return claim(only.args[0]!, writeShown(only.args[0]!, earlier[0]!.text));
  }
  const [{ body }, ...others] = known as [Definition, ...Definition[]];
  const isNamed =
    integration.test(text) ||
    earlier.some(one => integration.test(one.text)) ||
    [...freeLetters(right.expr)].some(one => constantName.test(one));
  return others.length === 0 && isNamed ? claim(body, `${name.toLowerCase()}(${letter})`) : undefined;
}

function integralsIn(passage: Passage | undefined): Extract<Expr, { kind: 'call' }>[] {
  const found: Extract<Expr, { kind: 'call' }>[] = [];
  for (const { expr } of passage?.formulas.flatMap(({ sides }) => sides) ?? [])
    mentions(expr, part => {
      if (isCall(part, 'int')) found.push(part);
      return false;
    });
  return found;
}

const integration =
  /anti-?deriv|integra|stammfunktion|aufleit|primitiv|pierwotn|całk|первообразн|интеграл|原函数|积分|不定积分/iu;

/** "f'(x) = 0" asks for an extremum, and a letter from nowhere, or one that got a value, is another function. */
function derivativeOf(claim: Claim): Claim | undefined {
  const letters = freeLetters(claim.is);
  return letters.has(claim.letter) && sameSet(freeLetters(claim.of), letters) ? claim : undefined;
}

function integralOf(claim: Claim): Claim | undefined {
  const { of, is } = claim;
  const [letters, original] = [freeLetters(of), freeLetters(is)];
  return [...letters].every(one => original.has(one) || one === claim.letter || constantName.test(one)) &&
    [...original].every(one => letters.has(one))
    ? claim
    : undefined;
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every(one => b.has(one));
const isCall = (expr: Expr, name: string): expr is Extract<Expr, { kind: 'call' }> =>
  expr.kind === 'call' && expr.name === name;
const nameOf = (expr: Expr) => (expr.kind === 'symbol' ? expr.name : undefined);

/** `f'(x)`, `y''`, `dy/dx`. */
function derivedName(expr: Expr): { name: string; letter?: string; times: number } | undefined {
  const called = callOf(expr);
  const { of, times } = primed(called?.name ?? expr);
  if (of.kind === 'symbol' && times > 0 && times < 4)
    return { name: of.name, times, ...(called ? { letter: called.letter } : {}) };
  if (expr.kind !== 'fraction') return undefined;
  const [name, letter] = [differential(expr.over), differential(expr.under)];
  return name !== undefined && letter !== undefined ? { name, letter, times: 1 } : undefined;
}

/** `dx` */
function differential(expr: Expr): string | undefined {
  const inside = expr.kind === 'parentheses' ? expr.items[0]! : expr;
  if (inside.kind !== 'product' || inside.factors.length !== 2) return undefined;
  const [d, letter] = inside.factors.map(({ sign, expr: factor }) => (sign === '' ? nameOf(factor) : undefined));
  return d === 'd' ? letter : undefined;
}

interface Definition {
  readonly letter: string | undefined;
  readonly body: Expr;
}

/** Everything a name was said to stand for: `f(x) = …`, `u = …`. */
export function definitionsOf(name: string, earlier: readonly Passage[]): Definition[] {
  return earlier.flatMap(({ formulas }) =>
    formulas.flatMap(({ sides, relations, answer }): Definition[] => {
      const left = sides[0]!.expr;
      if (answer || relations[0]?.sign !== '=' || hasUnits(...sides)) return [];
      const body = sides[1]!.expr;
      const called = callOf(left);
      if (called?.name.kind === 'symbol' && called.name.name === name) return [{ letter: called.letter, body }];
      if (left.kind !== 'symbol' || left.name !== name || freeLetters(body).size === 0) return [];
      return [{ letter: undefined, body }];
    }),
  );
}

/** In `y' = …`, the only letter that y depends on, and that depends on nothing itself: in `u = 3x + 1`, `y = u^5` it is unclear. */
function ownLetter(name: string, known: readonly Definition[], earlier: readonly Passage[]): string | undefined {
  if (!/^[yuvwzfgh]$/.test(name)) return undefined;
  const [letter, ...others] = new Set(
    known.flatMap(({ letter, body }) => (letter === undefined ? [...freeLetters(body)] : [letter])),
  );
  if (letter === undefined || others.length > 0 || !/^[xtz]$/.test(letter)) return undefined;
  // With x' = 3, y' is no derivative by x.
  const changes = new RegExp(
    String.raw`(?<![\p{L}\\])${letter}\s*'|\\dot\s*\{?${letter}|d${letter}\}?\s*(?:/|\}?\{)\s*d`,
    'u',
  );
  if (definitionsOf(letter, earlier).length > 0 || earlier.some(({ text }) => changes.test(text))) return undefined;
  return letter;
}

/** Whether a name stands for something else besides, which can't be read. */
function isUnread(name: string, count: number, text: string, end: number, earlier: readonly Passage[]): boolean {
  const defined = new RegExp(
    String.raw`(?<![\p{L}'])${name}\s*(?:(?:\\left)?\(\s*\p{L}\s*(?:\\right)?\))?\s*&?\s*=`,
    'gu',
  );
  const texts = [...earlier.slice(0, -1).map(one => one.text), text.slice(0, end)];
  return texts.reduce((total, one) => total + (one.match(defined)?.length ?? 0), 0) > count;
}

/** Two questions may be about two functions of one name. */
const twoQuestions =
  /[?？][\s\S]*[?？]|(?<!\p{L})(?:each|both|instead|again|jeweils?|beide\p{L}*|stattdessen|chaque|deux|cada|ambos|кажд\p{L}*|оба)(?!\p{L})|各/iu;

/** A problem may give the derivative, and a line may be said twice. */
export function isRepeated({ sides: [left, right] }: Formula, earlier: readonly Passage[]): boolean {
  const [a, b] = [writeExpr(left!.expr), writeExpr(right!.expr)];
  const asksTwice = twoQuestions.test(earlier[0]!.text);
  return earlier.some(({ formulas }, k) =>
    formulas.some(
      ({ sides }) =>
        sides.length > 1 &&
        writeExpr(sides[0]!.expr) === a &&
        (k === 0 || asksTwice || writeExpr(sides[1]!.expr) === b),
    ),
  );
}

const places = [1.37, 0.61, 2.29, 0.83, 0.29, 3.13, 7.41, 0.11];
/** With either base of a bare log. */
const fewestPlaces = 6;

function judged(
  { letter, times, of, is, quotes }: Claim,
  span: Judgement['span'],
  style: () => NumberStyle,
): Judgement[] {
  const slope = (at: (name: string) => number, base: number) =>
    (seriesOf(of, { letters: at, letter, order: times, base })?.[times] ?? Number.NaN) * factorial(times);
  const value = (at: (name: string) => number, base: number) =>
    seriesOf(is, { letters: at, order: 0, base })?.[0] ?? Number.NaN;
  const names = [...new Set([is, of].flatMap(one => [...freeLetters(one)]))];
  const rounded = hasDecimals(is) || hasDecimals(of);
  let [equal, different] = [0, 0];
  for (const base of [10, Math.E])
    for (const x of places) {
      const at = (name: string) => (name === letter ? x : 1.3 + 0.77 * names.indexOf(name));
      const [a, b] = [slope(at, base), value(at, base)];
      if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
      const apart = Math.abs(a - b) / Math.max(1e-9, Math.abs(a), Math.abs(b));
      if (apart < 1e-8) equal++;
      else if (apart > (rounded ? 0.1 : 1e-4)) different++;
      else return [];
    }
  if (equal + different < fewestPlaces || (equal > 0 && different > 0)) return [];
  if (equal > 0) return [{ span, answer: 'holds' }];
  // What is right left of zero may be said of that side.
  const isRightLeft = places.some(x => {
    const at = (name: string) => (name === letter ? -x : 1.3 + 0.77 * names.indexOf(name));
    const [a, b] = [slope(at, 10), value(at, 10)];
    return Math.abs(a - b) <= 1e-8 * Math.max(1e-9, Math.abs(a), Math.abs(b));
  });
  if (isRightLeft) return [];
  // A constant of integration changes nothing.
  const shown = names.filter(name => !constantName.test(name) || freeLetters(is).has(name));
  const evidence = [2, 1, 3, 5].flatMap(first => {
    const at = (name: string) => (name === letter ? first : first + 1 + names.indexOf(name));
    const [a, b] = [slope(at, 10), value(at, 10)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return [];
    const size = Math.max(Math.abs(a), Math.abs(b));
    if (Math.abs(a - b) <= 1e-3 * size) return [];
    const where = shown.map(name => `${name} = ${at(name)}`).join(', ');
    const left = { side: quotes[0], value: shownNear(a, style()) };
    const right = { side: quotes[1], value: shownNear(b, style()) };
    return [{ size, evidence: { kind: 'function', where, left, right } as const }];
  });
  const handy = evidence.find(({ size }) => size < 1000) ?? evidence[0];
  return handy ? [{ span, answer: 'fails', evidence: handy.evidence }] : [];
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

const isDefinite = (expr: Expr) => isCall(expr, 'int') && expr.args.length === 4 && freeLetters(expr).size === 0;

/** A definite integral that is said to be a number; an area loses its sign. */
function area(text: string, left: Side, right: Side, style: () => NumberStyle): Judgement[] {
  // In `\int_3^12x` nobody can tell where the bound ends.
  if (/[_^]\d{2}/.test(text.slice(left.span.start, right.span.end))) return [];
  if (freeLetters(right.expr).size > 0) return [];
  const span = { start: left.span.start, end: right.span.end };
  const comparison = compared(left.expr, right.expr);
  if (!comparison) return [];
  if (comparison.same) return [{ span, answer: 'holds' }];
  if (hasDecimals(left.expr) || hasDecimals(right.expr)) return [];
  const sides = [left, right].map(side => ({ expr: side.expr, quote: quoted(text, side) })) as [Quoted, Quoted];
  const [a, b] = sides.map(
    ({ expr }) => seriesOf(expr, { letters: () => Number.NaN, order: 0, base: 10 })?.[0] ?? Number.NaN,
  );
  if (Math.abs(a! + b!) <= 1e-9 * Math.max(1, Math.abs(a!))) return [];
  const evidence = differing(...sides, new Set(), style());
  return evidence ? [{ span, answer: 'fails', evidence }] : [];
}

type Quoted = Parameters<typeof differing>[0];
