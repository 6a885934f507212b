/**
 * The exact check on public data: false alarms on right solutions, what it finds of labelled errors, changed digits, speed.
 *
 *     npm run bench -- formulas
 *     STEPLIGHT_ALARMS=1 npm run bench -- formulas     every alarm with its place, to be read
 *
 * The data lies in STEPLIGHT_DATA or in shared/data beside the repository; a set that isn't there is left out.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exercise, Passage } from '../server/src/documents/exercise.ts';
import { detached } from '../server/src/documents/location.ts';
import { defaultParseOptions, parse } from '../server/src/documents/parse.ts';
import { check } from '../server/src/formulas/check.ts';
import { createExactWitness } from '../server/src/formulas/exactWitness.ts';
import { extract } from '../server/src/formulas/extract.ts';
import { type NumberStyle, numberStyle } from '../server/src/formulas/numbers.ts';

interface Labelled {
  readonly name: string;
  readonly exercise: Exercise;
  /** The first wrong step, or −1 when all are right. */
  readonly label: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const data = process.env.STEPLIGHT_DATA ?? join(root, '../shared/data');
const program = join(root, 'server/src/formulas/checkerWorker.ts');
const showAlarms = process.env.STEPLIGHT_ALARMS === '1';

export default async function bench(): Promise<void> {
  if (!existsSync(data)) {
    console.log(
      `There is no data at ${data}. Set STEPLIGHT_DATA to the folder that holds gsm8k, processbench, math500, …`,
    );
    return;
  }
  const witness = createExactWitness({ program });
  console.log('set                    solutions  false alarms      errors  found         right step  wrong solution');
  for (const algebra of [false, true]) {
    if (algebra) console.log('with variables (steplight.exact.algebra):');
    for (const [name, load] of sets) {
      const solutions = load();
      if (solutions.length > 0) console.log(await row(name, solutions, witness, algebra));
    }
  }
  await witness.dispose();
  if (sets[0]![1]().length > 0) mutations();
  speed();
}

async function row(
  name: string,
  solutions: readonly Labelled[],
  witness: ReturnType<typeof createExactWitness>,
  algebra: boolean,
): Promise<string> {
  const count = { right: 0, alarms: 0, wrong: 0, found: 0, warned: 0 };
  for (const solution of solutions) {
    const step = await firstAlarm(solution, witness, algebra);
    if (solution.label < 0) {
      count.right++;
      if (step >= 0) count.alarms++;
    } else {
      count.wrong++;
      if (step >= 0) count.warned++;
      if (step === solution.label) count.found++;
    }
  }
  const alarms = `${count.alarms} of ${count.right} (${percent(count.alarms, count.right)})`;
  const head = `${name.padEnd(22)} ${String(solutions.length).padStart(9)}  ${alarms.padEnd(17)}`;
  if (count.wrong === 0) return head;
  const found = `${count.found} (${percent(count.found, count.wrong)})`;
  const rightStep = (count.found / count.warned).toFixed(2);
  const wrongSolution = (count.warned / (count.warned + count.alarms)).toFixed(2);
  return `${head} ${String(count.wrong).padEnd(7)} ${found.padEnd(13)} ${rightStep.padEnd(11)} ${wrongSolution}`;
}

async function firstAlarm(
  { name, exercise }: Labelled,
  witness: ReturnType<typeof createExactWitness>,
  algebra: boolean,
): Promise<number> {
  const wish = { algebra, urgent: false };
  for await (const said of witness.testify(exercise, 0, new AbortController().signal, wish)) {
    if (!('relations' in said)) continue;
    const alarm = said.relations.find(({ answer }) => answer === 'fails');
    if (!alarm) continue;
    const text = exercise.steps[said.step]!.reading.text.slice(alarm.span.start, alarm.span.end).replace(/\s+/g, ' ');
    if (showAlarms) console.log(`  ${name}, step ${said.step + 1}: ${text}: ${alarm.evidence}`);
    return said.step;
  }
  return -1;
}

const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(2)} %`;

const sets: readonly (readonly [string, () => Labelled[]])[] = [
  ['GSM8K, human', () => [...gsm8k('train'), ...gsm8k('test')]],
  ['ProcessBench gsm8k', () => processBench('gsm8k')],
  ['ProcessBench math', () => processBench('math')],
  ['MATH-500, human', math500],
  ['CLRS, Markdown', clrs],
];

function gsm8k(part: string): Labelled[] {
  return rows<{ question: string; answer: string }>(`gsm8k/${part}.jsonl`).map(({ question, answer }, k) => {
    // People don't write the calculator's annotations; the last line only repeats the answer.
    const steps = answer
      .replace(/<<[^>]*>>/g, '')
      .split('\n')
      .slice(0, -1);
    return { name: `gsm8k ${part} ${k}`, exercise: exerciseOf(question, steps), label: -1 };
  });
}

function processBench(part: string): Labelled[] {
  const path = join(data, `processbench/${part}.json`);
  if (!existsSync(path)) return [];
  const all: { id: string; problem: string; steps: string[]; label: number }[] = JSON.parse(readFileSync(path, 'utf8'));
  return all.map(({ id, problem, steps, label }) => ({ name: id, exercise: exerciseOf(problem, steps), label }));
}

function math500(): Labelled[] {
  return rows<{ problem: string; solution: string; unique_id: string }>('math500/MATH500.jsonl').map(row => ({
    name: row.unique_id,
    exercise: exerciseOf(row.problem, row.solution.split(/\n\n+/)),
    label: -1,
  }));
}

function clrs(): Labelled[] {
  return globSync(join(data, 'md_clrs/docs/**/*.md')).flatMap(path =>
    parse(readFileSync(path, 'utf8'), 'markdown', defaultParseOptions).exercises.map(exercise => ({
      name: path.slice(data.length),
      exercise: detached(exercise),
      label: -1,
    })),
  );
}

function rows<Row>(file: string): Row[] {
  const path = join(data, file);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map(line => JSON.parse(line) as Row);
}

function exerciseOf(problem: string, steps: readonly string[]): Exercise {
  const passage = (text: string): Passage => ({ text, span: { start: 0, end: text.length } });
  return {
    id: problem,
    problem: passage(problem),
    solution: { start: 0, end: 0 },
    steps: steps.map(text => ({ text, span: { start: 0, end: text.length }, reading: passage(text) })),
  };
}

/** True relations of the data with one digit changed: how many are caught. */
function mutations(): void {
  const solutions = [...gsm8k('test'), ...processBench('gsm8k'), ...processBench('math')];
  let changed = 0;
  let caught = 0;
  let missed = 0;
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (const { exercise } of solutions) {
    const texts = exercise.steps.map(step => step.reading.text);
    const style = numberStyle([exercise.problem.text, ...texts]);
    for (const text of texts) {
      for (const { span, answer } of judge(text, style)) {
        const digits = [...text.slice(span.start, span.end).matchAll(/\d/g)].map(({ index }) => span.start + index);
        // Most digits of an inequality may change and leave it true.
        const inequality = /[<>≤≥≠≡]|\\(?:le|ge|lt|gt|ne|equiv)/.test(text.slice(span.start, span.end));
        if (answer !== 'holds' || digits.length === 0 || inequality) continue;
        const at = digits[next(digits.length)]!;
        const other = (Number(text[at]) + 1 + next(9)) % 10;
        const mutant = text.slice(0, at) + other + text.slice(at + 1);
        const judged = judge(mutant, style).find(j => j.span.start === span.start && j.span.end === span.end);
        changed++;
        if (judged?.answer === 'fails') caught++;
        if (judged?.answer === 'holds') missed++;
      }
    }
  }
  const judged = `${caught} of ${caught + missed} judged are caught (${percent(caught, caught + missed)})`;
  console.log(
    `\none digit changed in ${changed} true equalities: ${judged}; of ${changed - caught - missed} it can't say`,
  );
}

function judge(text: string, style: NumberStyle) {
  return check(text, extract(text, { style }), style);
}

function speed(): void {
  const sentences = Array.from(
    { length: 26_000 },
    (_, k) => `So she pays ${k + 3} * ${k % 97} = ${(k + 3) * (k % 97)} coins.`,
  );
  const style = numberStyle(sentences.slice(0, 10));
  // The processor's time: a busy machine makes everything slower, but not the check.
  const time = (work: () => void) => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  time(() => {
    for (const sentence of sentences.slice(0, 3000)) judge(sentence, style);
  });
  const each = time(() => {
    for (const sentence of sentences) judge(sentence, style);
  });
  const document = sentences.join('\n\n').slice(0, 1_000_000);
  const whole = time(() => judge(document, numberStyle([document])));
  console.log(`plain arithmetic: ${Math.round((sentences.length / each) * 1000)} formulas a second of processor time`);
  console.log(
    `${(document.length / 1e6).toFixed(2)} MB in one step: ${Math.round(whole)} ms of processor time, off the event loop`,
  );
}
