import type { ServerStatus } from './protocol.ts';
import type { Service } from './service.ts';
import type { Texts } from './texts.ts';
import type { PrmStatus } from './witnesses.ts';

/** What the status item says: how the PRM is doing, whether something is being computed, and what of the document in view. */
export interface StatusTeller {
  of(focused: string | null): ServerStatus;
  dispose(): void;
}

/** `again` is called when there is more to say though nothing new was heard: scoring takes longer than the time budget. */
export function createStatusTeller(
  service: Service,
  prm: () => PrmStatus,
  texts: Texts,
  again: () => void,
): StatusTeller {
  let waitingSince: number | undefined;
  let alarm: ReturnType<typeof setTimeout> | undefined;

  /** How long the document in view has been waiting for its verdicts, in seconds, if that is more than its budget. */
  function overBudget(waiting: boolean, budget: number): number | undefined {
    clearTimeout(alarm);
    if (!waiting || budget === 0) {
      waitingSince = undefined;
      return undefined;
    }
    waitingSince ??= performance.now();
    const seconds = (performance.now() - waitingSince) / 1000;
    if (seconds >= budget) return Math.round(seconds);
    alarm = setTimeout(again, 1000 * (budget - seconds) + 20);
    return undefined;
  }

  return {
    of(focused) {
      const seen = focused === null ? undefined : service.current(focused);
      const { state: engine, text, detail } = prm();
      const busy = service.busy || engine === 'loading' || engine === 'busy';
      const slow = overBudget(service.busy && seen?.complete === false, seen?.settings.timeBudget ?? 0);
      const none = seen?.settings.enable && seen.judged.length === 0;
      return {
        state: engine === 'failed' ? 'failed' : slow === undefined ? (busy ? 'busy' : 'ready') : 'slow',
        text,
        detail,
        ...(none ? { document: texts.noExercise } : {}),
        ...(slow === undefined ? {} : { document: texts.slow(slow) }),
      };
    },
    dispose: () => clearTimeout(alarm),
  };
}
