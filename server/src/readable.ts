/**
 * A passage as one line that a terminal can show: formulas in plain characters, no markup. For the eye alone: nothing is
 * ever computed from it.
 */
export function readable(text: string): string {
  // A program that illustrates a step is not what one recognises it by; nor is the mark of a footnote.
  let out = text.replace(
    /^ *(`{3,}|~{3,}) *(?!math\b)[^`\n]*\n[\s\S]*?(?:^ *\1.*$|$(?![\s\S]))/gm,
    (program, _, at: number) => (at === 0 ? program : '…'),
  );
  out = out.replace(/\[\^[^\]\s]+\]/g, '');
  out = out.replace(/\\(?:d|t)?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, (_, a, b) => `${grouped(a)}/${grouped(b)}`);
  out = out.replace(/\\(?:d|t)?frac\s*(\d)\s*(\d)/g, '$1/$2');
  out = out.replace(/\\sqrt\s*\{([^{}]*)\}/g, (_, a) => `√${grouped(a)}`);
  out = out.replace(/\\(?:begin|end)\s*\{[^{}]*\}(?:\[[^\]]*\])?/g, ' ');
  out = out.replace(
    /\\(?:text|mathrm|mathbf|mathbb|mathcal|operatorname|textbf|textit|emph|boxed|tag)\s*\*?\{([^{}]*)\}/g,
    '$1',
  );
  out = out.replace(/\\(?:left|right|displaystyle|quad|qquad|[bB]igg?[lrm]?|item|noindent|label)(?![a-zA-Z])/g, ' ');
  out = out.replace(/\\([a-zA-Z]+)/g, (whole, name: string, at: number, all: string) => {
    if (functions.has(name)) return /[a-zA-Z0-9]/.test(all[at - 1] ?? '') ? ` ${name}` : name;
    return symbols[name] ?? whole;
  });
  out = out.replace(/\\[()[\]]|(?<!\\)\$/g, '');
  out = out.replace(/\\\\|\\[,;:! ]|(?<!\\)&|~(?=\d|\\|[A-Z])/g, ' ').replace(/\\([$%&#_{}|])/g, '$1');
  // A comma in braces is a decimal one: LaTeX puts no space after it.
  out = out.replace(/(?<=\d)\{([,.])\}(?=\d)/g, '$1');
  out = out.replace(
    /\^(?:\{(-?\d+|n|T)\}|(-?\d+|n|T)(?!\.?\d))/g,
    (whole, braced?: string, bare?: string) => raised(braced ?? bare!) ?? whole,
  );
  // An index follows one letter or a function: `fact_1` is a name.
  out = out.replace(/(\p{L}*)_(?:\{(\d+)\}|(\d+))/gu, (whole, base: string, braced?: string, bare?: string) =>
    [...base].length > 1 && !functions.has(base)
      ? whole
      : base + [...(braced ?? bare!)].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join(''),
  );
  out = out.replace(/(?<=[\^_])\{([^{}]*)\}/g, (_, index: string) => grouped(index));
  out = out.replace(/\*\*(\S(?:[^*]*\S)?)\*\*|__(\S(?:[^_]*\S)?)__/g, (_, a, b) => a ?? b);
  out = out.replace(/<!--.*?-->|\/-[-!]|-\/(?=\s|$)/gs, ' ').replace(/^[ \t]*(?:>[ \t]?)+/gm, '');
  return out
    .replace(/\s+/g, ' ')
    .replace(/ (?=[),])/g, '')
    .trim();
}

const grouped = (part: string) => (/^\s*(?:[\w.]+|\\?[a-zA-Z]+)\s*$/.test(part) ? part.trim() : `(${part.trim()})`);

function raised(exponent: string): string | undefined {
  const small = [...exponent].map(c => superscripts[c]);
  return small.includes(undefined) ? undefined : small.join('');
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [...'0123456789-nT'].map((c, i) => [c, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿᵀ'][i]!]),
);

const functions = new Set(
  'sin cos tan cot sec csc log ln exp lim max min gcd lcm det dim deg arcsin arccos arctan sinh cosh tanh sup inf'.split(
    ' ',
  ),
);

const symbols: Readonly<Record<string, string>> = {
  cdot: '·',
  times: '×',
  div: '÷',
  pm: '±',
  mp: '∓',
  ast: '∗',
  le: '≤',
  leq: '≤',
  leqslant: '≤',
  ge: '≥',
  geq: '≥',
  geqslant: '≥',
  ne: '≠',
  neq: '≠',
  lt: '<',
  gt: '>',
  approx: '≈',
  equiv: '≡',
  sim: '∼',
  cong: '≅',
  propto: '∝',
  mid: '∣',
  nmid: '∤',
  parallel: '∥',
  perp: '⟂',
  in: '∈',
  notin: '∉',
  subset: '⊂',
  subseteq: '⊆',
  cup: '∪',
  cap: '∩',
  setminus: '∖',
  emptyset: '∅',
  forall: '∀',
  exists: '∃',
  neg: '¬',
  land: '∧',
  wedge: '∧',
  lor: '∨',
  vee: '∨',
  to: '→',
  rightarrow: '→',
  mapsto: '↦',
  leftarrow: '←',
  Rightarrow: '⇒',
  implies: '⇒',
  iff: '⇔',
  Leftrightarrow: '⇔',
  infty: '∞',
  sum: '∑',
  prod: '∏',
  int: '∫',
  partial: '∂',
  nabla: '∇',
  sqrt: '√',
  dots: '…',
  ldots: '…',
  cdots: '⋯',
  vdots: '⋮',
  circ: '∘',
  bullet: '•',
  angle: '∠',
  triangle: '△',
  square: '□',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  langle: '⟨',
  rangle: '⟩',
  lfloor: '⌊',
  rfloor: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  bmod: 'mod',
  pmod: 'mod',
  ell: 'ℓ',
  therefore: '∴',
  because: '∵',
  qed: '∎',
};

/** How many columns a terminal needs for a text: Chinese characters and emoji take two, combining marks none. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

/** The text, or as much of it as fits, with an ellipsis. */
export function fitted(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let out = '';
  let used = 1;
  for (const { segment } of graphemes.segment(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > columns) break;
    out += segment;
  }
  return `${out.trimEnd()}…`;
}

/** The text in lines of at most so many columns, broken at spaces where there are any. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? fitted(word, columns) : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}])/u;
