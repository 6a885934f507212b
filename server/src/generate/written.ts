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
  const linear = plain.replaceAll('~', '≈');
  const read = constructions.test(plain)
    ? undefined
    : [linear, `$${linear}$`].map(formulaIn).find(one => one?.text === plain);
  const latex = read && formula(read);
  const faithful = latex !== undefined && formulaIn(`$${latex}$`)?.text === plain ? latex : signs(plain);
  return answer ? `\\boxed{${faithful}}` : faithful;
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
      return `\\frac{d}{d${variable}} ${/[+-]/.test(body) ? `(${body})` : body}`;
    case 'int':
      return `\\int${low && high ? `_{${low}}^{${high}}` : ''} ${body} \\,d${variable}`;
    case 'lim':
      return low === undefined ? undefined : `\\lim_{${variable} \\to ${low}} ${body}`;
    case 'sum':
    case 'prod':
      return low && high ? `\\${name}_{${variable}=${low}}^{${high}} ${body}` : undefined;
    default:
      return undefined;
  }
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
  const parts = sides.map(({ expr }, k) => (k === 0 ? latex(expr) : `${sign(relations[k - 1]!)} ${latex(expr)}`));
  return [...(leading ? [sign(leading)] : []), ...parts].join(' ');
}

function latex(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.text;
    case 'symbol':
      return names[expr.name] ?? expr.name;
    case 'sum':
      return expr.terms
        .map(({ sign, expr: term }, k) => {
          const written = term.kind === 'sum' ? `(${latex(term)})` : latex(term);
          return k === 0 ? `${names[sign] ?? sign}${written}` : ` ${names[sign] ?? sign} ${written}`;
        })
        .join('');
    case 'product':
      return expr.factors.reduce((before, { sign, expr: factor }) => {
        const wraps = factor.kind === 'sum' || (factor.kind === 'product' && before !== '');
        const next = wraps ? `(${latex(factor)})` : latex(factor);
        if (before === '') return next;
        if (sign === '*') return `${before} \\cdot ${next}`;
        // "\pi" and "x" side by side are not a command "\pix".
        return `${before}${sign === '' && /\\\p{L}+$/u.test(before) && /^\p{L}/u.test(next) ? ' ' : sign}${next}`;
      }, '');
    case 'fraction':
      return `\\frac{${inner(expr.over)}}{${inner(expr.under)}}`;
    case 'mixed':
      return `${latex(expr.whole)}${latex(expr.part)}`;
    case 'power':
      return `${base(expr.base)}^{${inner(expr.exponent)}}`;
    case 'postfix':
      return `${base(expr.of)}${expr.sign === '%' ? '\\%' : expr.sign}`;
    case 'subscript':
      return `${base(expr.of)}_{${inner(expr.index)}}`;
    case 'parentheses':
      return `(${expr.items.map(latex).join(', ')})`;
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
  expr.kind === 'parentheses' && expr.items.length === 1 ? latex(expr.items[0]!) : latex(expr);

const base = (expr: Expr): string =>
  expr.kind === 'sum' || expr.kind === 'product' || expr.kind === 'fraction' || expr.kind === 'power'
    ? `(${latex(expr)})`
    : latex(expr);

function call(name: string, args: readonly Expr[]): string {
  const [first, second] = args;
  if (name === 'root' && first && second) return `\\sqrt[${latex(first)}]{${inner(second)}}`;
  if (name === 'abs' && first) return `|${latex(first)}|`;
  if (name === 'binom' && first && second) return `\\binom{${latex(first)}}{${latex(second)}}`;
  if (name === 'log' && first && second) return `\\log_{${latex(first)}}(${latex(second)})`;
  if (name === 'lcm') return `\\operatorname{lcm}(${args.map(latex).join(', ')})`;
  return `${commands.has(name) ? `\\${name}` : name}(${args.map(latex).join(', ')})`;
}
