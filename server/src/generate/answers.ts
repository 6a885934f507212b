import { evaluate, isValue } from '../formulas/evaluate.ts';
import { extract } from '../formulas/extract.ts';
import type { Expr, Formula, RelationSign, Sign } from '../formulas/formula.ts';
import { type NumberStyle, numberStyle } from '../formulas/numbers.ts';
import { write, writeExpr } from '../formulas/write.ts';
import { approximate } from './approximate.ts';

/** What a solution comes to. Two answers are equal when their keys are. */
export interface Answer {
  /** As it is written, for people. */
  readonly text: string;
  readonly key: string;
}

/** How a solution says "answer", by language; what the word is for, and the verbs behind it. */
const nouns =
  'answer result solution antwort ergebnis lösung réponse résultat respuesta resultado resposta risposta risultato antwoord uitkomst svar svaret resultat vastaus odpowiedź wynik odpověď výsledek odpoveď výsledok odgovor rezultat одговор резултат ответ результат відповідь отговор адказ răspuns răspunsul válasz eredmény απάντηση cevap yanıt sonuç jawaban jawapan الجواب الإجابة پاسخ תשובה התשובה उत्तर đáp\\s+án đáp\\s+số 最终答案 最後答案 答案 答え 答 결과 정답 답'
    .split(' ')
    .join('|');
const verbs =
  'is are equals was lautet ist beträgt sind est sont vaut es son é são è sono bedraagt är er on to wynosi jest je jsou е се є este az είναι هو هي است הוא היא है là adalah ialah = : ： 是 为 為 は が 은 는 이'
    .split(' ')
    .join('|');
const phrase = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${nouns})(?![\\p{Ll}\\p{Lu}])[^\\n.:=：]{0,60}?(?:(?<![\\p{Ll}\\p{Lu}])(?:${verbs})(?![\\p{Ll}\\p{Lu}])|[-—–](?=\\s))[\\s*_]*(?<rest>[^\\n]*)`,
  'giu',
);

/** An answer that is said in words stands in the last lines; earlier, "the answer is" only announces it. */
const lastLines = 4;

/** The final answer of a solution: what is boxed, what is called the answer, else what the last line arrives at. */
export function finalAnswer(text: string, style: NumberStyle = numberStyle([text])): Answer | undefined {
  const written = boxed(text) ?? afterMarks(text) ?? called(text) ?? arrivedAt(text, style);
  if (written === undefined) return undefined;
  const key = answerKey(written, style);
  return key === '' ? undefined : { text: bare(written), key };
}

/** The form in which answers are compared: equal numbers, fractions and expressions have one key, however they are written. */
export function answerKey(written: string, style: NumberStyle = numberStyle([written])): string {
  const text = bare(written);
  if (text === '') return '';
  const tuple = tupleOf(text);
  // Which brackets an interval has says whether its ends belong to it.
  if (tuple) return `${tuple.open}${tuple.items.map(item => answerKey(item, style)).join(',')}${tuple.close}`;
  const formulas =
    isChoice(text) || isWords(text) ? [] : extract(`$${text.replaceAll('$', ' ')}$`, { style, numbers: true });
  const known = formulas.length > 0 && formulas.every(formula => formula.text !== '') ? formulas : prose(text, style);
  return known.length === 0 ? wordKey(text) : [...new Set(known.flatMap(keysOf))].sort().join(';');
}

/** "(1, 2)", "[0, ∞)": the normal form of formulas has no tuples. */
function tupleOf(text: string): { open: string; items: string[]; close: string } | undefined {
  const plain = text.replace(/\\(?:left|right|[bB]ig+[lr]?)\b\s*/g, '').trim();
  const open = plain[0];
  const close = plain.at(-1);
  if ((open !== '(' && open !== '[') || (close !== ')' && close !== ']')) return undefined;
  const items = plain.slice(1, -1).split(plain.includes(';') ? ';' : ',');
  let depth = 0;
  for (const c of plain.slice(1, -1)) {
    if (/[([{]/.test(c)) depth++;
    else if (/[)\]}]/.test(c) && --depth < 0) return undefined;
  }
  const whole = items.every(item => item.trim() !== '' && count(item, /[([{]/g) === count(item, /[)\]}]/g));
  return items.length > 1 && whole ? { open, items, close } : undefined;
}

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

const prose = (text: string, style: NumberStyle) =>
  extract(text, { style, numbers: true }).filter(one => one.text !== '');

/** The last `\boxed{…}` that is complete. */
function boxed(text: string): string | undefined {
  const boxes = [...text.matchAll(/\\f?box(?:ed)?\s*\{/g)].reverse();
  for (const { index, 0: command } of boxes) {
    const open = index + command.length - 1;
    const close = closing(text, open);
    if (close !== undefined) return text.slice(open + 1, close);
  }
  return undefined;
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return undefined;
}

/** "#### 42" or "A: 42", as data sets write it. */
const afterMarks = (text: string) => [...text.matchAll(/^\s*(?:####|A:)\s*(\S[^\n]*)$/gm)].at(-1)?.[1];

/** What the last lines call the answer. */
function called(text: string): string | undefined {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const tail = lines.slice(-lastLines).join('\n');
  const found = [...tail.matchAll(phrase)].at(-1);
  if (!found) return undefined;
  const rest = found.groups!.rest!;
  const said = /[\p{L}\p{N}]/u.test(rest)
    ? rest
    : tail
        .slice(found.index + found[0].length)
        .trim()
        .split('\n')[0]!;
  return /[\p{L}\p{N}]/u.test(said) ? sentence(said) : undefined;
}

/** Up to the end of the sentence; a point inside a formula or a number ends nothing. */
function sentence(text: string): string {
  let maths = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '$') maths = !maths;
    else if (!maths && /[.!?。！？]/.test(text[i]!) && /^[*_"')\]]*(?:\s|$)/.test(text.slice(i + 1)))
      return text.slice(0, i);
  }
  return text;
}

/** Where the last line with a formula ends: the right side of a chain, or all solutions of one unknown. */
function arrivedAt(text: string, style: NumberStyle): string | undefined {
  const lines = text.split('\n').filter(line => /[\p{L}\p{N}]/u.test(line));
  const line = lines.at(-1);
  if (line === undefined) return undefined;
  const formulasIn = (one: string) => extract(one, { style }).filter(({ text }) => text !== '');
  const last = formulasIn(line).at(-1);
  if (!last) {
    const number = extract(line, { style, numbers: true }).findLast(one => one.text !== '');
    return number?.text;
  }
  const unknown = unknownOf(last);
  if (unknown === undefined) return rightOf(last);
  const solutions: Formula[] = [];
  for (const one of lines.toReversed()) {
    const said = formulasIn(one);
    const alike = said.slice(trailing(said, formula => unknownOf(formula) === unknown));
    // Each solution may have a line of its own, but "x = (y + 1)/2" is on the way to one.
    if (alike.length === 0 || (solutions.length > 0 && !alike.every(isNumber))) break;
    solutions.unshift(...alike);
    if (alike.length < said.length) break;
  }
  const different = solutions.filter((one, k) => !solutions.slice(k + 1).some(later => comesTo(one, later)));
  return different.map(rightOf).join(', ');
}

/** Whether the later of two lines only works the earlier one out: "x = 54/6" and "x = 9", "x = 19/3" and "x = 6.33". */
function comesTo(earlier: Formula, later: Formula): boolean {
  const [before, after] = [keysOf(earlier), keysOf(later)];
  if (before.join() === after.join()) return true;
  const rounded = /\.(\d+)$/.exec(later.text);
  if (!rounded) return false;
  return Math.abs(numberOf(before[0]!) - numberOf(after[0]!)) < 10 ** -rounded[1]!.length;
}

const isNumber = (formula: Formula) => keysOf(formula).every(key => Number.isFinite(numberOf(key)));

/** The number that a key stands for; not a number when there are letters in it. */
function numberOf(key: string): number {
  const [over, under = '1'] = key.replace(/^≈/, '').split('/');
  return Number(over) / Number(under);
}

function trailing<T>(all: readonly T[], fits: (one: T) => boolean): number {
  let k = all.length;
  while (k > 0 && fits(all[k - 1]!)) k--;
  return k;
}

const unknownOf = ({ sides, relations }: Formula) =>
  relations.length === 1 && relations[0]!.sign === '=' ? unknownIn(sides[0]!.expr) : undefined;

/** `x`, and `x_1` alike: solutions of one unknown are numbered. Other letters with an index are terms of a sequence. */
function unknownIn(expr: Expr): string | undefined {
  if (expr.kind === 'symbol') return expr.name;
  if (expr.kind !== 'subscript' || expr.of.kind !== 'symbol' || expr.index.kind !== 'number') return undefined;
  return /^[xyz]$/.test(expr.of.name) ? expr.of.name : undefined;
}

function rightOf(formula: Formula): string {
  const equal = formula.relations.every(({ sign }) => sign === '=' || sign === '~');
  return equal ? writeExpr(formula.sides.at(-1)!.expr) : formula.text;
}

/** Without the dress: dollars, emphasis, `\text{}`, spacing, a full stop. */
function bare(written: string): string {
  let text = written.trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/^(?:\*{1,3}|_{1,3}|`|\\displaystyle\b|\\[([](?!\\))\s*/, '')
      .replace(/\s*(?:\*{1,3}|(?<!\\)_{1,3}|`|(?<!\d)[.,;:。](?!\d)|(?<=\d)[.,;:]|\\[)\]])$/, '')
      .replace(/^\$\$?(?=.*[^\d\s,.]|.*\$)(.*?)\$\$?$/s, '$1')
      .replace(/^\\(?:text|mathrm|textbf|mathbf|mbox|textrm|operatorname)\s*\{([^{}]*)\}$/, '$1')
      .replace(/(?<!\\)(?:\\(?:[,;:! ]|quad\b|qquad\b)|~)/g, ' ')
      .replace(/^[a-z]\s*(?:\\in\b|∈)\s*/, '')
      .trim();
  }
  return text;
}

const isChoice = (text: string) => /^\(?[A-Z]\)?$/.test(text);
const isWords = (text: string) => /^\p{L}{2,}(?:[\s'’-]\p{L}+)*$/u.test(text);

/** Words are compared without case, accents of typography, markup and spaces. */
const wordKey = (text: string) =>
  text
    .replace(/\\(?:text|mathrm|textbf|mathbf|mbox|left|right|displaystyle)\b/g, '')
    .replace(/\\pi\b/g, 'π')
    .normalize('NFKC')
    .toLowerCase()
    .replace(isChoice(text) ? /[()]/g : /[{}$\s*`]+/g, '');

/** A percentage is compared by its number: whether the sign is written depends on the question, and all answer the same one. */
const plain = (expr: Expr): Expr => (expr.kind === 'postfix' && expr.sign === '%' ? expr.of : expr);

/** A formula's key, or two of them: "x = ±3" says x = 3 and x = −3. */
function keysOf(formula: Formula): string[] {
  const { sides, text } = formula;
  const single = sides.length === 1 || unknownOf(formula) !== undefined;
  if (!single || !text.includes('±')) return [formulaKey(formula)];
  return (['+', '-'] as const).map(sign => exprKey(signed(sides.at(-1)!.expr, sign)));
}

/** The expression with this sign in the place of each ±. */
function signed(expr: Expr, sign: Sign): Expr {
  const of = (one: Expr) => signed(one, sign);
  switch (expr.kind) {
    case 'sum': {
      const terms = expr.terms.map(term => ({
        ...term,
        sign: term.sign === '±' ? sign : term.sign,
        expr: of(term.expr),
      }));
      return { ...expr, terms };
    }
    case 'product':
      return { ...expr, factors: expr.factors.map(factor => ({ ...factor, expr: of(factor.expr) })) };
    case 'fraction':
      return { ...expr, over: of(expr.over), under: of(expr.under) };
    case 'parentheses':
      return { ...expr, items: expr.items.map(of) };
    default:
      return expr;
  }
}

function formulaKey(formula: Formula): string {
  if (unknownOf(formula) !== undefined) return exprKey(formula.sides[1]!.expr);
  const signs = formula.relations.map(({ sign }) => sign);
  const keys = formula.sides.map(({ expr }) => exprKey(expr));
  if (signs.every(sign => sign === '=' || sign === '~')) {
    const first = formula.sides[0]!.expr;
    // "f(x) = 2x" and "12·3 = 36" arrive at their right side; in "x + y = 3" both sides are the answer.
    const names = formula.leading !== undefined || isCall(first) || isValue(evaluate(first)) || keys.length === 1;
    return names ? keys.at(-1)! : keys.sort().join('=');
  }
  const greater = signs.every(sign => sign === '>' || sign === '≥');
  if (greater)
    return chain(
      keys.reverse(),
      signs.reverse().map(sign => (sign === '>' ? '<' : '≤')),
    );
  return chain(keys, signs);
}

/** "f(x)", which the normal form leaves open between a call and a product. */
const isCall = (expr: Expr): boolean =>
  expr.kind === 'call' ||
  (expr.kind === 'product' &&
    expr.factors.length === 2 &&
    expr.factors[0]!.expr.kind === 'symbol' &&
    expr.factors[1]!.sign === '' &&
    expr.factors[1]!.expr.kind === 'parentheses');

const chain = (keys: readonly string[], signs: readonly RelationSign[]) =>
  keys.map((key, k) => (k === 0 ? key : `${signs[k - 1]}${key}`)).join('');

/** An exact value, else an expression's values at two points, else how it is written. */
function exprKey(expr: Expr): string {
  const of = plain(expr);
  if (of.kind === 'parentheses')
    return of.items.length === 1 ? exprKey(of.items[0]!) : `(${of.items.map(exprKey).join(',')})`;
  const value = evaluate(of);
  if (isValue(value)) return value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`;
  return approximate(of) ?? write([{ ...of }], [], undefined, false).text;
}
