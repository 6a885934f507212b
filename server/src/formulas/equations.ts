import type { Judgement } from './check.ts';
import type { Evidence } from './evidence.ts';
import {
  type Fact,
  factsAbout,
  isAlternative,
  isConclusion,
  isDoubtful,
  mentionsLetter,
  numberedFacts,
  type Place,
  styleAt,
} from './facts.ts';
import type { Formula } from './formula.ts';
import { isDefinition } from './functions.ts';
import { letterValue } from './notation.ts';
import { contradict, implies, isAkin, type Statement, statementsOf, zeroSubject } from './statement.ts';
import { partLabel, solutionSet } from './words.ts';
import { writeShown } from './write.ts';

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
  if (claim.headed || partLabel.test(text)) return false;
  if (
    claim.value ? !isConclusion(text, formula) || isTabled(claim, place) : !equations.some(fact => isMeant(fact, claim))
  )
    return false;
  // Cases that stand side by side contradict each other; all of them follow from something before them.
  if (isAlternative(text, formula) && equations.every(({ back }) => back === 0)) return false;
  // Two calculations of a value may be two values.
  if (claim.value && claim.calculated && equations.some(({ value }) => value)) return false;
  return equations.every(fact => !areCases(fact, claim, place) && contradict(fact, claim));
}

/** Whether the claim may be meant to follow from the fact, and is no new equation. */
function isMeant(fact: Fact, claim: Statement): boolean {
  return isAkin(fact, claim) || (fact.coefficients === undefined && fact.back <= 1);
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
  const found = facts.find(fact => fact.value && !fact.given && !fact.supposed && (!fact.calculated || fact.back > 0));
  if (found && (value ? found.back > 1 : true)) return true;
  const numbered = isNumbered(letter)
    ? undefined
    : numberedFacts(letter, place).find(fact => fact.value && !fact.given);
  if (numbered && (value ? numbered.back > 0 : true)) return true;
  return [...earlier.slice(1, -1).map(one => one.text), text.slice(0, formula.span.start)].some(one =>
    solutionSet.test(one),
  );
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
