import type { Clock } from '../../server/src/remote/dispatcher.ts';
import { ServerFailure } from '../../server/src/remote/failure.ts';

export interface Nature {
  /** Questions that it works on at the same time; further ones wait. */
  readonly capacity: number;
  /** Milliseconds for a question of so many tokens, when it is worked on. */
  readonly service: (size: number) => number;
  /** More than so many waiting are refused with 429. */
  readonly queue?: number;
  /** Milliseconds on the way, there and back. */
  readonly network?: number;
  /** The share of questions that end in an error of the server. */
  readonly errors?: number;
  /** From when to when it is gone, in milliseconds. */
  readonly outages?: readonly { readonly from: number; readonly to: number }[];
}

/** A server of a known capacity, in virtual time. */
export class SimulatedServer {
  /** Milliseconds of work done, over all its places. */
  worked = 0;
  answered = 0;
  refused = 0;
  failed = 0;
  private readonly clock: Clock;
  private readonly nature: Nature;
  private readonly random: () => number;
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(clock: Clock, nature: Nature, random: () => number) {
    this.clock = clock;
    this.nature = nature;
    this.random = random;
  }

  async ask(size: number, signal: AbortSignal): Promise<number> {
    const { capacity, service, queue = Infinity, network = 0, errors = 0 } = this.nature;
    await this.pass(network / 2);
    this.mustBeThere();
    if (this.busy >= capacity) {
      if (this.waiting.length >= queue) {
        this.refused++;
        throw new ServerFailure('busy', 'It is busy (status 429).');
      }
      await new Promise<void>(resolve => this.waiting.push(resolve));
    } else this.busy++;
    // Whoever has gone is not worked for, as in servers that notice a closed connection.
    if (!signal.aborted) {
      const milliseconds = service(size);
      await this.pass(milliseconds);
      this.worked += milliseconds;
    }
    const next = this.waiting.shift();
    if (next) next();
    else this.busy--;
    this.mustBeThere();
    if (this.random() < errors) {
      this.failed++;
      throw new ServerFailure('away', 'It failed (status 500).');
    }
    await this.pass(network / 2);
    signal.throwIfAborted();
    this.answered++;
    return size;
  }

  private mustBeThere(): void {
    const now = this.clock.now();
    if (!this.nature.outages?.some(({ from, to }) => from <= now && now < to)) return;
    this.failed++;
    throw new ServerFailure('away', 'Nobody answers.');
  }

  private pass(milliseconds: number): Promise<void> {
    return new Promise(resolve => void this.clock.after(milliseconds, resolve));
  }
}

/** The same numbers between 0 and 1 for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
