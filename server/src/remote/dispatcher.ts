import { performance } from 'node:perf_hooks';
import { ServerFailure } from './failure.ts';
import { Pace } from './pace.ts';

/** Time, as a simulation can stand in for it. */
export interface Clock {
  now(): number;
  /** Calls back after so many milliseconds, unless the answer is called first. */
  after(milliseconds: number, then: () => void): () => void;
}

const realClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};

export interface Question<T> {
  /** Tokens that the server has to read. */
  readonly size: number;
  /** Somebody waits in front of an editor. */
  readonly urgent: boolean;
  readonly signal: AbortSignal;
  /** Asks once. Rejects with a ServerFailure, or with the signal's reason. */
  readonly send: (signal: AbortSignal) => Promise<T>;
}

export interface DispatcherOptions {
  readonly clock?: Clock;
  readonly pace?: Pace;
  /** Between 0 and 1, so that many clients don't come back all at once. */
  readonly random?: () => number;
  /** How long a question may take with all its tries, in milliseconds. */
  readonly deadlines?: { readonly urgent: number; readonly bulk: number };
  /** How long one try may take: a server that drips never falls silent. */
  readonly tryMilliseconds?: number;
  /** The first pause after a failure; doubled for each that follows it. */
  readonly pause?: number;
  /** Why the server isn't being asked just now; undefined when it is again. */
  readonly trouble?: (reason: string | undefined) => void;
}

interface Waiting {
  readonly size: number;
  readonly urgent: boolean;
  readonly signal: AbortSignal;
  readonly send: (signal: AbortSignal) => Promise<unknown>;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  readonly leave: () => void;
  nonsense: number;
  last: ServerFailure | undefined;
}

const defaults = {
  clock: realClock,
  random: Math.random,
  deadlines: { urgent: 120_000, bulk: 1_800_000 },
  tryMilliseconds: 300_000,
  pause: 500,
  trouble: () => {},
};
const longestPause = 30_000;
/** So many urgent questions in a row, and one that isn't has its turn. */
const urgentTurns = 3;
/** So many urgent questions may be under way beyond the limit: they are few, and somebody waits. */
const urgentExtra = 4;
/** An answer that can't be believed may be an accident once. */
const mostNonsense = 2;

/**
 * The queue before one server: who is asked next, how many at once, and what is tried again. Urgent questions first, but not only;
 * of the others the longest first, so that none of them is left over at the end. All tries of all questions share one pace and one
 * pause: a server in trouble is left alone, not asked by each of a hundred questions in turn.
 */
export class Dispatcher {
  private readonly options: Required<Omit<DispatcherOptions, 'pace'>>;
  private readonly pace: Pace;
  private waiting: Waiting[] = [];
  private underWay = 0;
  private urgentInRow = 0;
  /** Failures since the last answer. */
  private failures = 0;
  private pausedUntil = 0;
  private wake: (() => void) | undefined;

  constructor({ pace = new Pace(), ...options }: DispatcherOptions = {}) {
    this.options = { ...defaults, ...options };
    this.pace = pace;
  }

  /** How many questions may be under way. */
  get limit(): number {
    return this.pace.limit;
  }

  /** Rejects with a ServerFailure when the deadline has passed or asking again can't help, and with the signal's reason. */
  ask<T>({ size, urgent, signal, send }: Question<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      signal.throwIfAborted();
      const { clock, deadlines } = this.options;
      const deadline = urgent ? deadlines.urgent : deadlines.bulk;
      const gone = new AbortController();
      const end = (error: unknown) => {
        question.leave();
        this.waiting = this.waiting.filter(one => one !== question);
        question.reject(error);
        gone.abort(error);
      };
      const aborted = () => end(signal.reason);
      const cancel = clock.after(deadline, () => end(question.last ?? tooLate(deadline)));
      const question: Waiting = {
        size,
        urgent,
        signal: gone.signal,
        send,
        resolve: resolve as (answer: never) => void,
        reject,
        leave: () => {
          cancel();
          signal.removeEventListener('abort', aborted);
        },
        nonsense: 0,
        last: undefined,
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.waiting.push(question);
      this.next();
    });
  }

  private next(): void {
    const { clock } = this.options;
    const now = clock.now();
    while (this.waiting.length > 0) {
      if (now < this.pausedUntil) {
        this.wake ??= clock.after(this.pausedUntil - now, () => {
          this.wake = undefined;
          this.next();
        });
        return;
      }
      const chosen = this.choose();
      if (chosen === undefined) return;
      this.waiting = this.waiting.filter(one => one !== chosen);
      void this.try(chosen);
    }
  }

  private choose(): Waiting | undefined {
    const { limit } = this.pace;
    const urgent = this.waiting.find(one => one.urgent);
    const bulk = this.underWay < limit ? longest(this.waiting) : undefined;
    // After a failure one question finds out whether it has passed, whoever waits.
    const room = this.underWay < limit + (this.failures > 0 ? 0 : urgentExtra);
    if (urgent && room && !(bulk && this.urgentInRow >= urgentTurns)) {
      this.urgentInRow++;
      return urgent;
    }
    if (bulk) this.urgentInRow = 0;
    return bulk;
  }

  private async try(question: Waiting): Promise<void> {
    const { clock, tryMilliseconds } = this.options;
    const sentAt = clock.now();
    const underWay = ++this.underWay;
    const late = new AbortController();
    const cancel = clock.after(tryMilliseconds, () => late.abort(tooLate(tryMilliseconds)));
    try {
      const answer = await question.send(AbortSignal.any([question.signal, late.signal]));
      this.underWay--;
      this.failures = 0;
      this.options.trouble(undefined);
      this.pace.answered(question.size, sentAt, clock.now(), underWay);
      question.leave();
      question.resolve(answer as never);
    } catch (error) {
      this.underWay--;
      this.failed(question, sentAt, late.signal.aborted ? late.signal.reason : error);
    } finally {
      cancel();
      this.next();
    }
  }

  private failed(question: Waiting, sentAt: number, error: unknown): void {
    // Whoever asked has been told already.
    if (question.signal.aborted) return;
    const again = error instanceof ServerFailure && this.mayPass(question, error, sentAt);
    if (!again) {
      question.leave();
      question.reject(error);
      return;
    }
    question.last = error;
    this.waiting.push(question);
  }

  /** Whether the question is worth asking again, and what its failure means for all others. */
  private mayPass(question: Waiting, failure: ServerFailure, sentAt: number): boolean {
    const { clock, trouble } = this.options;
    const now = clock.now();
    switch (failure.kind) {
      case 'refused':
        return false;
      case 'nonsense':
        return ++question.nonsense < mostNonsense;
      case 'busy':
        this.pace.pushedBack(sentAt, now);
        break;
      case 'away':
        this.pace.lost(now);
        break;
    }
    trouble(failure.message);
    // Those that were under way together fail together: that is one failure.
    if (sentAt >= this.pausedUntil) this.pausedUntil = now + this.pauseAfter(++this.failures, failure);
    return true;
  }

  private pauseAfter(failures: number, { kind, wait = 0 }: ServerFailure): number {
    const { pause, random } = this.options;
    // Who is busy is back sooner than who is gone.
    const first = kind === 'busy' ? pause / 5 : pause;
    const grown = Math.min(longestPause, first * 2 ** (failures - 1));
    return Math.max(Math.min(wait, longestPause), grown * (0.5 + random() / 2));
  }
}

function longest(waiting: readonly Waiting[]): Waiting | undefined {
  let found: Waiting | undefined;
  for (const one of waiting) if (!one.urgent && (found === undefined || one.size > found.size)) found = one;
  return found;
}

const tooLate = (milliseconds: number) =>
  new ServerFailure('away', `No complete answer for ${Math.round(milliseconds / 1000)} s.`);
