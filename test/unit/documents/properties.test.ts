import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Exercise } from '../../../server/src/documents/exercise.ts';
import {
  defaultParseOptions,
  type Granularity,
  type ParsedDocument,
  parse,
  parseSliced,
  selectionAsExercise,
} from '../../../server/src/documents/parse.ts';
import { latexText, leanText, markdownText } from './arbitrary.ts';

const granularities: readonly Granularity[] = ['paragraph', 'line', 'sentence'];
const read = (text: string, language: string, granularity: Granularity = 'paragraph', before?: ParsedDocument) =>
  parse(text, language, { ...defaultParseOptions, granularity }, before);

function wellFormed(text: string, { exercises }: ParsedDocument): void {
  assert.equal(new Set(exercises.map(exercise => exercise.id)).size, exercises.length, 'ids are unique');
  let after = 0;
  for (const { problem, solution, steps } of exercises) {
    assert.ok(steps.length > 0);
    assert.ok(0 <= problem.span.start && problem.span.start <= problem.span.end && problem.span.end <= text.length);
    assert.ok(after <= solution.start, 'solutions are in order');
    after = solution.end;
    let end = solution.start;
    for (const step of steps) {
      assert.equal(text.slice(step.span.start, step.span.end), step.text);
      assert.ok(step.span.start < step.span.end);
      assert.ok(end <= step.span.start, 'steps are in order and apart');
      end = step.span.end;
      readsBack(text, step.reading);
    }
    assert.ok(end <= solution.end);
    readsBack(text, problem);
  }
}

/** Every letter and digit of a reading is the one at its origin, origins never go back, and no empty line is read. */
function readsBack(text: string, { text: reading, span, origin }: Exercise['problem']): void {
  assert.ok(!reading.includes('\n\n'));
  assert.ok(!reading.includes('\r'));
  if (!origin) {
    assert.equal(reading, text.slice(span.start, span.end).replaceAll('\r', '\n'));
    return;
  }
  assert.equal(origin.length, reading.length);
  for (let i = 0; i < reading.length; i++) {
    const at: number = origin[i]!;
    assert.ok(at >= 0 && at <= span.end - span.start);
    if (i > 0) assert.ok(at >= origin[i - 1]!);
    if (/[\p{L}\p{N}]/u.test(reading[i]!)) assert.equal(text[span.start + at], reading[i]);
  }
}

describe('properties of parsing', () => {
  for (const [language, document] of [
    ['markdown', markdownText],
    ['latex', latexText],
    ['lean4', leanText],
  ] as const) {
    test(`${language}: exercises and steps are well formed at every granularity`, () => {
      fc.assert(
        fc.property(document, fc.constantFrom(...granularities), (text, granularity) =>
          wellFormed(text, read(text, language, granularity)),
        ),
        { numRuns: 100 },
      );
    });

    test(`${language}: CRLF and LF agree`, () => {
      const readings = ({ exercises }: ParsedDocument) =>
        exercises.map(e => [e.problem.text, e.steps.map(s => [s.reading.text, s.mark])]);
      fc.assert(
        fc.property(document, text => {
          const lf = text.replaceAll('\r', '');
          assert.deepEqual(readings(read(lf.replaceAll('\n', '\r\n'), language)), readings(read(lf, language)));
        }),
        { numRuns: 100 },
      );
    });

    test(`${language}: a parse after an edit finds what a fresh parse finds`, () => {
      const spans = ({ exercises }: ParsedDocument) => exercises.map(e => [e.problem, e.solution, e.steps]);
      fc.assert(
        fc.property(document, document, fc.nat(), fc.nat(20), (text, insert, at, cut) => {
          const place = at % (text.length + 1);
          const edited = text.slice(0, place) + insert + text.slice(place + cut);
          const after = read(edited, language, 'paragraph', read(text, language));
          assert.deepEqual(spans(after), spans(read(edited, language)));
          wellFormed(edited, after);
        }),
        { numRuns: 80 },
      );
    });

    test(`${language}: the same text keeps the very same exercises`, () => {
      fc.assert(
        fc.property(document, text => {
          const before = read(text, language);
          const after = read(text, language, 'paragraph', before);
          assert.ok(after.exercises.every((exercise, k) => exercise === before.exercises[k]));
        }),
        { numRuns: 100 },
      );
    });

    test(`${language}: any selection is taken without complaint`, () => {
      fc.assert(
        fc.property(document, fc.nat(), fc.nat(), (text, a, b) => {
          const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
          const exercise = selectionAsExercise(text, { start, end }, language, defaultParseOptions);
          if (exercise) wellFormed(text, { language, exercises: [exercise], wishes: {} });
        }),
        { numRuns: 100 },
      );
    });
  }

  test('text appended as a new section never changes the steps before it', () => {
    fc.assert(
      fc.property(markdownText, markdownText, (text, more) => {
        // What is still open at the end (a fence, a comment, a formula) would swallow anything: closed documents only.
        fc.pre(!/`|~|<|\$\$|\\/.test(text));
        const before = read(text, 'markdown').exercises;
        const after = read(`${text}\n\n# Appendix\n\n${more}`, 'markdown').exercises;
        for (const [k, exercise] of before.entries()) {
          assert.deepEqual(
            after[k]?.steps.map(step => step.text),
            exercise.steps.map(step => step.text),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  test('an edit elsewhere leaves ids, and objects before it, alone', () => {
    const exercise = (n: number) =>
      `## Exercise ${n}\n\nCompute $${n} + ${n}$.\n\n**Solution.** Add.\n\nIt is $${2 * n}$.\n\n`;
    const count = 12;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: count - 1 }), fc.lorem(), (edited, words) => {
        const text = Array.from({ length: count }, (_, n) => exercise(n)).join('');
        const changed = Array.from({ length: count }, (_, n) =>
          n === edited ? exercise(n).replace('Add.', `Add ${words}.`) : exercise(n),
        ).join('');
        const before = read(text, 'markdown');
        const after = read(changed, 'markdown', 'paragraph', before);
        assert.deepEqual(
          after.exercises.map(e => e.id),
          before.exercises.map(e => e.id),
        );
        for (let k = 0; k < edited; k++) assert.equal(after.exercises[k], before.exercises[k]);
      }),
      { numRuns: 30 },
    );
  });

  test('slices add up to the whole', () => {
    fc.assert(
      fc.property(markdownText, text => {
        const slices = parseSliced(text, 'markdown', defaultParseOptions);
        let next = slices.next();
        while (!next.done) next = slices.next();
        assert.deepEqual(next.value, parse(text, 'markdown', defaultParseOptions));
      }),
      { numRuns: 50 },
    );
  });
});
