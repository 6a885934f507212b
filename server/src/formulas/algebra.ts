import type { Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import type { Expr, Formula, Passage, Side } from './formula.ts';
import { callOf, type Functions, functionsIn, primed, resolved } from './functions.ts';
import { isLinear, LinearSystem } from './linear.ts';
import { quoted, sentenceAround } from './notation.ts';
import { numeric } from './numeric.ts';
import {
  degreeOf,
  difference,
  expand,
  type Polynomial,
  polynomialOf,
  sameFunction,
  variablesIn,
  variablesOf,
} from './polynomial.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { rewritten } from './rewrite.ts';
import {
  between,
  contradict,
  equationOf,
  implies,
  lettersOf,
  type Pair,
  pairsOf,
  plainReading,
  quoteOf,
  type Statement,
  spanOf,
  statementsOf,
  zeroSubject,
} from './statement.ts';
import { condition, reservation } from './words.ts';
import { writeExpr } from './write.ts';

/**
 * Follows variables from line to line, where closed calculation can't say. Whatever a right solution says of a letter, the
 * letter's value satisfies: so a line that shares no solution with anything said before it is a mistake, and a line that
 * everything before it implies is none. Rewritten expressions must stay the same function.
 */
export function followed(
  { text, formulas }: Passage,
  before: readonly Passage[],
  judgements: readonly Judgement[],
): readonly Judgement[] {
  const answers = formulas.flatMap((formula, k) => {
    if (formula.answer || !/\p{L}/u.test(formula.text)) return [];
    const earlier = lately([...before, { text, formulas: formulas.slice(Math.max(0, k - reach), k) }]);
    const functions = functionsIn(earlier);
    const place: Place = { text, formula, earlier, rest: formulas.slice(k, k + reach), functions };
    return [...rewritings(place), ...conclusions(place), ...ofBothRoots(place)];
  });
  if (answers.length === 0) return judgements;
  const isAbout = (a: Judgement, b: Judgement) => a.span.start === b.span.start && a.span.end === b.span.end;
  const known = judgements.map(
    one => (one.answer === 'unknown' && answers.find(answer => isAbout(answer, one))) || one,
  );
  // What goes on from the step before is no relation of this step alone.
  const continuing = answers.filter(answer => !judgements.some(one => isAbout(one, answer)));
  return [...continuing, ...known];
}

/** Formulas that are looked back at; nobody follows a longer chain. */
const reach = 80;

/** The problem, and what was said lately. */
function lately(passages: readonly Passage[]): readonly Passage[] {
  let left = reach;
  const near = passages
    .slice(1)
    .toReversed()
    .map(({ text, formulas }) => {
      const kept = left > 0 ? formulas.slice(-left) : [];
      left -= formulas.length;
      return { text, formulas: kept };
    });
  return [passages[0]!, ...near.toReversed()];
}

/** A formula, and what stands before it. */
interface Place {
  readonly text: string;
  readonly formula: Formula;
  readonly earlier: readonly Passage[];
  /** This formula and those after it in its passage. */
  readonly rest: readonly Formula[];
  readonly functions: Functions;
}

const supposition =
  /\b(?:let(?:ting)?|setting|putting|taking|plugging|substituting|if|suppose|assume|case|try|when|either|otherwise|sei|wenn|falls|entweder|soit|si|sea|albo)\b|пусть|если|设|若|如果/iu;
const alternative = /\b(?:or|oder|ou|o|oppure|lub|eller)\b|или|либо|或|または|혹은|또는/iu;

const near = (text: string, { span }: Formula) => text.slice(Math.max(0, span.start - 80), span.end + 60);

/** Whether the words around a formula suppose, ask or deny what it says. */
export function hasReservation(text: string, formula: Formula): boolean {
  return reservation.test(near(text, formula)) || supposition.test(near(text, formula));
}

// -- rewritten expressions

/** `a = b = c`, rows that begin with `=`, and what an expression that stood alone is said to be: the same function. */
function rewritings(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  const stated = statedBefore(earlier, functions);
  return [...continued(place), ...pairsOf(text, formula, functions)].flatMap((pair): Judgement[] => {
    const { left, right, sign, at } = pair;
    if (sign !== '=') return [];
    const [a, b] = [expand(left.expr), expand(right.expr)];
    if (!a || !b) return [];
    const variables = variablesOf(a);
    const same = sameFunction(a, b);
    if (variables.size === 0 || same === undefined) return [];
    const span = spanOf(pair);
    if (same) return [{ span, answer: 'holds' }];
    const rewrites = at > 0 || isStated(stated, pair) || isComposed(pair);
    if (!rewrites || hasReservation(text, formula) || alternative.test(near(text, formula))) return [];
    if (isCut(earlier) || !sameVariables(variables, variablesOf(b)) || isRestricted(earlier, variables, functions))
      return [];
    const evidence = differing(text, pair, variables);
    return evidence ? [{ span, answer: 'fails', evidence }] : [];
  });
}

/** A step that begins with `=` goes on where the step before it ended. */
function continued({ formula, earlier, functions, text }: Place): Pair[] {
  const [own, before] = [earlier[earlier.length - 1]!, earlier[earlier.length - 2]];
  const above = before?.formulas[before.formulas.length - 1];
  if (!formula.leading || own.formulas.length > 0 || !above || above.answer || earlier.length < 3) return [];
  if (/\p{L}/u.test(text.slice(0, formula.span.start).replace(/\\[a-z]+/g, ''))) return [];
  const [left, right] = [above.sides[above.sides.length - 1]!, formula.sides[0]!].map(written => ({
    expr: resolved(written.expr, functions),
    written,
  }));
  const { start } = formula.leading.span;
  const said = { ...left!.written, span: { start, end: start } };
  return [{ left: { expr: left!.expr, written: said }, sign: formula.leading.sign, right: right!, at: 1 }];
}

/** Expressions whose rewriting has begun: the one a problem consists of, its parts, and those that were rewritten already. */
function statedBefore(earlier: readonly Passage[], functions: Functions): Set<string> {
  const [only, ...others] = earlier[0]?.formulas ?? [];
  const asked = only && others.length === 0 && only.relations.length === 0 ? partsOf(only.sides[0]!.expr) : [];
  const known = earlier.flatMap(({ text, formulas }) =>
    formulas.flatMap(formula =>
      pairsOf(text, formula, functions).flatMap(({ left, sign, right }) => {
        const [a, b] = [expand(left.expr), expand(right.expr)];
        const same = sign === '=' && a && b && variablesOf(a).size > 0 && sameFunction(a, b);
        return same ? [writeExpr(left.written.expr), writeExpr(right.written.expr)] : [];
      }),
    ),
  );
  return new Set([...asked, ...known]);
}

/** An expression and all it consists of, as texts. */
function partsOf(expr: Expr): string[] {
  const found: string[] = [];
  rewritten(expr, part => {
    if (!isLetter(part) && part.kind !== 'number') found.push(writeExpr(part));
    return part;
  });
  return found;
}

/** Between two expressions that are both known, an equals sign demands something. */
function isStated(stated: ReadonlySet<string>, { left, right }: Pair): boolean {
  return stated.has(writeExpr(left.written.expr)) && !stated.has(writeExpr(right.written.expr));
}

/** `f(g(x))`, `f(x + h)`: what f is was said before, so this is worked out and not demanded. */
function isComposed({ left, right }: Pair): boolean {
  if (left.expr === left.written.expr || writeExpr(left.expr) === writeExpr(left.written.expr)) return false;
  const [a, b] = [polynomialOf(expand(left.expr)), polynomialOf(expand(right.written.expr))];
  return callOf(left.written.expr) === undefined && a !== undefined && b !== undefined && degreeOf(a) === degreeOf(b);
}

function sameVariables(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(name => b.has(name));
}

/** Whether something earlier ties these letters together, so that a rewriting may have used it. */
function isRestricted(earlier: readonly Passage[], variables: ReadonlySet<string>, functions: Functions): boolean {
  const ties = (pair: Pair) => {
    const letters = lettersOf(pair.left.expr, pair.right.expr);
    if (![...letters].some(letter => variables.has(letter))) return false;
    const [a, b] = [expand(pair.left.expr), expand(pair.right.expr)];
    return !(pair.sign === '=' && a && b && sameFunction(a, b));
  };
  return earlier.some(({ text, formulas }) =>
    formulas.some(formula => !isDefinition(formula) && pairsOf(text, formula, functions).some(ties)),
  );
}

/** Whether there was more before than is looked back at. */
const isCut = (earlier: readonly Passage[]) =>
  earlier.slice(1).reduce((count, { formulas }) => count + formulas.length, 0) >= reach;

/** `f(x) = …` says what f is, and nothing of x. */
function isDefinition({ sides, relations }: Formula): boolean {
  const called = callOf(sides[0]!.expr);
  return relations.length > 0 && called !== undefined && primed(called.name).of.kind === 'symbol';
}

/** Both sides at a value of the variables where they differ. */
function differing(text: string, { left, right }: Pair, variables: ReadonlySet<string>): Evidence | undefined {
  for (const first of [2, 3, 5, 7]) {
    const letters = new Map([...variables].map((name, i) => [name, q.integer(first + 2 * i)] as const));
    const [a, b] = [evaluate(left.expr, letters), evaluate(right.expr, letters)];
    if (!isValue(a) || !isValue(b) || q.equal(a, b)) continue;
    const where = [...letters].map(([name, value]) => `${name} = ${value.n}`).join(', ');
    const valued = (side: Side, value: Rational) => ({ side: quoted(text, side), value: { exact: shown(value) } });
    return { kind: 'function', where, left: valued(left.written, a), right: valued(right.written, b) };
  }
  return undefined;
}

function shown({ n, d }: Rational): string {
  return d === 1n ? `${n}` : `${n}/${d}`;
}

// -- equations and inequalities

/** A statement, and where it stands. */
interface Fact extends Statement {
  /** How many passages before the one at hand. */
  readonly back: number;
  /** Nothing stands between it and the formula at hand. */
  readonly isNext: boolean;
  /** It stands in the problem. */
  readonly given: boolean;
  /** It holds for one case, or in a trial. */
  readonly supposed: boolean;
}

/** What was said of a letter before, the nearest first. */
function factsAbout(letter: string, { earlier, functions }: Place): Fact[] {
  const found: Fact[] = [];
  let between = 0;
  for (let k = earlier.length - 1; k >= 0; k--) {
    const { text, formulas } = earlier[k]!;
    const given = k === 0;
    for (const formula of formulas.toReversed()) {
      const isNext = between++ === 0;
      if (!mentionsLetter(formula, letter)) continue;
      const supposed = !given && hasReservation(text, formula);
      for (const statement of statementsOf(text, formula, functions).toReversed())
        if (statement.letter === letter)
          found.push({ ...statement, back: earlier.length - 1 - k, isNext, given, supposed });
    }
  }
  return found;
}

const mentionsLetter = ({ text }: Formula, letter: string) => text.includes(letter);

function conclusions(place: Place): Judgement[] {
  const { text, formula, functions } = place;
  return statementsOf(text, formula, functions).flatMap(claim => {
    const judged = claim.kind === 'order' ? ordered(claim, place) : equated(claim, place);
    // A chain of inequalities is one statement, but has several relations.
    if (judged && claim.kind === 'order')
      return pairsOf(text, formula, functions).map((pair, k): Judgement => {
        const last = k === formula.relations.length - 1;
        return judged.answer === 'holds' || last
          ? { ...judged, span: spanOf(pair) }
          : { ...judged, span: spanOf(pair) };
      });
    return judged ? [judged] : [];
  });
}

function equated(claim: Statement, place: Place): Judgement | undefined {
  const { letter, span } = claim;
  const own = factsAbout(letter, place);
  const facts = own.length > 0 || !isNumbered(letter) ? own : factsAbout(letter.slice(0, letter.indexOf('_')), place);
  const equations = facts.filter(isEquation);
  if (equations.length === 0) return bySubstitution(claim, place) ?? bySystem(claim, place);
  if (equations.some(fact => follows(fact, claim, place))) return { span, answer: 'holds' };
  return isRefuted(claim, facts, equations, place)
    ? { span, answer: 'fails', evidence: contradiction(equations[0]!, claim) }
    : undefined;
}

/** Whether a fact says something that later lines have to agree with; a value alone may be a trial. */
function isEquation({ kind, supposed, places, value, calculated, isNext }: Fact): boolean {
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

const sharesName = (a: string, b: string) => isNumbered(a) && isNumbered(b) && a[0] === b[0];

function isRefuted(claim: Statement, facts: readonly Fact[], equations: readonly Fact[], place: Place): boolean {
  const { text, formula } = place;
  if (isDoubtful(text, formula) || isLate(claim, facts) || facts.some(fact => isCase(fact, claim))) return false;
  // Cases that stand side by side contradict each other; all of them follow from something before them.
  if (alternative.test(near(text, formula)) && equations.every(({ back }) => back === 0)) return false;
  // Two calculations of a value may be two values.
  if (claim.value && claim.calculated && equations.some(({ value }) => value)) return false;
  return equations.every(fact => !areCases(fact, claim, place) && contradict(fact, claim));
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

function isDoubtful(text: string, formula: Formula): boolean {
  return hasReservation(text, formula) || condition.test(sentenceAround(text, formula.span));
}

/** Once a letter has its value, what comes later may be about something else. */
function isLate({ value }: Statement, facts: readonly Fact[]): boolean {
  const found = facts.find(fact => fact.value && !fact.calculated && !fact.given && !fact.supposed);
  return found !== undefined && (value ? found.back > 1 : true);
}

function contradiction(fact: Fact, claim: Statement): Evidence {
  if (claim.value && fact.places.length === 1 && fact.complete) {
    const [root] = fact.places;
    return {
      kind: 'root',
      equation: fact.quote,
      letter: claim.letter,
      root: readable(root!),
      claimed: claim.places.map(readable).join(', '),
    };
  }
  if (claim.value)
    return {
      kind: 'no-root',
      equation: fact.quote,
      letter: claim.letter,
      claimed: claim.places.map(readable).join(', '),
    };
  const where = fact.places.slice(0, 3).map(x => `${claim.letter} = ${readable(x)}`);
  return { kind: 'contradiction', where: where.join(', '), holding: [fact.quote], failing: claim.quote };
}

/** A number as people would write it: whole, a fraction, or rounded. */
function readable(x: number): string {
  for (let d = 1; d <= 400; d++) {
    const n = Math.round(x * d);
    if (Math.abs(x * d - n) < 1e-9 * Math.max(1, Math.abs(x * d))) return d === 1 ? `${n}` : `${n}/${d}`;
  }
  return x.toFixed(4);
}

/** `u = x^2`: what is said of u is said of x. */
function bySubstitution(claim: Statement, place: Place): Judgement | undefined {
  const { text, formula, earlier, functions } = place;
  const meant = meaningOf(claim.letter, earlier);
  const pair = pairsOf(text, formula, functions).find(one => spanOf(one).start === claim.span.start);
  if (!meant || !pair) return undefined;
  const put = (side: Pair['left']) => ({
    ...side,
    expr: rewritten(side.expr, part => (part.kind === 'symbol' && part.name === claim.letter ? meant : part)),
  });
  const replaced = equationOf(text, { ...pair, left: put(pair.left), right: put(pair.right) });
  if (!replaced || replaced.places.length === 0) return undefined;
  const facts = factsAbout(replaced.letter, place);
  const equations = facts.filter(isEquation);
  if (equations.some(fact => implies(fact, [replaced]))) return { span: claim.span, answer: 'holds' };
  if (equations.length === 0 || claim.value || !isRefuted(replaced, facts, equations, place)) return undefined;
  return { span: claim.span, answer: 'fails', evidence: contradiction(equations[0]!, replaced) };
}

/** What a letter that nothing was known of was put in place of. */
function meaningOf(letter: string, earlier: readonly Passage[]): Expr | undefined {
  const formulas = earlier.flatMap(passage => passage.formulas).filter(formula => mentionsLetter(formula, letter));
  const [first] = formulas;
  if (first?.relations.length !== 1 || first.relations[0]!.sign !== '=') return undefined;
  const [left, right] = first.sides.map(side => side.expr) as [Expr, Expr];
  const [name, meant] = writeExpr(left) === letter ? [left, right] : [right, left];
  if (writeExpr(name) !== letter || name.kind !== 'symbol' || lettersOf(meant).has(letter)) return undefined;
  return lettersOf(meant).size === 1
    ? { kind: 'parentheses', items: [meant], start: meant.start, end: meant.end }
    : undefined;
}

/** `x_1 + x_2 = 5`: both solutions of an equation for x, in either order. */
function ofBothRoots(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  return pairsOf(text, formula, functions).flatMap((pair): Judgement[] => {
    const letters = [...lettersOf(pair.left.expr, pair.right.expr)].sort();
    const [first, second] = letters;
    if (pair.sign !== '=' || letters.length !== 2 || !sharesName(first!, second!)) return [];
    if (factsAbout(first!, place).length > 0 || factsAbout(second!, place).length > 0) return [];
    const equation = factsAbout(first!.slice(0, first!.indexOf('_')), place).find(isEquation);
    const [a, b] = [numeric(pair.left.expr, plainReading), numeric(pair.right.expr, plainReading)];
    if (!equation?.complete || equation.places.length > 2 || !a || !b) return [];
    const [x, y = x] = equation.places as [number, number?];
    const holds = (one: number, other: number) => {
      const at = (letter: string) => (letter === first ? one : other);
      return Math.abs(a(at) - b(at)) <= 1e-6 * Math.max(1, Math.abs(a(at)));
    };
    const span = spanOf(pair);
    if (holds(x, y) && holds(y, x)) return [{ span, answer: 'holds' }];
    if (holds(x, y) || holds(y, x) || isDoubtful(text, formula) || earlier.length < 1) return [];
    const where = `${first} = ${readable(x)}, ${second} = ${readable(y)}`;
    const evidence = {
      kind: 'contradiction',
      where,
      holding: [equation.quote],
      failing: quoteOf(text, [pair]),
    } as const;
    return [{ span, answer: 'fails', evidence }];
  });
}

/** Linear equations of several letters, together: a letter's value by all of them satisfies what is said of it. */
function bySystem(claim: Statement, place: Place): Judgement | undefined {
  const { text, formula, earlier } = place;
  const { letter, span } = claim;
  // "The axes are x = 0 and y = 0": what is given as a value may be a line.
  if (factsAbout(letter, place).some(fact => fact.given && fact.value)) return undefined;
  const system = new LinearSystem();
  const quotes: string[] = [];
  for (const { equation, quote } of linearEquations(earlier, place.functions)) {
    if (system.reduced(equation).size > 0) quotes.push(quote);
    system.add(equation);
  }
  if (system.contradictory) return undefined;
  const value = system.value(letter);
  if (!value) return undefined;
  if (claim.holdsAt(q.toNumber(value))) return claim.places.length === 1 ? { span, answer: 'holds' } : undefined;
  if (claim.places.length === 0 || claim.rounded || isDoubtful(text, formula)) return undefined;
  if (claim.value && value.d !== 1n) return undefined;
  const evidence = {
    kind: 'contradiction',
    where: `${letter} = ${shown(value)}`,
    holding: quotes,
    failing: claim.quote,
  } as const;
  return quotes.length <= 4 ? { span, answer: 'fails', evidence } : undefined;
}

interface LinearEquation {
  readonly equation: Polynomial;
  readonly quote: string;
}

const isLetter = ({ kind }: Expr) => kind === 'symbol' || kind === 'subscript';

/** The linear equations before. */
function linearEquations(earlier: readonly Passage[], functions: Functions): LinearEquation[] {
  return earlier.flatMap(({ text, formulas }, k) =>
    formulas.flatMap(formula => {
      if (formula.answer || formula.text === '' || (k > 0 && hasReservation(text, formula))) return [];
      return pairsOf(text, formula, functions).flatMap((pair): LinearEquation[] => {
        const { left, right, sign } = pair;
        const equation = sign === '=' ? polynomialOf(difference(left.expr, right.expr)) : undefined;
        if (!equation || !isLinear(equation) || variablesIn(equation).size === 0) return [];
        // `x = 1` in a solution may be a trial, and `y = x + 1` a line among others; what is given holds.
        if (k > 0 && isLetter(left.expr)) return [];
        return [{ equation, quote: quoteOf(text, [pair]) }];
      });
    }),
  );
}

function ordered(claim: Statement, place: Place): Judgement | undefined {
  const { text, formula } = place;
  const { letter, span } = claim;
  const facts = factsAbout(letter, place).filter(({ kind, supposed }) => kind === 'order' && !supposed);
  const [nearest] = facts;
  if (!nearest) return undefined;
  const said = truths(nearest, claim);
  if (!said.some(one => one.fact)) return undefined;
  if (said.every(one => one.fact === one.claim)) return { span, answer: 'holds' };
  if (claim.rounded || nearest.rounded || isDoubtful(text, formula)) return undefined;
  const impossible = !said.some(one => one.claim);
  const wrong = (!impossible && facts.every(fact => areApart(fact, claim))) || isMisstep(facts, claim);
  if (!wrong) return undefined;
  const lost = said.find(one => one.fact && !one.claim);
  const { x } = lost ?? said.find(one => one.claim && !one.fact)!;
  const [holding, failing] = lost ? [nearest.quote, claim.quote] : [claim.quote, nearest.quote];
  const evidence = { kind: 'contradiction', where: `${letter} = ${readable(x)}`, holding: [holding], failing } as const;
  return { span, answer: 'fails', evidence };
}

/** What is true of two inequalities at places that tell them apart. */
function truths(fact: Statement, claim: Statement) {
  return between(fact, claim).map(x => ({ x, fact: fact.holdsAt(x), claim: claim.holdsAt(x) }));
}

/** No number satisfies both; "x < 2 or x > 5" are two parts of one solution. */
function areApart(fact: Fact, claim: Statement): boolean {
  const sideBySide =
    (isSolved(fact) && isSolved(claim)) || (fact.subject !== undefined && fact.subject === claim.subject);
  return !sideBySide && !truths(fact, claim).some(one => one.fact && one.claim);
}

/**
 * One inequality is being solved, and this line is near enough to the one before it to be meant as the same: one side or one
 * coefficient was kept, or only a division was left to do.
 */
function isMisstep(facts: readonly Fact[], claim: Statement): boolean {
  const [nearest] = facts;
  if (
    !nearest ||
    nearest.back > 1 ||
    nearest.value ||
    facts.some(fact => truths(fact, nearest).some(one => one.fact !== one.claim))
  )
    return false;
  const [before, after] = [nearest.lines, claim.lines];
  if (!before || !after || before.length !== after.length || nearest.subject === zeroSubject) return false;
  if (isSolved(claim)) return isMultiple(nearest);
  return after.every(
    ({ slope, offset }, k) => slope === before[k]!.slope || (offset !== 0 && offset === before[k]!.offset),
  );
}

/** `x < 3`, `1 < x < 3`. */
const isSolved = ({ quote, letter }: Statement) => sidesOf(quote).includes(letter);

/** `2x < 6`, `2 < 2x < 6`. */
const isMultiple = ({ quote, letter }: Statement) =>
  sidesOf(quote).some(side => side.endsWith(letter) && /^-?[\d/.]+$/.test(side.slice(0, -letter.length)));

const sidesOf = (quote: string) => quote.split(/[<>≤≥]/).map(side => side.replace(/[\s()]/g, ''));
