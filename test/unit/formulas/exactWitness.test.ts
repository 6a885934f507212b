import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Exercise, Passage, StepMark } from '../../../server/src/documents/exercise.ts';
import { Checker } from '../../../server/src/formulas/checker.ts';
import { createExactWitness } from '../../../server/src/formulas/exactWitness.ts';
import { formulaView } from '../../../server/src/formulas/view.ts';
import type { Testimony } from '../../../server/src/witness.ts';
import { evidenceOr } from '../../support/inWords.ts';

const program = fileURLToPath(new URL('../../../server/src/formulas/checkerWorker.ts', import.meta.url));
const wish = { algebra: false, urgent: false };

function exerciseOf(problem: string, ...steps: readonly (string | readonly [string, StepMark])[]): Exercise {
  const passage = (text: string): Passage => ({ text, span: { start: 0, end: text.length } });
  return {
    id: 'e',
    problem: passage(problem),
    solution: { start: 0, end: 0 },
    steps: steps.map(step => {
      const [text, mark] = typeof step === 'string' ? [step] : step;
      return { text, span: { start: 0, end: text.length }, reading: passage(text), ...(mark ? { mark } : {}) };
    }),
  };
}

async function all(testimony: AsyncIterable<Testimony>): Promise<Testimony[]> {
  const out: Testimony[] = [];
  for await (const said of testimony) out.push(said);
  return out;
}

const never = new AbortController().signal;

describe('the exact witness', () => {
  const witness = createExactWitness({ program, formulaLimit: 5000 });
  after(() => witness.dispose());

  it('testifies in order, from the step it is asked for', async () => {
    const exercise = exerciseOf('How many?', '3 + 4 = 7', 'So much for that.', '12·13 = 146', ['sorry', 'gap']);
    const said = await all(witness.testify(exercise, 1, never, wish));
    assert.deepEqual(said, [
      { witness: 'exact', step: 1, relations: [] },
      {
        witness: 'exact',
        step: 2,
        relations: [
          {
            span: { start: 0, end: 11 },
            answer: 'fails',
            evidence: { kind: 'other', side: '12·13', value: { exact: '156' }, claimed: '146' },
            correction: { span: { start: 8, end: 11 }, text: '156' },
          },
        ],
      },
      { witness: 'exact', step: 3, unjudged: { code: 'gap', text: 'A gap: nothing is proved here.' } },
    ]);
  });

  it('knows roots, logarithms and angles', async () => {
    const exercise = exerciseOf(
      '',
      '$\\sqrt{50} = 5\\sqrt{2}$, $\\log_2 8 = 4$, $\\sin 30^\\circ = \\frac12$, $\\sqrt{2} = 1.41$',
    );
    const [said] = await all(witness.testify(exercise, 0, never, wish));
    assert.ok(said && 'relations' in said);
    assert.deepEqual(said.relations.map(evidenceOr), ['holds', 'log_2(8) is 3, not 4', 'holds', 'holds']);
  });

  it('follows variables only when that is wished', async () => {
    const exercise = exerciseOf('Solve.', '2x = 8, so x = 3.');
    const answer = async (algebra: boolean) => {
      const [said] = await all(witness.testify(exercise, 0, never, { algebra, urgent: false }));
      return said && 'relations' in said ? said.relations.map(relation => relation.answer) : [];
    };
    assert.deepEqual(await answer(false), ['unknown', 'unknown']);
    assert.deepEqual(await answer(true), ['unknown', 'fails']);
  });

  it('falls silent when it is interrupted, and answers the next question', async () => {
    const exercise = exerciseOf('', ...Array.from({ length: 50 }, (_, k) => `${k} + 1 = ${k + 1}`));
    const controller = new AbortController();
    let heard = 0;
    for await (const _ of witness.testify(exercise, 0, controller.signal, wish)) if (++heard === 3) controller.abort();
    assert.equal(heard, 3);
    assert.equal((await all(witness.testify(exercise, 48, never, wish))).length, 2);
  });

  it('answers questions that are asked at the same time', async () => {
    const exercises = [1, 2, 3].map(n => exerciseOf('', `${n} + ${n} = ${2 * n}`, `${n} * 5 = ${n * 5}`));
    const said = await Promise.all(exercises.map(exercise => all(witness.testify(exercise, 0, never, wish))));
    for (const testimonies of said) assert.equal(testimonies.length, 2);
  });
});

describe('a thread that hangs', () => {
  /** The real program, which in a certain case never comes to an end. */
  async function hanging(when: string): Promise<{ program: string; remove: () => Promise<void> }> {
    const folder = await mkdtemp(join(tmpdir(), 'steplight-checker-'));
    const path = join(folder, 'hanging.ts');
    writeFileSync(
      path,
      `import { parentPort } from 'node:worker_threads';
       parentPort!.on('message', ({ request }) => { while (${when}); });
       await import(${JSON.stringify(program)});`,
    );
    return { program: path, remove: () => rm(folder, { recursive: true }) };
  }

  async function answers(checker: Checker, ...steps: readonly string[]): Promise<string[][]> {
    const out: string[][] = [];
    for await (const { judgements } of checker.check({ problem: '', steps, from: 0, algebra: false }, never))
      out.push(judgements.map(({ answer }) => answer));
    return out;
  }

  it('over a step is replaced, and says nothing of that step alone', async () => {
    const { program, remove } = await hanging('/for ever/.test(request.text ?? "")');
    const checker = new Checker({ program, stepLimit: 1500 });
    try {
      assert.deepEqual(await answers(checker, '2 + 2 = 5', 'for ever', '3 + 3 = 7'), [['fails'], [], ['fails']]);
    } finally {
      await checker.dispose();
      await remove();
    }
  });

  it('over a formula is replaced, and leaves that formula open', async () => {
    const { program, remove } = await hanging('request.kind === "values"');
    const checker = new Checker({ program });
    try {
      const said = await answers(checker, '3 + 3 = 7, $\\sqrt{8} = 2\\sqrt{2}$, 2 + 2 = 4', '3 + 3 = 7');
      assert.deepEqual(said, [['fails', 'unknown', 'holds'], ['fails']]);
    } finally {
      await checker.dispose();
      await remove();
    }
  });

  it('that cannot start is an error that says so', async () => {
    const checker = new Checker({ program: join(tmpdir(), 'there-is-no-such-program.mjs') });
    const question = { problem: '', steps: ['1 + 1 = 2'], from: 0, algebra: false };
    await assert.rejects(async () => {
      for await (const _ of checker.check(question, never));
    }, /The exact check can't go on: .*there-is-no-such-program/);
  });
});

describe('the formula view', () => {
  const document = 'Problem: 3 bags at $2.\n\nFirst 3 · 2 = 6, so.\n\nWords.\n\nThus $x = \\frac{6}{2}$.';
  const part = (text: string) => {
    const start = document.indexOf(text);
    return { text, span: { start, end: start + text.length } };
  };
  const steps = ['First 3 · 2 = 6, so.', 'Words.', 'Thus $x = \\frac{6}{2}$.'].map(part);
  const view = formulaView({
    id: 'e',
    problem: part('3 bags at $2.'),
    solution: { start: 0, end: document.length },
    steps: steps.map(step => ({ ...step, reading: step })),
  });

  it('holds the formulas of every part and nothing where there are none', () => {
    assert.equal(view.problem.text, '3;2');
    assert.deepEqual(
      view.steps.map(({ text }) => text),
      ['3*2=6', '', 'x=6/2'],
    );
  });

  it('leads every character back to the document', () => {
    for (const { text, span, origin } of [view.problem, ...view.steps])
      for (const [i, character] of [...text].entries())
        if (/[\dx=]/.test(character)) assert.equal(document[span.start + origin![i]!], character);
  });
});
