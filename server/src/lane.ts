import type { Exercise } from './documents/exercise.ts';
import { detached } from './documents/location.ts';
import type { Testimony, Unjudged, Wish, Witness } from './witness.ts';

/** An exercise and what each witness said of it, step by step from the first: `said.get(name)[k]` is about step k. */
export interface Scored {
  exercise: Exercise;
  readonly said: Map<Witness['name'], Testimony[]>;
}

/** One exercise for one witness. */
export interface Job {
  readonly uri: string;
  readonly scored: Scored;
  readonly from: number;
  readonly priority: number;
  readonly wish: Wish;
}

/** One witness at work: one exercise at a time, given up when it is no longer wanted or something more urgent comes. */
export interface Lane {
  readonly witness: Witness;
  readonly busy: boolean;
  /** The most wanted job there is. Starts it when the lane is free, interrupts a less urgent one. */
  offer(job: Job | undefined): void;
  /** This exercise has changed or gone. */
  drop(scored: Scored): void;
  dispose(): Promise<void>;
}

export interface LaneHost {
  heard(job: Job, testimony: Testimony): void;
  /** The lane is free again. */
  free(): void;
  log(message: string): void;
}

export function createLane(witness: Witness, host: LaneHost): Lane {
  let running: { readonly job: Job; readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  let disposed = false;

  async function work(job: Job, signal: AbortSignal): Promise<void> {
    const { exercise } = job.scored;
    let next = job.from;
    let unjudged: Unjudged = { code: 'engine', text: `The ${witness.name} witness ended without an answer.` };
    try {
      for await (const testimony of witness.testify(detached(exercise), job.from, signal, job.wish)) {
        if (signal.aborted) return;
        host.heard(job, testimony);
        next = testimony.step + 1;
      }
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      host.log(`${witness.name}: ${error instanceof Error ? (error.stack ?? reason) : reason}`);
      unjudged = { code: 'engine', text: reason };
    }
    // Whatever went wrong, every step gets an answer: silence would look like work in progress for ever.
    for (let step = next; !signal.aborted && step < exercise.steps.length; step++)
      host.heard(job, { witness: witness.name, step, unjudged });
  }

  return {
    witness,
    get busy() {
      return running !== undefined;
    },
    offer(job) {
      if (!job || disposed) return;
      if (running) {
        if (job.priority > running.job.priority && job.scored !== running.job.scored) running.abort.abort();
        return;
      }
      const abort = new AbortController();
      const done = work(job, abort.signal).then(() => {
        running = undefined;
        host.free();
      });
      running = { job, abort, done };
    },
    drop(scored) {
      if (running?.job.scored === scored) running.abort.abort();
    },
    async dispose() {
      disposed = true;
      running?.abort.abort();
      await running?.done;
      await witness.dispose?.();
    },
  };
}
