/**
 * How many questions a server should have at once: found by measuring, since no server says it. Pure: time comes in with what is
 * told, so that a simulation can run a day in a second.
 *
 * One more per round while answers take no longer than alone; when they begin to, the server has a queue, and the excess is taken
 * back: halving at every such sign would leave a server of fixed capacity idle a quarter of the time. Halved when it says that it
 * has enough (429, 503) or answers take several times as long as alone; down to one when it is gone.
 */
export class Pace {
  private ceiling = Infinity;
  private current: number;
  private readonly most: number;
  private starting = true;
  private rounds = 0;
  private ratios: number[] = [];
  private fullest = 0;
  /** Answers to what was sent before the last change say nothing of it. */
  private changedAt = 0;
  private readonly fastest = new Fastest();

  constructor({ first = 4, most = 1024 } = {}) {
    this.current = first;
    this.most = most;
  }

  get limit(): number {
    return Math.max(1, Math.round(this.current));
  }

  /** An answer to a question of so many tokens, sent at this time with so many under way (itself included). */
  answered(size: number, sentAt: number, now: number, underWay: number): void {
    const alone = this.fastest.told(size, Math.max(1e-3, now - sentAt));
    if (sentAt < this.changedAt) return;
    this.fullest = Math.max(this.fullest, underWay);
    this.ratios.push((now - sentAt) / alone);
    if (this.ratios.length >= Math.max(leastRound, this.limit)) this.endRound(now);
  }

  /** It has enough. Once per round: all that were under way together are refused together. */
  pushedBack(sentAt: number, now: number): void {
    if (sentAt < this.changedAt) return;
    this.ceiling = this.limit;
    this.starting = false;
    this.change(this.current / 2, now);
  }

  /** It is gone, and comes back with nothing learnt and perhaps slower than before. */
  lost(now: number): void {
    this.ceiling = Infinity;
    this.starting = true;
    this.change(1, now);
  }

  private endRound(now: number): void {
    // Like is compared with like: nearly the fastest of this round with the fastest of all.
    const ratio = quantile(this.ratios, 0.25);
    const full = this.fullest >= this.limit;
    this.ratios = [];
    this.fullest = 0;
    this.rounds++;
    // Of `limit` questions, so many are being worked on; the others wait.
    const working = this.limit / ratio;
    const waiting = this.limit - working;
    const spare = Math.max(2, this.limit / 8);
    if (waiting > spare) {
      const crowded = ratio > 4 && this.limit > 8;
      this.starting = false;
      this.change(crowded ? this.current / 2 : Math.max(1, working + spare / 2), now);
    } else if (full && waiting <= (3 / 4) * spare) this.grow(now);
  }

  private grow(now: number): void {
    if (this.starting) this.change(2 * this.current, now);
    else if (this.limit < this.ceiling - 1) {
      // Back to where it was well, quickly; from there on one by one.
      const known = this.ceiling === Infinity ? this.current + 1 : Math.min(1.5 * this.current, this.ceiling - 1);
      this.change(Math.max(this.current + 1, known), now);
    } else if (this.rounds % patienceAtCeiling === 0) {
      this.ceiling = Infinity;
      this.change(this.current + 1, now);
    }
  }

  private change(limit: number, now: number): void {
    this.current = Math.min(this.most, Math.max(1, limit));
    this.changedAt = now;
    this.ratios = [];
    this.fullest = 0;
  }
}

const leastRound = 8;
/** So many rounds at a limit that was once too high, before it is tried again. */
const patienceAtCeiling = 32;

/** How fast a question of a size was ever answered, out of what was seen of other sizes, too. */
class Fastest {
  /** By size, in steps of a quarter of an octave: the size and the milliseconds of the best answer. */
  private readonly best = new Map<number, { size: number; ms: number }>();

  /** Learns of one more, and says how long one of its size takes at best. */
  told(size: number, ms: number): number {
    const step = Math.round(4 * Math.log2(Math.max(1, size)));
    const known = this.best.get(step);
    if (known === undefined || ms / size < known.ms / known.size) this.best.set(step, { size, ms });
    let least = ms;
    for (const seen of this.best.values()) {
      // A shorter text takes no longer than a longer one, and a longer one no longer than in proportion.
      least = Math.min(least, seen.size >= size ? seen.ms : (seen.ms * size) / seen.size);
    }
    return least;
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
