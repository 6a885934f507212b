/** What a LaTeX command is to a formula. Commands that are in no table have no place in the grammar. */
export const operators: Readonly<Record<string, string>> = {
  times: '*',
  cdot: '*',
  ast: '*',
  div: '/',
  pm: '±',
  bmod: 'mod',
  surd: '√',
  '%': '%',
};

export const relations: Readonly<Record<string, string>> = {
  le: '≤',
  leq: '≤',
  leqslant: '≤',
  ge: '≥',
  geq: '≥',
  geqslant: '≥',
  lt: '<',
  gt: '>',
  ne: '≠',
  neq: '≠',
  approx: '~',
  simeq: '~',
  equiv: '≡',
};

export const letters: Readonly<Record<string, string>> = {
  pi: 'π',
  infty: '∞',
  theta: 'θ',
  vartheta: 'θ',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  lambda: 'λ',
  mu: 'μ',
  phi: 'φ',
  varphi: 'φ',
  omega: 'ω',
  Delta: 'Δ',
  Sigma: 'Σ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  kappa: 'κ',
  nu: 'ν',
  xi: 'ξ',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  chi: 'χ',
  psi: 'ψ',
  Gamma: 'Γ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  ell: 'ℓ',
};

export const functions = new Set('sin cos tan cot sec csc arcsin arccos arctan log ln lg exp gcd max min'.split(' '));

/** Commands with arguments or a body. */
export const constructions: Readonly<Record<string, string>> = {
  frac: 'frac',
  dfrac: 'frac',
  tfrac: 'frac',
  cfrac: 'frac',
  sqrt: 'sqrt',
  binom: 'binom',
  dbinom: 'binom',
  tbinom: 'binom',
  sum: 'sum',
  prod: 'prod',
  int: 'int',
  lim: 'lim',
  pmod: 'pmod',
  boxed: 'boxed',
  fbox: 'boxed',
};

export const brackets: Readonly<Record<string, readonly ['open' | 'close', string]>> = {
  lfloor: ['open', '⌊'],
  rfloor: ['close', '⌋'],
  lceil: ['open', '⌈'],
  rceil: ['close', '⌉'],
  lbrack: ['open', '['],
  rbrack: ['close', ']'],
  '{': ['open', '('],
  '}': ['close', ')'],
};

/** Commands that separate statements. */
export const separators = new Set(
  `implies impliedby Rightarrow Longrightarrow Leftarrow iff Leftrightarrow Longleftrightarrow to rightarrow longrightarrow
   mapsto quad qquad therefore because tag label item par newline medskip bigskip smallskip colon mid land lor wedge vee
   hline text@and intertext shortintertext`.split(/\s+/),
);

/** Commands that only say how something looks. */
export const looks = new Set(
  `left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr middle displaystyle textstyle scriptstyle limits nolimits
   nonumber notag mathbf boldsymbol mathit bf it rm bm pmb large Large small normalsize centering noindent
   , ; : ! > space thinspace enspace strut mathstrut`
    .split(/\s+/)
    .concat(' '),
);

/** Commands whose argument is prose. */
export const proseCommands = new Set(
  'text textbf textit textrm texttt textsf emph mathrm operatorname mbox hbox mathsf underline textnormal'.split(' '),
);

/** Commands whose argument is neither shown nor part of the formula. */
export const silentCommands = new Set('label tag hspace vspace phantom hphantom vphantom color textcolor'.split(' '));

/** Environments whose rows are statements; all others (matrices, cases, arrays) are no formulas of the grammar. */
export const rowEnvironments =
  /^(?:align|aligned|alignat|alignedat|gather|gathered|equation|multline|split|eqnarray|flalign|displaymath|math|dmath|document|proof|solution|center|enumerate|itemize)\*?$/;
