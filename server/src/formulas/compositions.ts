import type { Judgement } from './check.ts';
import { compared, differing, freeLetters, type Quoted } from './comparison.ts';
import { isAlternative, isDoubtful, isPart, type Place, reach, styleAt } from './facts.ts';
import type { Expr, Formula, Passage } from './formula.ts';
import { callOf, functionsIn, isDefinition, resolved } from './functions.ts';
import { quoted } from './notation.ts';
import { degreeOf, difference, expand, polynomialOf } from './polynomial.ts';
import { rewritten } from './rewrite.ts';
import { isSideWork } from './sideWork.ts';
import { hasUnits, isWordless } from './task.ts';

/**
 * Where a problem says what f and g are and asks for f(g(x)) and nothing else, whatever is said to be the same as it, or stands alone below
 * it, is another form of it.
 */
export function compositions(place: Place): Judgement[] {
  const { text, formula, earlier } = place;
  const [left, right, ...others] = formula.sides;
  if (others.length > 0 || earlier.length > reach || hasUnits(...formula.sides)) return [];
  if (right && formula.relations[0]!.sign !== '=') return [];
  const asked = askedOf(earlier[0]!);
  if (!asked) return [];
  const isAsked = (expr: Expr) => compared(expr, asked.whole)?.same === true;
  const claim = right ?? left!;
  const from: Quoted | undefined = right ? { expr: left!.expr, quote: quoted(text, left!) } : above(place);
  if (!from || !isAsked(from.expr)) return [];
  if (!isSameKind(claim.expr, asked.whole) || asked.beside.some(one => compared(one, claim.expr)?.same)) return [];
  if (!right && (!isAnotherForm(claim.expr, asked.whole) || isSideWork(claim.expr, [asked.whole, from.expr])))
    return [];
  if (isDoubtful(text, formula) || isAlternative(text, formula) || isPart(place)) return [];
  const evidence = differing(
    from,
    { expr: claim.expr, quote: quoted(text, claim) },
    freeLetters(asked.whole),
    styleAt(place),
  );
  return evidence ? [{ span: formula.span, answer: 'fails', evidence }] : [];
}

interface Asked {
  /** `f(g(x))`, with what f and g are in their places. */
  readonly whole: Expr;
  /** f(x), g(x), g(f(x)): whoever writes one of these speaks of something else. */
  readonly beside: readonly Expr[];
}

function askedOf(problem: Passage): Asked | undefined {
  const { text, formulas } = problem;
  const defining = formulas.filter(isDefinition);
  const [only, ...others] = formulas.filter(formula => !isDefinition(formula));
  if (!only || others.length > 0 || only.relations.length > 0) return undefined;
  if (wordsIn(text, formulas).some(word => !known.test(word))) return undefined;
  const functions = functionsIn([problem]);
  const { expr } = only.sides[0]!;
  const [outer, inner] = compositionOf(expr) ?? [];
  if (!outer || !inner) return undefined;
  // g(f(x)): with each name in the other's place.
  const turned = rewritten(expr, part =>
    part === outer ? { ...part, name: inner.name } : part === inner ? { ...part, name: outer.name } : part,
  );
  const beside = [turned, ...defining.map(({ sides }) => sides[1]!.expr)];
  return { whole: resolved(expr, functions), beside: beside.map(one => resolved(one, functions)) };
}

type Name = Extract<Expr, { kind: 'symbol' }>;

/** The two names in `f(g(x))`. */
function compositionOf(expr: Expr): readonly [Name, Name] | undefined {
  const [outer, argument] = expr.kind === 'product' ? expr.factors.map(factor => factor.expr) : [];
  if (outer?.kind !== 'symbol' || argument?.kind !== 'parentheses') return undefined;
  const inner = argument.items.length === 1 ? callOf(argument.items[0]!)?.name : undefined;
  return inner?.kind === 'symbol' ? [outer, inner] : undefined;
}

/** What stands right above an expression that stands alone. */
function above({ text, formula, earlier, rest }: Place): Quoted | undefined {
  const [own, before] = [earlier[earlier.length - 1]!, earlier[earlier.length - 2]];
  if (!isWordless(text, [...own.formulas, formula, ...rest.slice(1)])) return undefined;
  const passage = own.formulas.length > 0 || earlier.length < 3 ? own : before!;
  const side = passage.formulas.at(-1)?.sides.at(-1);
  return side && { expr: side.expr, quote: quoted(passage.text, side) };
}

/** They begin alike, and differ by more than a number: a square may be completed on the side. */
function isAnotherForm(claim: Expr, whole: Expr): boolean {
  const [apart, all] = [difference(claim, whole)?.over, expand(whole)?.over];
  return apart !== undefined && all !== undefined && degreeOf(apart) > 0 && degreeOf(apart) < degreeOf(all);
}

/** Two polynomials of the same highest power. */
function isSameKind(a: Expr, b: Expr): boolean {
  const [p, r] = [polynomialOf(expand(a)), polynomialOf(expand(b))];
  if (!p || !r || [...freeLetters(a)].join() !== [...freeLetters(b)].join()) return false;
  return degreeOf(p) === degreeOf(r);
}

/** The words beside formulas, in small letters. */
function wordsIn(text: string, formulas: readonly Formula[]): readonly string[] {
  const outside = formulas.reduceRight(
    (rest, { span }) => `${rest.slice(0, span.start)} ${rest.slice(span.end)}`,
    text,
  );
  return outside.toLowerCase().match(/\p{L}[\p{L}\p{M}'’-]+|\p{sc=Han}+/gu) ?? [];
}

/** Words beside which nothing else can be asked. */
const known =
  /^(?:exercise|problem|task|given|let|the|two|functions?|with|and|by|for|be|find|determine|compute|calculate|what|is|are|expand|simplify|write|as|polynomial|composition|composite|of|form|aufgabe|gegeben|seien?|sind|die|den|beiden|funktion(?:en)?|mit|und|bestimmen?|berechnen?|bilden?|verkettung|term|vereinfachen?|exercice|soient|on|donne|les|fonctions?|et|par|calculer|déterminer|donner|développer|composée|ejercicio|dadas|sean|las|funciones|y|halla|hallar|calcula|calcular|determina|determinar|composición|compuesta|esercizio|date|le|funzioni|calcola|calcolare|determina|determinare|composta|дан[оыа]?|функции|и|найдите|найти|задача|вычислите|упростите|(?:已知|函数|设|求|计算|和|与)+)$/u;
