import type { Place } from './facts.ts';
import type { Formula, Passage } from './formula.ts';
import { type Pair, pairsOf } from './statement.ts';
import { rearranging } from './words.ts';

/**
 * The equations of a problem that consists of them and asks, if anything, to solve them: whatever its solution says of their letters, it
 * says because of them. None where the problem has other words, other formulas or several parts.
 */
export function toSolve({ text, formulas }: Passage): readonly Pair[] {
  let known = remembered.get(formulas);
  if (!known) {
    known = equationsToSolve(text, formulas);
    remembered.set(formulas, known);
  }
  return known;
}

/** A problem is looked at by every line of its solution. */
const remembered = new WeakMap<readonly Formula[], readonly Pair[]>();

function equationsToSolve(text: string, formulas: readonly Formula[]): readonly Pair[] {
  const said = formulas.filter(formula => !isLetterOnly(formula));
  const words = beside(text, formulas);
  if (several.test(words) || !wordsIn(words).every(isOfSolving)) return [];
  const pairs = said.map(formula => pairsOf(text, formula, new Map()));
  return pairs.every(([pair, ...others]) => pair?.sign === '=' && others.length === 0) ? pairs.flat() : [];
}

/** "for $x$" */
const isLetterOnly = ({ relations, sides }: Formula) => relations.length === 0 && sides[0]?.expr.kind === 'symbol';

/** "a) … b) …": one equation may have nothing to do with the other. */
const several = /(?:^|[\s*_(])(?:[a-h]|[1-9]|i{1,3})\)|^\s*(?:[-*•]|\d\.)\s/mu;

/** Whether nothing is said in the formula's sentence but what is done to equations, and nothing else was said right before. */
export function isBareWork({ text, formula, earlier, rest }: Place): boolean {
  const own = earlier[earlier.length - 1]!;
  const before = earlier.length > 2 ? earlier[earlier.length - 2]! : undefined;
  const isTold = before?.formulas.some(({ relations }) => relations.length > 0);
  const words = [
    sentence(beside(text, [...own.formulas, ...rest]), formula),
    ...(before && !isTold && own.formulas.length === 0 ? [beside(before.text, before.formulas)] : []),
  ];
  return words.flatMap(wordsIn).every(word => rearranging.test(word) || isOfSolving(word));
}

/** What stands around a formula in its sentence or line. */
function sentence(text: string, { span }: Formula): string {
  const before = text.slice(Math.max(0, span.start - reach), span.start);
  const after = text.slice(span.end, span.end + reach);
  return `${before.split(ends).at(-1)} ${after.split(ends)[0]}`;
}

const reach = 200;
const ends = /[.!?;。！？](?:\s|$)|\n\s*\n/u;

/** A text with blanks in place of its formulas. */
const beside = (text: string, formulas: readonly Formula[]) =>
  formulas.reduce(
    (left, { span: { start, end } }) => left.slice(0, start) + ' '.repeat(end - start) + left.slice(end),
    text,
  );

/** The words of a text in small letters, without commands and single letters. */
function wordsIn(text: string): readonly string[] {
  const plain = text.replace(/\\(?:begin|end)\{[a-z]+\*?\}(?:\{[^}]*\})?|\\(?!text)[a-zA-Z]+|\\text\w*/g, ' ');
  return plain.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]+|\p{sc=Han}+/gu) ?? [];
}

/** Words of those who solve equations. */
const isOfSolving = (word: string) => ofSolving.test(word);
const ofSolving = new RegExp(
  `^(?:i{1,3}|iv|solv\\p{L}*|find(?:ing)?|determine|calculate|system|systems|linear|simultaneous|quadratic|equations?|unknowns?|solutions?|all|real|values?|elimination|substitut\\p{L}*|method|using|by|with|via|following|the|this|of|for|and|in|terms|exercise|problem|task|question|algebraically|rearrange|make|subject|isolate|express|first|second|third|one|twice|times|step|next|put|into|write|form|standard|original|new|eliminat\\p{L}*|cancels?
  |löse|lösen|bestimme|berechne|gleichung(?:en|ssystems?)?|lineare[sn]?|quadratische[n]?|system|lgs|das|die|der|den|dem|folgende[sn]?|nach|auf|auflösen|umstellen|und|mit|einsetzungsverfahren|additionsverfahren|gleichsetzungsverfahren|subtraktionsverfahren|aufgabe|übung|lösung(?:en)?|alle|erste[nr]?|zweite[nr]?|dritte[nr]?|einsetzen|eingesetzt|wir|schritt|zeile|mal
  |résoudre|résous|résolvez|système|équations?|linéaires?|suivante?s?|le|la|les|par|combinaison|exercice|isoler|exprimer|fonction|de|dans|en|première?|premier|deuxième|seconde?|ligne|étape
  |resuelv\\p{L}*|resolver|sistema|ecuaci[oó]n(?:es)?|lineal(?:es)?|siguiente|el|los|sustitución|reducción|igualación|método|despeja\\p{L}*|ejercicio|primera|segunda|paso|ambas|entre
  |risolv\\p{L}*|equazion[ei]|lineari|lineare|seguente|sostituzione|esercizio|prima|seconda|passo|il|di
  |resolva|resolv\\p{L}*|equaç(?:ão|ões)|linear(?:es)?|substituição|exercício|isole|da|do
  |rozwiąż|rozwiązać|układ|równa(?:nie|ń|nia)|liniowych|metodą|podstawiania|przeciwnych|współczynników|wyznacz|zadanie|pierwsze|drugie|krok
  |решите|решить|реши|систему|системы|уравнени[еяй]|линейных|методом|подстановки|сложения|выразите|найдите|задача|пример|первое|второе|первого|второго|шаг|относительно
  |[解方程组求下列一二三元次的关于题练习第步]+)$`.replace(/\s+/g, ''),
  'u',
);
