import type { Place } from './facts.ts';
import { type Statement, statementsOf } from './statement.ts';
import { approaching } from './words.ts';

/**
 * Whether a letter takes one value after another: a method says so, or the problem itself, which tells of an equation and of a place
 * that doesn't solve it ("… from x = 1"), in whatever words.
 */
export function isIterated({ letter, value }: Statement, { earlier, functions }: Place): boolean {
  if (!value) return false;
  if (earlier.some(({ text }) => approaching.test(text))) return true;
  const { text, formulas } = earlier[0]!;
  const given = formulas
    .flatMap(formula => statementsOf(text, formula, functions))
    .filter(one => one.kind === 'equation' && one.letter === letter);
  return given.some(
    start => start.value && given.some(one => !one.value && one.places.length > 0 && !start.places.some(one.holdsAt)),
  );
}

/** `x^2 = 4` below `x^2 + 0.01x = 4`: a summand was left out that hardly counts. */
export function leavesOut(fact: Statement, claim: Statement): boolean {
  const [before, after] = [fact, claim].map(({ coefficients }) => coefficients?.filter(c => c !== 0).length);
  if (claim.value || before === undefined || after === undefined || after >= before) return false;
  return fact.places.some(x => claim.places.some(y => Math.abs(x - y) <= 0.01 * Math.abs(x)));
}
