import { isIterated, leavesOut } from './approximations.ts';
import { areJoined, isCaseOfAbsolute } from './cases.ts';
import type { Judgement } from './check.ts';
import { isOfDomain } from './domains.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import {
  type Fact,
  factsAbout,
  isAlternative,
  isConclusion,
  isDoubtful,
  isPart,
  mentionsLetter,
  numberedFacts,
  type Place,
  styleAt,
} from './facts.ts';
import type { Expr, Formula } from './formula.ts';
import { isDefinition } from './functions.ts';
import { letterValue, literalOf, shownExactly } from './notation.ts';
import { withoutNote } from './notes.ts';
import { onlyEquation } from './onlyEquation.ts';
import { isBelowOpenWork } from './rearrangements.ts';
import {
  areNegated,
  contradict,
  equationOf,
  implies,
  isAkin,
  isReworked,
  pairsOf,
  type Statement,
  spanOf,
  statementsOf,
  zeroSubject,
} from './statement.ts';
import { conjunctions, measure, solutionSet, time } from './words.ts';
import { writeExpr, writeShown } from './write.ts';

/** What was said before of the letter that an equation is about; `x_2` is one of the values of x. */
export function factsFor({ letter }: Statement, place: Place): Fact[] {
  const own = factsAbout(letter, place);
  if (own.length > 0 || !isNumbered(letter)) return own;
  const [name, index] = letter.split('_') as [string, string];
  const found = factsAbout(name, place);
  const roots = found.find(isEquation)?.places.length ?? 0;
  return Number(index) > roots || hasIterates(name, place) ? [] : found;
}

/** "x_0 = 1, x_{n+1} = …": steps on a way, and no solutions. */
function hasIterates(name: string, { earlier, formula, rest }: Place): boolean {
  const iterate = new RegExp(`${name}_(?:[0nki]|\\()`);
  return [...earlier.flatMap(({ formulas }) => formulas), formula, ...rest].some(({ text }) => iterate.test(text));
}

/** What can be said of an equation of one letter, where there are equations of that letter before it. */
export function equated(claim: Statement, facts: readonly Fact[], place: Place): Judgement | undefined {
  const { span } = claim;
  const equations = facts.filter(isEquation);
  if (equations.some(fact => follows(fact, claim, place))) return { span, answer: 'holds' };
  return isRefuted(claim, facts, equations, place)
    ? { span, answer: 'fails', evidence: contradiction(equations[0]!, claim, place) }
    : undefined;
}

/** Whether a fact says something that later lines have to agree with; a value alone may be a trial. */
export function isEquation({ kind, supposed, places, value, calculated, isNext }: Fact): boolean {
  return kind === 'equation' && !supposed && places.length > 0 && (!value || (calculated && isNext));
}

/** Whether the claim is implied, or one of several that are said side by side and leave no solution out. */
function follows(fact: Fact, claim: Statement, { text, rest, earlier, functions }: Place): boolean {
  if (!claim.value && implies(fact, [claim])) return true;
  if (!claim.places.every(fact.holdsAt)) return false;
  const beside = [...earlier[earlier.length - 1]!.formulas, ...rest]
    .flatMap(formula => statementsOf(text, formula, functions))
    .filter(one => one.kind === 'equation' && (one.letter === claim.letter || sharesName(one.letter, claim.letter)))
    .filter(({ value, places }) => (value || places.length < fact.places.length) && places.every(fact.holdsAt));
  return implies(fact, beside);
}

export const sharesName = (a: string, b: string) => isNumbered(a) && isNumbered(b) && a[0] === b[0];

export function isRefuted(claim: Statement, facts: readonly Fact[], equations: readonly Fact[], place: Place): boolean {
  const { text, formula } = place;
  if (isDoubtful(text, formula) || isLate(claim, facts, place) || facts.some(fact => isCase(fact, claim))) return false;
  if (claim.headed || isPart(place)) return false;
  if (claim.value && (isCommented(claim, text) || comesFromUnread(claim, place))) return false;
  if (isOfDomain(claim, place) || hasNote(claim, equations, place)) return false;
  // A new condition, and a product after a product: another question.
  if (facts[0]?.kind === 'order' || (claim.factored && equations[0]?.factored)) return false;
  // "n + 1 = 1, n + 1 = 2, n + 1 = 4 or their opposites": some cases may stand in words.
  if (claim.value && equations.some(({ subject }) => isOfMany(subject, equations))) return false;
  if (
    claim.value
      ? !isConclusion(text, formula) || isTabled(claim, place)
      : !equations.some(fact => isMeant(fact, claim, place)) && !isOfOnlyEquation(claim, place)
  )
    return false;
  if (claim.value && equations.some(fact => isInOtherUnits(fact, claim, text))) return false;
  // Cases that stand side by side contradict each other; all of them follow from something before them.
  if (isAlternative(text, formula) && equations.every(({ back }) => back === 0)) return false;
  // Two calculations of a value may be two values.
  if (claim.value && claim.calculated && equations.some(({ value }) => value)) return false;
  if (equations.some(fact => leavesOut(fact, claim))) return false;
  if (!equations.every(fact => !areCases(fact, claim, place) && contradict(fact, claim))) return false;
  return !isCaseOfAbsolute(claim, place) && !isIterated(claim, place);
}

/** `3x = 15 : 3`: the division is still to be done. */
function hasNote({ span }: Statement, equations: readonly Fact[], { text, formula, functions }: Place): boolean {
  const pair = pairsOf(text, formula, functions).find(one => spanOf(one).start === span.start);
  const plain = pair && withoutNote(pair);
  const meant = plain && equationOf(text, plain);
  return meant !== undefined && equations.some(fact => implies(fact, [meant]));
}

function isOfMany(subject: string | undefined, equations: readonly Fact[]): boolean {
  if (subject === undefined || subject === zeroSubject) return false;
  const cases = equations.filter(one => one.subject === subject && !one.calculated);
  return new Set(cases.map(({ places }) => places.join())).size > 2;
}

/** "x = 4 is too small", "x = 4 (no)": words right behind a value say what becomes of it, unless they name a unit or go on. */
function isCommented({ span }: Statement, text: string): boolean {
  const behind = text.slice(span.end, span.end + 60).replace(/\\(?:[a-zA-Z]+|[^a-zA-Z])|[}$]/g, ' ');
  const word = /^[\s,)(–—-]*(\p{L}+)/u.exec(behind)?.[1];
  if (word === undefined || /^[^\p{L}]*\n/u.test(behind)) return false;
  const isUnit =
    word.length === 1 ||
    measure.test(word) ||
    time.test(word) ||
    /^(?:[kmµnc]m|[kmµ]g|[mkµ]?l|k?Pa|[kM]?Hz|kN|k?J|k?W|ms|mol)$/.test(word);
  return !isUnit && !conjunctions.has(word.toLowerCase());
}

/** "f'(x) = 0 gives x = 3": what stands right before says something of the letter that isn't known. */
function comesFromUnread({ letter }: Statement, { earlier, functions }: Place): boolean {
  const own = earlier[earlier.length - 1]!;
  const before = own.formulas.at(-1);
  return (
    before !== undefined &&
    before.relations.length > 0 &&
    mentionsLetter(before, letter) &&
    !isNaming(before, letter) &&
    statementsOf(own.text, before, functions).length === 0
  );
}

/** Whether the claim may be meant to follow from the fact, and is no new equation. */
function isMeant(fact: Fact, claim: Statement, place: Place): boolean {
  if (isAkin(fact, claim) || (fact.coefficients === undefined && fact.back <= 1)) return true;
  return fact.isNext && isReworked(fact, claim) && isBelowOpenWork(place);
}

/** Whether there is nothing else it could come from: the problem is one equation of its letter, to be solved, and the step no more than work. */
function isOfOnlyEquation({ letter, coefficients }: Statement, place: Place): boolean {
  const only = onlyEquation(letter, place);
  return only !== undefined && !(coefficients && isOfPower(coefficients, only.coefficients!));
}

/** `x^2 - 13x + 36 = 0` below `x^4 - 13x^2 + 36 = 0`: the letter now stands for its square. */
function isOfPower(inner: readonly number[], outer: readonly number[]): boolean {
  const power = (outer.length - 1) / (inner.length - 1);
  return power > 1 && outer.every((c, k) => c === (k % power === 0 ? inner[k / power] : 0));
}

/** "x = 0, y = -4; x = 1, f(1) = -2": values with something said at each of them, and no solutions beside each other. */
function isTabled({ letter }: Statement, { text, earlier, rest, functions }: Place): boolean {
  const said = [...earlier[earlier.length - 1]!.formulas, ...rest].filter(({ relations }) => relations.length > 0);
  const isValue = (formula: Formula) =>
    statementsOf(text, formula, functions).some(one => one.value && one.letter === letter);
  const [first, last] = [said.findIndex(isValue), said.findLastIndex(isValue)];
  return first >= 0 && said.slice(first, last).some(formula => !isValue(formula));
}

/** "x - 2 = 0, x - 3 = 0", "|x| = 3: x = 3, x = -3": two parts of one solution that contradict each other rightly. */
function areCases(fact: Fact, claim: Statement, place: Place): boolean {
  if (areNegated(fact, claim) || areJoined(fact, claim, place)) return true;
  // "n(n+1)/2 = 5·6/2, the next one n(n+1)/2 = 6·7/2"
  if (fact.calculated && claim.calculated && fact.subject === claim.subject) return true;
  if (fact.subject === undefined || fact.subject !== claim.subject || fact.calculated) return false;
  return fact.subject !== zeroSubject || hasUnread(claim.letter, place);
}

/** Whether something was said of the letter that can't be read as a statement about it, from which factors may come. */
function hasUnread(letter: string, { earlier, functions }: Place): boolean {
  return earlier.some(({ text, formulas }) =>
    formulas.some(
      formula =>
        formula.relations.length > 0 &&
        mentionsLetter(formula, letter) &&
        !isDefinition(formula) &&
        !isNaming(formula, letter) &&
        statementsOf(text, formula, functions).length === 0,
    ),
  );
}

/** `u = x^2` says something of u alone. */
function isNaming({ sides }: Formula, letter: string): boolean {
  return sides.some(({ expr }) => expr.kind === 'symbol' && expr.name !== letter);
}

/** Whether the claim repeats what was found before, or may come from an inequality that was given. */
function isCase(fact: Fact, claim: Statement): boolean {
  if (fact.kind === 'order') return fact.given;
  return fact.value !== undefined && !fact.calculated && fact.places.some(claim.holdsAt);
}

/** `x_1`, `x_2`: one of several values of x. */
const isNumbered = (letter: string) => /^\p{L}_\d$/u.test(letter);

/** Once a letter has its value, what comes later may be about something else. */
export function isLate({ letter, value }: Statement, facts: readonly Fact[], place: Place): boolean {
  const { text, formula, earlier } = place;
  const found = facts.find(
    fact =>
      fact.value &&
      !fact.given &&
      (fact.places.length === 1 || !isNumbered(letter)) &&
      isFound(fact, facts) &&
      (!fact.calculated || fact.back > 0),
  );
  if (found && (value ? found.back > (found.workedOut || isLeft(found.value!) ? 0 : 1) : true)) return true;
  if (isAssigned(letter, place)) return true;
  if (found?.back === 0 && isLeft(found.value!) && goesAnew.test(text.slice(found.span.end, formula.span.start)))
    return true;
  const numbered = isNumbered(letter)
    ? undefined
    : numberedFacts(letter, place).find(fact => fact.value && !fact.given);
  if (numbered && (value ? numbered.back > 0 : true)) return true;
  return [...earlier.slice(1, -1).map(one => one.text), text.slice(0, formula.span.start)].some(one =>
    solutionSet.test(one),
  );
}

/** Another line or sentence begins. */
const goesAnew = /\n|[.;]\s/;

/** Whether a number is as people leave it in the end: `72/8` isn't. */
function isLeft(value: Expr): boolean {
  const number = evaluate(value);
  return (
    literalOf(value) !== undefined ||
    (isValue(number) && number.d > 1n && writeExpr(value).replace(/[()]/g, '') === shownExactly(number))
  );
}

/** A value that isn't only tried; "c = -1: y = 2x - 1" tells what came out and goes on. */
function isFound(fact: Fact, facts: readonly Fact[]): boolean {
  return !fact.supposed || facts.some(other => !other.value && !other.supposed && fact.places.some(other.holdsAt));
}

/** "3t = 2 h, so t = 40 min": the same quantity in another unit. */
function isInOtherUnits({ places }: Fact, claim: Statement, text: string): boolean {
  const end = text.slice(claim.span.start, claim.span.end + 24).replace(/^[^=]*=\s*[-−]?[\d.,{}]*/, '');
  const word = /^(?:[\s~${]|\\[ ,;:!$)\]]|\\(?:mathrm|text|rm|mbox)(?![a-z]))*(\p{L}+|[°%€£¥µ])/u.exec(end)?.[1];
  if (word === undefined || conjunctions.has(word.toLowerCase())) return false;
  const isRatio = (ratio: number) =>
    unitRatios.some(one => Math.abs(ratio / one - 1) < 0.01 || Math.abs(ratio * one - 1) < 0.01);
  const [value] = claim.places;
  return places.some(x => isRatio(value! / x) || Math.abs(Math.abs(value! - x) - 273) <= 0.15);
}

/** How many of one unit are another one. */
const unitRatios = [
  ...Array.from({ length: 18 }, (_, k) => 10 ** (k + 1)),
  ...[3.6, 7, 12, 24, 60, 360, 1440, 3600, 86400, 3, 36, 5280, 1760, 16, 365],
];

/** `x = x + 1`, `K = K · 1.02` is no equation for x, but what a program does. */
function isAssigned(letter: string, { earlier }: Place): boolean {
  const isAssignment = ({ text }: Formula) =>
    ['+', '-', '*'].some(sign => text.startsWith(`${letter}=${letter}${sign}`));
  return earlier.some(({ formulas }) => formulas.some(isAssignment));
}

export function contradiction(fact: Fact, claim: Statement, place: Place): Evidence {
  const { letter, value, quote } = claim;
  const told = (name: string, x: number) => letterValue(name, x, styleAt(place), fact.quote + quote);
  if (!value) {
    const where = fact.places.slice(0, 3).map(x => told(letter, x));
    if (fact.places.length > where.length) where.push('…');
    return { kind: 'contradiction', where: where.join(', '), holding: [fact.quote], failing: quote };
  }
  const [root] = fact.places;
  if (fact.places.length > 1 || !fact.complete) return { kind: 'no-root', equation: fact.quote, claimed: quote };
  const claimed = writeShown(value, place.text);
  return { kind: 'root', equation: fact.quote, root: told(letter, root!), claimed };
}
