import type { HubFailure, HubFailureCode } from '../prms/messages.ts';

/** Something of the hub that can't be done, as a person is told: the thing, the reason, the way out. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: HubFailureCode;
  readonly url: string | undefined;

  constructor(code: HubFailureCode, message: string, url?: string) {
    super(message);
    this.code = code;
    this.url = url;
  }

  get failure(): HubFailure {
    return { code: this.code, message: this.message, ...(this.url === undefined ? {} : { url: this.url }) };
  }
}

/** Whatever was thrown, as a value. */
export function failureOf(error: unknown): HubFailure {
  if (error instanceof HubError) return error.failure;
  const { message, code, name } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return { code: 'no-room', message: 'The disk is full. Make room and fetch again: what is there stays.' };
  if (name === 'AbortError') return { code: 'cancelled', message: 'Cancelled.' };
  return { code: 'failed', message };
}
