import type { Span } from '../documents/exercise.ts';
import type { Judgement } from './check.ts';
import type { Evidence } from './evidence.ts';
import { extract } from './extract.ts';
import type { Expr, Passage } from './formula.ts';
import { letterValue } from './notation.ts';
import { type NumberStyle, numberStyle } from './numbers.ts';
import { numeric } from './numeric.ts';
import { mentions } from './rewrite.ts';
import { segments } from './segments.ts';
import { certainRoots, type EquationToSolve, equationToSolve, fractionNear, isSolvedBy } from './solutions.ts';
import { statementsOf } from './statement.ts';
import { rearranging } from './words.ts';

/**
 * The end of a solution whose answer says by its form that it is complete, `\boxed{x = -6}` or `S = \{-6\}`, where the problem is nothing but an
 * equation to solve: a number that solves it is not left out, and none that doesn't stands beside one that does. What any line, word or
 * sign of the solution may have set aside isn't missed.
 */
export function completeAnswers(
  last: Passage,
  before: readonly Passage[],
  judgements: readonly Judgement[],
): Judgement[] {
  const [problem, ...earlier] = before;
  if (!mayAnswer.test(last.text)) return [];
  const equation = equationToSolve(problem);
  if (!equation) return [];
  const solution = [...earlier, last];
  const style = numberStyle([problem!.text, ...solution.map(({ text }) => text)]);
  const answers = solution.map(({ text }) => answersIn(text, equation.letter, style));
  const stated = answers.at(-1)!.at(-1);
  if (!stated || answers.flat().some(answer => !answer.values)) return [];
  const values = answers.flat().flatMap(answer => answer.values!);
  if (!solution.every(({ text }) => isPlain(text))) return [];
  const { span } = stated;
  const fails = (evidence: Evidence): Judgement[] => [{ span, answer: 'fails', evidence }];
  if (values.some(({ x }) => !isSolvedBy(x, equation))) {
    const wrong = equation.isExact ? extraIn(stated, equation) : undefined;
    // What was said of it before needn't be said again.
    if (!wrong || judgements.some(({ answer }) => answer === 'fails')) return [];
    return fails({ kind: 'no-root', equation: equation.quote, claimed: letterValue(equation.letter, wrong.x, style) });
  }
  const isIn = (root: number) => values.some(({ x }) => Math.abs(x - root) <= 1e-6 * Math.max(1, Math.abs(root)));
  const lost = certainRoots(equation).find(root => !isIn(root) && (equation.asksForAll || !isSetAside(root, values)));
  if (lost === undefined) return [];
  if (solution.some((passage, k) => speaksOf(lost, values, equation, passage, answers[k]!))) return [];
  return fails({
    kind: 'left-out',
    equation: equation.quote,
    root: letterValue(equation.letter, lost, style, equation.quote),
  });
}

/** A number that doesn't solve it, beside one that does; alone it may answer another question, and what x is in may be tried yet. */
function extraIn({ values, isTried }: Answer, equation: EquationToSolve): Value | undefined {
  if (isTried || !values!.some(({ x }) => isSolvedBy(x, equation))) return undefined;
  return values!.find(({ x, exact }) => exact && !isSolvedBy(x, equation));
}

/** Whether all numbers of the answer are what a chapter or a sheet may allow, and the root isn't: positive ones, whole ones. */
function isSetAside(root: number, values: readonly Value[]): boolean {
  return kinds.some(isOfKind => !isOfKind(root) && values.every(({ x }) => isOfKind(x)));
}

const kinds: readonly ((x: number) => boolean)[] = [
  x => x > 0,
  x => x >= 0,
  x => x < 0,
  x => x <= 0,
  x => x !== 0,
  Number.isInteger,
  x => fractionNear(x) !== undefined,
  x => x >= 0 && x <= 1,
  x => Number.isInteger(x) && x >= 0 && x < 10,
];

/** One number of an answer. */
interface Value {
  readonly x: number;
  /** Neither rounded nor read in one of several ways. */
  readonly exact: boolean;
}

interface Answer {
  readonly span: Span;
  /** Absent where not all of it can be read. */
  readonly values?: readonly Value[];
  /** `x \in \{1, 2, 3\}` may be where it is looked for. */
  readonly isTried?: boolean;
}

const mayAnswer = /\\boxed|\{|∅|\\(?:emptyset|varnothing|lbrace)/;

/** The boxes and the sets of solutions of a text. */
function answersIn(text: string, letter: string, style: NumberStyle): Answer[] {
  const boxes = [...text.matchAll(/\\boxed\s*\{/g)].flatMap(({ index, 0: { length } }): Answer[] => {
    const end = closing(text, index + length);
    if (end === undefined) return [];
    const inside = text.slice(index + length, end);
    return [{ span: { start: index + length, end }, ...valuesOf(setIn(inside) ?? inside, letter, style) }];
  });
  const sets = [...text.matchAll(setBegins(letter))].flatMap(({ index, 0: begins }): Answer[] => {
    const start = index + begins.length;
    if (boxes.some(({ span }) => span.start <= start && start <= span.end)) return [];
    const empty = emptySet.exec(text.slice(start))?.[0];
    if (empty) return [{ span: { start: index, end: start + empty.length }, values: [] }];
    const set = listed.exec(text.slice(start, start + 200));
    if (!set) return [{ span: { start: index, end: start } }];
    const isTried = /(?:in|∈)[\s$~]*$/.test(begins);
    return [{ span: { start: index, end: start + set[0].length }, isTried, ...valuesOf(listOf(set), letter, style) }];
  });
  return [...boxes, ...sets].sort((a, b) => a.span.start - b.span.start);
}

/** `S =`, `\mathbb{L} =`, "Lösungsmenge:" */
const nameOfSet = [
  String.raw`(?<![\p{L}\\_])(?:\\(?:mathbb|mathcal|mathrm|text)\s*\{?\s*)?(?:[LS𝕃𝕊]|IL|Sol)\}?(?:_\{?\p{L}{1,3}\}?)?[\s$~]*=`,
  String.raw`(?<!\p{L})(?:solution sets?|lösungsmengen?|ensemble (?:des )?solutions?|conjunto (?:de )?soluci(?:ón|ones)|conjunto[- ](?:de )?soluç(?:ão|ões)|insieme (?:delle )?soluzioni|zbiór rozwiązań|множество решений|解集|解集合)(?: is| ist| est| es| é| è)?[\s$:：=为是*_]*(?:[LS][\s$]*=)?`,
].join('|');

const setBegins = (letter: string) =>
  new RegExp(
    String.raw`(?:${nameOfSet}|(?<![\p{L}\\])${letter}\s*(?:\\in(?![a-z])|∈))[\s$~]*(?=\\?\{|\\left|\\lbrace|\\big|∅|\\emptyset|\\varnothing)`,
    'giu',
  );

const emptySet = /^(?:∅|\\emptyset|\\varnothing|\\?\{[\s~]*\\?\})/;
const listed = new RegExp(
  [
    String.raw`^\\left\s*\\(?:\{|lbrace)(?<left>.*?)\\right\s*\\(?:\}|rbrace)`,
    String.raw`^(?:\\[bB]igg?l?\s*)?(?:\\\{|\\lbrace)(?<escaped>.*?)(?:\\[bB]igg?r?\s*)?(?:\\\}|\\rbrace)`,
    String.raw`^\{(?<bare>[^{}\\]*)\}`,
  ].join('|'),
  'su',
);

const listOf = ({ groups }: RegExpExecArray) => groups!.left ?? groups!.escaped ?? groups!.bare!;

/** What a box holds between the braces of a set, with or without its name. */
function setIn(inside: string): string | undefined {
  const set = /^[^{}=]*?(?:=|\\in(?![a-z])|∈)?\s*(?=\\left\s*\\|\\\{|\\lbrace)/.exec(inside);
  const list = set && listed.exec(inside.slice(set[0].length));
  return list && set[0].length + list[0].length === inside.trimEnd().length ? listOf(list) : undefined;
}

/** Where the braces close that were opened before `from`. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let i = from; i < Math.min(text.length, from + 300); i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return undefined;
}

/** `x = 1, x = 5`, `1; 5`, `x_{1,2} = \pm 3`, `2 \text{ or } 3`. */
function valuesOf(list: string, letter: string, style: NumberStyle): Pick<Answer, 'values'> {
  if (/^\s*(?:∅|\\emptyset|\\varnothing)?\s*$/.test(list)) return { values: [] };
  const separator = list.includes(';') ? ';' : ',';
  const plain = list
    .replace(new RegExp(String.raw`${letter}_?\{[\d,;/\s]*\}`, 'g'), letter)
    .replaceAll('{,}', '\uE000');
  const parts = plain
    .split(
      /\\(?:text|mbox|mathrm|textrm)\s*\{\s*(?:or|and|oder|und|ou|et|o|y|e|lub|i|или|и|或|和)\s*\}|\\q?quad|\\l?or(?![a-z])|∨|\\vee/u,
    )
    .flatMap(part => part.split(separator))
    .map(part => part.replaceAll('\uE000', '{,}').trim())
    .filter(part => part !== '');
  // One root has a number beside others only.
  if (parts.length === 1 && new RegExp(String.raw`^${letter}_?\{?[\d₀-₉]`, 'u').test(parts[0]!)) return {};
  const name = new RegExp(String.raw`^${letter}(?:_?[\d₀-₉]|_\{\d\})?\s*=`, 'u');
  const values = parts.map(part => numbersIn(part.replace(name, ''), style, /\d,\d/.test(list)));
  return parts.length > 0 && values.every(one => one !== undefined) ? { values: values.flatMap(one => one!) } : {};
}

function numbersIn(written: string, style: NumberStyle, ambiguous: boolean): readonly Value[] | undefined {
  if (/^[^()]*\)|\([^()]*$|[[\]]|\d\s*\\[dt]?frac/.test(written)) return undefined;
  const text = `$q = ${written}$`;
  const [formula, ...others] = extract(text, { style });
  const side = formula?.sides[1];
  if (!side || others.length > 0 || formula.sides.length > 2 || side.span.end < text.length - 1) return undefined;
  if (side.units.length > 0) return undefined;
  const signs = mentions(side.expr, isPlusMinus) ? ([1, -1] as const) : ([1] as const);
  const exact = !ambiguous && !mentions(side.expr, part => part.kind === 'number' && part.text.includes('.'));
  const numbers = signs.map(sign => numeric(side.expr, { sign, base: 10 })?.(() => Number.NaN) ?? Number.NaN);
  return numbers.every(Number.isFinite) ? numbers.map(x => ({ x, exact })) : undefined;
}

const isPlusMinus = (expr: Expr) => expr.kind === 'sum' && expr.terms.some(({ sign }) => sign === '±');

/** Nothing in it but formulas and words that don't set anything aside. */
function isPlain(text: string): boolean {
  if (setsAside.test(text)) return false;
  const prose = segments(text)
    .filter(({ kind }) => kind === 'prose')
    .map(({ start, end }) => text.slice(start, end));
  const inside = [...text.matchAll(/\\(?:text|mbox|textbf|textit|mathrm)\s*\{([^{}]*)\}/g)].map(([, words]) => words!);
  const words = [...prose, ...inside]
    .join(' ')
    .replace(/\\[a-zA-Z]+/g, ' ')
    .toLowerCase()
    .match(/\p{L}[\p{L}\p{M}'’-]+|\p{sc=Han}/gu);
  return (words ?? []).every(word => finishing.test(word) || rearranging.test(word));
}

/** Inequalities, sets of numbers other than the real ones, both signs, what is struck out, marks of what is right and what isn't. */
const setsAside =
  /[<>≤≥≠＜＞≦≧⩽⩾∉ℕℤℚℂ✗✘❌⚡↯∪∩∖∞]|\\(?:[lg]eq{0,2}(?:slant)?|neq?|[lg]t|notin|not|pm|mp|cancel|xcancel|bcancel|sout|lightning|cup|cap|setminus|infty|times)(?![a-z])|\\mathbb\s*\{?[^RLS{\s]|(?:ℝ|\\mathbb\s*\{?R\}?)\s*[\^_*+⁺]|±|~~|\?/u;

/** Whether a passage names the root, or tells it from those in the answer. */
function speaksOf(
  root: number,
  values: readonly Value[],
  { letter }: EquationToSolve,
  { text, formulas }: Passage,
  answers: readonly Answer[],
): boolean {
  const read: Span[] = answers.map(({ span }) => span);
  for (const formula of formulas) {
    const own = statementsOf(text, formula, new Map()).filter(one => one.letter.split('_')[0] === letter);
    if (own.some(one => one.holdsAt(root) && (one.value || !values.every(({ x }) => one.holdsAt(x))))) return true;
    const isApart = read.every(({ start, end }) => formula.span.end <= start || end <= formula.span.start);
    if (isApart && own.length > 0 && own.length === formula.relations.length) read.push(formula.span);
  }
  const rest = read
    .sort((a, b) => b.start - a.start)
    .reduce((left, { start, end }) => `${left.slice(0, start)} ; ${left.slice(end)}`, text);
  return names(rest, root);
}

/** Whether a number stands there by itself, where nothing is calculated with it. */
function names(text: string, root: number): boolean {
  if (Number.isInteger(root)) {
    const before =
      root < 0
        ? String.raw`(?<!(?:[\d)}\]]|(?<!\p{L})\p{L})\s*)[-−–－](?:\s|\\[,;:! ]|\{)*`
        : String.raw`(?<![\p{L}\d^_.,/\\]|\^\{|_\{|[-−–+*·]\s*)`;
    return new RegExp(`${before}${Math.abs(root)}${aloneBehind}`, 'u').test(text);
  }
  return /\/|\\[dt]?frac|\\sqrt|√|\d[.,]\d|[½¼¾⅓⅔]/.test(text);
}

const aloneBehind = String.raw`(?![\p{L}\d(^]|[.,]\d|\s*[-+*/·:=])`;

/** Words of a solution that go with what is done to an equation, and set none of its solutions aside. */
const finishing = new RegExp(
  `^(?:an?|as|at|or|and|oder|lub|или|либо|або|i|be|us|our|my|was|were|with|using|use[ds]?|appl\\p{L}*|tak(?:e|es|ing)|extract\\p{L}*|squar(?:e|es|ed|ing)|roots?|zeros?|products?|propert(?:y|ies)|rules?|quadratic|formulas?|identity|equal|complet(?:e|es|ed|ing)|substitut\\p{L}*|back|let|put|set|plug\\p{L}*|write|rewrit\\p{L}*|values?|unknown|answers?|solutions?|final|finally|check\\p{L}*|verif\\p{L}*|done|results?|which|start\\p{L}*|begin\\p{L}*|original|given|constant|linear|factors?|numbers?|denominators?|expression|form|discriminant|here|problem|same|logarithms?|exponents?|bases?|powers?|algebra|difference|binomial|variable|call|name
  |wurzel\\p{L}*|zieh\\p{L}*|ziehen|quadrat\\p{L}*|ergänz\\p{L}*|pq-formel|abc-formel|formel|mitternachtsformel|lösung\\p{L}*|antwort|ergebnis|satz|nullprodukt\\p{L}*|vieta|probe|einsetzen|setz\\p{L}*|sei|substitu\\p{L}*|rücksubstitution|ist|lautet|gleich|null|eine?|einen|linken?|rechten?|zuerst|zunächst|nun|jetzt|gegeben|hat|haben|stimmt|wahr|im|als|zu|zum|bringen|form|faktor\\p{L}*|produkt|nenner|hauptnenner|term|wert|ausgangsgleichung|diskriminante|des
  |racines?|carrée?s?|prend|prenant|prenons|extra\\p{L}*|ensemble|l['’]ensemble|est|sont|réponse|équation|l['’]équation|formule|quadratique|produit|nul|facteurs?|aux?|un|une|pos(?:e|ons|ant)|vérifi\\p{L}*|enfin|finalement|cette|dénominateur\\p{L}*|valeur|c['’]est-à-dire|trouve|équivaut|passe|racine
  |raíz|raíces|cuadrad[ao]|toma\\p{L}*|conjunto|respuesta|ecuación|fórmula|general|cuadrática|factor|producto|nulo|cero|es|son|se|tiene|tenemos|aplica\\p{L}*|simplifica\\p{L}*|finalmente|comproba\\p{L}*|una?|al|lo|que|da|hacemos|cambio|variable|pasa\\p{L}*|quita\\p{L}*|paréntesis|denominador\\p{L}*|de
  |raiz|raízes|quadrada|tirando|tira\\p{L}*|resposta|equação|bhaskara|temos|é|são|assim|verifica\\p{L}*|uma?|ao|fica|do|da|das|dos|membros|substitui\\p{L}*
  |radic[ei]|quadrata|estra\\p{L}*|insieme|soluzion[ei]|delle|risposta|equazione|l['’]equazione|abbiamo|ha|entrambi|membri|infine|della|dell['’]equazione|poniamo|discriminante
  |pierwiastek|pierwiastk\\p{L}*|rozwiązani\\p{L}*|odpowiedź|odp|równani\\p{L}*|mamy|otrzym\\p{L}*|stronami|stron|zbiór|rozwiązań|jest|wzór|wzoru|delta|czyli|z|do|postać
  |корень|корни|корней|извле\\p{L}*|квадратн\\p{L}*|уравнени\\p{L}*|ответ|решени[ея]|решений|имеем|множество|формул\\p{L}*|дискриминант\\p{L}*|по|это|равно|частей|замена|замену|сделаем|пусть|тогда|к|от|с|реш\\p{L}*
  |(?:解|解得|解方程|原方程|方程|的|为|是|得|即|故|则|所以|因此|两边|同时|开平方|或|或者|开方|开|平方|平方根|移项|整理|配方|因式分解|答案?|解集|设|令|代入|化为|变形|可得|有|可化为|由|根|答え|よって|より|は|を|と|する|おく|ると|両辺|平方根|をとる|解く|答|したがって|ゆえに|である|です|の|に|方程式|移項|整理すると|解け)+)$`.replace(
    /\s+/g,
    '',
  ),
  'u',
);
