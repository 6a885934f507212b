import { performance } from 'node:perf_hooks';
import { phrase, type Sentence } from '../phrase.ts';
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
  /** Whoever asks wants to know at once when nobody is there. */
  readonly hasty?: boolean;
  readonly signal: AbortSignal;
  /** Asks once. Rejects with a ServerFailure, or with the signal's reason. */
  readonly send: (signal: AbortSignal) => Promise<T>;
}

export interface DispatcherOptions {
  readonly clock?: Clock;
  readonly pace?: Pace;
  /** Between 0 and 1, so that many clients don't come back all at once. */
  readonly random?: () => number;
  /** How long a question may take with all its tries, in milliseconds; an urgent one's time begins before the first. */
  readonly deadlines?: { readonly urgent: number; readonly bulk: number };
  /** How long one try may take: a server that drips never falls silent. */
  readonly tryMilliseconds?: number;
  /** The first pause after a failure; doubled for each that follows it. */
  readonly pause?: number;
  /** Why the server isn't being asked just now; undefined when it is again. */
  readonly trouble?: (reason: Sentence | undefined) => void;
}

interface Waiting {
  readonly size: number;
  readonly urgent: boolean;
  readonly signal: AbortSignal;
  readonly send: (signal: AbortSignal) => Promise<unknown>;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  begin: () => void;
  readonly leave: () => void;
  readonly hasty: boolean;
  tries: number;
  last: ServerFailure | undefined;
}

/** When a question went out, and as the how manieth of those under way. */
interface Sent {
  readonly sentAt: number;
  readonly underWay: number;
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
/** Of so many turns of bulk work, one is for who has waited longest. */
const bulkTurns = 4;
/** So many urgent questions may be under way beyond the limit: they are few, and somebody waits. */
const urgentExtra = 4;
/** An answer that can't be believed may be an accident once. */
const mostNonsense = 2;
/** So often a question is asked that fails while others are answered. */
const mostTries = 6;
/** So many failures in a row, and the server is gone. */
const goneAfter = 3;

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
  private bulkTurns = 0;
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
  ask<T>({ size, urgent, hasty = false, signal, send }: Question<T>): Promise<T> {
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
      let cancel = () => {};
      const question: Waiting = {
        size,
        urgent,
        signal: gone.signal,
        send,
        resolve: resolve as (answer: never) => void,
        reject,
        // A long queue is no failure: for who waits in it, time begins with the first try.
        begin: () => {
          question.begin = () => {};
          cancel = clock.after(deadline, () => end(question.last ?? tooLate(deadline)));
        },
        leave: () => {
          cancel();
          signal.removeEventListener('abort', aborted);
        },
        hasty,
        tries: 0,
        last: undefined,
      };
      signal.addEventListener('abort', aborted, { once: true });
      if (urgent) question.begin();
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
    // After failures one question finds out whether they have passed, whoever waits.
    const room = this.underWay < limit + (this.failures >= goneAfter ? 0 : urgentExtra);
    const turn = this.urgentInRow >= urgentTurns;
    const bulk = this.underWay < limit || (turn && room) ? this.nextBulk() : undefined;
    if (urgent && room && !(bulk && turn)) {
      this.urgentInRow++;
      return urgent;
    }
    if (bulk) {
      this.urgentInRow = 0;
      this.bulkTurns++;
    }
    return bulk;
  }

  /** The longest, but in every fourth turn who waits longest: where work never ends, short ones would wait for ever. */
  private nextBulk(): Waiting | undefined {
    const oldest = this.waiting.find(one => !one.urgent);
    return this.bulkTurns % bulkTurns === bulkTurns - 1 ? oldest : longest(this.waiting);
  }

  private async try(question: Waiting): Promise<void> {
    const { clock, tryMilliseconds } = this.options;
    question.begin();
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
      this.failed(question, { sentAt, underWay }, late.signal.aborted ? late.signal.reason : error);
    } finally {
      cancel();
      this.next();
    }
  }

  private failed(question: Waiting, sent: Sent, error: unknown): void {
    // Whoever asked has been told already.
    if (question.signal.aborted) return;
    const wait = error instanceof ServerFailure ? this.waitAfter(question, error, sent) : undefined;
    if (wait === undefined) {
      question.leave();
      question.reject(error);
      return;
    }
    question.last = error as ServerFailure;
    const back = () => {
      if (question.signal.aborted) return;
      this.waiting.push(question);
      this.next();
    };
    if (wait === 0) back();
    else this.options.clock.after(wait, back);
  }

  /**
   * How long this question waits before it is asked again; undefined when it isn't. What its failure means for all others is the
   * pause that they share.
   */
  private waitAfter(question: Waiting, failure: ServerFailure, { sentAt, underWay }: Sent): number | undefined {
    const { clock, trouble } = this.options;
    const now = clock.now();
    question.tries++;
    if (failure.kind === 'refused') return undefined;
    if (failure.kind === 'nonsense') return question.tries < mostNonsense ? 0 : undefined;
    if (failure.kind === 'away' && question.hasty) return undefined;
    if (failure.kind === 'busy') this.pace.pushedBack(sentAt, now, underWay);
    const together = sentAt < this.pausedUntil;
    if (!together) this.failures++;
    if (failure.kind === 'away' && this.failures < goneAfter) {
      // One question that fails among others that don't has itself to blame, or bad luck.
      return question.tries < mostTries ? this.pauseAfter(question.tries, failure) : undefined;
    }
    if (failure.kind === 'away') this.pace.lost(now);
    trouble(failure.sentence);
    // Those that were under way together fail together: that is one failure.
    if (!together) this.pausedUntil = now + this.pauseAfter(this.failures, failure);
    return 0;
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
  new ServerFailure('away', phrase`No complete answer for ${Math.round(milliseconds / 1000)} s.`);
