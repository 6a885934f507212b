import type { Judgement } from './check.ts';
import { freeLetters, hasDecimals, shownNear } from './comparison.ts';
import { isAlternative, isDoubtful, isPart, type Place, reach, styleAt } from './facts.ts';
import type { Expr, Formula } from './formula.ts';
import { callOf, primed } from './functions.ts';
import { mentions } from './rewrite.ts';
import { seriesOf } from './series.ts';
import { definitionsOf, isInDegrees } from './slopes.ts';
import { isLetter, type Pair, pairsOf, quoteOf, spanOf } from './statement.ts';
import { hasUnits, isWordless } from './task.ts';
import { writeExpr } from './write.ts';

/**
 * `y = -x - 9` where f(2) = -7 and f'(2) = -1 are known: a tangent touches its curve. Other lines may be looked for, so it must be the
 * only function, the only place, and a line that runs like the tangent, or is called one.
 */
export function tangents(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  const [left, right] = formula.sides;
  if (!right || formula.relations[0]!.sign !== '=' || earlier.length > reach) return [];
  const [pair] = pairsOf(text, formula, functions);
  const line = pair && lineOf(pair);
  // `y = -x + 3pq`, `3pq + 1` outside of `$…$`: letters that may be a word.
  if (!line || hasUnits(left!, right) || /^\p{L}/u.test(text.slice(right.span.end))) return [];
  const isNamed = isAboutTangent(place);
  if ((!isNamed && (line.name !== 'y' || !isWithoutWords(place))) || hasOtherLines(place) || isPart(place)) return [];
  const point = pointOf(line.letter, place);
  if (!point || (!isNamed && !point.isTold)) return [];
  const span = spanOf(pair!);
  const runsLike = isNear(line.slope, point.slope);
  const touches = isNear(line.at(point.x), point.y);
  if (runsLike && touches) return [{ span, answer: 'holds' }];
  if (isDoubtful(text, formula) || isAlternative(text, formula)) return [];
  const told = (value: number) => {
    const { exact, about } = shownNear(value, styleAt(place));
    return exact === undefined ? ` ≈ ${about}` : ` = ${exact}`;
  };
  const at = `(${told(point.x).replace(/^ [=≈] /, '')})`;
  if (!runsLike) {
    if (!isCalledTangent(text, formula)) return [];
    const valued = (side: string, value: number) => ({ side, value: shownNear(value, styleAt(place)) });
    const [left, right] = [valued(`${point.name}'${at}`, point.slope), valued(`${line.name}'`, line.slope)];
    return [{ span, answer: 'fails', evidence: { kind: 'apart', left, right } }];
  }
  // `y = 2x` may be on its way to `y = 2x + b`.
  if (line.at(0) === 0) return [];
  const evidence = {
    kind: 'contradiction',
    where: `${line.letter}${told(point.x)}, ${line.name}${told(point.y)}`,
    holding: [`${point.name}${at}${told(point.y)}`],
    failing: quoteOf(text, [pair!]),
  } as const;
  return [{ span, answer: 'fails', evidence }];
}

const isNear = (a: number, b: number) => Math.abs(a - b) <= 1e-7 * Math.max(1, Math.abs(a), Math.abs(b));

interface Line {
  readonly letter: string;
  readonly name: string;
  readonly slope: number;
  readonly at: (x: number) => number;
}

/** `y = 2x - 1`, `y - 3 = 2(x - 2)`, `2x - y = 1`, `t(x) = 2x - 1`. */
function lineOf({ left, right }: Pair): Line | undefined {
  if (hasDecimals(left.expr) || hasDecimals(right.expr)) return undefined;
  const called = callOf(left.expr);
  const isCalled = called?.name.kind === 'symbol' && /^[tTL]$/.test(called.name.name);
  const letters = freeLetters(right.expr);
  if (!isCalled) for (const one of freeLetters(left.expr)) letters.add(one);
  const letter = isCalled ? called.letter : 'x';
  const name = isCalled ? writeExpr(left.expr) : 'y';
  const isOfBoth = letters.has(letter) && (isCalled || letters.has('y'));
  if (!isOfBoth) return undefined;
  const value = (expr: Expr, x: number, y: number) => {
    const at = (one: string) => (one === letter ? x : one === 'y' ? y : Number.NaN);
    return seriesOf(expr, { letters: at, order: 0, base: 10 })?.[0] ?? Number.NaN;
  };
  const apart = (x: number, y: number) =>
    isCalled ? y - value(right.expr, x, y) : value(left.expr, x, y) - value(right.expr, x, y);
  const zero = apart(0, 0);
  const [byX, byY] = [apart(1, 0) - zero, apart(0, 1) - zero];
  const isLinear = [
    [2, 3],
    [-1.5, 5],
    [7.3, -2],
  ].every(([x, y]) => Math.abs(apart(x!, y!) - (zero + byX * x! + byY * y!)) <= 1e-9 * 100);
  if (!isLinear) return undefined;
  return { letter, name, slope: -byX / byY, at: x => -(zero + byX * x) / byY };
}

/** Where a function was looked at, and what its derivative is there. */
interface Point {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly slope: number;
  /** The slope was said, and not only worked out here. */
  readonly isTold: boolean;
}

/** The only place that was spoken of, on the only curve there is. */
function pointOf(letter: string, { earlier }: Place): Point | undefined {
  const [names, places] = [new Set<string>(), new Set<number>()];
  const told = [new Set<number>(), new Set<number>()] as const;
  const formulas = earlier.flatMap(one => one.formulas);
  for (const { sides, relations } of formulas) {
    const value = numberOf(sides[sides.length - 1]!.expr);
    if (isPlaceName(sides[0]!.expr, letter)) places.add(value ?? Number.NaN);
    for (const [k, { expr }] of sides.entries())
      for (const call of callsIn(expr)) {
        names.add(call.name);
        if (isPlaceName(call.of, letter)) continue;
        places.add(numberOf(call.of) ?? Number.NaN);
        const isEqual = relations.slice(k).every(({ sign }) => sign === '=');
        if (call.isAll && isEqual && value !== undefined)
          told[call.times as 0 | 1]?.add(sides.some(side => hasDecimals(side.expr)) ? Number.NaN : value);
      }
  }
  for (const [, x] of earlier[0]!.text.matchAll(pointInWords)) places.add(Number(x!.replace(/[−–]/, '-')));
  const [[x, ...otherPlaces], [name = 'y', ...otherNames]] = [[...places], [...names]];
  if (x === undefined || otherPlaces.length > 0 || otherNames.length > 0) return undefined;
  if (onPart.test(earlier[0]!.text)) return undefined;
  const bodies = definitionsOf(name, earlier).filter(one => [...freeLetters(one.body)].join() === letter);
  const [first, ...others] = bodies.map(({ body }) => seriesOf(body, { letters: () => x, letter, order: 1, base: 10 }));
  if (
    isInDegrees(
      bodies.map(one => one.body),
      earlier.map(one => one.text),
    )
  )
    return undefined;
  const [y, slope] = [0, 1].map(k => first?.[k] ?? [...told[k as 0 | 1]][0]);
  if (y === undefined || slope === undefined || !Number.isFinite(y) || !Number.isFinite(slope)) return undefined;
  // Who has said something else of it looks at something else, or has gone astray before.
  const agree = [y, slope].every((one, k) =>
    [...told[k as 0 | 1], ...others.map(other => other?.[k] ?? Number.NaN)].every(said => isNear(said, one)),
  );
  return agree ? { name, x, y, slope, isTold: told[1].size > 0 } : undefined;
}

/** "f is odd, and f(x) = x^2 for x > 0": what the curve is elsewhere, the formula doesn't say. */
const onPart =
  /[<>≤≥]|\\(?:leq?|geq?|lt|gt)(?:slant)?(?![a-z])|(?<!\p{L})(?:odd|even|period\p{L}*|continued|otherwise|positive|negative|elsewhere|ungerade\p{L}*|gerade funktion|fortgesetzt|sonst|positiv\p{L}*|negativ\p{L}*|impaire|paire|périod\p{L}*|sinon|ailleurs|impar|perí?od\p{L}*|неч[её]тн\p{L}*|ч[её]тн\p{L}*|период\p{L}*|иначе|положительн\p{L}*|отрицательн\p{L}*|dispari|nieparzyst\p{L}*|parzyst\p{L}*|okres\p{L}*)(?!\p{L})|奇函数|偶函数|周期/iu;

/** `x = 2`, `x_0 = 2`, `a = 2` */
const isPlaceName = (expr: Expr, letter: string) =>
  isLetter(expr) && [letter, 'a'].includes(writeExpr(expr).split('_')[0]!);

/** `P(2|3)`, "the point (2, 3)" */
const pointInWords = /\(\s*([-−–]?\d+)\s*[,;|]\s*[-−–]?\d+\s*\)/g;

function numberOf(expr: Expr): number | undefined {
  if (freeLetters(expr).size > 0) return undefined;
  const value = seriesOf(expr, { letters: () => Number.NaN, order: 0, base: 10 })?.[0];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

interface Call {
  readonly name: string;
  readonly times: number;
  readonly of: Expr;
  /** Nothing stands beside it. */
  readonly isAll: boolean;
}

/** `f(2)`, `f'(2)` */
function callsIn(whole: Expr): Call[] {
  const found: Call[] = [];
  mentions(whole, expr => {
    if (expr.kind !== 'product') return false;
    for (const [k, { expr: factor }] of expr.factors.entries()) {
      const next = expr.factors[k + 1];
      const { of, times } = primed(factor);
      if (of.kind !== 'symbol' || next?.sign !== '' || next.expr.kind !== 'parentheses') continue;
      if (times === 0 && !functionName.test(of.name)) continue;
      const isAll = expr.start === whole.start && expr.end === whole.end && expr.factors.length === 2;
      found.push({ name: of.name, times, of: next.expr.items.length === 1 ? next.expr.items[0]! : next.expr, isAll });
    }
    return false;
  });
  return found;
}

const functionName = /^[f-hpqsu-wyFGH]$/;

/** A problem that asks for a tangent. */
const isAboutTangent = ({ earlier }: Place) => tangent.test(earlier[0]!.text);

/** Neither the problem nor its solution up to here have any. */
const isWithoutWords = ({ text, formula, earlier, rest }: Place) =>
  isWordless(text, [...earlier[earlier.length - 1]!.formulas, formula, ...rest.slice(1)]) &&
  earlier.slice(0, -1).every(one => isWordless(one.text, one.formulas));

/** "The equation of the tangent is y = …" */
function isCalledTangent(text: string, { span }: Formula): boolean {
  const before = text
    .slice(Math.max(0, span.start - 120), span.start)
    .split(/[.!?。\n]/u)
    .at(-1)!;
  const behind = before.split(tangent).at(-1)!;
  return behind !== before && /^\p{L}*[\s:：$(\\[]*$/u.test(behind.replace(connecting, ''));
}

const connecting =
  /(?<!\p{L})(?:lines?|is|are|has|then|the|an?|equation|so|therefore|thus|given|by|lautet|ist|hat|also|die|gleichung|est|pour|équation|donc|es|tiene|por|la|ecuación|de|è|ha|equazione|tem|equação|имеет|вид|уравнение|ma|równanie)(?!\p{L})|方程|的|为|是/giu;

/** Whether there may be other lines than the tangent, or one was given. */
function hasOtherLines({ text, earlier }: Place): boolean {
  if ([...earlier.slice(0, -1).map(one => one.text), text].some(one => otherLines.test(one))) return true;
  const [problem] = earlier;
  return problem!.formulas.some(formula => pairsOf(problem!.text, formula, new Map()).some(pair => lineOf(pair)));
}

const tangent = /tangent|касательн|styczn|切线/iu;
const otherLines = new RegExp(
  String.raw`tangent(?:s(?!ial)|es|en(?!gleich|steig)|i|as)(?!\p{L})|касательны[ех]|styczn(?:ych|e(?!j))|两条
  |norm[aá]l|нормал|法线|perpendi|перпендикул|prostopad|orthogon|senkrecht|lotrecht|垂|se[ck]ant|секущ|sieczn|割线|chord|sehne|cuerda|corda|as[yií]mptot|as[sií]+ntot|асимптот|渐近
  |paral|параллел|równoleg|平行|same|gleiche|même|mism[oa]|stess[oa]|mesm[oa]|одинаков|так(?:ой|им) же|相同
  |through|durch|passing|passan|pasa|passa|passe|genom|gjennom|gennem|(?<!\p{L})prin(?!\p{L})|проход|przechodz|过
  |from (?:the |an? )?(?:\w+ )?(?:point|origin)|from \W*[A-Z(]|vom punkt|depuis|desde|issue|из точки
  |mov(?:e|ing)|shift|translat|versch|reflect|mirror|spiegel|sym+etr|invers|umkehr|récipro
  |circle|kreis|cercle|círculo|circonf|окружн|okr[ęą]g|圆|ellips|hyperbol|plane(?!\p{L})|ebene|curves(?!\p{L})|kurven(?!\p{L})
  |second|other|two|both|each|zwei|beide|andere|weitere|jeweils|deux|autre|(?<!\p{L})(?:dos|otra|ambas|due|altra|dwie|duas)(?!\p{L})|друг|кажд|两|另|各
  |mean value|average|mittler|moyen|(?<!\p{L})medi[oa](?!\p{L})|средн`.replace(/\s*\n\s*/g, ''),
  'iu',
);
