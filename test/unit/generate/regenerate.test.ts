import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultParseOptions, parse } from '../../../server/src/documents/parse.ts';
import { applied, type Opening, openingAt } from '../../../server/src/generate/edit.ts';
import { promptFor } from '../../../server/src/generate/prompt.ts';
import { type Candidate, placesOf, type Run, regenerate } from '../../../server/src/generate/regenerate.ts';
import { type CandidateSource, type Piece, SourceError } from '../../../server/src/generate/source.ts';
import { textsFor } from '../../../server/src/texts.ts';
import type { Witness } from '../../../server/src/witness.ts';
import { fakeWitness } from '../../support/fakeWitness.ts';

const text =
  '**Problem.** Solve $3x + 5 = 20$.\n\n**Solution.** Subtract 5: $3x = 15$.\n\nDivide, which is wrong: $x = 25/3$.\n\nDone.\n\n# Next\n';

function opening(from: number): Opening {
  const found = openingAt(text, 'markdown', parse(text, 'markdown', defaultParseOptions).exercises[0]!, from);
  assert.ok(!('refused' in found));
  return found;
}

/** A source that says what it was given, and stops where nothing more was given until it is told to. */
const says = (...pieces: readonly (Piece | Error)[]): CandidateSource => ({
  name: 'a script',
  async *write(_prompt, _sampling, signal) {
    for (const piece of pieces) {
      await sleep(1);
      if (signal.aborted) return;
      if (piece instanceof Error) throw piece;
      yield piece;
    }
  },
});
const writes = (...texts: readonly string[]) =>
  says(
    ...texts.flatMap((one, candidate): Piece[] => [
      { candidate, text: one },
      { candidate, ended: 'complete' },
    ]),
  );

function run(
  source: CandidateSource,
  n: number,
  change: Partial<Run> = {},
): { run: Run; told: Candidate[]; asked: string[] } {
  const told: Candidate[] = [];
  const asked: string[] = [];
  return {
    told,
    asked,
    run: {
      opening: opening(1),
      n,
      write: signal =>
        source.write(promptFor(opening(1)), { n, temperature: 0.7, topP: 1, seed: 1, maxTokens: 100 }, signal),
      witnesses: [fakeWitness(0, question => asked.push(question))],
      parse: defaultParseOptions,
      aggregation: 'min',
      texts: textsFor('en').candidates,
      sensitivity: 'balanced',
      algebra: false,
      changed: candidate => told.push(candidate),
      enough: new AbortController().signal,
      gone: new AbortController().signal,
      ...change,
    },
  };
}

describe('regenerating', () => {
  it('reads, answers and scores every candidate as the document would with it', async () => {
    const { run: one, asked } = run(
      writes('Divide by 3: $x = 5$.\n\nThe answer is $5$.', 'Guess, wrong: $x = 6$.', '1. Divide.\n2. So $x = 10/2$.'),
      3,
    );
    const candidates = await regenerate(one);
    assert.deepEqual(
      candidates.map(({ state }) => state),
      ['ready', 'ready', 'ready'],
    );
    assert.deepEqual(
      candidates.map(({ answer }) => answer?.key),
      ['5', '6', '5'],
    );
    assert.deepEqual(
      candidates.map(({ score }) => score),
      [0.5, -2, 0.5],
    );
    assert.deepEqual(
      candidates[0]!.steps.map(step => step.text),
      ['Divide by 3: $x = 5$.', 'The answer is $5$.'],
    );
    assert.deepEqual(
      candidates[1]!.steps.map(({ verdict }) => verdict.kind),
      ['suspicious'],
    );
    assert.ok(!asked.some(question => question.startsWith('Subtract')), 'the kept step was asked about again');
    assert.deepEqual(
      placesOf(candidates, 'weighted').map(({ candidate, agreeing }) => [candidate, agreeing]),
      [
        [0, 2],
        [2, 2],
        [1, 1],
      ],
    );
    assert.equal(
      applied(text, candidates[0]!.steps[0]!.edit!),
      text.replace('Divide, which is wrong: $x = 25/3$.\n\nDone.', 'Divide by 3: $x = 5$.'),
    );
  });

  it('tells each candidate as it grows, and its order while others still write', async () => {
    const { run: one, told } = run(
      says(
        { candidate: 1, text: 'So ' },
        { candidate: 1, text: '$x = 5$.' },
        { candidate: 1, ended: 'complete' },
        { candidate: 0, text: 'Or so: $x=6$.' },
        { candidate: 0, ended: 'complete' },
      ),
      2,
    );
    await regenerate(one);
    assert.deepEqual(
      told.slice(0, 2).map(({ index, written }) => [index, written]),
      [
        [1, 'So '],
        [1, 'So $x = 5$.'],
      ],
    );
    const firstReady = told.findIndex(({ state }) => state === 'ready');
    assert.equal(told[firstReady]!.index, 1);
    assert.ok(told.slice(firstReady).some(({ index, state }) => index === 0 && state !== 'ready'));
  });

  it('keeps what is there when the user has seen enough', async () => {
    const enough = new AbortController();
    const source: CandidateSource = {
      name: 'slow',
      async *write(_prompt, _sampling, signal) {
        yield { candidate: 0, text: 'Divide by 3: $x = 5$.' };
        yield { candidate: 0, ended: 'complete' };
        yield { candidate: 1, text: 'Divide by 3.\n\nSo' };
        enough.abort();
        await new Promise(
          resolve => signal.addEventListener('abort', resolve) ?? (signal.aborted && resolve(undefined)),
        );
      },
    };
    const { run: one } = run(source, 3, { enough: enough.signal });
    const candidates = await regenerate(one);
    assert.deepEqual(
      candidates.map(({ state, cut }) => [state, cut]),
      [
        ['ready', false],
        ['ready', true],
        ['waiting', false],
      ],
    );
    assert.equal(placesOf(candidates, 'best').length, 2);
  });

  it('keeps what is there when the source fails half-way, and says why', async () => {
    const { run: one } = run(
      says(
        { candidate: 0, text: 'Divide by 3: $x = 5$.' },
        { candidate: 0, ended: 'complete' },
        { candidate: 1, text: 'Half a' },
        { candidate: 1, failed: 'It hung up.' },
        new SourceError('It is gone.'),
      ),
      3,
    );
    const candidates = await regenerate(one);
    assert.deepEqual(
      candidates.map(({ state, reason }) => [state, reason]),
      [
        ['ready', undefined],
        ['ready', 'It hung up.'],
        ['waiting', undefined],
      ],
    );
  });

  it('throws when the source can write nothing at all', async () => {
    await assert.rejects(regenerate(run(says(new SourceError('Nobody answers.')), 2).run), /Nobody answers\./);
  });

  it('says which candidates hold nothing that could be accepted', async () => {
    const candidates = await regenerate(run(writes('', '<think>only thoughts', 'So $x = 5$.'), 3).run);
    assert.deepEqual(
      candidates.map(({ state }) => state),
      ['failed', 'failed', 'ready'],
    );
    assert.equal(candidates[0]!.reason, 'The candidate has no step.');
  });

  it('loses no candidate when a witness fails', async () => {
    const candidates = await regenerate(run(writes('This will explode: $x = 5$.'), 1).run);
    assert.deepEqual(
      [candidates[0]!.state, candidates[0]!.score, candidates[0]!.answer?.key],
      ['ready', undefined, '5'],
    );
    assert.match(candidates[0]!.reason!, /exploded/);
  });

  it('gives a candidate that the exact check refutes the last place', async () => {
    const exact: Witness = {
      name: 'exact',
      async *testify(exercise, from) {
        for (const [step, { reading }] of exercise.steps.entries()) {
          if (step < from) continue;
          const answer = reading.text.includes('2 + 2 = 5') ? 'fails' : 'unknown';
          yield { step, witness: 'exact', relations: [{ span: { start: 0, end: 1 }, answer }] };
        }
      },
    };
    const { run: one } = run(writes('As $2 + 2 = 5$, $x = 5$.', 'So $x = 5$.', 'Wrong, so $x = 7$.'), 3);
    const candidates = await regenerate({ ...one, witnesses: [...one.witnesses, exact] });
    assert.deepEqual(
      candidates.map(({ refuted }) => refuted),
      [true, false, false],
    );
    assert.deepEqual(
      placesOf(candidates, 'weighted').map(({ candidate }) => candidate),
      [1, 2, 0],
    );
  });

  it('stops telling when nobody looks any more', async () => {
    const gone = new AbortController();
    const { run: one, told } = run(writes('So $x = 5$.', 'So $x = 6$.'), 2, { gone: gone.signal });
    const running = regenerate({ ...one, changed: candidate => void (told.push(candidate) === 2 && gone.abort()) });
    await running;
    assert.equal(told.length, 2);
  });
});

describe('the question', () => {
  it('holds the problem and the kept steps, and asks for the rest', () => {
    const { user, text: plain } = promptFor(opening(1));
    assert.equal(
      user,
      'Problem:\n\nSolve $3x + 5 = 20$.\n\nSolution so far:\n\nSubtract 5: $3x = 15$.\n\nGo on with the solution: write only the steps that come after these, beginning with step 2.',
    );
    assert.equal(plain, 'Problem:\n\nSolve $3x + 5 = 20$.\n\nSolution:\n\nSubtract 5: $3x = 15$.\n\n');
  });

  it('asks for a whole solution where nothing is kept', () => {
    const { user, text: plain } = promptFor(opening(0));
    assert.equal(user, 'Problem:\n\nSolve $3x + 5 = 20$.\n\nWrite the solution.');
    assert.equal(plain, 'Problem:\n\nSolve $3x + 5 = 20$.\n\nSolution:\n\n');
  });

  it('shows Lean its proof with the indentation it has', () => {
    const lean = 'theorem foo : 1 = 1 := by\r\n  have h : 1 = 1 := by\r\n    rfl\r\n  simp\r\n';
    const place = openingAt(lean, 'lean4', parse(lean, 'lean4', defaultParseOptions).exercises[0]!, 1);
    assert.ok(!('refused' in place));
    assert.equal(promptFor(place).text, 'theorem foo : 1 = 1 := by\n  have h : 1 = 1 := by\n    rfl\n');
  });
});
