/**
 * Solutions in normal form, one JSON line each on standard input, as a person would write them: JSON on standard output, of the
 * form that `steplight eval` reads.
 *
 *     node models/training/written.ts < solutions.jsonl > solutions.json
 */
import { readFileSync } from 'node:fs';
import { written } from '../../server/src/generate/written.ts';

interface Solution {
  readonly problem: string;
  readonly steps: readonly string[];
}

/**
 * Between dollars, formula by formula; those that go on from the one before are rows of one display. A final answer is written once:
 * normal form has it twice.
 */
function asWritten(step: string): string {
  const displays: string[][] = [];
  const formulas = step.split(';').filter(Boolean);
  for (const [k, formula] of formulas.entries()) {
    if (formulas[k + 1] === `#${formula}`) continue;
    const last = displays.at(-1);
    if (last && /^[=~<>≤≥≠≡]/.test(formula)) last.push(formula);
    else displays.push([formula]);
  }
  return displays
    .map(rows => {
      const texts = rows.map(written);
      if (texts.length === 1) return texts[0];
      return `$$\\begin{aligned} ${texts.map(text => text.slice(1, -1)).join(' \\\\ ')} \\end{aligned}$$`;
    })
    .join(', ');
}

const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean);
const rows = lines.map((line): string => {
  const { problem, steps, ...rest } = JSON.parse(line) as Solution;
  return JSON.stringify({ ...rest, problem: asWritten(problem), steps: steps.map(asWritten) });
});
process.stdout.write(`[\n${rows.join(',\n')}\n]\n`);
