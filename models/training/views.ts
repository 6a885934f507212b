/**
 * The formula views of ProcessBench solutions, one JSON line each, for `train.py --stage calibrate --views FILE`:
 *
 *     node models/training/views.ts gsm8k.json math.json > views.jsonl
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Exercise, Passage } from '../../server/src/documents/exercise.ts';
import { check } from '../../server/src/formulas/check.ts';
import { extract } from '../../server/src/formulas/extract.ts';
import { exerciseStyle, formulaView } from '../../server/src/formulas/view.ts';

interface Row {
  readonly id: string;
  readonly problem: string;
  readonly steps: readonly string[];
  readonly label: number;
}

const passage = (text: string): Passage => ({ text, span: { start: 0, end: text.length } });

for (const file of process.argv.slice(2)) {
  const set = basename(file, '.json');
  for (const row of JSON.parse(readFileSync(file, 'utf8')) as Row[]) {
    const exercise: Exercise = {
      id: row.id,
      problem: passage(row.problem),
      solution: { start: 0, end: 0 },
      steps: row.steps.map(text => ({ text, span: { start: 0, end: text.length }, reading: passage(text) })),
    };
    const view = formulaView(exercise);
    const style = exerciseStyle(exercise);
    const judged = row.steps.map(text => check(text, extract(text, { style }), style).map(({ answer }) => answer));
    const line = {
      set,
      id: row.id,
      label: row.label,
      problem: view.problem.text,
      steps: view.steps.map(({ text }) => text),
      broken: judged.map(answers => answers.includes('fails')),
      proven: judged.map(answers => answers.length > 0 && answers.every(answer => answer === 'holds')),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
