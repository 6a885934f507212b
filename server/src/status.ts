import type { ServerStatus } from './protocol.ts';
import type { Service } from './service.ts';
import type { Texts } from './texts.ts';
import type { PrmStatus } from './witnesses.ts';

/** What the status item says: how the PRM is doing, whether something is being computed, and what of the document in view. */
export function statusOf(service: Service, prm: PrmStatus, focused: string | null, texts: Texts): ServerStatus {
  const seen = focused === null ? undefined : service.current(focused);
  const busy = service.busy || prm.state === 'loading' || prm.state === 'busy';
  const state = prm.state === 'failed' ? 'failed' : busy ? 'busy' : 'ready';
  const none = seen?.settings.enable && seen.judged.length === 0;
  return { state, text: prm.text, detail: prm.detail, ...(none ? { document: texts.noExercise } : {}) };
}
