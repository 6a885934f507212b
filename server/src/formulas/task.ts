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
