import { defaultParseOptions, type ParsedDocument, parse, parseSliced } from '../server/src/documents/parse.ts';

/** One exercise of some 500 characters, different for every n. */
const markdownExercise = (n: number): string => `## Exercise ${n}

Let $a_{${n}} = ${n}$ and $b = ${n + 1}$. Compute $a + b$ and say whether it is even, e.g. by looking at its last digit.

**Solution.** We add both numbers. The sum of two neighbours is odd, since one of them is even and the other one is not:

$$
\\begin{aligned}
a + b &= ${n} + ${n + 1} \\\\
      &= ${2 * n + 1},
\\end{aligned}
$$

which ends with an odd digit.

1. First we note that $${n} < ${n + 1}$.
2. Then we see that $${2 * n + 1} = 2 \\cdot ${n} + 1$.

Therefore the sum is odd, as was to be shown.

`;

const latexExercise = (n: number): string => `\\begin{problem}[Number ${n}]
Let $a = ${n}$ and $b = ${n + 1}$. Compute $a + b$.
\\end{problem}
\\begin{solution}
We add both numbers, \\emph{one after the other}: % by hand
\\begin{align*}
a + b &= ${n} + ${n + 1} \\\\
      &= ${2 * n + 1}.
\\end{align*}

\\begin{enumerate}
  \\item The first is $${n}$.
  \\item The second is $${n + 1}$.
\\end{enumerate}
So the sum is odd.
\\end{solution}

`;

const leanExercise = (n: number): string => `/-- Number ${n}. -/
theorem sum_${n} (a b : ℕ) (ha : a = ${n}) (hb : b = ${n + 1}) : a + b = ${2 * n + 1} := by
  have h : a = ${n} := by
    exact ha
  rw [h, hb]
  -- both are numbers now
  norm_num

`;

const filled = (exercise: (n: number) => string, characters: number): string => {
  let text = '';
  for (let n = 1; text.length < characters; n++) text += exercise(n);
  return text;
};

/** Time of this thread's processor, so that what else the machine does doesn't count. */
const milliseconds = (work: () => void): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
};

const best = (times: number, work: () => void): number =>
  Math.min(...Array.from({ length: times }, () => milliseconds(work)));

/** The longest stretch in which the sliced parse holds its thread. */
function longestSlice(text: string, language: string): number {
  const slices = parseSliced(text, language, defaultParseOptions);
  let longest = 0;
  for (let done = false; !done; )
    longest = Math.max(
      longest,
      milliseconds(() => (done = slices.next().done === true)),
    );
  return longest;
}

/** Typing a character in the middle of a document that was read before. */
function edit(text: string, language: string): number {
  let known: ParsedDocument = parse(text, language, defaultParseOptions);
  const middle = text.indexOf('We add', text.length / 2) + 2 || text.indexOf('exact', text.length / 2) + 5;
  return Math.min(
    ...Array.from({ length: 5 }, (_, n) => {
      const changed = `${text.slice(0, middle)}${'x'.repeat(n + 1)}${text.slice(middle)}`;
      return milliseconds(() => {
        known = parse(changed, language, defaultParseOptions, known);
      });
    }),
  );
}

/** Processor time that documents take: the first parse in a fresh process' state, the best of three, the longest slice, one edit. */
export default async function bench(): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  const ms = (n: number) => `${n.toFixed(n < 10 ? 1 : 0)} ms`;
  for (const [name, language, exercise, size, times] of [
    ['Markdown, 1 MB', 'markdown', markdownExercise, 1_000_000, 3],
    ['Markdown, 10 MB', 'markdown', markdownExercise, 10_000_000, 1],
    ['Markdown, 20,000 lines', 'markdown', markdownExercise, 445_000, 3],
    ['LaTeX, 100 kB', 'latex', latexExercise, 100_000, 3],
    ['LaTeX, 1 MB', 'latex', latexExercise, 1_000_000, 3],
    ['Lean, 100 kB', 'lean4', leanExercise, 100_000, 3],
    ['Lean, 1 MB', 'lean4', leanExercise, 1_000_000, 3],
  ] as const) {
    const text = filled(exercise, size);
    const first = milliseconds(() => parse(text, language, defaultParseOptions));
    rows[name] = {
      lines: String(text.split('\n').length - 1),
      first: ms(first),
      again: ms(best(times, () => parse(text, language, defaultParseOptions))),
      'longest slice': ms(longestSlice(text, language)),
      edit: ms(edit(text, language)),
    };
  }
  console.table(rows);
}
