import type { Span } from '../documents/exercise.ts';
import type { Expr, Formula, Passage, Side } from './formula.ts';

/** What a problem asks to write in another way, where it consists of one expression and nothing else is asked. */
export interface Task {
  readonly expr: Expr;
  /** Words say so; without words it might ask for something else. */
  readonly said: boolean;
}

export function taskOf(problem: Passage | undefined): Task | undefined {
  const [only, ...others] = problem?.formulas.filter(({ answer }) => !answer) ?? [];
  if (!only || others.length > 0 || only.relations.length > 0 || only.leading || only.text === '') return undefined;
  if (isPrimed(problem!.text, only.span) || hasUnits(...only.sides)) return undefined;
  const words = wordsAround(problem!.text, only);
  if (words.some(word => !known.test(word))) return undefined;
  return { expr: only.sides[0]!.expr, said: words.some(word => asking.test(word)) };
}

/** The words of a passage beside its only formula, in small letters; single letters and numerals only number things. */
function wordsAround(text: string, { span }: Formula): readonly string[] {
  const beside = `${text.slice(0, span.start)} ${text.slice(span.end)}`.replace(/\\[a-zA-Z]+/g, ' ');
  return beside.toLowerCase().match(/\p{L}[\p{L}\p{M}'’-]+|\p{sc=Han}+/gu) ?? [];
}

/** A passage that is nothing but these formulas. */
export function isWordless(text: string, formulas: readonly Formula[]): boolean {
  const inOrder = [...formulas].sort((a, b) => a.span.start - b.span.start);
  const beside = inOrder.reduceRight((left, { span }) => `${left.slice(0, span.start)} ${left.slice(span.end)}`, text);
  return !/\p{L}/u.test(beside.replace(/\\[a-zA-Z]+\*?(?:\{(?:align|gather)[a-z]*\*?\})?/g, ' '));
}

/** Outside of `$…$`, letters side by side may have been taken for words that name a unit: `2xh`. */
export const hasUnits = (...sides: readonly Side[]) =>
  sides.some(({ units }) => units.some(unit => /\p{L}/u.test(unit)));

/** `(x^2)'`: the prime is no part of what was read. */
export const isPrimed = (text: string, { start, end }: Span) =>
  /[)\]}]\s*(?:'|′|\^\{?\\prime)/.test(text.slice(start, end + 12));

/** Words that ask for the same in another form. */
const asking = new RegExp(
  `^(?:simplif\\p{L}*|expand\\p{L}*|factor(?:i[sz]e|e|ing)?|factori[sz]ing|evaluat(?:e|ing)|calculat(?:e|ing)|comput(?:e|ing)|work|multiply|combin(?:e|ing)|collect|reduc(?:e|ing)|rewrit(?:e|ing)|add|subtract|divid(?:e|ing)
  |vereinfach\\p{L}*|multiplizier\\p{L}*|ausmultiplizier\\p{L}*|faktorisier\\p{L}*|berechn\\p{L}*|rechn\\p{L}*|fass\\p{L}*|fasse|kürz\\p{L}*|klammer\\p{L}*|addier\\p{L}*|subtrahier\\p{L}*|dividier\\p{L}*
  |simplifie\\p{L}*|développe\\p{L}*|factorise\\p{L}*|calcule\\p{L}*|rédui\\p{L}*|effectue\\p{L}*
  |simplifi\\p{L}*|desarroll\\p{L}*|expand[aei]\\p{L}*|factori[zc]\\p{L}*|calcul\\p{L}*|reduc\\p{L}*|efectú\\p{L}*|resta|suma|opera
  |semplific\\p{L}*|svilupp\\p{L}*|calcol\\p{L}*|scompon\\p{L}*|fattorizz\\p{L}*|simplifiqu\\p{L}*|desenvolv\\p{L}*|fator\\p{L}*
  |upro\\p{L}*|oblicz\\p{L}*|rozwiń|rozłóż|wymnóż|упрост\\p{L}*|вычисл\\p{L}*|раскр\\p{L}*|разлож\\p{L}*|化简|计算|展开|因式分解|分解因式|求值)$`.replace(
    /\s+/g,
    '',
  ),
  'u',
);

/** Words beside which nothing else can be asked. */
const known = new RegExp(
  `${asking.source.slice(0, -2)}|exercise|problem|task|question|out|the|this|following|expressions?|product|fully|completely|and|as|far|possible|terms?|like|brackets?|parenthes[ei]s|your|answer|in|simplest|form|lowest|single|fraction|please|by|hand|without|calculator|step|of|value|what|is
  |aufgabe|übung|den|die|das|der|term|terme|ausdruck|klammern?|aus|zusammen|auf|soweit|so|weit|wie|möglich|und|vollständig|bitte|wert|von|folgenden?
  |exercice|développer|expression|et|la|le|les|fraction|suivante?|ejercicio|expresión|siguiente|los|las|el|y|esercizio|espressione|seguente|exercício|expressão|zadanie|wyrażenie|задание|задача|пример|выражение|скобки|на|множители|练习|习题|题|下列|各式)$`.replace(
    /\s+/g,
    '',
  ),
  'u',
);

/**
 * Whether a passage is nothing but this equation and words that ask for all that solves it: any other word, number, letter or sign may
 * ask for some of it, or for something else.
 */
export function asksToSolve(text: string, { start, end }: Span, letter: string): boolean {
  const beside = `${text.slice(0, start).replace(label, '')} ; ${text.slice(end)}`
    .replace(/\\(?:\[|\]|\(|\)|q?quad|displaystyle|[,;:! ])/g, ' ')
    .replace(/\\mathbb\s*\{?R\}?/g, 'ℝ')
    .toLowerCase();
  if (/[^\s\p{L}\p{M}'’\-–—.,:;!?*_#$()（）。：，、！？]/u.test(beside)) return false;
  const words = beside.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
  const others = words.filter(word => word !== letter.toLowerCase() && word !== 'ℝ');
  return (
    others.some(word => solving.test(word)) && others.every(word => solving.test(word) || besideSolving.test(word))
  );
}

/** `**Exercise 3.**`, `2)`, `b)`: what numbers an exercise. */
const label =
  /^[\s#*_]*(?:(?:exercise|problem|question|task|example|aufgabe|übung|beispiel|exercice|exemple|problème|ejercicio|ejemplo|problema|exercício|esercizio|zadanie|przykład|задача|задание|пример|упражнение)?\s*(?:\d{1,3}|[a-h](?=[).]))(?:[.)][a-h]?\)?|:)?|例|[例题問问练习]\s*\d*)[\s.:)*_]*/iu;

/** Words that ask for whatever solves an equation. */
const solving =
  /^(?:solve|solutions?|roots?|lös\p{L}*|résou\p{L}*|résolv\p{L}*|solution|solutions|racines|resuelv\p{L}*|resolver|solución|soluciones|raíces|resolv\p{L}*|soluções|solução|raízes|risolv\p{L}*|soluzioni|soluzione|radici|rozwiąż\p{L}*|rozwiązani\p{L}*|pierwiastki|реши\p{L}*|решени\p{L}*|корни|реши|解|解方程|解下列方程|解下列方程式|解方程式|求解|求解方程|求方程|求方程的解|的解|的根|の解を求めよ|を解け|解け|を解きなさい|解きなさい|次の方程式を解け|次の方程式を解きなさい|方程式を解け|次の方程式を解きましょう|を解いてください|풀어라|푸시오|풀이하시오|풀기)$/u;

/** Words beside which nothing but that is asked. */
const besideSolving =
  /^(?:the|this|following|equation|quadratic|find|determine|calculate|compute|all|real|values|set|of|for|in|to|over|and|by|using|with|what|are|please|its|that|satisfy|factoring|factorisation|factorization|completing|square|taking|formula|algebraically|check|your|answer|exercise|problem|question|task|die|der|den|das|folgende[nr]?|gleichung|quadratische|biquadratische|bestimme\p{L}*|bestimmen|berechne\p{L}*|finde\p{L}*|ermittle|ermitteln|gib|geben|sie|an|alle|reellen?|zahlen|menge|nach|auf|durch|mit|von|und|hilfe|quadratischer|ergänzung|pq-formel|mitternachtsformel|abc-formel|aufgabe|rechnerisch|dans|l['’]équation|l['’]ensemble|équation|suivante|déterminer|détermine[rz]?|trouve[rz]?|toutes|les|réelles|de|des|sur|exercice|la|las|el|ecuación|siguiente|encuentra|encuentre|encontrar|halla|hallar|determina|determinar|todas|reales|en|del|conjunto|ejercicio|a|as|o|os|equação|seguinte|encontre|determine|reais|em|da|do|exercício|conjunto-solução|l['’]equazione|le|equazione|seguente|trova|trovare|determinare|tutte|reali|dell['’]equazione|esercizio|równanie|równania|następujące|wyznacz|znajdź|wszystkie|rzeczywiste|w|zadanie|zbiór|уравнение|уравнения|следующее|найдите|найти|все|действительные|вещественные|в|задача|задание|ја|равенката|方程|下列方程|方程式|次の方程式|二次方程式|2次方程式|二次方程|一元二次方程|方程的解|在|中|上|实数范围内|방정식|방정식을|다음|다음을|이차방정식을|이차방정식)$/u;

/** Of the solutions or numbers of a problem, these leave none out. */
export const asksForAll =
  /(?<!\p{L})(?:all|real|alle|reelle[nr]?|toutes|réelles?|todas|reales|todos|reais|tutte|reali|wszystkie|rzeczywist\p{L}*|все|действительн\p{L}*|вещественн\p{L}*)(?!\p{L})|ℝ|\\mathbb\s*\{?R|所有|全部|实数|すべて|実数|모든/iu;
