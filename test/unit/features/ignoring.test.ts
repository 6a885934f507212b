import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from '../../../server/src/documents/parse.ts';
import { ignoreDirective } from '../../../server/src/features/ignoreDirective.ts';
import { stepKey, withIgnored } from '../../../server/src/ignored.ts';
import { parseOptions } from '../../../server/src/service.ts';
import { defaultSettings, type Settings } from '../../../server/src/settings.ts';

/** The text with the directive for the step that holds `within`, or undefined when no place was found. */
function ignoring(text: string, within: string, language = 'markdown', settings: Partial<Settings> = {}) {
  const all = { ...defaultSettings, ...settings };
  const document = TextDocument.create('file:///a', language, 1, text);
  const parsed = parse(text, language, parseOptions(all));
  const exercise = parsed.exercises.find(({ steps }) => steps.some(step => step.text.includes(within)));
  assert.ok(exercise, `"${within}" is in a step`);
  const k = exercise.steps.findIndex(step => step.text.includes(within));
  const place = ignoreDirective({ document, parsed, settings: all, judged: [], complete: true }, exercise, k);
  return place && text.slice(0, place.at) + place.text + text.slice(place.at);
}

describe('a directive that ignores a step', () => {
  const cases: [title: string, language: string, before: string, within: string, after: string][] = [
    [
      'stands above a paragraph',
      'markdown',
      '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\nThus $x = 3$.\n\nDone: $x$.\n',
      'Thus',
      '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\n<!-- steplight: ignore -->\nThus $x = 3$.\n\nDone: $x$.\n',
    ],
    [
      'stands above the line that also opens the solution',
      'markdown',
      '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\nThus $x = 3$.\n',
      'So',
      '**Problem.** Find $x$.\n\n<!-- steplight: ignore -->\n**Solution.** So $2x = 4$.\n\nThus $x = 3$.\n',
    ],
    [
      'keeps CRLF',
      'markdown',
      '**Problem.** Find $x$.\r\n\r\n**Solution.** So $2x = 4$.\r\n\r\nThus $x = 3$.\r\n',
      'Thus',
      '**Problem.** Find $x$.\r\n\r\n**Solution.** So $2x = 4$.\r\n\r\n<!-- steplight: ignore -->\r\nThus $x = 3$.\r\n',
    ],
    [
      'stands inside a list item, and leaves the list in one piece',
      'markdown',
      '**Problem.** Find $x$.\n\n**Solution.**\n\n1. So $2x = 4$.\n2. Thus $x = 3$.\n3. Done: $x$.\n',
      'Thus',
      '**Problem.** Find $x$.\n\n**Solution.**\n\n1. So $2x = 4$.\n2. <!-- steplight: ignore -->\n   Thus $x = 3$.\n3. Done: $x$.\n',
    ],
    [
      'stands inside a quote',
      'markdown',
      '> **Problem.** Find $x$.\n>\n> **Solution.** So $2x = 4$.\n>\n> Thus $x = 3$.\n',
      'Thus',
      '> **Problem.** Find $x$.\n>\n> **Solution.** So $2x = 4$.\n>\n> <!-- steplight: ignore -->\n> Thus $x = 3$.\n',
    ],
    [
      'stands above a display formula',
      'markdown',
      '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\nThus\n\n$$\nx = 3\n$$\n\nDone: $x = 3$ is it.\n',
      'Thus',
      '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\n<!-- steplight: ignore -->\nThus\n\n$$\nx = 3\n$$\n\nDone: $x = 3$ is it.\n',
    ],
    [
      'is a comment line in LaTeX, which ends no paragraph',
      'latex',
      '\\begin{problem}\nFind $x$.\n\\end{problem}\n\\begin{solution}\nSo $2x = 4$.\n\nThus $x = 3$.\n\\end{solution}\n',
      'Thus',
      '\\begin{problem}\nFind $x$.\n\\end{problem}\n\\begin{solution}\nSo $2x = 4$.\n\n% steplight: ignore\nThus $x = 3$.\n\\end{solution}\n',
    ],
    [
      'keeps the indentation of a Lean tactic',
      'lean4',
      'theorem t : 2 + 2 = 4 := by\n  have h : 1 + 1 = 2 := by norm_num\n  norm_num\n',
      'have h',
      'theorem t : 2 + 2 = 4 := by\n  -- steplight: ignore\n  have h : 1 + 1 = 2 := by norm_num\n  norm_num\n',
    ],
  ];
  for (const [title, language, before, within, after] of cases)
    it(title, () => assert.equal(ignoring(before, within, language), after));

  it('names a sentence in the middle of a paragraph', () => {
    const text = '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$. Thus $x = 3$. And that is it.\n';
    const after = ignoring(text, 'Thus', 'markdown', { granularity: 'sentence' });
    assert.equal(after, text.replace('Thus', '<!-- steplight: ignore --> Thus'));
  });
});

describe('the key of an ignored step', () => {
  const exercise = (text: string) => parse(text, 'markdown', parseOptions(defaultSettings)).exercises[0]!;
  const text = '**Problem.** Find $x$.\n\n**Solution.** So $2x = 4$.\n\nThus $x = 3$.\n';

  it('is of the text and the problem, not of the place', () => {
    const elsewhere = exercise(`# More\n\n${text.replace('Thus $x', 'Thus\n$x')}`);
    assert.equal(stepKey(exercise(text), 1), stepKey(elsewhere, 1));
    assert.notEqual(stepKey(exercise(text), 0), stepKey(exercise(text), 1));
    assert.notEqual(stepKey(exercise(text), 1), stepKey(exercise(text.replace('Find', 'Guess')), 1));
  });

  it('marks its step and no other', () => {
    const key = stepKey(exercise(text), 1);
    assert.deepEqual(
      withIgnored(exercise(text), new Set([key])).steps.map(({ mark }) => mark),
      [undefined, 'ignored'],
    );
  });
});
