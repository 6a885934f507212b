import type { Judgement } from './check.ts';
import { areMultiples, divides } from './division.ts';
import type { Evidence } from './evidence.ts';
import { hasReservation, isAlternative, isDoubtful, isPart, mentionsLetter, type Place, styleAt } from './facts.ts';
import type { Expr, Formula, Passage } from './formula.ts';
import { isDefinition } from './functions.ts';
import { letterValue, literalOf } from './notation.ts';
import { numeric } from './numeric.ts';
import { degreeOf, difference, expand, type Polynomial, polynomialOf } from './polynomial.ts';
import * as q from './rational.ts';
import { mentions, rewritten } from './rewrite.ts';
import { polynomialRoots } from './roots.ts';
import {
  isLetter,
  isOfDifferentials,
  lettersOf,
  type Pair,
  pairsOf,
  plainReading,
  quoteOf,
  spanOf,
} from './statement.ts';
import { deeds, noCommutingWords, rearranging, severalEquations } from './words.ts';
import { writeExpr } from './write.ts';

/**
 * Equations that say the one above them in another form: solved for another letter, factored, multiplied out. One that doesn't
 * is a mistake only where it can't be meant as a second condition: directly below, without words of its own, and either made
 * of the same letters and numbers, or so near that both together would make something zero that nobody spoke of.
 */
export function rearrangements(place: Place): Judgement[] {
  try {
    return rearranged(place);
  } catch (error) {
    if (error instanceof q.TooLarge) return [];
    throw error;
  }
}

function rearranged(place: Place): Judgement[] {
  const { text, formula, earlier } = place;
  const claim = equationIn(text, formula, place);
  if (!claim) return [];
  const before = equationsBefore(claim, place);
  const span = spanOf(claim.pair);
  if (claim.letters.size > 1 && before.some(({ zero, supposed }) => !supposed && divides(zero, claim.zero)))
    return [{ span, answer: 'holds' }];
  const above = equationAbove(place);
  if (!above || !sameSet(above.letters, claim.letters)) return [];
  if (before.some(({ zero }) => areMultiples(zero, claim.zero)) || areMultiples(above.zero, claim.zero)) return [];
  if (isDoubtful(text, formula) || isAlternative(text, formula) || isSaidApart(place)) return [];
  if (areSwapped(above, claim, place) || before.some(one => isSolvedForSame(one, claim) && !isIn(one, above)))
    return [];
  const wrong =
    claim.letters.size === 1
      ? isMisfactored(above, claim, place)
      : (isOfSameLeaves(above, claim) && claim.letters.size > 2) ||
        (isNearMiss(above, claim, above.words) && isOnlyOne(above, earlier, place));
  const evidence = wrong && proof(above, claim, place);
  return evidence ? [{ span, answer: 'fails', evidence }] : [];
}

/** An equation as a polynomial that is zero. */
interface Equation {
  readonly pair: Pair;
  readonly quote: string;
  readonly zero: Polynomial;
  readonly letters: ReadonlySet<string>;
  readonly supposed: boolean;
}

/** A formula that is one equation between polynomials or their quotients. */
function equationIn(text: string, formula: Formula, { functions }: Place): Equation | undefined {
  const known = functions.size === 0 ? remembered.get(formula) : undefined;
  if (known !== undefined) return known ?? undefined;
  const read = readEquation(text, formula, { functions } as Place);
  if (functions.size === 0) remembered.set(formula, read ?? null);
  return read;
}

/** A formula is looked back at by every one that follows it. */
const remembered = new WeakMap<Formula, Equation | null>();

function readEquation(text: string, formula: Formula, { functions }: Pick<Place, 'functions'>): Equation | undefined {
  const { answer, leading, relations } = formula;
  if (answer || leading || relations.length !== 1 || relations[0]!.sign !== '=' || isDefinition(formula))
    return undefined;
  const [pair] = pairsOf(text, formula, functions);
  const zero = pair && difference(named(pair.left.expr), named(pair.right.expr))?.over;
  if (!pair || !zero || zero.size < 2 || isOfDifferentials(text, pair)) return undefined;
  const letters = lettersOf(pair.left.expr, pair.right.expr);
  if (letters.size === 0) return undefined;
  return { pair, quote: quoteOf(text, [pair]), zero, letters, supposed: hasReservation(text, formula) };
}

/** Whether it is the equation above itself; `S = …` a second time, further down, is another law for S. */
const isIn = (one: Equation, above: Equation) => one.pair === above.pair;

/** With π as a letter of its own, so that it may stand in a polynomial. */
const named = (expr: Expr) =>
  rewritten(expr, part => (part.kind === 'symbol' && part.name === 'π' ? { ...part, name: circle } : part));
const circle = 'π0';

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every(letter => b.has(letter));

/** All that was said of no other letters than these. */
function equationsBefore({ letters }: Equation, place: Place): Equation[] {
  const isMeant = (formula: Formula) => [...letters].some(letter => mentionsLetter(formula, letter));
  return place.earlier
    .flatMap(passage => equationsOf(passage, place, isMeant))
    .filter(found => [...found.letters].every(letter => letters.has(letter)));
}

function equationsOf({ text, formulas }: Passage, place: Place, isMeant = (_: Formula) => true): Equation[] {
  return formulas.filter(isMeant).flatMap(formula => equationIn(text, formula, place) ?? []);
}

/** Whether this stands right below an equation that had brackets to multiply out or summands to collect. */
export function isBelowOpenWork(place: Place): boolean {
  const above = equationAbove(place);
  return above !== undefined && !isWorkedOut(above.pair) && !isSaidApart(place);
}

/** The equation right above, where nothing but the deeds of rearranging is said in between. */
function equationAbove(place: Place): (Equation & { readonly words: string }) | undefined {
  const { earlier, text, formula } = place;
  let between = text.slice(0, formula.span.start);
  for (let k = earlier.length - 1; k >= 0 && k >= earlier.length - 2; k--) {
    const passage = earlier[k]!;
    const said = passage.formulas.findLast(one => one.relations.length > 0 || one.answer);
    const isOwn = k === earlier.length - 1;
    if (!said) {
      if (!isOwn) between = `${passage.text}\n${between}`;
      continue;
    }
    if (isOwn) between = text.slice(said.span.end, formula.span.start);
    else if (k > 0) between = `${passage.text.slice(said.span.end)}\n${between}`;
    const words = wordsIn(between);
    const above = equationIn(passage.text, said, place);
    const isListed =
      isOwn &&
      !/[\n;]|\\\\|[⇒→∴⟹⇔]|\\[lL]?(?:ong)?(?:[rR]ight|left[rR]ight)arrow|\\implies|\\iff/u.test(between) &&
      words === '';
    const onlyOne = k > 0 || passage.formulas.filter(({ relations }) => relations.length > 0).length === 1;
    return above && onlyOne && !above.supposed && !isListed && rearranging.test(words)
      ? { ...above, words }
      : undefined;
  }
  return undefined;
}

/** The words of a text, without commands, letters and numbers. */
function wordsIn(text: string): string {
  return (text.replace(/\\(?!text)[a-zA-Z]+|\\text\w*/g, ' ').match(/\p{L}{2,}|[?？]/gu) ?? []).join(' ').toLowerCase();
}

/** Whether this is told apart from what stands above: another part, a system, factors in an order that counts. */
function isSaidApart(place: Place): boolean {
  const { text, earlier, formula } = place;
  if (isPart(place) || severalEquations.test(text)) return true;
  const near = [earlier[0]!, ...earlier.slice(-2)].map(passage => passage.text);
  return [...near, text.slice(0, formula.span.end)].some(one => noCommutingWords.test(one));
}

/**
 * `y = x - 5`, `x = y - 5`: letters that change places on the way to an inverse function, or one rule for each of several numbers. A law
 * that the problem gives is neither.
 */
function areSwapped(above: Equation, claim: Equation, place: Place): boolean {
  const names = [...claim.letters];
  const isLaw =
    names.length > 2 && equationsOf(place.earlier[0]!, place).some(({ zero }) => areMultiples(zero, above.zero));
  const upsideDown = inverted(above);
  if (!isLaw && upsideDown && areMultiples(upsideDown, claim.zero)) return true;
  const swapped = names
    .flatMap((a, k) => names.slice(k + 1).map(b => [a, b] as const))
    .filter(([a, b]) => {
      const put = new Map([...claim.zero].map(([monomial, size]) => [exchanged(monomial, a, b), size]));
      return areMultiples(put, above.zero);
    });
  return swapped.some(pair => !isLaw || pair.every(name => /^[xy]$/.test(name)));
}

/** `R = R_1 + R_2`, `1/R = 1/R_1 + 1/R_2`: the same with one over each letter. */
function inverted({ zero, letters }: Equation): Polynomial | undefined {
  const out = new Map<string, q.Rational>();
  for (const [monomial, size] of zero) {
    const own = monomial === '' ? [] : monomial.split(' ');
    if (new Set(own).size < own.length) return undefined;
    out.set(
      [...letters]
        .filter(name => !own.includes(name))
        .sort()
        .join(' '),
      size,
    );
  }
  return out;
}

function exchanged(monomial: string, a: string, b: string): string {
  const letters = monomial === '' ? [] : monomial.split(' ');
  return letters
    .map(name => (name === a ? b : name === b ? a : name))
    .sort()
    .join(' ');
}

/** Whether nothing else ties these letters together. */
function isOnlyOne(above: Equation, earlier: readonly Passage[], place: Place): boolean {
  return earlier.every(({ text, formulas }) =>
    formulas.every(formula => {
      if (formula.relations.length === 0 || formula.answer) return true;
      const letters = lettersOf(...formula.sides.map(({ expr }) => expr));
      if (letters.size === 0 || ![...letters].every(letter => above.letters.has(letter))) return true;
      const one = equationIn(text, formula, place);
      return one !== undefined && areMultiples(one.zero, above.zero);
    }),
  );
}

/** `n/z = u - t`, `n = (u-t)/z`: everything is still there, so it was only moved. */
function isOfSameLeaves(above: Equation, claim: Equation): boolean {
  if (isSolvedForSame(above, claim)) return false;
  return leavesOf(above.pair) === leavesOf(claim.pair) && isReshaped(above.pair, claim.pair);
}

/** `x + y + z = 0`, `x - y + z = 0` are two conditions: what is rearranged has summands or factors on another side. */
function isReshaped(before: Pair, after: Pair): boolean {
  if (signless(before) === signless(after)) return false;
  const [a, b] = [shapeOf(before), shapeOf(after)];
  return a === undefined || b === undefined || a !== b;
}

function isSolvedForSame(above: Equation, claim: Equation): boolean {
  const names = ({ pair }: Equation) =>
    [pair.left, pair.right].filter(({ expr }) => isLetter(expr)).map(({ expr }) => writeExpr(expr));
  return names(above).some(name => names(claim).includes(name));
}

function leavesOf({ left, right }: Pair): string {
  const found: string[] = [];
  for (const { expr } of [left, right])
    rewritten(expr, part => {
      if (isLetter(part) || part.kind === 'number') found.push(writeExpr(part));
      return part;
    });
  return found
    .filter(leaf => leaf !== '0' && leaf !== '1')
    .sort()
    .join(' ');
}

const signless = ({ left, right }: Pair) =>
  [left, right]
    .map(({ expr }) => writeExpr(expr).replace(/[-+]/g, '±').replace(/^±/, ''))
    .sort()
    .join('=');

/** Whether the two differ by one summand only, and a summand was moved, a bracket worked out or a factor taken away in between. */
function isNearMiss(above: Equation, claim: Equation, words: string): boolean {
  const [f, g] = [above.zero, claim.zero];
  if (f.size < 3 || g.size < 2) return false;
  const isNear = [...f].some(([monomial, size]) => {
    const other = g.get(monomial);
    return other !== undefined && leftOver(f, g, q.divide(other, size)) === 1;
  });
  if (!isNear) return false;
  const wasOpen = !isWorkedOut(above.pair) && isWorkedOut(claim.pair);
  if (isSolvedForSame(above, claim)) return wasOpen && hasBracket(above.pair) && !hasBracket(claim.pair);
  return isReshaped(above.pair, claim.pair) || wasOpen || isSolvedMultiple(above.pair, claim.pair) || deeds.test(words);
}

/** How many summands `g - factor·f` has. */
function leftOver(f: Polynomial, g: Polynomial, factor: q.Rational): number {
  return [...new Set([...f.keys(), ...g.keys()])].filter(
    monomial => !q.equal(g.get(monomial) ?? q.zero, q.multiply(factor, f.get(monomial) ?? q.zero)),
  ).length;
}

/** Which summands stand on which side; nothing when there are quotients. */
function shapeOf({ left, right }: Pair): string | undefined {
  const sides = [left, right].map(({ expr }) => polynomialOf(expand(named(expr))));
  if (sides.some(side => !side)) return undefined;
  return sides
    .map(side => [...side!.keys()].sort().join(','))
    .sort()
    .join('|');
}

/** Whether a side has no bracket left and no summands that belong together. */
function isWorkedOut({ left, right }: Pair): boolean {
  return [left, right].every(({ expr }) => {
    const polynomial = polynomialOf(expand(named(expr)));
    const terms = expr.kind === 'sum' ? expr.terms.length : 1;
    return polynomial !== undefined && !mentions(expr, isBracket) && terms === Math.max(1, polynomial.size);
  });
}

const isBracket = (expr: Expr) => expr.kind === 'parentheses' && literalOf(expr) === undefined;
const hasBracket = ({ left, right }: Pair) => [left, right].some(({ expr }) => mentions(expr, isBracket));

/** `2y = x + 4`, then `y = …`: only a division was left to do. */
function isSolvedMultiple(before: Pair, after: Pair): boolean {
  const name = [after.left, after.right].find(({ expr }) => isLetter(expr));
  if (!name) return false;
  return [before.left, before.right].some(({ expr }) => {
    const polynomial = polynomialOf(expand(named(expr)));
    return polynomial?.size === 1 && polynomial.has(writeExpr(name.expr));
  });
}

/** `x^2 - 6x + 8 = 0`, `(x-2)(x+4) = 0`: a product that is zero in place of a sum that is zero. */
function isMisfactored(above: Equation, claim: Equation, place: Place): boolean {
  const degree = degreeOf(above.zero);
  if (degree < 2 || degree !== degreeOf(claim.zero)) return false;
  if (!isZeroBeside(above.pair, one => one.kind === 'sum') || !isZeroBeside(claim.pair, isProductOfLetters))
    return false;
  // A factor of something above may be looked at by itself.
  return equationsBefore(claim, place).every(({ zero }) => degreeOf(zero) <= degree);
}

function isZeroBeside({ left, right }: Pair, what: (expr: Expr) => boolean): boolean {
  const isZero = (expr: Expr) => writeExpr(expr) === '0';
  return (isZero(left.expr) && what(right.expr)) || (isZero(right.expr) && what(left.expr));
}

function isProductOfLetters(expr: Expr): boolean {
  if (expr.kind === 'power') return expr.base.kind === 'parentheses';
  if (expr.kind !== 'product') return false;
  return expr.factors.filter(factor => lettersOf(factor.expr).size > 0).length > 1;
}

/** Numbers that satisfy one of the two and not the other. */
function proof(above: Equation, claim: Equation, place: Place): Evidence | undefined {
  for (const [holding, failing] of [
    [above, claim],
    [claim, above],
  ] as const)
    for (const values of [...solutionsOf(holding)].sort((a, b) => awkwardness(a) - awkwardness(b))) {
      if (!isClearly(true, holding, values) || !isClearly(false, failing, values)) continue;
      const where = [...values]
        .filter(([letter]) => letter !== circle)
        .map(([letter, value]) => letterValue(letter, value, styleAt(place), holding.quote + failing.quote))
        .join(', ');
      return { kind: 'contradiction', where, holding: [holding.quote], failing: failing.quote };
    }
  return undefined;
}

/** How many of the numbers aren't whole, or are negative. */
function awkwardness(values: ReadonlyMap<string, number>): number {
  return [...values.values()].reduce((sum, x) => sum + (Math.abs(x - Math.round(x)) > 1e-9 ? 2 : x < 0 ? 1 : 0), 0);
}

function isClearly(holds: boolean, { pair }: Equation, values: ReadonlyMap<string, number>): boolean {
  const [a, b] = [numeric(pair.left.expr, plainReading), numeric(pair.right.expr, plainReading)];
  const at = (letter: string) => values.get(letter) ?? Number.NaN;
  const [x, y] = [a?.(at) ?? Number.NaN, b?.(at) ?? Number.NaN];
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  const off = Math.abs(x - y) / Math.max(1, Math.abs(x), Math.abs(y));
  return holds ? off < 1e-9 : off > 1e-4;
}

/** A few solutions in small numbers. */
function* solutionsOf({ zero, letters }: Equation): Generator<ReadonlyMap<string, number>> {
  const names = [...letters];
  for (const chosen of names.toReversed())
    for (const first of [2, 3, 5, 4, 1]) {
      const values = new Map([[circle, Math.PI]]);
      names.forEach((name, k) => {
        if (name !== chosen) values.set(name, first + k);
      });
      const coefficients = inOneLetter(zero, chosen, values);
      for (const root of polynomialRoots(coefficients))
        yield new Map([
          ...names.map(name => [name, name === chosen ? root : values.get(name)!] as const),
          [circle, Math.PI],
        ]);
      if (names.length === 1) return;
    }
}

/** The coefficients of a polynomial where all letters but one have values, lowest power first. */
function inOneLetter(polynomial: Polynomial, letter: string, values: ReadonlyMap<string, number>): number[] {
  const coefficients: number[] = [];
  for (const [monomial, size] of polynomial) {
    const letters = monomial === '' ? [] : monomial.split(' ');
    const power = letters.filter(name => name === letter).length;
    while (coefficients.length <= power) coefficients.push(0);
    coefficients[power]! += letters
      .filter(name => name !== letter)
      .reduce((product, name) => product * values.get(name)!, q.toNumber(size));
  }
  return coefficients;
}
