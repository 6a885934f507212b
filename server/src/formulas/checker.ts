import { Worker } from 'node:worker_threads';
import { type Judgement, settle } from './check.ts';
import type { CheckerReply, CheckerRequest } from './checkerWorker.ts';
import { mathJson } from './irrational.ts';
import type { NumberStyle } from './numbers.ts';

export interface CheckerOptions {
  /** The thread's program: the bundled one, or checkerWorker.ts itself. */
  readonly program: string;
  /** Milliseconds a formula with roots, logarithms or angles may take. */
  readonly formulaLimit?: number;
  /** Milliseconds a whole step may take; its plain formulas are bounded by their size already. */
  readonly stepLimit?: number;
}

export interface CheckQuestion {
  readonly problem: string;
  readonly steps: readonly string[];
  readonly from: number;
  readonly algebra: boolean;
}

export interface CheckedStep {
  readonly step: number;
  readonly judgements: readonly Judgement[];
}

/** Starting the thread and loading compute-engine, on a machine that is busy with other things. */
const startLimit = 20_000;

/** The exact check in a thread of its own. One question at a time; a thread that hangs is ended and replaced. */
export class Checker {
  private readonly options: Required<CheckerOptions>;
  private thread: Worker | undefined;
  private ready = false;
  private lastId = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor({ program, formulaLimit = 50, stepLimit = 3000 }: CheckerOptions) {
    this.options = { program, formulaLimit, stepLimit };
  }

  /** Judges the steps from `from` on, in order. A step over which the thread hangs has no judgements. */
  async *check({ problem, steps, from, algebra }: CheckQuestion, signal: AbortSignal): AsyncGenerator<CheckedStep> {
    const release = await this.takeTurn();
    try {
      const texts = [problem, ...steps];
      const styles = (await this.ask({ kind: 'begin', texts }, startLimit))?.styles;
      if (!styles) return;
      for (let step = from; step < steps.length && !signal.aborted; step++) {
        const text = steps[step]!;
        const style = styles[step + 1]!;
        const request = { kind: 'check', text, style, after: step + 1, algebra } as const;
        const reply = await this.ask(request, this.options.stepLimit);
        const judgements = await this.settled(text, style, reply?.judgements ?? [], signal);
        if (!signal.aborted) yield { step, judgements };
      }
    } finally {
      release();
    }
  }

  async dispose(): Promise<void> {
    await this.end();
  }

  private async settled(
    text: string,
    style: NumberStyle,
    judgements: readonly Judgement[],
    signal: AbortSignal,
  ): Promise<readonly Judgement[]> {
    const out: Judgement[] = [];
    for (const judgement of judgements) {
      if (signal.aborted) break;
      out.push(judgement.open ? await this.settle(text, style, judgement) : judgement);
    }
    return out;
  }

  private async settle(text: string, style: NumberStyle, judgement: Judgement): Promise<Judgement> {
    const { open, ...closed } = judgement;
    const [left, right] = [mathJson(open!.left.expr), mathJson(open!.right.expr)];
    if (left === undefined || right === undefined) return { ...closed, why: 'notation' };
    if (!this.ready) {
      await this.ask({ kind: 'load' }, startLimit);
      this.ready = this.thread !== undefined;
    }
    const reply = await this.ask({ kind: 'values', sides: [left, right] }, this.options.formulaLimit);
    const [a, b] = reply?.values ?? [];
    return a === undefined || b === undefined ? { ...closed, why: 'size' } : settle(text, style, judgement, a, b);
  }

  private async takeTurn(): Promise<() => void> {
    const before = this.turn;
    let release: () => void = () => {};
    this.turn = new Promise<void>(resolve => {
      release = resolve;
    });
    await before;
    return release;
  }

  /** The thread's reply, or nothing when it took longer than `limit` milliseconds and was ended. */
  private async ask(request: CheckerRequest, limit: number): Promise<CheckerReply | undefined> {
    if (!this.thread) {
      this.thread = new Worker(this.options.program);
      // Starting takes its time, which is nobody's fault: the first answer shows that it is done.
      await this.exchange(this.thread, { kind: 'begin', texts: [] }, startLimit);
    }
    return this.thread && this.exchange(this.thread, request, limit);
  }

  private async exchange(thread: Worker, request: CheckerRequest, limit: number): Promise<CheckerReply | undefined> {
    const id = ++this.lastId;
    thread.ref();
    let reply: CheckerReply | undefined;
    try {
      reply = await replyOf(thread, { id, request }, limit);
    } finally {
      thread.unref();
      if (!reply) await this.end();
    }
    return reply;
  }

  private async end(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    this.ready = false;
    await thread?.terminate();
  }
}

/** The reply with the request's number, or nothing when none came in time; fails when the thread does. */
function replyOf(
  thread: Worker,
  message: { readonly id: number; readonly request: CheckerRequest },
  limit: number,
): Promise<CheckerReply | undefined> {
  return new Promise((resolve, reject) => {
    const hear = (reply: CheckerReply) => {
      if (reply.id === message.id) finish(() => resolve(reply));
    };
    const give = () => finish(() => resolve(undefined));
    const fail = (error: Error) =>
      finish(() => reject(new Error(`The exact check can't go on: ${error.message}. Restart Steplight to try again.`)));
    const timer = setTimeout(give, limit);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      thread.off('message', hear).off('error', fail).off('exit', give);
      settle();
    };
    thread.on('message', hear).on('error', fail).on('exit', give);
    thread.postMessage(message);
  });
}
