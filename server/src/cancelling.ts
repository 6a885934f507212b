/** Calls back when the signal is aborted, at once if it already is: of what is over no event comes any more. Returns how to stop listening. */
export function whenAborted(signal: AbortSignal, then: () => void): () => void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
  return () => signal.removeEventListener('abort', then);
}

/** What the protocol's tokens have of a signal. */
interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(then: () => void): unknown;
}

/** A request that was cancelled before it was read brings a token that never fires. */
export function signalOf(token: Token): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  else token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
