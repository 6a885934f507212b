import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultParseOptions, type Granularity, parse } from '../../../server/src/documents/parse.ts';

const many = 30_000;
const exercise = '**Problem.** $1$\n\n**Solution.** $2$\n\n';

/** Text that nobody writes and somebody will send: with quadratic cost any of these would run for minutes. */
const monsters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  markdown: {
    'nested quotes': `${'>'.repeat(100_000)} a`,
    'a staircase of quotes': Array.from({ length: 300 }, (_, n) => `${'>'.repeat(n)} a`).join('\n'),
    brackets: '['.repeat(100_000),
    'half links': '![a]('.repeat(many),
    'callouts that open': '[!'.repeat(many),
    stars: '*a '.repeat(many),
    'unclosed fences': '```\n'.repeat(4_001),
    'unclosed comments': '<!-- '.repeat(many),
    'unclosed comments in paragraphs': 'a <!-- b\n\n'.repeat(4_000),
    'unclosed formulas': 'a $$\n\n'.repeat(4_000),
    dollars: '$a '.repeat(many),
    'display brackets': '\\[ '.repeat(many),
    'runs of backticks': Array.from({ length: 2000 }, (_, n) => '`'.repeat((n % 300) + 1)).join(' '),
    'nested lists': `${'- '.repeat(many)}a`,
    'a line of 5 MB': 'word $x$ and. '.repeat(380_000),
    'a word of 5 MB': 'x'.repeat(5_000_000),
    'NUL and lone surrogates': '\0\ud800a\udc00\n'.repeat(4_000),
    'folds in folds': '<details><summary>Solution</summary>\n\n'.repeat(1500),
    tables: `${'|'.repeat(many)}\n${'|-'.repeat(many)}`,
    'white space': `${' '.repeat(many)}a\n${'\t'.repeat(many)}`,
    'steps in one paragraph': 'Step 1: $a$\n'.repeat(4_000),
    'half-sentences': exercise + 'a,\n\n'.repeat(2_000),
    'the same exercise': exercise.repeat(1500),
    'ignored ignores': '<!-- steplight: ignore -->\n\n'.repeat(2000) + exercise.repeat(2000),
    'rows of a formula': `${exercise}$$\\begin{aligned}${'a &= b \\\\ '.repeat(4_000)}\\end{aligned}$$`,
    'front matter': `---\nsteplight:\n${'  problem: x\n'.repeat(2_000)}---\n`,
  },
  latex: {
    braces: '{'.repeat(many),
    'nested braces': '{'.repeat(many) + '}'.repeat(many),
    'unclosed environments': '\\begin{proof}'.repeat(2_000),
    'unclosed lists': '\\begin{enumerate}\\item '.repeat(2_000),
    'environments that cross': `${'\\begin{a}'.repeat(20)}\\end{b}`.repeat(1000),
    dollars: '$a '.repeat(many),
    comments: '% a\n'.repeat(4_000),
    backslashes: '\\'.repeat(many + 1),
    'unclosed verbatim': '\\begin{verbatim}'.repeat(2_000),
    'a line of 1 MB': 'word $x$ and. '.repeat(75_000),
    titles: '\\section{'.repeat(2_000),
    items: `\\begin{enumerate}${'\\item a $x$ \n\n'.repeat(1500)}\\end{enumerate}`,
  },
  lean4: {
    'nested comments': '/-'.repeat(many),
    strings: '"'.repeat(many + 1),
    'strings over lines': '"a\n'.repeat(4_001),
    brackets: '('.repeat(many),
    'by by by': 'theorem a : b := by '.repeat(4_000),
    semicolons: `theorem a : b := by ${'x; '.repeat(many)}`,
    dots: `theorem a : b := by\n${'  · '.repeat(4_000)}`,
    'a calculation': `theorem a : b := calc\n${'  _ = b := c\n'.repeat(4_000)}`,
    'have in have': `theorem a : b := by\n${Array.from({ length: 1000 }, (_, n) => `${'  '.repeat(n + 1)}have x : y := by\n`).join('')}`,
    quotes: '«'.repeat(many),
    attributes: '@['.repeat(many),
    'a line of 5 MB': `theorem a : b := by ${'exact x '.repeat(64_000)}`,
  },
};

const granularities: readonly Granularity[] = ['paragraph', 'sentence', 'line'];
let turn = 0;
for (const [language, texts] of Object.entries(monsters)) {
  for (const [name, text] of Object.entries(texts)) {
    const granularity = granularities[turn++ % granularities.length]!;
    test(`${language}: ${name}, by ${granularity}`, () => {
      const { exercises } = parse(text, language, { ...defaultParseOptions, granularity });
      for (const { steps } of exercises) {
        for (const step of steps) assert.equal(text.slice(step.span.start, step.span.end), step.text);
      }
    });
  }
}
