import type { ScoreOptions } from '../engine/engine.ts';
import type { ScoreJob, ScoreResult } from '../engine/messages.ts';
import type { Tokens } from './answers.ts';
import type { Dispatcher } from './dispatcher.ts';
import { insist, type Server } from './exchange.ts';
import type { Sample, Served } from './probe.ts';

/** A tower that was probed. */
export interface ServedTower<Question extends Tokens = Tokens> {
  readonly server: Server;
  readonly dispatcher: Dispatcher;
  readonly served: Served<Question>;
}

/** What a family of PRMs wants to know of its towers, and what that says of a solution. */
export interface Inquiry<Question extends Tokens> {
  readonly sample: Sample<Question>;
  score(towers: readonly ServedTower<Question>[], solution: Solution): Promise<ScoreResult>;
}

export interface Solution {
  readonly job: ScoreJob;
  /** Somebody waits in front of an editor. */
  readonly urgent: boolean;
  readonly signal: AbortSignal;
  readonly onStep: ScoreOptions['onStep'];
}

const bytesPerToken = 1024;

/** Asks one question; `known` of its tokens the server has read before, if it reuses what it has read. */
export function ask<Question extends Tokens>(
  { server, dispatcher, served: { route, model } }: ServedTower<Question>,
  question: Question,
  known: number,
  { urgent, signal }: Pick<Solution, 'urgent' | 'signal'>,
): Promise<Float32Array> {
  const { length } = question.ids;
  return dispatcher.ask({
    size: route.reusesPrefixes ? length - known : length,
    urgent,
    signal,
    send: async ended => {
      const longest = (64 + length) * bytesPerToken;
      const answer = await insist(server, route.path, route.body(model, question), longest, ended);
      return route.read(answer, question, server.base.host);
    },
  });
}

/** As many tokens as a text may have: servers that write have no room for a token in one that fills their context. */
export const roomOf = (towers: readonly ServedTower[], written: number): number =>
  Math.min(...towers.map(({ served }) => (served.contextTokens ?? Infinity) - written));

/** What was read of each exercise last, so that an edit is asked about from where it begins. */
export class Memory<Read> {
  private readonly read = new Map<string, Read>();

  last(key: string): Read | undefined {
    return this.read.get(key);
  }

  keep(key: string, read: Read): void {
    this.read.delete(key);
    this.read.set(key, read);
    const [oldest] = this.read.keys();
    if (this.read.size > mostRemembered) this.read.delete(oldest!);
  }
}

const mostRemembered = 256;

export function commonLength(a: Int32Array, b: Int32Array): number {
  const length = Math.min(a.length, b.length);
  for (let t = 0; t < length; t++) if (a[t] !== b[t]) return t;
  return length;
}

/** What tokenizers like to differ in: digits, spaces, formulas, other alphabets, emoji. */
export const sampleJob: ScoreJob = {
  key: 'probe',
  problem: 'Löse $3x + 5 = 20$.  Then add 12,345.67 to it — 答えは?',
  steps: ['$$\\begin{aligned} 3x &= 15 \\\\\n x &= 5 \\end{aligned}$$', 'So it is\t12350.67 🙂'],
};
