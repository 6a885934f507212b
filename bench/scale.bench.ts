import { Dispatcher } from '../server/src/remote/dispatcher.ts';
import { ServerFailure } from '../server/src/remote/failure.ts';
import { seeded } from '../test/support/simulatedServer.ts';
import { VirtualClock } from '../test/support/virtualClock.ts';

/** The plan of docs/scale.md, in numbers: change them there, too. */
const plan = {
  /** Tokens of a problem with its solution and the template, on average. */
  tokens: 600,
  /** Tokens per second that a tower reads on its card when there is always enough to do. */
  tokensPerSecond: 20_800,
  /** Tokens of one batch, and what a batch costs beside them, in milliseconds. */
  batch: 2048,
  batchOverhead: 10,
  /** Open questions beyond which a server says 429. */
  most: 256,
  /** The share of questions that end in an error. */
  errors: 0.001,
  /** Each server is gone for three minutes in every hour, not both at once. */
  outage: { every: 3_600_000, for: 180_000 },
  solutionsPerDay: 1_000_000,
};
const solutions = 120_000;
const underWay = 256;
/** Then the job is killed, and begun again. */
const killedAfter = 50_000;

/**
 * The product's scheduler against two simulated servers, one per tower, that batch as vLLM does, fail, restart and refuse, in virtual
 * time. What a day brings, what was lost, and what was asked twice.
 */
export default async function bench(): Promise<void> {
  const clock = new VirtualClock();
  const random = seeded(7);
  const servers = [600_000, 2_400_000].map(first => new BatchingServer(clock, random, first));
  const scored = new Set<number>();
  let begun = 0;
  const begin = Date.now();

  for (const end of [killedAfter, Infinity]) {
    const kill = new AbortController();
    const towers = servers.map(server => ({ server, dispatcher: new Dispatcher({ clock, random }) }));
    const missing = Array.from({ length: solutions }, (_, i) => i).filter(i => !scored.has(i));
    let next = 0;
    const worker = async () => {
      while (next < missing.length && !kill.signal.aborted) {
        const i = missing[next++]!;
        const size = sizeOf(i);
        begun++;
        const both = towers.map(({ server, dispatcher }) =>
          dispatcher.ask({ size, urgent: false, signal: kill.signal, send: signal => server.ask(size, signal) }),
        );
        const done = await Promise.all(both).then(
          () => true,
          () => false,
        );
        if (!done) return;
        scored.add(i);
        if (scored.size === end) kill.abort(new Error('killed'));
      }
    };
    await clock.until(Promise.all(Array.from({ length: underWay }, worker)));
  }

  const hours = clock.now() / 3_600_000;
  const perDay = (24 * scored.size) / hours;
  const used = servers.map(({ read }) => read / (plan.tokensPerSecond * (clock.now() / 1000)));
  const [failed, refused] = [sum(servers.map(one => one.failed)), sum(servers.map(one => one.refused))];
  console.log(
    `simulated                       ${hours.toFixed(2)} h of two servers, in ${Math.round((Date.now() - begin) / 1000)} s`,
  );
  console.log(`scored                          ${scored.size} of ${solutions} (goal: all)`);
  console.log(`begun again after the kill      ${begun - solutions} (at most ${underWay}: what was under way)`);
  console.log(`failed and asked again          ${failed} errors, ${refused} refusals`);
  console.log(
    `read, of what the cards could   ${used.map(share => `${(100 * share).toFixed(1)} %`).join(' · ')}, restarts included`,
  );
  console.log(
    `solutions a day                 ${Math.round(perDay).toLocaleString('en')} (plan: ${plan.solutionsPerDay.toLocaleString('en')})`,
  );
  if (scored.size !== solutions || begun - solutions > underWay || perDay < plan.solutionsPerDay)
    throw new Error('The plan does not hold.');
}

/** Lengths spread as solutions' do: many short ones, few very long. The same for the same solution. */
function sizeOf(i: number): number {
  const [a, b] = ((random: () => number) => [random(), random()] as const)(seeded(i + 1));
  const normal = Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
  const sigma = 0.5;
  return Math.min(4096, Math.max(80, Math.round(plan.tokens * Math.exp(sigma * normal - (sigma * sigma) / 2))));
}

interface Reading {
  left: number;
  readonly done: () => void;
  readonly gone: (failure: ServerFailure) => void;
  readonly signal: AbortSignal;
}

/** Reads texts in batches of tokens, first come, first served, a long text in several. */
class BatchingServer {
  read = 0;
  failed = 0;
  refused = 0;
  private open: Reading[] = [];
  private busy = false;
  private readonly clock: VirtualClock;
  private readonly random: () => number;
  private readonly firstOutage: number;

  constructor(clock: VirtualClock, random: () => number, firstOutage: number) {
    this.clock = clock;
    this.random = random;
    this.firstOutage = firstOutage;
  }

  async ask(size: number, signal: AbortSignal): Promise<void> {
    await this.clock.wait(1);
    if (this.isGone()) throw this.fail('Nobody answers.');
    if (this.open.length >= plan.most) {
      this.refused++;
      throw new ServerFailure('busy', 'It is busy (status 429).');
    }
    await new Promise<void>((done, gone) => {
      this.open.push({ left: size, done, gone, signal });
      void this.work();
    });
    if (this.random() < plan.errors) throw this.fail('It failed (status 500).');
    await this.clock.wait(1);
    signal.throwIfAborted();
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.open.length > 0) {
      let room = plan.batch;
      const batch: [Reading, number][] = [];
      for (const one of this.open) {
        if (room === 0) break;
        const share = Math.min(one.left, room);
        room -= share;
        batch.push([one, share]);
      }
      const tokens = plan.batch - room;
      await this.clock.wait(plan.batchOverhead + (1000 * tokens) / plan.tokensPerSecond);
      if (this.isGone()) {
        for (const { gone } of this.open.splice(0)) gone(this.fail('It closed the connection.'));
        break;
      }
      this.read += tokens;
      for (const [one, share] of batch) {
        one.left -= share;
        if (one.left === 0) one.done();
      }
      this.open = this.open.filter(({ left, signal }) => left > 0 && !signal.aborted);
    }
    this.busy = false;
  }

  private isGone(): boolean {
    const since = this.clock.now() - this.firstOutage;
    return since >= 0 && since % plan.outage.every < plan.outage.for;
  }

  private fail(message: string): ServerFailure {
    this.failed++;
    return new ServerFailure('away', message);
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
