import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Exercise } from '../../../server/src/documents/exercise.ts';
import { defaultParseOptions, type Granularity, parse } from '../../../server/src/documents/parse.ts';
import {
  applied,
  type Edit,
  editFor,
  type Opening,
  openingAt,
  rebased,
  upTo,
} from '../../../server/src/generate/edit.ts';
import { publicData } from '../../support/publicData.ts';

const exercisesOf = (text: string, language = 'markdown', granularity: Granularity = 'paragraph') =>
  parse(text, language, { ...defaultParseOptions, granularity }).exercises;

function accepted<T extends object>(value: T | { refused: unknown }): T {
  assert.ok(!('refused' in value), JSON.stringify(value));
  return value as T;
}

interface Case {
  readonly language?: string;
  readonly granularity?: Granularity;
  /** The document; what is replaced stands between «». */
  readonly text: string;
  readonly candidate: string;
  /** What stands there afterwards, between the same borders. */
  readonly becomes: string;
}

const problem = '**Problem.** Solve $3x + 5 = 20$.\n\n';

const cases: Readonly<Record<string, Case>> = {
  'paragraphs behind a run-in': {
    text: `${problem}**Solution.** «Subtract 5: $3x = 25$.\n\nDivide: $x = 25/3$.»\n\n# Next\n`,
    candidate: 'Subtract 5: $3x = 15$.\n\nDivide by 3: $x = 5$.\n\nThis is the answer.',
    becomes: 'Subtract 5: $3x = 15$.\n\nDivide by 3: $x = 5$.\n\nThis is the answer.',
  },
  'paragraphs, though the model numbers its steps': {
    text: `${problem}**Solution.** Subtract 5: $3x = 15$.\n\n«Divide: $x = 25/3$.»\n\n# Next\n`,
    candidate: '**Step 2:** Divide by 3:\n\n$$\nx = 5\n$$\n\n**Step 3:** This is the answer.',
    becomes: 'Divide by 3:\n\n$$\nx = 5\n$$\n\nThis is the answer.',
  },
  'a numbered list that goes on counting': {
    text: `${problem}**Solution.**\n\n1. Subtract 5.\n   So $3x = 15$.\n2. «Divide: $x = 25/3$.\n3. Done.»\n`,
    candidate: 'Divide by 3.\n\nSo $x = 5$,\nas it should.\n\nDone.',
    becomes: 'Divide by 3.\n3. So $x = 5$,\n   as it should.\n4. Done.',
  },
  'a lazy list, in which every item says 1.': {
    text: `${problem}**Solution.**\n\n1. Subtract 5.\n\n1. «Divide: $x = 25/3$.»\n`,
    candidate: '- Divide by 3:\n  $$x = 5$$\n- Done.',
    becomes: 'Divide by 3:\n   $$x = 5$$\n\n1. Done.',
  },
  'labelled steps of several paragraphs': {
    text: `${problem}**Solution.**\n\n**Step 1:** Subtract 5.\n\nSo $3x = 15$.\n\n**Step 2:** «Divide: $x = 25/3$.»\n`,
    candidate: 'Step 2: Divide by 3.\n\nThe right side is 5.\n\nStep 3: So $x = 5$.',
    becomes: 'Divide by 3.\n\nThe right side is 5.\n\n**Step 3:** So $x = 5$.',
  },
  'labelled lines without blank lines between them': {
    text: `${problem}**Solution.**\n\nStep 1: «Subtract 5: $3x = 25$.\nStep 2: Divide by 3.»\n`,
    candidate: 'Subtract 5: $3x = 15$.\n\nDivide by 3.\n\nSo $x = 5$.',
    becomes: 'Subtract 5: $3x = 15$.\nStep 2: Divide by 3.\nStep 3: So $x = 5$.',
  },
  'headings as labels': {
    text: `${problem}**Solution.**\n\n### Step 1: Subtract\n\nSo $3x = 15$.\n\n### Step 2«: Divide\n\nSo $x = 25/3$.»\n`,
    candidate: '### Step 2: Divide by 3\n\nSo $x = 5$.\n\n### Step 3: Check\n\nIt fits.',
    becomes: '\n\nDivide by 3\n\nSo $x = 5$.\n\n### Step 3\n\nCheck\n\nIt fits.',
  },
  'labels in another language': {
    text: `## Задача 1\n\nРеши $3x = 15$.\n\n## Решение\n\n**Чекор 1.** Подели.\n\n**Чекор 2.** «Значи $x = 6$.»\n`,
    candidate: 'Значи $x = 5$.\n\nТоа е тоа.',
    becomes: 'Значи $x = 5$.\n\n**Чекор 3.** Тоа е тоа.',
  },
  'Chinese numerals': {
    text: '**题目** 解 $3x=15$。\n\n**解答**\n\n第一步：除以三。\n\n第二步：«得 $x=6$。»\n',
    candidate: '得 $x=5$。\n\n检验成立。',
    becomes: '得 $x=5$。\n\n第三步：检验成立。',
  },
  'a block quote': {
    text: `> ${problem.replaceAll('\n\n', '\n>\n> ')}**Solution.** Subtract 5.\n>\n> «Divide: $x = 25/3$.»\n\nOutside.\n`,
    candidate: 'Divide by 3,\nwhich is easy.\n\nSo $x = 5$.',
    becomes: 'Divide by 3,\n> which is easy.\n>\n> So $x = 5$.',
  },
  'a list in a block quote': {
    text: `> ${problem.replaceAll('\n\n', '\n>\n> ')}**Solution.**\n>\n> 1. Subtract 5.\n> 2. «Divide: $x = 25/3$.»\n`,
    candidate: 'Divide by 3,\nwhich is easy.\n\nSo $x = 5$.',
    becomes: 'Divide by 3,\n>    which is easy.\n> 3. So $x = 5$.',
  },
  CRLF: {
    text: `${problem}**Solution.** Subtract 5.\n\n«Divide: $x = 25/3$.»\n`.replaceAll('\n', '\r\n'),
    candidate: 'Divide by 3,\nwhich is easy.\n\nSo $x = 5$.',
    becomes: 'Divide by 3,\r\nwhich is easy.\r\n\r\nSo $x = 5$.',
  },
  'sentences in one paragraph': {
    granularity: 'sentence',
    text: `${problem}**Solution.** Subtract 5. «Then $3x = 25$. So $x = 25/3$.»\n`,
    candidate: 'Then $3x = 15$.\n\nSo $x = 5$.',
    becomes: 'Then $3x = 15$. So $x = 5$.',
  },
  'rows of an aligned formula, which is ended before prose goes on': {
    granularity: 'line',
    text: `${problem}**Solution.** We get\n$$\n\\begin{aligned}\n3x &= 15«\\\\\nx &= 6\n\\end{aligned}\n$$»\n`,
    candidate: 'Divide by 3.\n\nSo $x = 5$.',
    becomes: '\n\\end{aligned}\n$$\n\nDivide by 3.\n\nSo $x = 5$.',
  },
  'a proof whose mark stays at its end': {
    text: `${problem}**Proof.** Subtract 5.\n\n«Divide: $x = 25/3$.» ∎\n\n# Next\n`,
    candidate: 'Divide by 3.\n\nSo $x = 5$. ∎',
    becomes: 'Divide by 3.\n\nSo $x = 5$.',
  },
  'what a model says again and thinks aloud': {
    text: `${problem}**Solution.** Subtract 5: $3x = 15$.\n\n«Divide: $x = 25/3$.»\n`,
    candidate: '<think>Let me see.\n\nHm.</think>\n\n**Solution.** Subtract 5: $3x = 15$.\n\nDivide by 3: $x = 5$.',
    becomes: 'Divide by 3: $x = 5$.',
  },
  'a whole answer in a fence': {
    text: `${problem}**Solution.** Subtract 5: $3x = 15$.\n\n«Divide: $x = 25/3$.»\n`,
    candidate: '```markdown\nDivide by 3.\n\nSo $x = 5$.\n```\n',
    becomes: 'Divide by 3.\n\nSo $x = 5$.',
  },
  'LaTeX paragraphs': {
    language: 'latex',
    text: '\\begin{problem}Solve $x+1=2$.\\end{problem}\n\\begin{proof}\n  Look.\n\n  «Then $x=2$.»\\qed\n\\end{proof}\n',
    candidate: 'Subtract 1.\n\nSo $x=1$. \\qed',
    becomes: 'Subtract 1.\n\n  So $x=1$.',
  },
  'LaTeX items, whose list ends inside what is replaced': {
    language: 'latex',
    text: '\\begin{problem}Solve $x+1=2$.\\end{problem}\n\\begin{solution}\n\\begin{enumerate}\n  \\item Look.\n  \\item «Then $x=2$.\n\\end{enumerate}\nSo it is.»\n\\end{solution}\n',
    candidate: '\\item Subtract 1.\n\\item So $x=1$.\n\\end{enumerate}\n',
    becomes: 'Subtract 1.\n  \\item So $x=1$.\n\\end{enumerate}',
  },
  'Lean tactics with their indentation': {
    language: 'lean4',
    text: 'theorem foo (x : ℕ) : x + 0 = x := by\n    have h : x = x := by\n      rfl\n    «simp\n    done»\n\ntheorem bar : 1 = 1 := by rfl\n',
    candidate: '```lean\n  have k : 1 = 1 := by\n    rfl\n\n  exact h\n```\n',
    becomes: 'have k : 1 = 1 := by\n      rfl\n\n    exact h',
  },
  'a Lean proof on one line': {
    language: 'lean4',
    text: 'theorem bar : 1 = 1 := by« rfl»\n',
    candidate: 'theorem bar : 1 = 1 := by\n  have h : 1 = 1 := rfl\n  exact h\n',
    becomes: '\n  have h : 1 = 1 := rfl\n  exact h',
  },
};

describe('a candidate becomes one edit that looks like the document', () => {
  for (const [
    name,
    { text: drawn, candidate, becomes, language = 'markdown', granularity = 'paragraph' },
  ] of Object.entries(cases)) {
    it(`: ${name}`, () => {
      const start = drawn.indexOf('«');
      const text = drawn.replace(/[«»]/g, '');
      const [exercise] = exercisesOf(text, language, granularity);
      assert.ok(exercise);
      const from = exercise.steps.findIndex(step => step.span.end > start);
      const opening = accepted<Opening>(openingAt(text, language, exercise, from));
      const edit = accepted<Edit>(editFor(opening, candidate));
      const seen = (s: string) =>
        `${s.slice(0, start)}«${s.slice(start, s.length - (drawn.length - 1 - drawn.indexOf('»')))}»`;
      assert.equal(text.slice(edit.span.start, edit.span.end), drawn.slice(start + 1, drawn.indexOf('»')));
      assert.equal(seen(applied(text, edit)), `${text.slice(0, start)}«${becomes}»`);
      assert.equal(applied(text, edit).slice(edit.span.start + edit.text.length), text.slice(edit.span.end));
    });
  }
});

describe('going on after the last step', () => {
  const goesOn = (text: string, candidate: string, language = 'markdown') => {
    const exercise = exercisesOf(text, language)[0]!;
    const opening = accepted<Opening>(openingAt(text, language, exercise, exercise.steps.length));
    return applied(text, accepted<Edit>(editFor(opening, candidate)));
  };

  it('adds steps in the same style', () => {
    const list = `${problem}**Solution.**\n\n1. Subtract 5.\n2. Divide by 3.\n\n# Next\n`;
    assert.equal(goesOn(list, 'So $x = 5$.\n\nDone.'), list.replace('by 3.', 'by 3.\n3. So $x = 5$.\n4. Done.'));
    const prose = `${problem}**Solution.** Subtract 5.\n\nDivide by 3.\n\n# Next\n`;
    assert.equal(goesOn(prose, 'So $x = 5$.\n\nDone.'), prose.replace('by 3.', 'by 3.\n\nSo $x = 5$.\n\nDone.'));
    const lean = 'theorem bar : 1 = 1 := by\n  simp\n\n-- after\n';
    assert.equal(goesOn(lean, 'rfl', 'lean4'), lean.replace('simp', 'simp\n  rfl'));
  });
});

/** A document in one of several styles, with `steps` as the solution of its second exercise. */
const styles: Readonly<Record<string, (steps: readonly string[]) => string>> = {
  paragraphs: steps => steps.join('\n\n'),
  'tight list': steps => steps.map((step, k) => `${k + 1}. ${step.replaceAll('\n', '\n   ')}`).join('\n'),
  'loose list': steps => steps.map((step, k) => `${k + 1}) ${step.replaceAll('\n', '\n   ')}`).join('\n\n'),
  labels: steps => steps.map((step, k) => `**Step ${k + 1}.** ${step}`).join('\n\n'),
  lines: steps => steps.map((step, k) => `Step ${k + 1}: ${step}`).join('\n'),
};

const step = fc
  .tuple(
    fc.constantFrom('We subtract', 'Then we divide by', 'Hence', 'By symmetry', 'Jetzt addieren wir', 'Das ergibt 🐢'),
    fc.integer({ min: 2, max: 99 }),
    fc.constantFrom('', ', so $x = 5$', '\nand $y > \\frac{1}{2}$', ' on both sides', ': $3x = 15$'),
  )
  .map(([words, number, more]) => `${words} ${number}${more}.`);
const some = fc.array(step, { minLength: 1, maxLength: 5 });

describe('any candidate in any of these documents', () => {
  const written = fc.record({
    style: fc.constantFrom(...Object.keys(styles)),
    steps: some,
    candidate: some,
    from: fc.nat(5),
    crlf: fc.boolean(),
  });

  const made = ({ style, steps, candidate, from, crlf }: typeof written extends fc.Arbitrary<infer T> ? T : never) => {
    const around = (solution: string) =>
      `---\ntitle: Two\n---\n\n# Exercise 1\n\nFind $y$.\n\n**Solution.** Look: $y = 1$.\n\n# Exercise 2\n\nSolve $3x + 5 = 20$.\n\n**Solution.**\n\n${solution}\n\n# Exercise 3\n\nFind $z$.\n\n**Solution.** Here: $z = 2$.\n`;
    const text = crlf ? around(styles[style]!(steps)).replaceAll('\n', '\r\n') : around(styles[style]!(steps));
    const exercises = exercisesOf(text);
    assert.equal(exercises.length, 3, text);
    const exercise = exercises[1]!;
    assert.equal(exercise.steps.length, steps.length, text);
    const kept = Math.min(from, steps.length);
    const opening = accepted<Opening>(openingAt(text, 'markdown', exercise, kept));
    const edit = accepted<Edit>(editFor(opening, candidate.join('\n\n')));
    return { text, exercises, exercise, opening, edit, kept };
  };
  const wording = (exercise: Exercise, from: number) =>
    exercise.steps.slice(from).map(one => one.reading.text.replace(/^(?:\*\*)?Step \d+[.:](?:\*\*)? /, ''));

  it('leaves everything else as it was and reads as what was proposed', () => {
    fc.assert(
      fc.property(written, one => {
        const { text, exercises, exercise, edit, kept } = made(one);
        const { start, end } = exercise.solution;
        assert.ok(start <= edit.span.start && edit.span.end <= end);
        const after = applied(text, edit);
        assert.equal(/(?<!\r)\n/.test(after), !one.crlf);
        const again = exercisesOf(after);
        assert.deepEqual(
          again.map(e => e.problem.text),
          exercises.map(e => e.problem.text),
        );
        assert.deepEqual(wording(again[0]!, 0), wording(exercises[0]!, 0));
        assert.deepEqual(wording(again[2]!, 0), wording(exercises[2]!, 0));
        assert.deepEqual(wording(again[1]!, 0).slice(0, kept), wording(exercise, 0).slice(0, kept));
        assert.deepEqual(wording(again[1]!, kept), one.candidate);
        const same = styles[one.style]!([...one.steps.slice(0, kept), ...one.candidate]);
        assert.ok(one.steps.length === 1 || after.replaceAll('\r\n', '\n').includes(`\n\n${same}\n\n`), after);
      }),
      { numRuns: 120 },
    );
  });

  it('can be accepted up to any of its steps', () => {
    fc.assert(
      fc.property(written, fc.nat(4), (one, k) => {
        const { text, edit, opening, kept } = made(one);
        const count = (k % one.candidate.length) + 1;
        const whole = exercisesOf(applied(text, edit))[1]!;
        const part = upTo(edit, opening, whole.steps[kept + count - 1]!.span.end);
        assert.ok(part);
        assert.deepEqual(wording(exercisesOf(applied(text, part))[1]!, kept), one.candidate.slice(0, count));
      }),
      { numRuns: 50 },
    );
  });

  it('moves with changes elsewhere and is refused when what it rests on has changed', () => {
    fc.assert(
      fc.property(written, fc.string(), fc.string(), fc.nat(), (one, before, behind, place) => {
        const { text, edit, opening, exercise } = made(one);
        const elsewhere = `${before}${text}${behind}`;
        const shifted = accepted<Edit>(rebased(edit, opening, elsewhere));
        assert.equal(applied(elsewhere, shifted), `${before}${applied(text, edit)}${behind}`);
        const { start } = exercise.solution;
        if (edit.span.end === start) return;
        const at = start + (place % (edit.span.end - start));
        const touched = `${text.slice(0, at)}§${text.slice(at + 1)}`;
        assert.ok('refused' in rebased(edit, opening, touched));
        assert.ok('refused' in rebased(edit, opening, text.replace('3x + 5', '3x + 6')));
      }),
      { numRuns: 80 },
    );
  });
});

describe('hostile candidates', () => {
  const texts = [
    `${problem}**Solution.** Subtract 5.\n\nDivide by 3.\n`,
    `${problem}**Solution.**\n\n1. Subtract 5.\n2. Divide by 3.\n`,
    `> ${problem.replaceAll('\n\n', '\n>\n> ')}**Solution.** Subtract 5.\n>\n> Divide by 3.\n`,
  ];
  const part = fc.constantFrom(
    '\n',
    '\n\n',
    '```',
    '$$',
    '\\[',
    '\\begin{align}',
    '\\end{align}',
    '1. ',
    '- ',
    '> ',
    '#',
    '**',
    'Step 3:',
    'so',
    '\r',
    '∎',
    '<think>',
    '\\item',
    '\u2028',
    '🐢',
  );

  it('never throw, never touch anything outside the solution', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(2),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part).map(all => all.join('')),
        ),
        (text, from, candidate) => {
          const opening = accepted<Opening>(openingAt(text, 'markdown', exercisesOf(text)[0]!, from));
          const edit = editFor(opening, candidate);
          if ('refused' in edit) return;
          assert.ok(
            edit.span.start >= opening.exercise.solution.start && edit.span.end <= opening.exercise.solution.end,
          );
        },
      ),
      { numRuns: 120 },
    );
    for (const language of ['lean4', 'latex']) {
      const text =
        language === 'latex'
          ? '\\begin{proof}\nLook: $x=1$.\n\nSo.\n\\end{proof}\n'
          : 'theorem a : x := by\n  simp\n  rfl\n';
      const exercise = exercisesOf(text, language)[0]!;
      fc.assert(
        fc.property(
          fc.array(part).map(all => all.join(' ')),
          candidate => {
            editFor(accepted<Opening>(openingAt(text, language, exercise, 1)), candidate);
          },
        ),
        { numRuns: 50 },
      );
    }
  });

  it('that say nothing are refused', () => {
    const opening = accepted<Opening>(openingAt(texts[0]!, 'markdown', exercisesOf(texts[0]!)[0]!, 1));
    for (const nothing of ['', ' \n\n', '<think>still thinking', '**Solution.**'])
      assert.ok('refused' in editFor(opening, nothing), nothing);
  });
});

describe('real documents', () => {
  const documents = (folder: string, ending: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith(ending))
      .sort()
      .slice(0, 60)
      .map(name => readFileSync(join(folder, name), 'utf8'))
      .filter(text => text.length < 40_000);

  for (const [language, set, ending] of [
    ['markdown', 'md_clrs', '.md'],
    ['lean4', 'lean_mil', '.lean'],
  ] as const) {
    it(`in ${set}: a candidate that says the same again leaves the same words in the same places`, t => {
      const folder = publicData(t, set);
      if (!folder) return;
      const words = (exercises: readonly Exercise[]) =>
        exercises.map(({ steps }) =>
          steps
            .map(step => step.reading.text)
            .join(' ')
            .replace(/\s+/g, ' '),
        );
      let [tried, same, identical] = [0, 0, 0];
      for (const text of documents(folder, ending)) {
        const exercises = exercisesOf(text, language);
        for (const [k, exercise] of exercises.entries()) {
          const from = (7 * k) % exercise.steps.length;
          const opening = openingAt(text, language, exercise, from);
          if ('refused' in opening) continue;
          const rest = exercise.steps.slice(from);
          const candidate =
            language === 'lean4'
              ? text.slice(rest[0]!.span.start, opening.span.end)
              : rest.map(step => step.reading.text).join('\n\n');
          const after = applied(text, accepted<Edit>(editFor(opening, candidate)));
          tried++;
          if (after === text) identical++;
          if (after === text || words(exercisesOf(after, language)).join('\n') === words(exercises).join('\n')) same++;
        }
      }
      t.diagnostic(`${tried} openings: ${same} with the same words, ${identical} the same to the byte`);
      assert.ok(tried > 50 && same >= 0.98 * tried && identical >= 0.4 * tried);
    });
  }
});
