import { evaluate, isValue } from './evaluate.ts';
import type { Evidence, Shown } from './evidence.ts';
import type { Expr } from './formula.ts';
import { fraction, isNumeral } from './notation.ts';
import type { NumberStyle } from './numbers.ts';
import { expand, sameFunction, variablesOf } from './polynomial.ts';
import * as q from './rational.ts';
import { mentions } from './rewrite.ts';
import { seriesOf } from './series.ts';
import { lettersOf } from './statement.ts';

/** Whether two expressions are the same function of their letters, and which letters those are. */
export interface Comparison {
  readonly same: boolean;
  /** Worked out with polynomials, and not only looked at in many places. */
  readonly exact: boolean;
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

/** Nothing where neither sameness nor difference is certain. */
export function compared(left: Expr, right: Expr): Comparison | undefined {
  const [a, b] = [expand(left), expand(right)];
  if (a && b) {
    const same = sameFunction(a, b);
    if (!same && isRounded(left, right)) return undefined;
    return same === undefined ? undefined : { same, exact: true, left: variablesOf(a), right: variablesOf(b) };
  }
  if (isUnclear(left) || isUnclear(right)) return undefined;
  const same = sameInPlaces(left, right);
  return same === undefined ? undefined : { same, exact: false, left: freeLetters(left), right: freeLetters(right) };
}

/** `0.333x` for `x/3` */
function isRounded(left: Expr, right: Expr): boolean {
  if (!hasDecimals(left) && !hasDecimals(right)) return false;
  const letters = [...lettersOf(left, right)];
  return values.every((_, k) => {
    const at = (name: string) => values[(letters.indexOf(name) * 3 + k) % values.length]!;
    const [a, b] = [left, right].map(side => seriesOf(side, { letters: at, order: 0, base: 10 })?.[0] ?? Number.NaN);
    return Math.abs(a! - b!) <= 0.02 * Math.max(Math.abs(a!), Math.abs(b!));
  });
}

/** Where degrees may be meant, or whole numbers only: `sin(90 - x)`, `cos(nπ)`. */
function isUnclear(expr: Expr): boolean {
  return mentions(expr, part => part.kind === 'call' && angles.test(part.name) && isUnclearAngle(part.args[0]!));
}

export const angles = /^(?:sin|cos|tan|cot|sec|csc)$/;

function isUnclearAngle(angle: Expr): boolean {
  const hasPi = mentions(angle, part => part.kind === 'symbol' && part.name === 'π');
  if (hasPi) return lettersOf(angle).size > 0;
  const terms = angle.kind === 'parentheses' ? angle.items[0]! : angle;
  return terms.kind === 'sum' && terms.terms.some(({ expr }) => lettersOf(expr).size === 0);
}

/** e is a number, or stands for one; the letter that is integrated over belongs to nobody outside. */
export function freeLetters(expr: Expr): Set<string> {
  const free = lettersOf(expr);
  free.delete('e');
  mentions(expr, part => {
    if (part.kind === 'call' && part.name === 'int' && part.args[1]?.kind === 'symbol' && part.args.length === 4)
      free.delete(part.args[1].name);
    return false;
  });
  return free;
}

/** Far enough apart that no three letters share a value, near enough that no power gets out of hand. */
const values = [1.37, 0.61, 2.29, 0.83, 1.91, 3.13, 0.47, 2.71];
const scales = [0.3, 1, 1, 1, 3, 3, 10, 30];
const fewestPlaces = 3;
const mostLetters = 6;

function sameInPlaces(left: Expr, right: Expr): boolean | undefined {
  const letters = [...new Set([...lettersOf(left), ...lettersOf(right)])];
  if (letters.length > mostLetters) return undefined;
  const rounded = hasDecimals(left) || hasDecimals(right);
  let [equal, different] = [0, 0];
  for (const base of isBareLog(left) || isBareLog(right) ? [10, Math.E] : [10])
    for (const [k, scale] of (letters.length > 0 ? scales : [1]).entries()) {
      const at = (name: string) => scale * values[(letters.indexOf(name) * 3 + k) % values.length]!;
      const [a, b] = [left, right].map(side => seriesOf(side, { letters: at, order: 0, base })?.[0]);
      if (a === undefined || b === undefined) return undefined;
      if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
      const apart = Math.abs(a - b) / Math.max(1e-9, Math.abs(a), Math.abs(b));
      if (apart < 1e-9) equal++;
      else if (apart > (rounded ? 0.1 : 1e-4)) different++;
      else return undefined;
      if (equal > 0 && different > 0) return undefined;
    }
  return equal + different < (letters.length > 0 ? fewestPlaces : 1) ? undefined : equal > 0;
}

/** Whether both have a constant of integration, which takes in whatever they differ by. */
export function differsByConstant(left: Expr, right: Expr): boolean {
  const letters = [...lettersOf(left, right)];
  if (!letters.some(name => constantName.test(name))) return false;
  const apart = values.map((_, k) => {
    const at = (name: string) =>
      constantName.test(name) ? 1 : values[(letters.indexOf(name) * 3 + k) % values.length]!;
    const [a, b] = [left, right].map(side => seriesOf(side, { letters: at, order: 0, base: 10 })?.[0] ?? Number.NaN);
    return a! - b!;
  });
  const [first, ...others] = apart.filter(Number.isFinite);
  return first !== undefined && others.every(one => Math.abs(one - first) <= 1e-9 * Math.max(1, Math.abs(first)));
}

/** The letters that people add for a constant of integration. */
export const constantName = /^[CcKkD](?:_|$)/;

const isBareLog = (expr: Expr) =>
  mentions(expr, part => part.kind === 'call' && part.name === 'log' && part.args.length === 1);
export const hasDecimals = (expr: Expr) => mentions(expr, part => part.kind === 'number' && part.text.includes('.'));

/** A side as it is quoted. */
export interface Quoted {
  readonly expr: Expr;
  readonly quote: string;
}

/** Both sides where they differ: as numbers, or at values of their letters. */
export function differing(
  left: Quoted,
  right: Quoted,
  letters: ReadonlySet<string>,
  style: NumberStyle,
): Evidence | undefined {
  const beside = left.quote + right.quote;
  for (const first of letters.size === 0 ? [0] : [2, 3, 5, 7, 1, 10, 20]) {
    const at = new Map([...letters].map((name, k) => [name, first + 2 * k] as const));
    const [a, b] = [left, right].map(({ expr }) => valueAt(expr, at, style, beside));
    if (!a || !b || Math.abs(a.value - b.value) <= 1e-4 * Math.max(1, Math.abs(a.value))) continue;
    const sides = { left: { side: left.quote, value: a.shown }, right: { side: right.quote, value: b.shown } };
    if (letters.size > 0)
      return { kind: 'function', where: [...at].map(([name, value]) => `${name} = ${value}`).join(', '), ...sides };
    return isNumeral(right.expr) ? { kind: 'other', ...sides.left, claimed: right.quote } : { kind: 'apart', ...sides };
  }
  return undefined;
}

function valueAt(
  expr: Expr,
  letters: ReadonlyMap<string, number>,
  style: NumberStyle,
  beside: string,
): { value: number; shown: Shown } | undefined {
  const exact = evaluate(expr, new Map([...letters].map(([name, value]) => [name, q.integer(value)])));
  if (isValue(exact)) return { value: q.toNumber(exact), shown: { exact: fraction(exact, style, beside) } };
  const value = seriesOf(expr, { letters: name => letters.get(name) ?? Number.NaN, order: 0, base: 10 })?.[0];
  return value === undefined || !Number.isFinite(value) ? undefined : { value, shown: shownNear(value, style) };
}

/** A number that came out of floating point. */
export function shownNear(value: number, style: NumberStyle): Shown {
  const whole = Math.round(value);
  if (Math.abs(value - whole) < 1e-9 * Math.max(1, Math.abs(value))) return { exact: `${whole}` };
  const isHandy = Math.abs(value) >= 1e-3 && Math.abs(value) < 1e9;
  return { about: (isHandy ? `${Number(value.toFixed(4))}` : value.toExponential(3)).replace('.', style.decimal) };
}
