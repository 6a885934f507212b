import { Failure, type Sentence } from '../phrase.ts';

/**
 * Why a server gave no log-probabilities. `busy` and `away` pass by themselves, so the same question is asked again; `nonsense` is
 * an answer that can't be believed; `refused` stays as it is until a person changes something.
 */
export type FailureKind = 'busy' | 'away' | 'nonsense' | 'refused';

export class ServerFailure extends Failure {
  override readonly name = 'ServerFailure';
  readonly kind: FailureKind;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly wait: number | undefined;

  constructor(kind: FailureKind, sentence: Sentence, wait?: number) {
    super(sentence);
    this.kind = kind;
    this.wait = wait;
  }
}
