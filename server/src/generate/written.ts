import { extract } from '../formulas/extract.ts';
import type { Expr, Formula } from '../formulas/formula.ts';
import { numberStyle } from '../formulas/numbers.ts';

/**
 * A step that a PRM of the formula view has written, as a document would have it: each formula between dollars. It is
 * written so that it reads back as the same formula, and so gets the score that it was written with.
 */
export function written(step: string): string {
  return step
    .split(';')
    .filter(formula => formula !== '')
    .map(formula => `$${latexOf(formula)}$`)
    .join(', ');
}

function latexOf(normal: string): string {
  const answer = normal.startsWith('#');
  const plain = answer ? normal.slice(1) : normal;
  // "x-a" may be a name with a hyphen, "x - a" is none.
  const linear = plain.replaceAll('~', '≈').replace(/(?<=[\p{L}\d)!%'])[-+]/gu, ' $& ');
  const read = constructions.test(plain)
    ? undefined
    : [linear, `$${linear}$`].map(formulaIn).find(one => one?.text === plain);
  const spaced = read && formula(read);
  const faithful = spaced !== undefined && formulaIn(`$${spaced}$`)?.text === plain;
  const latex = faithful ? spaced : signs(plain);
  return answer ? `\\boxed{${latex}}` : latex;
}

/** The normal form writes 0.5, and 1234 without a separator. */
const pointStyle = numberStyle(['0.5']);

/** The one formula that a text is. */
function formulaIn(text: string): Formula | undefined {
  const found = extract(text, { style: pointStyle, numbers: true });
  return found.length === 1 ? found[0] : undefined;
}

const constructions = /(?<!\p{L})(diff|int|sum|prod|lim)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/u;

/** What can't be read as a formula is shown as it is, sign by sign, and what stands in words as mathematics writes it. */
const signs = (normal: string) =>
  normal
    .replace(
      constructions,
      (all, name: string, inside: string) => construction(name, inside.split(/,(?![^(]*\))/)) ?? all,
    )
    .replace(/[*≤≥≠≡~±√πθαβγδλμφωΔΣ∞]/gu, sign => `${names[sign]} `)
    .replace(/\^\(([^()]*)\)/g, '^{$1}')
    .replace(/[%#]/g, '\\$&')
    .trim();

function construction(name: string, [body, variable, low, high]: readonly string[]): string | undefined {
  if (body === undefined || variable === undefined) return undefined;
  switch (name) {
    case 'diff':
      return `\\frac{d}{d${variable}} ${held(body)}`;
    case 'int':
      return `\\int${low && high ? `_{${low}}^{${high}}` : ''} ${body} \\,d${variable}`;
    case 'lim':
      return low === undefined ? undefined : `\\lim_{${variable} \\to ${low}} ${held(body)}`;
    case 'sum':
    case 'prod':
      return low && high ? `\\${name}_{${variable}=${low}}^{${high}} ${held(body)}` : undefined;
    default:
      return undefined;
  }
}

/** A body that goes on behind its first term has to be held together. */
function held(body: string): string {
  const outside = body.replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, '');
  return /.[+-]/.test(outside) || /^[+-]$/.test(outside) ? `(${body})` : body;
}

const names: Readonly<Record<string, string>> = {
  '*': '\\cdot',
  '≤': '\\le',
  '≥': '\\ge',
  '≠': '\\ne',
  '≡': '\\equiv',
  '~': '\\approx',
  '±': '\\pm',
  '√': '\\surd',
  π: '\\pi',
  θ: '\\theta',
  α: '\\alpha',
  β: '\\beta',
  γ: '\\gamma',
  δ: '\\delta',
  λ: '\\lambda',
  μ: '\\mu',
  φ: '\\varphi',
  ω: '\\omega',
  Δ: '\\Delta',
  Σ: '\\Sigma',
  '∞': '\\infty',
};

const commands = new Set('sin cos tan cot sec csc arcsin arccos arctan log ln exp gcd max min'.split(' '));

function formula({ sides, relations, leading }: Formula): string {
  const sign = (relation: { sign: string }) => names[relation.sign] ?? relation.sign;
  const parts = sides.map(({ expr }, k) => (k === 0 ? exprOf(expr) : `${sign(relations[k - 1]!)} ${exprOf(expr)}`));
  return [...(leading ? [sign(leading)] : []), ...parts].join(' ');
}

function exprOf(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.text;
    case 'symbol':
      return names[expr.name] ?? expr.name;
    case 'sum':
      return expr.terms
        .map(({ sign, expr: term }, k) => {
          const written = term.kind === 'sum' ? `(${exprOf(term)})` : exprOf(term);
          return k === 0 ? `${names[sign] ?? sign}${written}` : ` ${names[sign] ?? sign} ${written}`;
        })
        .join('');
    case 'product':
      return expr.factors.reduce((before, { sign, expr: factor }) => {
        const wraps = factor.kind === 'sum' || (factor.kind === 'product' && before !== '');
        const next = wraps ? `(${exprOf(factor)})` : exprOf(factor);
        if (before === '') return next;
        if (sign === '*') return `${before} \\cdot ${next}`;
        // "\pi" and "x" side by side are not a command "\pix".
        return `${before}${sign === '' && /\\\p{L}+$/u.test(before) && /^\p{L}/u.test(next) ? ' ' : sign}${next}`;
      }, '');
    case 'fraction':
      return `\\frac{${inner(expr.over)}}{${inner(expr.under)}}`;
    case 'mixed':
      return `${exprOf(expr.whole)}${exprOf(expr.part)}`;
    case 'power':
      return `${base(expr.base)}^{${inner(expr.exponent)}}`;
    case 'postfix':
      return `${base(expr.of)}${expr.sign === '%' ? '\\%' : expr.sign}`;
    case 'subscript':
      return `${base(expr.of)}_{${inner(expr.index)}}`;
    case 'parentheses':
      return `(${expr.items.map(exprOf).join(', ')})`;
    case 'degrees':
      return `${base(expr.of)}^\\circ`;
    case 'root':
      return `\\sqrt{${inner(expr.of)}}`;
    case 'call':
      return call(expr.name, expr.args);
  }
}

/** Where braces hold something together, its parentheses are not needed. */
const inner = (expr: Expr): string =>
  expr.kind === 'parentheses' && expr.items.length === 1 ? exprOf(expr.items[0]!) : exprOf(expr);

const base = (expr: Expr): string =>
  expr.kind === 'sum' || expr.kind === 'product' || expr.kind === 'fraction' || expr.kind === 'power'
    ? `(${exprOf(expr)})`
    : exprOf(expr);

function call(name: string, args: readonly Expr[]): string {
  const [first, second] = args;
  if (name === 'root' && first && second) return `\\sqrt[${exprOf(first)}]{${inner(second)}}`;
  if (name === 'abs' && first) return `|${exprOf(first)}|`;
  if (name === 'binom' && first && second) return `\\binom{${exprOf(first)}}{${exprOf(second)}}`;
  if (name === 'log' && first && second) return `\\log_{${exprOf(first)}}(${exprOf(second)})`;
  if (name === 'lcm') return `\\operatorname{lcm}(${args.map(exprOf).join(', ')})`;
  return `${commands.has(name) ? `\\${name}` : name}(${args.map(exprOf).join(', ')})`;
}
