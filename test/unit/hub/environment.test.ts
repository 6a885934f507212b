import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { hubHeaders, refusal } from '../../../server/src/hub/api.ts';
import { type HubConnection, hubConnection } from '../../../server/src/hub/environment.ts';
import { folderWith } from '../../support/folder.ts';

describe('how the hub is reached', () => {
  it('is the hub itself, without a token, unless somebody says otherwise', async t => {
    const connection = await hubConnection({}, { HF_HOME: folderWith(t, {}) });
    assert.deepEqual(connection, { endpoint: 'https://huggingface.co', noProxy: [''], offline: false });
  });

  it('is a mirror where the environment names one, or the user, who goes first', async t => {
    const HF_HOME = folderWith(t, {});
    const environment = { HF_HOME, HF_ENDPOINT: 'https://mirror.example/' };
    assert.equal((await hubConnection({}, environment)).endpoint, 'https://mirror.example');
    assert.equal(
      (await hubConnection({ endpoint: 'https://mine.example' }, environment)).endpoint,
      'https://mine.example',
    );
  });

  it('takes the token of the user, then the environment’s, then the one of the hub’s own login', async t => {
    const HF_HOME = folderWith(t, { token: 'hf_file\n' });
    const token = async (said: string | undefined, environment: Record<string, string>) =>
      (await hubConnection(said ? { token: said } : {}, { HF_HOME, ...environment })).token;
    assert.equal(await token('hf_said', { HF_TOKEN: 'hf_named' }), 'hf_said');
    assert.equal(await token(undefined, { HF_TOKEN: 'hf_named' }), 'hf_named');
    assert.equal(await token(undefined, {}), 'hf_file');
    mkdirSync(join(HF_HOME, 'other'));
    writeFileSync(join(HF_HOME, 'other', 'mine'), 'hf_elsewhere');
    assert.equal(await token(undefined, { HF_TOKEN_PATH: join(HF_HOME, 'other', 'mine') }), 'hf_elsewhere');
  });

  it('goes through the editor’s proxy, or the environment’s for its kind of address', async t => {
    const environment = {
      HF_HOME: folderWith(t, {}),
      https_proxy: 'http://proxy:1',
      HTTP_PROXY: 'http://plain:2',
      NO_PROXY: 'a,.b',
    };
    const { proxy, noProxy } = await hubConnection({}, environment);
    assert.deepEqual([proxy, noProxy], ['http://proxy:1', ['a', '.b']]);
    assert.equal((await hubConnection({ endpoint: 'http://mirror' }, environment)).proxy, 'http://plain:2');
    assert.equal((await hubConnection({ proxy: 'http://mine:3' }, environment)).proxy, 'http://mine:3');
  });

  for (const [value, offline] of [
    ['1', true],
    ['TRUE', true],
    ['yes', true],
    ['0', false],
    ['', false],
  ] as const) {
    it(`HF_HUB_OFFLINE=${value} is ${offline ? 'offline' : 'online'}`, async t => {
      assert.equal((await hubConnection({}, { HF_HOME: folderWith(t, {}), HF_HUB_OFFLINE: value })).offline, offline);
    });
  }
});

describe('a token', () => {
  const to = (endpoint: string): HubConnection => ({ endpoint, token: 'hf_secret', noProxy: [], offline: false });

  it('goes over the network encrypted, or not at all', () => {
    assert.equal(hubHeaders(to('https://mirror.example')).authorization, 'Bearer hf_secret');
    assert.equal(hubHeaders(to('http://127.0.0.1:8080')).authorization, 'Bearer hf_secret');
    assert.equal(hubHeaders(to('http://mirror.example')).authorization, undefined);
  });

  it('is in no message', () => {
    for (const code of [undefined, 'GatedRepo', 'RepoNotFound', 'RevisionNotFound', 'EntryNotFound']) {
      for (const status of [401, 403, 404]) {
        const headers = code === undefined ? {} : { 'x-error-code': code };
        const { message = '' } = refusal({ status, headers }, 'a/b', 'main', to('https://hub')) ?? {};
        assert.doesNotMatch(message, /hf_secret/);
        assert.match(message, /\.$/);
      }
    }
  });
});
