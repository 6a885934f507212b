import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from '../../server/src/assets.ts';
import type { KeptCheckpoint } from '../../server/src/hub/checkpoints.ts';
import type { FetcherJob, FetcherReply } from '../../server/src/hub/fetcherMessages.ts';
import type { Misbehaviour } from '../support/hub.ts';
import { finalFiles, type HubHome, hubHome } from '../support/hubHome.ts';

/** The fetching process is killed again and again, at moments nobody chose, while the hub misbehaves. */

const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const index = { weight_map: { a: shards[0], b: shards[1] } };
const files: Record<string, Buffer> = {
  'config.json': Buffer.from('{}'),
  'tokenizer.json': randomBytes(300_000),
  'model.safetensors.index.json': Buffer.from(JSON.stringify(index)),
  [shards[0]!]: randomBytes(3_000_000),
  [shards[1]!]: randomBytes(2_000_000),
  'pytorch_model.bin': randomBytes(5000),
};
const known = new Map(
  Object.values(files).map(bytes => [bytes.length, createHash('sha256').update(bytes).digest('hex')]),
);

let home: HubHome;
before(async () => {
  home = await hubHome();
  home.hub.put('some/model', files);
});
after(() => home.remove());

const job = (): FetcherJob => ({
  kind: 'fetch',
  cache: home.cache,
  connection: { endpoint: home.hub.url, noProxy: [], offline: false },
  checkpoints: [{ repository: 'some/model', revision: 'main', expectedBytes: 0 }],
  tuning: { pieceBytes: 100_000, firstDelay: 5, longestDelay: 20, tries: 30 },
});

/** Runs the process and kills it so long after the first bytes came; what it answered, if it came to that. */
async function fetched(killAfter: number | undefined): Promise<FetcherReply | undefined> {
  const child = fork(program('fetcher'), { execArgv: [], serialization: 'advanced' });
  let reply: FetcherReply | undefined;
  const begun = Promise.withResolvers<void>();
  child.on('message', (said: FetcherReply) => {
    if (said.type !== 'progress') reply = said;
    else if (said.progress.phase === 'fetching') begun.resolve();
  });
  child.send(job());
  const ended = once(child, 'exit');
  if (killAfter !== undefined) {
    await Promise.race([begun.promise.then(() => sleep(killAfter)), ended]);
    child.kill('SIGKILL');
  }
  await ended;
  return reply;
}

/** Nothing stands under its final name that isn't what the hub has, byte for byte. */
function assertWhole(): number {
  const found = finalFiles(home.cache);
  for (const { path, bytes } of found)
    assert.equal(createHash('sha256').update(bytes).digest('hex'), known.get(bytes.length), path);
  return found.length;
}

describe('a fetching process that is killed at any moment', () => {
  it('never leaves a half-written file under its final name, and the last try has it all', {
    timeout: 300_000,
  }, async () => {
    const troubles: readonly (Misbehaviour | undefined)[] = [
      undefined,
      { kind: 'drop', after: 30_000 },
      { kind: 'corrupt' },
      { kind: 'truncate', to: 50_000 },
      { kind: 'status', status: 503 },
      { kind: 'slow', bytes: 4000 },
    ];
    home.hub.misbehave = ({ at }) =>
      at !== 'cdn'
        ? undefined
        : Math.random() < 0.4
          ? troubles[Math.floor(Math.random() * troubles.length)]
          : { kind: 'slow', bytes: 3000 };
    let interrupted = 0;
    for (let kills = 0; kills < 15; kills++) {
      const reply = await fetched(Math.random() * 400);
      assertWhole();
      if (reply?.type === 'fetched') break;
      interrupted++;
    }
    assert.ok(interrupted >= 3, `only ${interrupted} of the kills came before the end`);
    home.hub.misbehave = () => undefined;
    const reply = await fetched(undefined);
    assert.equal(reply?.type, 'fetched', JSON.stringify(reply));
    const [kept] = (reply as { checkpoints: readonly KeptCheckpoint[] }).checkpoints;
    assert.deepEqual(
      kept!.files.map(({ path }) => path).sort(),
      Object.keys(files)
        .filter(name => !name.endsWith('.bin'))
        .sort(),
    );
    // Each file twice: as a blob and in the snapshot.
    assert.equal(assertWhole(), 2 * (Object.keys(files).length - 1));
    const snapshot = join(home.cache, 'models--some--model', 'snapshots', kept!.commit);
    for (const { path } of kept!.files) assert.ok(readFileSync(join(snapshot, path)).equals(files[path]!), path);
    assert.equal(existsSync(join(home.cache, '.locks', 'models--some--model.steplight.lock')), false);
  });

  it('gives way to nobody: two at once share the work, and neither breaks the other', async () => {
    const replies = await Promise.all([fetched(undefined), fetched(undefined)]);
    assert.deepEqual(
      replies.map(reply => reply?.type),
      ['fetched', 'fetched'],
    );
    assertWhole();
  });
});
