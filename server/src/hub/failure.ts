import { Failure, phrase, type Sentence, sentenceOf } from '../phrase.ts';
import type { HubFailure, HubFailureCode } from '../prms/messages.ts';
import type { Texts } from '../texts.ts';

/** Something of the hub that can't be done, as a person is told: the thing, the reason, the way out. */
export class HubError extends Failure {
  override readonly name = 'HubError';
  readonly code: HubFailureCode;
  readonly url: string | undefined;

  constructor(code: HubFailureCode, sentence: Sentence, url?: string) {
    super(sentence);
    this.code = code;
    this.url = url;
  }
}

/** Whatever was thrown, as something of the hub that can't be done. */
export function hubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return new HubError('no-room', phrase`The disk is full. Make room and fetch again: what is there stays.`);
  if (name === 'AbortError') return new HubError('cancelled', phrase`Cancelled.`);
  return new HubError('failed', sentenceOf(error));
}

/** The same as a value, in the reader's language. */
export function failureOf(error: unknown, { said }: Pick<Texts, 'said'>): HubFailure {
  const { code, sentence, url } = hubError(error);
  return { code, message: said(sentence), ...(url === undefined ? {} : { url }) };
}
