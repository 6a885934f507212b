/**
 * How long somebody waits for the embedded PRM and the exact check: from a text to the last verdict on it, parsing and both
 * processes included, for a solution of ten steps and for an edit in it. PRM and exact check are loaded already.
 *
 *     npm run bench -- starter
 */
import { availableParallelism } from 'node:os';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { productWitnesses } from '../server/src/productWitnesses.ts';
import { createService, type Service } from '../server/src/service.ts';
import { readSettings } from '../server/src/settings.ts';

const rounds = 30;

export default async function bench(): Promise<void> {
  const settings = readSettings({ run: 'manual', device: 'cpu' });
  const witnesses = productWitnesses({ cacheFolder: undefined, log: () => {}, statusChanged: () => {} });
  witnesses.configure(settings);
  const service = createService(
    { settings: async () => settings, changed: () => {}, log: console.error },
    witnesses.all,
  );
  const times: Record<'first' | 'last' | 'middle', number[]> = { first: [], last: [], middle: [] };
  let judged = 0;
  try {
    for (let round = 0; round <= rounds; round++) {
      const steps = solution(round);
      const first = await timed(service, `${round}.md`, steps);
      const last = await timed(service, `${round}.md`, steps.with(-1, `So it is $x = ${round + 7}$.`));
      const middle = await timed(service, `${round}.md`, steps.with(4, `So $6x + 1 = ${round + 11}$.`));
      // The first round loads and warms up.
      if (round === 0) continue;
      times.first.push(first.milliseconds);
      times.last.push(last.milliseconds);
      times.middle.push(middle.milliseconds);
      judged += first.judged;
    }
  } finally {
    await service.dispose();
  }
  console.log(`${rounds} solutions of 10 steps, ${availableParallelism()} cores, ${witnesses.status().text}`);
  console.log(
    `the PRM read all of them and had a score for ${(judged / rounds).toFixed(1)} of 10; the others are out of its range`,
  );
  console.table([
    row('10 steps, first time', times.first, 300),
    row('an edit in the last step', times.last, 60),
    row('an edit in the middle', times.middle),
  ]);
}

/** Ten steps of a student who writes everything down; each round has other numbers, so nothing is known from before. */
function solution(n: number): string[] {
  const [a, b, x] = [3 + (n % 5), 2 + (n % 7), 2 + n];
  const c = a * (x - b) + 4 * x;
  return [
    `Write the equation again: $${a}(x - ${b}) + 4x = ${c}$.`,
    `Multiply out the bracket: $${a}x - ${a * b} + 4x = ${c}$.`,
    `Put like terms together: $${a}x + 4x - ${a * b} = ${c}$.`,
    `That makes $${a + 4}x - ${a * b} = ${c}$.`,
    `Now add ${a * b} on both sides: $${a + 4}x = ${c} + ${a * b}$.`,
    `On the right that is $${a + 4}x = ${c + a * b}$.`,
    `Divide both sides: $x = \\frac{${c + a * b}}{${a + 4}}$.`,
    `The fraction is a whole number, $x = ${x}$.`,
    `To check it, I put it in: $${a} \\cdot (${x} - ${b}) + 4 \\cdot ${x} = ${c}$.`,
    `It is right, so the answer is $x = ${x}$.`,
  ];
}

async function timed(service: Service, uri: string, steps: readonly string[]) {
  const text = `**Problem.** Solve this equation for $x$.\n\n**Solution.** ${steps.join('\n\n')}\n`;
  const begin = performance.now();
  const known = service.current(uri)?.document.version;
  if (known === undefined) service.open(uri, 'markdown', 1, text);
  else service.change(TextDocument.create(uri, 'markdown', known + 1, text));
  const snapshot = await service.score(uri);
  const milliseconds = performance.now() - begin;
  const judged = snapshot!.judged.flatMap(({ verdicts }) => verdicts.filter(({ score }) => score)).length;
  return { milliseconds, judged };
}

function row(what: string, times: readonly number[], goal?: number) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(0)} ms`;
  return { what, median: at(0.5), 'nine in ten': at(0.9), most: at(1), goal: goal ? `under ${goal} ms` : '' };
}
