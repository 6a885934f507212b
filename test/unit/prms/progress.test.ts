import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Progress } from '../../../server/src/hub/checkpoints.ts';
import { createTeller } from '../../../server/src/prms/progress.ts';
import { textsFor } from '../../../server/src/texts.ts';

/** What is shown for progress at moments of a clock of our own. */
function shown(...moments: [second: number, progress: Partial<Progress>][]): string[] {
  const texts: string[] = [];
  let second = 0;
  const tell = createTeller(
    textsFor('en').prms,
    ({ text }) => texts.push(text),
    () => 1000 * second,
  );
  for (const [at, progress] of moments) {
    second = at;
    tell({ phase: 'fetching', doneBytes: 0, totalBytes: 10e9, ...progress });
  }
  return texts;
}

describe('how far fetching is', () => {
  it('is told with speed and time left as soon as there is a speed', () => {
    assert.deepEqual(shown([0, { doneBytes: 4e9 }], [2, { doneBytes: 4.1e9 }]), [
      '4.00 GB of 10.0 GB',
      '4.10 GB of 10.0 GB, 50.0 MB/s, 2 min left',
    ]);
  });

  it('takes its speed from the last seconds, not from what was there before or was fast an hour ago', () => {
    const [, , last] = shown([0, { doneBytes: 0 }], [1, { doneBytes: 1e9 }], [4000, { doneBytes: 1.1e9 }]);
    assert.equal(last, '1.10 GB of 10.0 GB');
  });

  it('starts anew where bytes were thrown away', () => {
    assert.equal(shown([0, { doneBytes: 5e9 }], [2, { doneBytes: 4e9 }])[1], '4.00 GB of 10.0 GB');
  });

  it('says why nothing comes', () => {
    assert.deepEqual(shown([0, { waiting: 'the hub answers 503' }]), ['0 bytes of 10.0 GB – the hub answers 503']);
  });
});
