import type { Clock } from '../../server/src/remote/dispatcher.ts';

interface Event {
  readonly at: number;
  readonly order: number;
  readonly then: () => void;
  cancelled: boolean;
}

/** Time that passes only when there is nothing left to do at this moment: a day in seconds, and the same one every time. */
export class VirtualClock implements Clock {
  private time = 0;
  private order = 0;
  /** A heap: the earliest event is first. */
  private readonly events: Event[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, then: () => void): () => void {
    const event: Event = { at: this.time + Math.max(0, milliseconds), order: this.order++, then, cancelled: false };
    this.push(event);
    return () => {
      event.cancelled = true;
    };
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise(resolve => void this.after(milliseconds, resolve));
  }

  /** Lets time pass until this is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      await new Promise(setImmediate);
      if (settled) return promise;
      let event = this.pop();
      while (event?.cancelled) event = this.pop();
      if (event === undefined) throw new Error('Nothing happens any more, and what was waited for has not come.');
      this.time = event.at;
      event.then();
    }
  }

  private push(event: Event): void {
    const { events } = this;
    let k = events.push(event) - 1;
    while (k > 0 && before(event, events[(k - 1) >> 1]!)) {
      events[k] = events[(k - 1) >> 1]!;
      k = (k - 1) >> 1;
    }
    events[k] = event;
  }

  private pop(): Event | undefined {
    const { events } = this;
    const first = events[0];
    const last = events.pop();
    if (last === undefined || events.length === 0) return first;
    let k = 0;
    for (;;) {
      let child = 2 * k + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && before(events[child + 1]!, events[child]!)) child++;
      if (!before(events[child]!, last)) break;
      events[k] = events[child]!;
      k = child;
    }
    events[k] = last;
    return first;
  }
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);
