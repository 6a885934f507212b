import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessByEnvironment, baseAddress } from '../../../server/src/remote/access.ts';

describe('the address of a server', () => {
  for (const [written, base] of [
    ['http://gpu:8000', 'http://gpu:8000/'],
    ['http://gpu:8000/v1', 'http://gpu:8000/'],
    [' https://gpu.example/serving/prm/v1/ ', 'https://gpu.example/serving/prm/'],
    ['http://[::1]:8000/?key=1#here', 'http://[::1]:8000/'],
  ] as const) {
    it(written, () => assert.equal(baseAddress(written, 'x').href, base));
  }

  it('is refused in words that name the setting', () => {
    assert.throws(() => baseAddress('gpu:8000', 'steplight.endpoint.policy'), /Set "steplight\.endpoint\.policy"/);
    assert.throws(() => baseAddress('file:///etc/passwd', 'steplight.endpoint.policy'), /is not an address/);
  });

  it('has no password in it, and the refusal does not repeat it', () => {
    assert.throws(
      () => baseAddress('https://me:hunter2@gpu.example', 'x'),
      (error: Error) => /settings are no place/.test(error.message) && !error.message.includes('hunter2'),
    );
  });
});

describe('on the command line, keys and proxies are in the environment', () => {
  const access = accessByEnvironment(
    { policy: 'https://policy.example/v1', reference: 'https://reference.example' },
    {
      STEPLIGHT_ENDPOINT_KEY: 'one',
      STEPLIGHT_REFERENCE_ENDPOINT_KEY: 'two',
      https_proxy: 'http://proxy:3128',
      NO_PROXY: 'a.example,b.example',
    },
  );

  it('each key goes to its server and to no other', async () => {
    assert.equal((await access(new URL('https://policy.example/'))).key, 'one');
    assert.equal((await access(new URL('https://reference.example/'))).key, 'two');
    assert.equal((await access(new URL('https://elsewhere.example/'))).key, undefined);
  });

  it('a proxy with its exceptions', async () => {
    const { proxy, noProxy } = await access(new URL('https://policy.example/'));
    assert.equal(proxy, 'http://proxy:3128');
    assert.deepEqual(noProxy, ['a.example', 'b.example']);
    assert.equal((await access(new URL('http://policy.example/'))).proxy, undefined);
  });
});
