/**
 * How many questions a server should have at once: found by measuring, since no server says it. Pure: time comes in with what is
 * told, so that a simulation can run a day in minutes.
 *
 * More per round while answers take no longer than alone. When they begin to, the server has a queue, and the excess is taken back:
 * halving at every such sign would leave a server of fixed capacity idle a quarter of the time. Halved when it says that it has
 * enough (429, 503) or answers take several times as long as alone; down to one when it is gone. Now and then one round goes at half
 * the width, to see how long answers take without a queue today.
 */
export class Pace {
  /** Refused at this width, and not at that. */
  private ceiling = Infinity;
  private proved = 1;
  private current: number;
  private readonly most: number;
  private starting = true;
  /** A short round may be slow by chance: then a long one decides. */
  private suspected = false;
  /** Rounds since the last one at half the width. */
  private rounds = 0;
  /** The width to come back to after such a round. */
  private resting: number | undefined;
  private round: Timed[] = [];
  private fullest = 0;
  /** Answers to what was sent before the last change say nothing of it. */
  private changedAt = 0;
  /** So many of the answers that come next are left out. */
  private early: number;
  private readonly usual = new UsualTime();
  /** A round of answers without a queue. */
  private alone: readonly Timed[] | undefined;

  constructor({ first = 1, most = 1024 } = {}) {
    this.current = first;
    this.early = first;
    this.most = most;
  }

  get limit(): number {
    return Math.max(1, Math.round(this.current));
  }

  /** An answer to a question of so many tokens, sent at this time with so many under way (itself included). */
  answered(size: number, sentAt: number, now: number, underWay: number): void {
    const timed = { size, milliseconds: Math.max(1e-3, now - sentAt) };
    this.usual.learn(timed);
    if (sentAt < this.changedAt) return;
    this.fullest = Math.max(this.fullest, underWay);
    // The first to come back are the fast ones: they say nothing of the others.
    if (this.early-- > 0) return;
    this.round.push(timed);
    if (this.round.length >= Math.max(this.starting && !this.suspected ? shortRound : longRound, this.limit))
      this.endRound(now);
  }

  /** It has enough. Once for all that were under way together; what was sent beyond the limit says nothing of the limit. */
  pushedBack(sentAt: number, now: number, underWay: number): void {
    if (sentAt < this.changedAt || underWay > this.limit) return;
    this.ceiling = this.limit;
    this.proved = Math.min(this.proved, this.ceiling - 1);
    this.starting = false;
    this.resting = undefined;
    this.change(this.current / 2, now);
  }

  /** It is gone, and may come back slower than it was. */
  lost(now: number): void {
    this.ceiling = Infinity;
    this.proved = 1;
    this.starting = true;
    this.resting = undefined;
    this.alone = undefined;
    this.change(1, now);
  }

  private endRound(now: number): void {
    const { round } = this;
    const full = this.fullest >= this.limit;
    this.round = [];
    this.fullest = 0;
    if (this.resting !== undefined) {
      this.alone = round;
      const back = this.resting;
      this.resting = undefined;
      this.change(back, now);
      return;
    }
    // Of like with like: the faster ones of this round against the faster ones of a round without a queue.
    this.alone ??= round;
    const took = this.time(round) / this.time(this.alone);
    if (took < (this.starting ? 1 : 0.8)) this.alone = round;
    const ratio = Math.max(1, took);
    // Of `limit` questions, so many are being worked on; the others wait.
    const working = this.limit / ratio;
    const waiting = this.limit - working;
    const spare = Math.max(2, this.limit / 4);
    if (waiting > spare && this.starting && !this.suspected) {
      this.suspected = true;
      this.change(this.current, now);
    } else if (waiting > spare) {
      const crowded = ratio > 4 && this.limit > 8;
      // What was measured in a hurry is soon measured again.
      if (this.starting) this.rounds = roundsBetweenRests - 3;
      this.starting = false;
      // It may have been an accident: then the way back is short.
      this.proved = Math.min(this.proved, Math.floor(0.9 * this.limit));
      this.change(crowded ? this.current / 2 : Math.max(1, working + spare / 2), now);
    } else if (!this.starting && ++this.rounds >= roundsBetweenRests && this.limit > 3) {
      this.rounds = 0;
      this.resting = this.current;
      this.change(this.current / 2, now);
    } else if (this.limit < this.proved && waiting <= spare / 2) this.change((this.limit + this.proved + 1) / 2, now);
    else if (full && waiting <= (3 / 4) * spare) this.grow(now);
  }

  private time(round: readonly Timed[]): number {
    return quantile(
      round.map(({ size, milliseconds }) => milliseconds / this.usual.of(size)),
      0.25,
    );
  }

  private grow(now: number): void {
    this.suspected = false;
    const { limit, ceiling } = this;
    this.proved = Math.max(this.proved, limit);
    if (this.starting) this.change(2 * this.current, now);
    else if (ceiling === Infinity) this.change(this.current + Math.max(1, limit / 16), now);
    else if (limit < ceiling - 1) this.change(limit + Math.ceil((ceiling - 1 - limit) / 2), now);
    else if (this.rounds === roundsBetweenRests - 1) {
      // Perhaps it takes more by now.
      this.ceiling = Infinity;
      this.change(this.current + 1, now);
    }
  }

  private change(limit: number, now: number): void {
    this.current = Math.min(this.most, Math.max(1, limit));
    this.changedAt = now;
    this.early = this.limit;
    this.round = [];
    this.fullest = 0;
  }
}

const shortRound = 4;
const longRound = 32;
const roundsBetweenRests = 64;

interface Timed {
  readonly size: number;
  readonly milliseconds: number;
}

/** How the time of an answer depends on its tokens: a straight line through the latest answers. */
class UsualTime {
  private count = 0;
  private sizes = 0;
  private squares = 0;
  private times = 0;
  private products = 0;

  learn({ size, milliseconds }: Timed): void {
    this.count = memory * this.count + 1;
    this.sizes = memory * this.sizes + size;
    this.squares = memory * this.squares + size * size;
    this.times = memory * this.times + milliseconds;
    this.products = memory * this.products + size * milliseconds;
  }

  of(size: number): number {
    const { count, sizes, squares, times, products } = this;
    const spread = count * squares - sizes * sizes;
    const slope = spread > 0 ? Math.max(0, (count * products - sizes * times) / spread) : 0;
    const start = (times - slope * sizes) / count;
    // A line that begins below nothing is one through nothing.
    return start > 0 ? start + slope * size : (times / sizes) * Math.max(1, size);
  }
}

/** Some five hundred answers are remembered. */
const memory = 0.998;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
