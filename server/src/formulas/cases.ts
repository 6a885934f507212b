import { mentionsLetter, type Place } from './facts.ts';
import type { Expr } from './formula.ts';
import { mentions, rewritten } from './rewrite.ts';
import { contradict, equationOf, type Pair, pairsOf, type Statement } from './statement.ts';

/** `1 - x = 2x - 5` below `|x - 1| = 2x - 5`: what is between the bars is the number or its opposite, and one of them may come to nothing. */
export function isCaseOfAbsolute(claim: Statement, { earlier, functions }: Place): boolean {
  return earlier.some(({ text, formulas }) =>
    formulas
      .filter(formula => mentionsLetter(formula, claim.letter))
      .flatMap(formula => pairsOf(text, formula, functions))
      .filter(({ left, right }) => [left, right].some(({ expr }) => mentions(expr, isAbsolute)))
      .some(pair =>
        casesOf(pair).some(one => {
          const read = equationOf(text, one);
          return read !== undefined && read.places.length > 0 && !contradict(read, claim);
        }),
      ),
  );
}

const isAbsolute = (expr: Expr) => expr.kind === 'call' && expr.name === 'abs';
const mostBars = 3;

/** An equation with each absolute value as the number itself or its opposite. */
function casesOf(pair: Pair): readonly Pair[] {
  let bars = 0;
  for (const { expr } of [pair.left, pair.right])
    mentions(expr, part => {
      if (isAbsolute(part)) bars++;
      return false;
    });
  if (bars > mostBars) return [];
  return Array.from({ length: 2 ** bars }, (_, signs) => {
    let at = 0;
    const opened = (expr: Expr) =>
      rewritten(expr, part => (isAbsolute(part) ? opposite(part, (signs >> at++) % 2 === 1) : part));
    const [left, right] = [opened(pair.left.expr), opened(pair.right.expr)];
    return { ...pair, left: { ...pair.left, expr: left }, right: { ...pair.right, expr: right } };
  });
}

function opposite(bars: Expr, isOpposite: boolean): Expr {
  const of = bars.kind === 'call' ? bars.args[0]! : bars;
  const { start, end } = bars;
  const inner: Expr = { kind: 'parentheses', items: [of], start, end };
  if (!isOpposite) return inner;
  return { ...inner, items: [{ kind: 'sum', terms: [{ sign: '-', at: start, expr: inner }], start, end }] };
}

/** "2x = x and 2 - 2x = x": what is joined so doesn't follow one from the other. */
export function areJoined(fact: Statement & { readonly back: number }, claim: Statement, { text }: Place): boolean {
  return fact.back === 0 && joint.test(text.slice(fact.span.end, claim.span.start));
}

const joint =
  /^(?:[\s$,]|\\[()[\]]|\\q?quad|\\text\{)*(?:and|und|et|y|e|i|и|en|og|och|ve|és|și|和|与|及)(?:[\s$}]|\\[()[\]])*$/u;
