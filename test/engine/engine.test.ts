import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../server/src/engine/engine.ts';
import { createEngine, longSteps, pairFolder, score } from './prms.ts';

describe('an engine', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine().engine.use(pairFolder);
  });
  after(() => engine.dispose());

  it('loads when something is to be scored, and tells the steps in order', async () => {
    assert.equal(engine.status.state, 'idle');
    const scored = score(engine, ['We add.', 'So 3 + 4 = 7.']);
    assert.equal(engine.status.state, 'loading');
    const { fitting, tokens, computed } = await scored.result;
    assert.deepEqual([fitting, computed], [2, tokens - 1]);
    assert.deepEqual(
      scored.steps.map(({ step, policy, reference, starts }) => [step, policy.length, reference?.length, starts[0]]),
      scored.steps.map(({ step, starts }) => [step, starts.length, starts.length, 0]),
    );
    assert.equal(engine.status.prm?.device, 'cpu');
    assert.equal(engine.status.state, 'ready');
  });

  it('reads only what an edit changed, and says the same as without having read it before', async () => {
    await score(engine, longSteps).result;
    const edited = longSteps.with(20, 'Step 21: we add nothing.');
    const again = score(engine, edited);
    const { tokens, computed } = await again.result;
    assert.ok(computed < tokens / 4, `${computed} of ${tokens}`);
    const { engine: fresh } = createEngine();
    const first = score(fresh.use(pairFolder), edited);
    await first.result;
    await fresh.dispose();
    for (const [k, step] of first.steps.entries()) {
      step.policy.forEach((value, t) => {
        assert.ok(Math.abs(value - again.steps[k]!.policy[t]!) < 1e-4);
      });
    }
  });

  it('reads the common beginning of several texts once', async () => {
    await score(engine, [...longSteps.slice(0, 12), 'So it is 1.'], { key: 'a' }).result;
    const { tokens, computed } = await score(engine, [...longSteps.slice(0, 12), 'So it is 2.'], { key: 'b' }).result;
    assert.ok(computed < tokens / 4);
  });

  it('interrupts for something more urgent and goes on where it was', async () => {
    const order: string[] = [];
    let urgent: Promise<unknown> | undefined;
    const patient = score(
      engine,
      longSteps.map(step => `${step} Slowly.`),
      {
        key: 'patient',
        onStep: ({ step }) => {
          urgent ??= score(engine, ['Quick.'], { key: 'urgent', priority: 1 }).result.then(() => order.push('urgent'));
          if (step === longSteps.length - 1) order.push('patient');
        },
      },
    );
    await patient.result;
    await urgent;
    assert.deepEqual(order, ['urgent', 'patient']);
    assert.deepEqual(
      patient.steps.map(({ step }) => step),
      longSteps.map((_, k) => k),
    );
  });

  it('stops when told to, and keeps what it has read', async () => {
    const steps = longSteps.map(step => `${step} Again.`);
    const scored = score(engine, steps, { key: 'stopped', onStep: ({ step }) => step === 3 && scored.abort() });
    await assert.rejects(scored.result, { name: 'AbortError' });
    assert.equal(scored.steps.length, 4);
    const { tokens, computed } = await score(engine, steps, { key: 'stopped' }).result;
    assert.ok(computed < tokens - 50);
  });

  it('scores the steps that fit into the context', async () => {
    const { engine } = createEngine({ settings: { contextTokens: 200 } });
    const scored = score(engine.use(pairFolder), longSteps);
    const { fitting, tokens } = await scored.result;
    await engine.dispose();
    assert.equal(tokens, 200);
    assert.ok(fitting > 0 && fitting < longSteps.length);
    assert.equal(scored.steps.length, fitting);
  });

  it('gives its memory back when idle, and comes back when needed', async () => {
    const { engine } = createEngine({ settings: { idleMilliseconds: 30 } });
    await score(engine.use(pairFolder), ['One.']).result;
    while (engine.status.state !== 'idle') await new Promise(resolve => setTimeout(resolve, 10));
    await score(engine, ['One.']).result;
    await engine.dispose();
  });

  it('is shared by nobody but its files are: two engines score one PRM', async () => {
    const other = createEngine().engine.use(pairFolder);
    const [one, two] = [score(engine, longSteps), score(other, longSteps)];
    await Promise.all([one.result, two.result]);
    await other.dispose();
    assert.deepEqual(
      one.steps.map(({ policy }) => policy.length),
      two.steps.map(({ policy }) => policy.length),
    );
  });
});

it('walks the ladder of devices and says why each rung is not used', async () => {
  const { engine, log } = createEngine({ settings: { device: 'auto' } });
  const prm = await engine.load(pairFolder);
  await engine.dispose();
  const used = prm.rungs.filter(rung => rung.used);
  assert.deepEqual(
    used.map(({ device }) => device),
    [prm.device],
  );
  assert.equal(prm.rungs.at(-1), used[0]);
  for (const { device, reason } of prm.rungs) {
    assert.ok(reason.length > 10, `${device}: ${reason}`);
    assert.ok(log.some(line => line.startsWith(`device ${device}:`) && line.includes(reason)));
  }
});
