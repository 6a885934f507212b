import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { signalOf, whenAborted } from '../../server/src/cancelling.ts';

describe('a request', () => {
  it('that was cancelled before it is read is a cancelled one', () => {
    const source = new CancellationTokenSource();
    source.cancel();
    assert.equal(signalOf(source.token).aborted, true);
  });

  it('can be cancelled while it is worked on', () => {
    const source = new CancellationTokenSource();
    const signal = signalOf(source.token);
    assert.equal(signal.aborted, false);
    source.cancel();
    assert.equal(signal.aborted, true);
  });
});

describe('who waits for a signal', () => {
  it('is called once, also by one that was given before', () => {
    const abort = new AbortController();
    let calls = 0;
    whenAborted(abort.signal, () => calls++);
    assert.equal(calls, 0);
    abort.abort();
    whenAborted(abort.signal, () => calls++);
    assert.equal(calls, 2);
  });

  it('is not called any more when it has stopped listening', () => {
    const abort = new AbortController();
    let calls = 0;
    whenAborted(abort.signal, () => calls++)();
    abort.abort();
    assert.equal(calls, 0);
  });
});
