import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spoken } from '../../../server/src/phrase.ts';
import { Dispatcher, type DispatcherOptions } from '../../../server/src/remote/dispatcher.ts';
import { type FailureKind, ServerFailure } from '../../../server/src/remote/failure.ts';
import { Pace } from '../../../server/src/remote/pace.ts';
import { type Nature, SimulatedServer, seeded } from '../../support/simulatedServer.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

const never = new AbortController().signal;

function dispatcher(options: DispatcherOptions = {}) {
  const clock = new VirtualClock();
  return { clock, dispatcher: new Dispatcher({ clock, random: () => 1, ...options }) };
}

/** A question that takes a second, and notes when it was sent. */
function asker(clock: VirtualClock, to: Dispatcher, sent: string[]) {
  return (name: string, { size = 1, urgent = false } = {}) => {
    const send = async () => {
      sent.push(name);
      await clock.wait(1000);
      return name;
    };
    return to.ask({ size, urgent, signal: never, send });
  };
}

describe('whose turn it is', () => {
  it('long ones first, so that none is left over at the end', async () => {
    const { clock, dispatcher: to } = dispatcher();
    const sent: string[] = [];
    const ask = asker(clock, to, sent);
    const all = [ask('first'), ...[3, 9, 5].map(size => ask(`${size}`, { size }))];
    await clock.until(Promise.all(all));
    assert.deepEqual(sent, ['first', '9', '5', '3']);
  });

  it('but where new ones never end, a short one has its turn, and does not fail for having waited', async () => {
    const { clock, dispatcher: to } = dispatcher({ deadlines: { urgent: 5000, bulk: 5000 } });
    const sent: string[] = [];
    const ask = asker(clock, to, sent);
    let ended = false;
    const stream = async () => {
      while (!ended) await ask('long', { size: 99 });
    };
    const streams = Array.from({ length: 40 }, stream);
    const short = ask('short', { size: 1 });
    await clock.until(short);
    ended = true;
    assert.ok(clock.now() > 5000, 'it had to wait longer than a question may take');
    await clock.until(Promise.all(streams));
  });

  it('who waits in front of an editor comes before them, without waiting for room', async () => {
    const { clock, dispatcher: to } = dispatcher();
    const sent: string[] = [];
    const ask = asker(clock, to, sent);
    const bulk = [1, 2, 3].map(size => ask(`bulk ${size}`, { size }));
    const urgent = ask('urgent', { urgent: true });
    await clock.until(urgent);
    assert.ok(clock.now() <= 1000, `${clock.now()}`);
    await clock.until(Promise.all(bulk));
  });

  it('but a stream of urgent ones leaves every fourth turn to the others', async () => {
    const { clock, dispatcher: to } = dispatcher();
    const sent: string[] = [];
    const ask = asker(clock, to, sent);
    const urgent = Array.from({ length: 24 }, () => ask('urgent', { urgent: true }));
    const bulk = Array.from({ length: 3 }, () => ask('bulk'));
    await clock.until(Promise.all([...urgent, ...bulk]));
    assert.ok(sent.indexOf('bulk') < 12, sent.join());
    assert.ok(sent.lastIndexOf('bulk') < sent.length - 1, sent.join());
  });
});

describe('what is tried again', () => {
  const failing = (clock: VirtualClock, failures: readonly FailureKind[]) => {
    const at: number[] = [];
    const send = async () => {
      at.push(clock.now());
      await clock.wait(1);
      const kind = failures[at.length - 1];
      if (kind) throw new ServerFailure(kind, `failure ${at.length}`);
      return 'answer';
    };
    return { at, send };
  };

  it('who is busy is asked again, after pauses that grow', async () => {
    const { clock, dispatcher: to } = dispatcher({ pause: 1000 });
    const { at, send } = failing(clock, ['busy', 'busy', 'busy']);
    assert.equal(await clock.until(to.ask({ size: 1, urgent: false, signal: never, send })), 'answer');
    const pauses = at.slice(1).map((time, i) => Math.round((time - at[i]!) / 100));
    assert.deepEqual(pauses, [2, 4, 8]);
  });

  it('as long as a server asks to wait, it is left alone', async () => {
    const { clock, dispatcher: to } = dispatcher();
    let asked = 0;
    const send = async () => {
      if (asked++ === 0) throw new ServerFailure('busy', 'busy', 7000);
      return clock.now();
    };
    assert.ok((await clock.until(to.ask({ size: 1, urgent: false, signal: never, send }))) >= 7000);
  });

  it('what a server refuses is not asked twice', async () => {
    const { clock, dispatcher: to } = dispatcher();
    const { at, send } = failing(clock, ['refused']);
    await assert.rejects(clock.until(to.ask({ size: 1, urgent: false, signal: never, send })), /failure 1/);
    assert.equal(at.length, 1);
  });

  it('nonsense may be an accident once', async () => {
    const { clock, dispatcher: to } = dispatcher();
    const { at, send } = failing(clock, ['nonsense', 'nonsense']);
    await assert.rejects(clock.until(to.ask({ size: 1, urgent: false, signal: never, send })), /failure 2/);
    assert.equal(at.length, 2);
  });

  it('a question that fails while others are answered is given up after six tries', async () => {
    const { clock, dispatcher: to } = dispatcher({ pause: 10 });
    const { at, send } = failing(
      clock,
      Array.from({ length: 99 }, () => 'away' as const),
    );
    const poisoned = to.ask({ size: 1, urgent: false, signal: never, send });
    const others = async () => {
      for (let i = 0; i < 2000; i++) await asker(clock, to, [])(`${i}`, { urgent: true });
    };
    void others().catch(() => {});
    await assert.rejects(clock.until(poisoned), /failure \d/);
    assert.equal(at.length, 6);
  });

  it('a server that is gone is asked by one question at a time, until the deadline', async () => {
    const reasons: (string | undefined)[] = [];
    const deadlines = { urgent: 20_000, bulk: 100_000 };
    const { clock, dispatcher: to } = dispatcher({
      deadlines,
      trouble: reason => reasons.push(reason && spoken(reason)),
    });
    let asked = 0;
    const send = async () => {
      asked++;
      throw new ServerFailure('away', 'Nobody answers.');
    };
    const all = Array.from({ length: 50 }, () => to.ask({ size: 1, urgent: false, signal: never, send }));
    const told = await clock.until(Promise.allSettled(all));
    assert.ok(told.every(({ status }) => status === 'rejected'));
    // One after the other finds out, each with its own time.
    assert.ok(clock.now() >= 100_000);
    assert.ok(asked < clock.now() / 10_000, `${asked} questions to nobody in ${clock.now()} ms`);
    assert.equal(reasons.at(-1), 'Nobody answers.');
  });
});

describe('a question that is not wanted any more', () => {
  it('is taken out of the queue, or hung up', async () => {
    const { clock, dispatcher: to } = dispatcher();
    const abort = new AbortController();
    let hungUp = false;
    const send = async (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        hungUp = true;
      });
      await clock.wait(5000);
      signal.throwIfAborted();
    };
    const underWay = to.ask({ size: 1, urgent: true, signal: abort.signal, send });
    const queued = Array.from({ length: 9 }, () => to.ask({ size: 1, urgent: false, signal: abort.signal, send }));
    clock.after(100, () => abort.abort());
    const told = await clock.until(Promise.allSettled([underWay, ...queued]));
    assert.ok(told.every(({ status }) => status === 'rejected'));
    assert.ok(hungUp);
    assert.equal(clock.now(), 100);
  });
});

/** A job of many questions against a server of known capacity: the share of it that was used after the first minute. */
async function usedOf(nature: Nature, { questions = 600 * nature.capacity, seed = 1 } = {}) {
  const clock = new VirtualClock();
  const random = seeded(seed);
  const server = new SimulatedServer(clock, nature, random);
  const to = new Dispatcher({ clock, random, pace: new Pace() });
  let asked = 0;
  let answered = 0;
  let since = { at: 0, worked: 0 };
  const worker = async () => {
    while (asked < questions) {
      const size = Math.round(80 - 300 * Math.log(1 - random()));
      asked++;
      await to.ask({ size, urgent: false, signal: never, send: signal => server.ask(size, signal) });
      answered++;
      if (since.at === 0 && clock.now() > 60_000) since = { at: clock.now(), worked: server.worked };
    }
  };
  let end = { at: 0, worked: 0 };
  const all = Array.from({ length: Math.max(64, 2 * nature.capacity) }, () =>
    worker().then(() => {
      if (end.at === 0) end = { at: clock.now(), worked: server.worked };
    }),
  );
  await clock.until(Promise.all(all));
  return { used: (end.worked - since.worked) / (nature.capacity * (end.at - since.at)), answered, questions, server };
}

describe('the width is found by measuring', () => {
  const service = (size: number) => 40 + size / 2;
  for (const capacity of [1, 4, 16, 48]) {
    it(`a server that works on ${capacity} at once is used to 95 % and more`, async () => {
      const { used } = await usedOf({ capacity, service, network: 4 });
      assert.ok(used >= 0.95, `${used}`);
    });
  }

  it('a server that refuses what is too much is used, and all are answered', async () => {
    const { used, answered, questions, server } = await usedOf({ capacity: 16, service, queue: 2 });
    assert.ok(used >= 0.9, `${used}`);
    assert.equal(answered, questions);
    assert.ok(server.refused < questions / 100, `${server.refused} refused`);
  });

  it('a server that fails now and then, and is gone for a minute', async () => {
    const outages = [{ from: 30_000, to: 90_000 }];
    const { answered, questions, server } = await usedOf({ capacity: 16, service, errors: 0.01, outages });
    assert.equal(answered, questions);
    assert.ok(server.failed > 0);
  });
});
