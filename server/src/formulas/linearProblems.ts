import type { Judgement } from './check.ts';
import { areMultiples } from './division.ts';
import type { Evidence } from './evidence.ts';
import { isAlternative, isDoubtful, isPart, type Place, styleAt } from './facts.ts';
import type { Expr, Formula } from './formula.ts';
import { isLinear, LinearSystem } from './linear.ts';
import { isNumeral, letterValue } from './notation.ts';
import { withoutNote } from './notes.ts';
import { difference, type Polynomial, polynomialOf, variablesIn, worthOf } from './polynomial.ts';
import * as q from './rational.ts';
import { mentions } from './rewrite.ts';
import { hasOtherAlgebra } from './rewritings.ts';
import { isLetter, lettersOf, type Pair, pairsOf, quoteOf, spanOf } from './statement.ts';
import { hasUnits } from './task.ts';
import { isBareWork, toSolve } from './toSolve.ts';

/**
 * Lines of several letters below a problem that is nothing but linear equations to be solved, one or several: each has to follow from
 * these, as long as no letter has got its value.
 */
export function ofLinearProblem(place: Place): Judgement[] {
  const { text, formula, earlier } = place;
  if (earlier.length < 2) return [];
  const claim = lineIn(place, formula, text);
  if (!claim || claim.letters.size < 2) return [];
  const problem = problemOf(place);
  if (!problem || [...claim.letters].some(name => !problem.letters.has(name))) return [];
  const { system } = problem;
  const span = spanOf(claim.pair);
  const apart = system.reduced(claim.zero);
  if (apart.size === 0) return [{ span, answer: 'holds' }];
  const isSolvable = [...problem.letters].every(name => system.value(name));
  // What makes one letter disappear may have put a number in its place; the same line further up or down is one that doesn't meet it.
  if (!isSolvable && (claim.letters.size < problem.letters.size || variablesIn(apart).size === 0)) return [];
  if (isDoubtful(text, formula) || isAlternative(text, formula) || isPart(place) || !isBareWork(place)) return [];
  if (hasOtherAlgebra(earlier, text) || hasNote(claim, place, system)) return [];
  if (!isSolvable && isLineOfItsOwn(claim, problem)) return [];
  const solution = earlier.slice(1);
  const goesOn = solution.every(passage =>
    passage.formulas.every(one => !isValue(one) && isImplied(lineIn(place, one, passage.text), problem)),
  );
  const evidence = goesOn && proof(claim, problem, place);
  return evidence ? [{ span, answer: 'fails', evidence }] : [];
}

/** A linear equation as a polynomial that is zero. */
interface Line {
  readonly pair: Pair;
  readonly zero: Polynomial;
  readonly letters: ReadonlySet<string>;
}

interface Problem {
  readonly lines: readonly Line[];
  readonly letters: ReadonlySet<string>;
  readonly system: LinearSystem;
  readonly quotes: readonly string[];
}

function lineOf(pair: Pair): Line | undefined {
  const { left, sign, right } = pair;
  if (sign !== '=' || [left, right].some(({ expr }) => mentions(expr, isDecimal))) return undefined;
  const zero = polynomialOf(difference(left.expr, right.expr));
  const letters = lettersOf(left.expr, right.expr);
  return zero && isLinear(zero) && variablesIn(zero).size > 0 ? { pair, zero, letters } : undefined;
}

/** Decimals may have been rounded. */
const isDecimal = (part: Expr) => part.kind === 'number' && part.text.includes('.');

function lineIn({ functions }: Place, formula: Formula, text: string): Line | undefined {
  if (formula.answer || formula.leading || formula.relations.length !== 1 || hasUnits(...formula.sides))
    return undefined;
  const [pair] = pairsOf(text, formula, functions);
  return pair && lineOf(pair);
}

function problemOf({ earlier: [problem] }: Place): Problem | undefined {
  const pairs = toSolve(problem!);
  const lines = pairs.flatMap(pair => lineOf(pair) ?? []);
  if (lines.length === 0 || lines.length < pairs.length || lines.length > mostLines) return undefined;
  const system = new LinearSystem();
  for (const { zero } of lines) system.add(zero);
  if (system.contradictory) return undefined;
  const letters = new Set(lines.flatMap(line => [...line.letters]));
  return { lines, letters, system, quotes: pairs.map(pair => quoteOf(problem!.text, [pair])) };
}

const mostLines = 4;

/** `x = 3` */
const isValue = ({ sides, relations, answer }: Formula) =>
  !answer &&
  relations.length > 0 &&
  sides.some(({ expr }) => isLetter(expr)) &&
  sides.some(({ expr }) => isNumeral(expr));

/** Once a line doesn't follow, those below it are about something else, or go on from a mistake. */
function isImplied(line: Line | undefined, { letters, system }: Problem): boolean {
  if (!line || [...line.letters].some(name => !letters.has(name))) return true;
  return system.reduced(line.zero).size === 0;
}

/** `x + 2y = 12 : 3`, `- x - y = 3`: what is done to a line, written behind it or before it. */
function hasNote({ pair }: Line, { earlier }: Place, system: LinearSystem): boolean {
  const follows = ({ left, right }: Pair) => {
    const zero = polynomialOf(difference(left.expr, right.expr));
    return zero !== undefined && system.reduced(zero).size === 0;
  };
  const { left } = pair;
  const plain = withoutNote(pair);
  if (plain && follows(plain)) return true;
  if (left.expr.kind !== 'sum' || earlier[earlier.length - 1]!.formulas.length === 0) return false;
  const [first, ...terms] = left.expr.terms;
  if (first?.sign !== '-') return false;
  return follows({ ...pair, left: { ...left, expr: { ...left.expr, terms: [{ ...first, sign: '' }, ...terms] } } });
}

/** `y = 2x + 3`, `y = 5 - x`: another line; `2y - x = 3` below `2x - y = 3`: letters that change places on the way to the inverse function. */
function isLineOfItsOwn(claim: Line, { lines: [line, ...others], letters }: Problem): boolean {
  if (!line || others.length > 0) return false;
  const isSolved = ({ pair: { left, right } }: Line) => isLetter(left.expr) || isLetter(right.expr);
  if (isSolved(claim) && isSolved(line)) return true;
  const [a, b, ...more] = letters;
  const swapped = new Map([...claim.zero].map(([name, size]) => [name === a ? b! : name === b ? a! : name, size]));
  return more.length === 0 && areMultiples(swapped, line.zero);
}

/** Numbers that satisfy the problem and not the claim. */
function proof(claim: Line, { lines, letters, quotes }: Problem, place: Place): Evidence | undefined {
  const quote = quoteOf(place.text, [claim.pair]);
  const found = [2, 3, 5, 1, 4, 7].flatMap(first => {
    const system = new LinearSystem();
    for (const { zero } of lines) system.add(zero);
    [...letters].forEach((name, k) => {
      const number = q.integer(-first - k);
      if (!system.value(name))
        system.add(
          new Map([
            [name, q.one],
            ['', number],
          ]),
        );
    });
    const values = new Map([...letters].map(name => [name, system.value(name) ?? q.zero] as const));
    return worthOf(claim.zero, values).n === 0n ? [] : [values];
  });
  const isWhole = (values: ReadonlyMap<string, q.Rational>) => [...values.values()].every(({ d }) => d === 1n);
  const values = found.find(isWhole) ?? found[0];
  if (!values) return undefined;
  const where = [...values].map(([name, value]) =>
    letterValue(name, q.toNumber(value), styleAt(place), quotes.join('') + quote),
  );
  return { kind: 'contradiction', where: where.join(', '), holding: quotes, failing: quote };
}
