import type { Judgement } from './check.ts';
import { type Fact, factsAbout, isDoubtful, type Place, styleAt } from './facts.ts';
import { letterValue } from './notation.ts';
import { between, type Statement, zeroSubject } from './statement.ts';

/** What can be said of inequalities of one letter, by those before. */
export function ordered(claim: Statement, place: Place): Judgement | undefined {
  const { text, formula } = place;
  const { letter, span } = claim;
  const facts = factsAbout(letter, place).filter(({ kind, supposed }) => kind === 'order' && !supposed);
  const [nearest] = facts;
  if (!nearest) return undefined;
  const said = truths(nearest, claim);
  if (!said.some(one => one.fact)) return undefined;
  if (said.every(one => one.fact === one.claim)) return { span, answer: 'holds' };
  if (claim.rounded || nearest.rounded || isDoubtful(text, formula) || agreeOnWholes(nearest, claim)) return undefined;
  const impossible = !said.some(one => one.claim);
  const wrong = (!impossible && facts.every(fact => areApart(fact, claim))) || isMisstep(facts, claim);
  if (!wrong) return undefined;
  const lost = said.find(one => one.fact && !one.claim);
  const { x } = lost ?? said.find(one => one.claim && !one.fact)!;
  const [holding, failing] = lost ? [nearest.quote, claim.quote] : [claim.quote, nearest.quote];
  const where = letterValue(letter, x, styleAt(place), holding + failing);
  const evidence = { kind: 'contradiction', where, holding: [holding], failing } as const;
  return { span, answer: 'fails', evidence };
}

/** What is true of two inequalities at places that tell them apart. */
function truths(fact: Statement, claim: Statement) {
  return between(fact, claim).map(x => ({ x, fact: fact.holdsAt(x), claim: claim.holdsAt(x) }));
}

/** "4n > 201, so n ≥ 51": the same whole numbers, and often there are no others. */
function agreeOnWholes(fact: Statement, claim: Statement): boolean {
  const near = [...fact.places, ...claim.places].flatMap(x => [-1, 0, 1, 2].map(step => Math.floor(x) + step));
  return claim.form === 'solved' && near.every(n => fact.holdsAt(n) === claim.holdsAt(n));
}

/** No number satisfies both; "x < 2 or x > 5" are two parts of one solution. */
function areApart(fact: Fact, claim: Statement): boolean {
  const sideBySide =
    (fact.form === 'solved' && claim.form === 'solved') ||
    (fact.subject !== undefined && fact.subject === claim.subject);
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
  // "|x| < 3, so x < 3 and x > -3"
  if (claim.subject !== undefined && claim.subject === nearest.subject) return false;
  if (claim.form === 'solved') return nearest.form === 'multiple';
  return after.every(
    ({ slope, offset }, k) => slope === before[k]!.slope || (offset !== 0 && offset === before[k]!.offset),
  );
}
