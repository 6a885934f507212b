import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRestartPolicy } from '../../client/src/restart.ts';

it('a server that dies is started again later and later, and stays down at the fifth death in three minutes', () => {
  let clock = 0;
  const died = createRestartPolicy(() => clock);
  const story = [1, 2, 3, 4, 5].map(() => {
    clock += 30_000;
    return died();
  });
  assert.deepEqual(story, [{ seconds: 1 }, { seconds: 2 }, { seconds: 4 }, { seconds: 8 }, 'stay down']);
});

it('deaths that lie longer than three minutes back are forgotten', () => {
  let clock = 0;
  const died = createRestartPolicy(() => clock);
  for (let k = 0; k < 20; k++) {
    clock += 100_000;
    assert.notEqual(died(), 'stay down');
  }
});
