import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type DownloadOptions, download, type Wanted } from '../../../server/src/hub/download.ts';
import { type Misbehaviour, startHub, type TestHub } from '../../support/hub.ts';

const bytes = randomBytes(300_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');

let hub: TestHub;
let folder: string;
beforeEach(async () => {
  hub = await startHub();
  hub.put('someone/model', { 'model.safetensors': bytes }, { commit: 'c0ffee' });
  folder = mkdtempSync(join(tmpdir(), 'steplight-download-'));
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

const wanted = (): Wanted => ({
  name: 'model.safetensors',
  url: new URL('/someone/model/resolve/c0ffee/model.safetensors', hub.url),
  bytes: bytes.length,
  hash: { kind: 'sha256', hex: sha256 },
  path: join(folder, sha256),
});

function fetchIt(options: Partial<DownloadOptions> = {}): Promise<void> {
  const patience = { connect: 2000, answer: 500, silence: 200 };
  return download([wanted()], {
    route: { patience },
    headers: { authorization: 'Bearer hf_secret' },
    signal: new AbortController().signal,
    tuning: { pieceBytes: 50_000, firstDelay: 1, longestDelay: 5, tries: 4 },
    ...options,
  });
}

/** Nothing beside the file itself is left. */
function assertThere(): void {
  assert.deepEqual(readdirSync(folder), [sha256]);
  assert.ok(readFileSync(join(folder, sha256)).equals(bytes), 'other bytes');
}

/** Misbehaves at the first answers of the CDN that carry the file. */
function first(count: number, how: Misbehaviour): void {
  let left = count;
  hub.misbehave = ({ at }) => (at === 'cdn' && left-- > 0 ? how : undefined);
}

describe('a file of the hub', () => {
  it('comes in stretches over several connections and is checked before it has its name', async () => {
    const seen: number[] = [];
    await fetchIt({ fetched: done => seen.push(done) });
    assertThere();
    assert.equal(hub.asked.filter(({ at }) => at === 'cdn').length, 6);
    assert.equal(seen.at(-1), bytes.length);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
      'progress never goes back',
    );
  });

  it('is asked for with the token, and where it leads to without', async () => {
    await fetchIt();
    for (const { at, authorization } of hub.asked)
      assert.equal(authorization, at === 'hub' ? 'Bearer hf_secret' : undefined);
  });

  for (const [what, how] of [
    ['closes the connection in the middle', { kind: 'drop', after: 20_000 }],
    ['closes the connection at once', { kind: 'drop', after: 0 }],
    ['sends less than was asked for', { kind: 'truncate', to: 10_000 }],
    ['falls silent', { kind: 'stall', after: 5_000 }],
    ['answers 500', { kind: 'status', status: 500 }],
    ['answers 429 and says when to come back', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
    ['says that a signed address has expired', { kind: 'status', status: 403 }],
    ['lies about the length, but not twice', { kind: 'lie' }],
    ['sends all instead of a stretch', { kind: 'whole' }],
  ] satisfies [string, Misbehaviour][]) {
    it(`comes whole from a server that ${what}`, async () => {
      first(2, how);
      await fetchIt();
      assertThere();
    });
  }

  it('comes whole from a server that knows no stretches at all, over one connection', async () => {
    hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'whole' } : undefined);
    await fetchIt();
    assertThere();
    assert.equal(hub.asked.filter(({ at }) => at === 'cdn').length, 1);
  });

  it('is waited for as long as the hub asks', async () => {
    first(1, { kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    const began = Date.now();
    await fetchIt();
    assert.ok(Date.now() - began >= 900);
  });

  it('that was corrupted on the way is fetched again', async () => {
    first(1, { kind: 'corrupt' });
    await fetchIt();
    assertThere();
  });

  it('that is corrupted every time is refused, and nothing of it is left', async () => {
    hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'corrupt' } : undefined);
    await assert.rejects(fetchIt(), { name: 'HubError', code: 'corrupt', message: /came twice with other bytes/ });
    assert.equal(existsSync(join(folder, sha256)), false);
  });

  it('whose length is a lie every time is refused', async () => {
    hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'lie' } : undefined);
    await assert.rejects(fetchIt(), { code: 'corrupt', message: /should have 300000 bytes, but/ });
    assert.equal(existsSync(join(folder, sha256)), false);
  });

  it('goes on where it stopped, after the network was away', async () => {
    let carried = 0;
    hub.misbehave = ({ at }) =>
      at === 'hub' ? undefined : ++carried > 3 ? { kind: 'status', status: 502 } : undefined;
    await assert.rejects(fetchIt(), { code: 'network', message: /What was fetched stays/ });
    hub.asked.length = 0;
    hub.misbehave = () => undefined;
    await fetchIt();
    assertThere();
    assert.equal(hub.asked.filter(({ at }) => at === 'cdn').length, 3, 'three stretches were there');
  });

  it('goes on where it was cancelled', async () => {
    hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'slow', bytes: 2000 } : undefined);
    const cancel = new AbortController();
    let there = 0;
    const fetched = (done: number) => {
      there = done;
      if (done > 60_000) cancel.abort();
    };
    await assert.rejects(fetchIt({ signal: cancel.signal, fetched }), { name: 'AbortError' });
    hub.misbehave = () => undefined;
    const seen: number[] = [];
    await fetchIt({ fetched: done => seen.push(done) });
    assert.equal(seen[0], there);
    assertThere();
  });

  it('that is another one by now is begun anew', async () => {
    hub.misbehave = ({ range }) => (range?.endsWith('-49999') ? undefined : { kind: 'status', status: 502 });
    await assert.rejects(fetchIt(), { code: 'network' });
    hub.misbehave = () => undefined;
    const other = randomBytes(bytes.length);
    const hex = createHash('sha256').update(other).digest('hex');
    hub.put('someone/model', { 'model.safetensors': other }, { commit: 'c0ffee' });
    const patience = { connect: 2000, answer: 500, silence: 200 };
    // The same place, as it is for files that are known by nothing else.
    await download([{ ...wanted(), hash: { kind: 'sha256', hex } }], {
      route: { patience },
      headers: {},
      signal: new AbortController().signal,
    });
    assert.ok(readFileSync(join(folder, sha256)).equals(other));
  });

  it('is never led from https to http', async () => {
    hub.misbehave = ({ at }) =>
      at === 'hub' ? { kind: 'status', status: 302, headers: { location: 'ftp://elsewhere/x' } } : undefined;
    await assert.rejects(fetchIt(), { message: /leads model.safetensors to an address that is not safe/ });
  });

  it('that leads in circles is given up', async () => {
    hub.misbehave = ({ at }) =>
      at === 'hub'
        ? { kind: 'status', status: 302, headers: { location: '/someone/model/resolve/c0ffee/x' } }
        : undefined;
    await assert.rejects(fetchIt(), { message: /in circles/ });
  });
});
