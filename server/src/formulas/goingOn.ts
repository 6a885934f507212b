import type { Judgement } from './check.ts';
import { compared, differing, differsByConstant, freeLetters, hasDecimals } from './comparison.ts';
import { type Place, styleAt } from './facts.ts';
import type { Expr, Formula, Side } from './formula.ts';
import { quoted } from './notation.ts';
import { degreeOf, expand, polynomialOf } from './polynomial.ts';
import * as q from './rational.ts';
import { hasOtherAlgebra, isRestricted } from './rewritings.ts';
import { isSideWork } from './sideWork.ts';
import { hasUnits, isPrimed, taskOf } from './task.ts';
import { alternative, condition, reservation, supposition } from './words.ts';

/**
 * "Expand the brackets:" and a formula that begins with `=` goes on with the expression that the step above ends with, where the words say
 * nothing but that it takes another form.
 */
export function goingOn(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  const above = expressionAbove(place);
  const sign = signBefore(text, formula);
  const words = above && sign !== undefined ? deedsBefore(text.slice(0, sign)) : undefined;
  if (!above || sign === undefined || !words) return [];
  const [claim] = formula.sides as readonly [Side];
  const [from, to] = [above.side.expr, claim.expr];
  const comparison = compared(from, to);
  if (!comparison?.exact || comparison.same || hasDecimals(from) || hasDecimals(to)) return [];
  const letters = freeLetters(from);
  if (letters.size !== comparison.right.size || [...comparison.right].some(name => !letters.has(name))) return [];
  // "Twice $x + 1$": words around the expression may have made another one of it.
  if (!isAlike(from, to) || hasUnits(above.side, claim) || differsByConstant(from, to)) return [];
  if (isPrimed(text, formula.span) || isPrimed(above.text, above.side.span)) return [];
  const said = earlier.flatMap(({ formulas }) => formulas.flatMap(({ sides }) => sides.map(({ expr }) => expr)));
  if (said.some(expr => compared(expr, to)?.same)) return [];
  if (words.some(word => ofPart.test(word)) && isSideWork(to, said)) return [];
  const behind = text.slice(claim.span.end);
  if ([reservation, supposition, alternative, condition].some(words => words.test(behind))) return [];
  if (isRestricted(earlier, letters, functions) || hasOtherAlgebra(earlier, text)) return [];
  const [a, b] = [
    { expr: from, quote: quoted(above.text, above.side) },
    { expr: to, quote: quoted(text, claim) },
  ];
  const evidence = differing(a, b, letters, styleAt(place));
  const span = { start: sign, end: claim.span.end };
  return evidence ? [{ span, answer: 'fails', evidence }] : [];
}

/** Where a formula's first sign stands, right behind the border of prose and mathematics. */
function signBefore(text: string, { leading, span }: Formula): number | undefined {
  if (leading) return leading.sign === '=' ? leading.span.start : undefined;
  const before = /=\s*$/.exec(text.slice(0, span.start));
  return before?.index;
}

/** What the step above consists of, in the end; or the problem that asks for another form of it. */
function expressionAbove({ formula, earlier }: Place): { readonly text: string; readonly side: Side } | undefined {
  const [own, before] = [earlier[earlier.length - 1]!, earlier[earlier.length - 2]];
  if (formula.answer || own.formulas.length > 0 || !before) return undefined;
  const rows = before.formulas.filter(({ answer }) => !answer);
  if (!isChain(rows, before.text)) return undefined;
  if (earlier.length === 2 && !taskOf(before)?.said) return undefined;
  return { text: before.text, side: rows.at(-1)!.sides.at(-1)! };
}

/** An expression and rows that begin with `=`: nothing stands behind it, and nothing before it that could make another one of it, as in "twice $x$". */
function isChain(rows: readonly Formula[], text: string): boolean {
  const [first] = rows;
  if (!first || rows.some(({ leading, relations }, k) => !leading && (k > 0 || relations.length > 0))) return false;
  const gaps = rows.map(({ span }, k) => text.slice(span.end, rows[k + 1]?.span.start));
  const before = text.slice(0, first.span.start).replace(/(?:\$\$?|\\\[|\\\()[\s&]*=?\s*$/, '');
  if (gaps.some(gap => /[\p{L}\d]/u.test(gap.replace(/\\[a-z]+/g, '')))) return false;
  const words = before.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.every(word => [reshaping, beside, ofPart, introducing].some(known => known.test(word)));
}

/** Polynomials of the same degree with a coefficient in common, and not only without some of the summands: these may be small. */
function isAlike(a: Expr, b: Expr): boolean {
  const [p, r] = [polynomialOf(expand(a)), polynomialOf(expand(b))];
  if (!p || !r || degreeOf(p) !== degreeOf(r)) return false;
  const isKept = ([monomial, coefficient]: readonly [string, q.Rational]) =>
    q.equal(p.get(monomial) ?? q.zero, coefficient);
  return [...r].some(isKept) && ![...r].every(isKept);
}

/** The words up to the border of the formula, where they say nothing but that something takes another form. */
function deedsBefore(before: string): readonly string[] | undefined {
  const words = before.replace(/(?:\$\$?|\\\[|\\\()[\s&]*$/, '');
  if (words === before || /[$\\=\d]/.test(words)) return undefined;
  const found = words.toLowerCase().match(/\p{L}+/gu) ?? [];
  const isMeant = (word: string) => reshaping.test(word) || beside.test(word) || ofPart.test(word);
  return found.some(word => reshaping.test(word)) && found.every(isMeant) ? found : undefined;
}

/** Deeds that leave the value as it is. */
const reshaping =
  /^(?:simplif(?:y|ying|ies)|expand(?:ing)?|factor(?:ing|ise|ize)?|combin(?:e|ing)|collect(?:ing)?|distribut(?:e|ing)|rewrit(?:e|ing)|vereinfach\p{L}*|ausmultiplizier\p{L}*|ausklammer\p{L}*|zusammenfass\p{L}*|faktorisier\p{L}*|développ\p{L}*|simplifi\p{L}*|factoris\p{L}*|rédui\p{L}*|desarroll\p{L}*|simplific\p{L}*|factoriz\p{L}*|fator\p{L}*|semplific\p{L}*|svilupp\p{L}*|raccogli\p{L}*|upraszcza\p{L}*|упрост\p{L}*|раскр\p{L}*|разлож\p{L}*)$/u;
const beside =
  /^(?:let|s|us|we|now|next|then|finally|again|further|this|the|of|in|to|out|and|where|possible|expressions?|terms|like|common|brackets|parentheses|as|follows|wir|nun|jetzt|dann|die|den|der|das|klammern|terme|ausdruck|und|on|puis|les|le|la|l|expression|termes|parenthèses|et|los|las|el|términos|paréntesis|expresión|y|ora|i|gli|termini|parentesi|скобки|выражение|теперь)$/u;
const introducing =
  /^(?:it|is|get|have|so|this|gives?|given|original|start|with|begin|consider|take|becomes|work|evaluate|calculate|compute|es|ist|erhalten|gegeben|also|berechne|obtient|donc|soit|calculer|tenemos|dado|entonces|calcula|abbiamo|quindi|calcola|mamy|получаем|имеем|вычислите)$/u;
/** It may be a part that takes another form. */
const ofPart =
  /^(?:first|second|third|inside|within|term|product|sets?|negative|signs?|numerators?|denominators?|bracket|parenthesis|zuerst|zunächst|term|klammer|zähler|nenner|d|abord|primero|prima|сначала)$/u;
