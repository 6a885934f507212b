import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { createPublisher } from '../../server/src/publisher.ts';

it('the first news is told at once, a rain of it at most once per gap, the last always', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const told: string[] = [];
  const publisher = createPublisher(100, uri => told.push(`${uri}@${Date.now() - 1_000_000}`));
  for (let ms = 0; ms < 500; ms++) {
    if (ms % 10 === 0 && ms < 250) publisher.changed('a');
    if (ms === 30) publisher.changed('b');
    mock.timers.tick(1);
  }
  publisher.dispose();
  mock.timers.reset();
  assert.deepEqual(told, ['a@1', 'b@31', 'a@101', 'a@201', 'a@301']);
});
