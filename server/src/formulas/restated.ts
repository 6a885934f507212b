import type { Judgement } from './check.ts';
import { compared, differing, freeLetters } from './comparison.ts';
import { isDoubtful, type Place, styleAt } from './facts.ts';
import type { Expr, Passage, Side } from './formula.ts';
import { callOf } from './functions.ts';
import { quoted } from './notation.ts';
import { degreeOf, difference, expand, type Polynomial, polynomialOf, variablesOf } from './polynomial.ts';
import * as q from './rational.ts';
import { mentions } from './rewrite.ts';
import { isLetter } from './statement.ts';
import { hasUnits, isWordless } from './task.ts';
import { writeExpr } from './write.ts';

/**
 * `f(x) = …` and `y = …` once more, where the problem says what they are and asks for another form, or for what they have: the same function, if it has the
 * same highest power. Functions are also moved, tried and named anew.
 */
export function restated({ text, formula, earlier, ...place }: Place): Judgement[] {
  const [left, claim] = formula.sides as readonly [Side, Side?];
  if (!claim || formula.relations[0]!.sign !== '=' || !isName(left.expr) || hasUnits(claim)) return [];
  const [given, ...others] = saidOf(writeExpr(left.expr), earlier.slice(0, 1));
  if (!given || others.length > 0 || !isReshaped(earlier, text)) return [];
  if (!isPlainStep({ text, formula, earlier, ...place }) || isNeighbour(given.side.expr, claim.expr)) return [];
  if (!isSameKind(given.side.expr, claim.expr) || compared(given.side.expr, claim.expr)?.same !== false) return [];
  if (isDoubtful(text, formula)) return [];
  const said = saidOf(writeExpr(left.expr), earlier);
  // What has been said differently before, is no longer the problem's.
  if (said.some(({ side }) => !compared(side.expr, given.side.expr)?.same)) return [];
  const last = said[said.length - 1]!;
  const evidence = differing(
    { expr: last.side.expr, quote: quoted(last.text, last.side) },
    { expr: claim.expr, quote: quoted(text, claim) },
    freeLetters(claim.expr),
    styleAt({ text, formula, earlier, ...place }),
  );
  const span = { start: left.span.start, end: claim.span.end };
  return evidence ? [{ span, answer: 'fails', evidence }] : [];
}

/** "Without the constant:" says that what follows is another function. */
function isPlainStep({ text, formula, earlier, rest }: Place): boolean {
  const before = earlier[earlier.length - 2];
  const isAnnounced = earlier.length > 2 && (before?.formulas.length === 0 || /[:：]\s*$/.test(before?.text ?? ''));
  return !isAnnounced && isWordless(text, [...earlier[earlier.length - 1]!.formulas, formula, ...rest.slice(1)]);
}

/** The function without its constant, or with another one, is looked at in its own right, unless it is plainly another form. */
function isNeighbour(given: Expr, claim: Expr): boolean {
  const apart = difference(given, claim);
  const isConstant = apart !== undefined && variablesOf(apart).size === 0;
  const isForm = claim.kind === 'sum' && claim.terms.length > 1 && mentions(claim, part => part.kind === 'parentheses');
  return isConstant && !isForm;
}

/** `f(x)`, `y` */
export const isName = (expr: Expr) => isLetter(expr) || callOf(expr)?.name.kind === 'symbol';

function saidOf(name: string, earlier: readonly Passage[]): { text: string; side: Side }[] {
  return earlier.flatMap(({ text, formulas }) =>
    formulas.flatMap(({ sides, relations, answer }) =>
      !answer && relations[0]?.sign === '=' && writeExpr(sides[0]!.expr) === name
        ? sides.slice(1).map(side => ({ text, side }))
        : [],
    ),
  );
}

function isReshaped(earlier: readonly Passage[], text: string): boolean {
  const texts = [...earlier.map(one => one.text), text];
  return reshaping.test(texts[0]!) && !texts.some(one => moving.test(one));
}

const reshaping =
  /vertex|minim|maxim|extrem|zeros? of|roots? of|intercept|turning point|inflection|deriv|differentiate|monoton|complete the square|factor|expand|simplif|standard form|normal form|scheitel|nullstell|ableit|wendepunkt|quadratische ergänz|ergänze|ausmultipliz|vereinfach|normalform|sommet|canonique|dérivée|racines|développ|simplifi|vértice|derivada|máxim|mínim|desarroll|вершин|экстремум|производн|нули|выделите|упрост|разлож|顶点|极值|导数|零点|配方|展开|化简|因式分解/iu;
const moving =
  /shift|mov(?:e|ing)|translat|stretch|compress|reflect|mirror|transform|rotat|invers|tangent|another|other|second|new|inste|chang|replac|and of|verschieb|verschob|streck|stauch|spiegel|umkehr|tangente|andere|zweite|neue|ersetz|décal|déplac|étir|symétri|récipro|autre|nouve|desplaz|traslad|estir|refle|otra|nuev|сдвин|перенес|растян|отраз|обратн|касательн|друг|нов|平移|拉伸|翻折|对称|反函数|切线|另|新/iu;

/** Polynomials of one letter with the same highest power and the same number before it. */
function isSameKind(a: Expr, b: Expr): boolean {
  const [p, r] = [polynomialOf(expand(a)), polynomialOf(expand(b))];
  if (!p || !r || freeLetters(a).size !== 1 || [...freeLetters(b)].join() !== [...freeLetters(a)].join()) return false;
  const degree = degreeOf(p);
  return degree > 1 && degreeOf(r) === degree && q.equal(first(p, degree), first(r, degree));
}

const first = (polynomial: Polynomial, degree: number) =>
  [...polynomial].find(([monomial]) => monomial.split(' ').length === degree)?.[1] ?? q.zero;
