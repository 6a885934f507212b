import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from '../../../server/src/documents/parse.ts';
import {
  movedStandIn,
  standIns,
  standingIn,
  withoutStandIn,
  withStandIn,
} from '../../../server/src/generate/standIn.ts';
import { defaultSettings } from '../../../server/src/settings.ts';

/** The document with a first step at the bar, which is the cursor. */
function started(language: string, marked: string): string | undefined {
  const [before, after] = marked.split('|') as [string, string];
  const text = before + after;
  const place = standIns(text, language, before.length).find(one =>
    standingIn(parse(withStandIn(text, one), language, defaultSettings).exercises, one),
  );
  return place && withStandIn(text, place);
}

describe('a solution that has no step yet gets its first', () => {
  const cases: [language: string, marked: string, expected: string][] = [
    [
      'markdown',
      '**Problem.** Solve $3x = 6$.\n\n**Solution.**|\n',
      '**Problem.** Solve $3x = 6$.\n\n**Solution.** X\n',
    ],
    [
      'markdown',
      '## Exercise 1\n\nAdd $1 + 2$.\n\n### Solution\n\n|\n\n## Exercise 2\n',
      '## Exercise 1\n\nAdd $1 + 2$.\n\n### Solution\n\nX\n\n\n\n## Exercise 2\n',
    ],
    ['markdown', '**Aufgabe 3.** Löse $3x = 6$.|\r\n', '**Aufgabe 3.** Löse $3x = 6$.\r\n\r\n**Lösung.** X\r\n'],
    [
      'latex',
      '\\begin{exercise}Solve $x = 2$.\\end{exercise}\n\\begin{proof}|\n\\end{proof}\n',
      '\\begin{exercise}Solve $x = 2$.\\end{exercise}\n\\begin{proof}\nX\n\\end{proof}\n',
    ],
    [
      'latex',
      '\\begin{exercise}Solve $x = 2$.\\end{exercise}|\n',
      '\\begin{exercise}Solve $x = 2$.\\end{exercise}\n\n\\textbf{Solution.} X\n',
    ],
    ['lean4', 'theorem a : 1 = 1 := by|\n', 'theorem a : 1 = 1 := by\n  skip\n'],
    ['lean4', 'theorem a : 1 = 1|\n', 'theorem a : 1 = 1 := by\n  skip\n'],
  ];
  for (const [language, marked, expected] of cases)
    it(JSON.stringify(marked), () => assert.equal(started(language, marked), expected));

  it('but not where there is no problem', () => assert.equal(started('markdown', 'We had a nice day.|\n'), undefined));
});

it('an edit brings along what leads to the first step, wherever it has moved', () => {
  const standIn = { at: 5, lead: '\n\n', step: 'X' };
  const moved = movedStandIn(standIn, 'Solve', 'Please: Solve')!;
  assert.equal(moved.at, 13);
  const edit = withoutStandIn({ span: { start: 15, end: 16 }, text: 'So $x = 2$.' }, moved);
  assert.deepEqual(edit, { span: { start: 13, end: 13 }, text: '\n\nSo $x = 2$.' });
});
