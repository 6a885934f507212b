import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { createLibrary, type Library } from '../../server/src/prms/library.ts';
import type { FetchProgressParams } from '../../server/src/prms/messages.ts';
import { prmFolder } from '../../server/src/prms/places.ts';
import { textsFor } from '../../server/src/texts.ts';
import { createEngine, longSteps, pairFolder, score } from '../engine/prms.ts';
import { goodToken } from '../support/hub.ts';
import { filesOf, finalFiles, type HubHome, hubHome } from '../support/hubHome.ts';

/** From the hub to a score, with the fetching process and the engine in earnest, and tiny towers of a true architecture. */

let library: Library;
const never = new AbortController().signal;
let home: HubHome;
const quiet = () => {};

before(async () => {
  home = await hubHome();
  library = createLibrary({ texts: textsFor('en'), endpoint: async () => '' });
  for (const tower of ['policy', 'reference']) home.hub.put(`tiny/${tower}`, filesOf(join(pairFolder, tower)));
});
after(() => home.remove());
afterEach(() => {
  home.hub.misbehave = () => undefined;
  home.hub.asked.length = 0;
});

async function scoresOf(folder: string): Promise<unknown[]> {
  const { engine } = createEngine();
  try {
    await engine.load(folder);
    const { steps, result } = score(engine, longSteps.slice(0, 3));
    await result;
    return steps;
  } finally {
    await engine.dispose();
  }
}

describe('a pair of two repositories', () => {
  it('is made before anything is fetched', async () => {
    const made = await library.pair({ name: 'tiny', policy: 'tiny/policy', reference: 'tiny/reference@main' });
    assert.deepEqual(made, { id: 'tiny', fetch: true });
    const offer = (await library.offers()).offers.find(({ id }) => id === 'tiny');
    assert.match(offer?.broken ?? '', /tiny\/policy has not been fetched yet/);
  });

  it('is fetched although the process is killed twice, and goes on where it was', async () => {
    // Two thirds of the weights' bytes come slowly enough to be interrupted.
    home.hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'slow', bytes: 700 } : undefined);
    for (const until of [20_000, 60_000]) {
      const cancel = new AbortController();
      const told = ({ doneBytes, phase }: FetchProgressParams) => {
        if (phase === 'fetching' && doneBytes > until) cancel.abort();
      };
      const result = await library.install('tiny', {}, cancel.signal, told);
      assert.equal(!result.done && result.failure.code, 'cancelled');
    }
    home.hub.misbehave = () => undefined;
    const seen: FetchProgressParams[] = [];
    const result = await library.install('tiny', {}, never, at => seen.push(at));
    assert.ok(result.done, JSON.stringify(result));
    const whole = ['policy', 'reference'].flatMap(tower => Object.values(filesOf(join(pairFolder, tower))));
    const bytes = whole.reduce((sum, { length }) => sum + length, 0);
    // Written down once a second: the last second before each kill may be lost.
    assert.ok(result.fetchedBytes < bytes - 10_000, `${result.fetchedBytes} of ${bytes} were fetched in the end`);
    assert.ok(seen.every(({ id, text }) => id === 'tiny' && text !== ''));
  });

  it('lies in the cache as the hub’s own tools leave it', () => {
    const stored = join(home.cache, 'models--tiny--policy');
    const commit = readFileSync(join(stored, 'refs', 'main'), 'utf8');
    const snapshot = join(stored, 'snapshots', commit);
    const files = filesOf(join(pairFolder, 'policy'));
    assert.deepEqual(readdirSync(snapshot).sort(), Object.keys(files).sort());
    for (const [name, bytes] of Object.entries(files)) {
      assert.ok(readFileSync(join(snapshot, name)).equals(bytes), name);
      assert.match(realpathSync(join(snapshot, name)), /[\\/]blobs[\\/][0-9a-f]{40,64}$/);
    }
    assert.deepEqual(
      readdirSync(join(stored, 'blobs')).filter(name => !/^[0-9a-f]{40,64}$/.test(name)),
      [],
      'nothing unfinished is left',
    );
  });

  it('is recorded at the commits that were fetched, so that a branch that moves on changes nothing', async () => {
    const manifest = JSON.parse(readFileSync(join(prmFolder('tiny'), 'steplight.json'), 'utf8'));
    assert.match(manifest.policy.revision, /^[0-9a-f]{40}$/);
    assert.equal((await library.offers()).offers[0]?.id, 'tiny', 'what is installed stands on top');
  });

  it('scores as the same towers in a folder do', async () => {
    assert.deepEqual(await scoresOf(prmFolder('tiny')), await scoresOf(pairFolder));
  });

  it('is fetched again without a byte over the network', async () => {
    const result = await library.install('tiny', {}, never, quiet);
    assert.deepEqual(result, { done: true, id: 'tiny', fetchedBytes: 0 });
    assert.equal(home.hub.asked.length, 0);
  });

  it('is used offline, and what is missing is not asked for', async () => {
    process.env.HF_HUB_OFFLINE = '1';
    try {
      assert.equal((await library.install('tiny', {}, never, quiet)).done, true);
      await library.pair({ name: 'elsewhere', policy: 'tiny/elsewhere' });
      const result = await library.install('elsewhere', {}, never, quiet);
      assert.equal(!result.done && result.failure.code, 'offline');
      assert.equal(home.hub.asked.length, 0);
    } finally {
      delete process.env.HF_HUB_OFFLINE;
      await library.remove({ id: 'elsewhere' });
    }
  });

  it('is verified file by file; what broke is named, and repaired without fetching the rest', async () => {
    assert.deepEqual((await library.verify('tiny', never, quiet)).broken, []);
    const manifest = JSON.parse(readFileSync(join(prmFolder('tiny'), 'steplight.json'), 'utf8'));
    const snapshot = join(home.cache, 'models--tiny--policy', 'snapshots', manifest.policy.revision);
    const weights = realpathSync(join(snapshot, 'model.safetensors'));
    const bytes = readFileSync(weights);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(weights, bytes);
    truncateSync(realpathSync(join(snapshot, 'tokenizer.json')), 100);
    const { broken } = await library.verify('tiny', never, quiet);
    assert.deepEqual(
      new Set(broken.map(({ file, reason }) => `${file}: ${reason}`)),
      new Set([
        'tiny/policy/model.safetensors: its bytes have changed',
        'tiny/policy/tokenizer.json: it has 100 bytes of 21.8 kB',
      ]),
    );
    assert.match(
      (await library.offers()).offers.find(({ id }) => id === 'tiny')?.broken ?? '',
      /1 file of tiny\/policy is missing/,
    );
    const result = await library.repair('tiny', {}, never, quiet);
    assert.deepEqual(result, { done: true, id: 'tiny', fetchedBytes: bytes.length + 21_761 });
    assert.deepEqual((await library.verify('tiny', never, quiet)).broken, []);
  });

  it('is removed with what Steplight fetched, but not what another PRM needs', async () => {
    await library.pair({ name: 'other', policy: 'tiny/policy' });
    assert.equal((await library.install('other', {}, never, quiet)).done, true);
    const rehearsed = await library.remove({ id: 'tiny', rehearse: true });
    assert.ok(existsSync(prmFolder('tiny')));
    const removed = await library.remove({ id: 'tiny' });
    assert.deepEqual(removed, rehearsed);
    assert.deepEqual(removed.kept, ['tiny/policy stays: other needs it, too.']);
    const reference = Object.values(filesOf(join(pairFolder, 'reference')));
    assert.equal(
      removed.freedBytes,
      reference.reduce((sum, { length }) => sum + length, 0),
    );
    assert.deepEqual(
      readdirSync(home.cache).filter(name => name.startsWith('models')),
      ['models--tiny--policy'],
    );
    assert.equal(existsSync(prmFolder('tiny')), false);
    assert.equal((await library.remove({ id: 'other' })).kept.length, 0);
    assert.deepEqual(
      readdirSync(home.cache).filter(name => name.startsWith('models')),
      [],
    );
  });
});

describe('what was in the cache before', () => {
  it('is used as it is, and stays when the PRM is removed', async () => {
    const fetchOnce = async (name: string) => {
      await library.pair({ name, policy: 'tiny/policy' });
      return library.install(name, {}, never, quiet);
    };
    assert.equal((await fetchOnce('one')).done, true);
    // As if the hub's own tools had brought it: they leave no mark of Steplight's.
    rmSync(join(home.cache, 'models--tiny--policy', '.steplight-fetched'), { recursive: true });
    await library.remove({ id: 'one' });
    const again = await fetchOnce('two');
    assert.deepEqual(again, { done: true, id: 'two', fetchedBytes: 0 });
    assert.equal(home.hub.asked.filter(({ at }) => at === 'cdn').length > 0, true, 'the first time it was fetched');
    const removed = await library.remove({ id: 'two' });
    assert.deepEqual(removed, { freedBytes: 0, kept: ['tiny/policy stays: it was there before Steplight needed it.'] });
    assert.ok(existsSync(join(home.cache, 'models--tiny--policy', 'snapshots')));
  });
});

describe('a revision that shares files with another', () => {
  it('fetches what differs, and removing one leaves the other whole', async () => {
    const files = filesOf(join(pairFolder, 'policy'));
    home.hub.put('tiny/two', files, { branch: 'one' });
    home.hub.put('tiny/two', { ...files, 'generation_config.json': Buffer.from('{}') }, { branch: 'two' });
    for (const branch of ['one', 'two']) await library.pair({ name: branch, policy: `tiny/two@${branch}` });
    const [one, two] = [await library.install('one', {}, never, quiet), await library.install('two', {}, never, quiet)];
    assert.ok(one.done && two.done);
    assert.equal(two.fetchedBytes, 2);
    assert.equal((await library.remove({ id: 'one' })).freedBytes, 0);
    assert.deepEqual((await library.verify('two', never, quiet)).broken, []);
    await library.remove({ id: 'two' });
  });
});

describe('a pair of two folders of this machine', () => {
  it('is ready at once', async () => {
    const folders = { policy: join(pairFolder, 'policy'), reference: join(pairFolder, 'reference') };
    assert.deepEqual(await library.pair({ name: 'folders', ...folders }), { id: 'folders', fetch: false });
    assert.deepEqual(await scoresOf(prmFolder('folders')), await scoresOf(pairFolder));
    assert.deepEqual(await library.remove({ id: 'folders' }), { freedBytes: 0, kept: [] });
    assert.ok(existsSync(folders.policy));
  });

  it('is refused where the tokenizers differ, and the first difference is named', async () => {
    const folders = { policy: join(pairFolder, 'policy'), reference: join(pairFolder, '../pair-llama3/policy') };
    const { failure } = await library.pair({ name: 'folders', ...folders });
    assert.equal(failure?.code, 'unsuitable');
    assert.match(failure!.message, /can't be paired: their tokenizers differ \(.+\)/);
  });

  it('is refused where one is no checkpoint, or the name is taken', async () => {
    const none = await library.pair({ name: 'folders', policy: join(pairFolder, '..') });
    assert.match(none.failure?.message ?? '', /isn't a checkpoint: it has no config.json/);
    const taken = await library.pair({ name: 'EurusPRM-Stage2', policy: join(pairFolder, 'policy') });
    assert.match(taken.failure?.message ?? '', /must not be a known PRM's/);
    const nonsense = await library.pair({ name: 'folders', policy: 'somewhere' });
    assert.match(nonsense.failure?.message ?? '', /"somewhere" is no checkpoint: give the full path of a folder/);
  });
});

describe('fetching that was given up', () => {
  it('leaves nothing once the PRM is removed', async () => {
    home.hub.put('tiny/begun', filesOf(join(pairFolder, 'policy')));
    home.hub.misbehave = ({ at }) => (at === 'cdn' ? { kind: 'slow', bytes: 300 } : undefined);
    await library.pair({ name: 'given-up', policy: 'tiny/begun' });
    const cancel = new AbortController();
    const told = ({ doneBytes }: FetchProgressParams) => doneBytes > 25_000 && cancel.abort();
    assert.equal((await library.install('given-up', {}, cancel.signal, told)).done, false);
    const { freedBytes } = await library.remove({ id: 'given-up', rehearse: true });
    assert.ok(freedBytes > 0);
    assert.equal((await library.remove({ id: 'given-up' })).freedBytes, freedBytes);
    assert.deepEqual(
      finalFiles(home.cache).filter(({ path }) => path.includes('tiny--begun')),
      [],
    );
  });
});

describe('what others brought into the cache', () => {
  it('is installed without a network, and verified by what it is', async () => {
    home.hub.put('tiny/brought', filesOf(join(pairFolder, 'policy')));
    await library.pair({ name: 'brought', policy: 'tiny/brought' });
    await library.install('brought', {}, never, quiet);
    rmSync(prmFolder('brought'), { recursive: true });
    rmSync(join(home.cache, 'models--tiny--brought', '.steplight-fetched'), { recursive: true });
    home.hub.asked.length = 0;
    process.env.HF_HUB_OFFLINE = '1';
    try {
      await library.pair({ name: 'brought', policy: 'tiny/brought' });
      assert.deepEqual(await library.install('brought', {}, never, quiet), {
        done: true,
        id: 'brought',
        fetchedBytes: 0,
      });
      const { broken, files } = await library.verify('brought', never, quiet);
      assert.deepEqual([broken, files], [[], 5]);
      assert.equal(home.hub.asked.length, 0);
    } finally {
      delete process.env.HF_HUB_OFFLINE;
    }
    assert.equal((await library.remove({ id: 'brought' })).freedBytes, 0);
  });
});

describe('a policy that was published without a tokenizer', () => {
  it('scores with its reference’s', async () => {
    const { 'tokenizer.json': _, ...files } = filesOf(join(pairFolder, 'policy'));
    home.hub.put('tiny/mute', files);
    await library.pair({ name: 'mute', policy: 'tiny/mute', reference: 'tiny/reference' });
    assert.equal((await library.install('mute', {}, never, quiet)).done, true);
    assert.deepEqual(await scoresOf(prmFolder('mute')), await scoresOf(pairFolder));
    await library.remove({ id: 'mute' });
  });
});

describe('a pair of two revisions of one repository', () => {
  it('has each tower at its own commit', async () => {
    const [policy, reference] = ['policy', 'reference'].map(tower => filesOf(join(pairFolder, tower)));
    const commits = [
      home.hub.put('tiny/both', policy!, { branch: 'rl' }),
      home.hub.put('tiny/both', reference!, { branch: 'sft' }),
    ];
    await library.pair({ name: 'both', policy: 'tiny/both@rl', reference: 'tiny/both@sft' });
    assert.equal((await library.install('both', {}, never, quiet)).done, true);
    const manifest = JSON.parse(readFileSync(join(prmFolder('both'), 'steplight.json'), 'utf8'));
    assert.deepEqual(
      [manifest.policy.revision, manifest.reference.revision],
      commits.map(({ commit }) => commit),
    );
    assert.equal((await library.offers()).offers.find(({ id }) => id === 'both')?.broken, undefined);
    await library.remove({ id: 'both' });
  });
});

describe('a gated repository', () => {
  before(async () => {
    home.hub.put('tiny/gated', filesOf(join(pairFolder, 'policy')), { gated: true });
    await library.pair({ name: 'gated', policy: 'tiny/gated' });
  });

  it('says where access is asked for, before a byte is fetched', async () => {
    const result = await library.install('gated', {}, never, quiet);
    assert.ok(!result.done);
    assert.equal(result.failure.code, 'gated');
    assert.equal(result.failure.url, `${home.hub.url}/tiny/gated`);
    assert.match(result.failure.message, /ask for access at .*tiny\/gated, then give Steplight a token/);
  });

  it('tells a token without access from no token', async () => {
    const result = await library.install('gated', { token: 'hf_stranger' }, never, quiet);
    assert.match(result.done ? '' : result.failure.message, /the owner of your token has no access to it yet/);
  });

  it('comes with the token of somebody who has access, be it said or in the hub’s own file', async () => {
    const result = await library.install('gated', { token: goodToken }, never, quiet);
    assert.equal(result.done, true);
    await library.remove({ id: 'gated' });
    await library.pair({ name: 'gated', policy: 'tiny/gated' });
    writeFileSync(join(process.env.HF_HOME!, 'token'), `${goodToken}\n`);
    assert.equal((await library.install('gated', {}, never, quiet)).done, true);
    rmSync(join(process.env.HF_HOME!, 'token'));
    await library.remove({ id: 'gated' });
  });
});

describe('what can’t be fetched is said in one sentence', () => {
  const fetched = async (policy: string) => {
    await library.pair({ name: 'wrong', policy });
    try {
      const result = await library.install('wrong', {}, never, quiet);
      assert.ok(!result.done);
      return result.failure;
    } finally {
      await library.remove({ id: 'wrong' });
    }
  };

  it('a repository that nobody knows', async () => {
    const { code, message } = await fetched('tiny/nothing');
    assert.equal(code, 'not-found');
    assert.match(message, /There is no tiny\/nothing at http.*, or it is private and needs a token/);
  });

  it('a revision that nobody knows', async () => {
    const { code, message } = await fetched('tiny/policy@nowhere');
    assert.equal(code, 'not-found');
    assert.match(message, /tiny\/policy has no revision "nowhere"/);
  });

  it('a repository whose weights are in a format that can run code', async () => {
    const { 'model.safetensors': weights, ...files } = filesOf(join(pairFolder, 'policy'));
    home.hub.put('tiny/pickled', { ...files, 'pytorch_model.bin': weights! });
    const { code, message } = await fetched('tiny/pickled');
    assert.equal(code, 'unsuitable');
    assert.match(message, /no weights as \.safetensors, and other formats can run code/);
  });

  it('a hub that is down', async () => {
    home.hub.misbehave = () => ({ kind: 'status', status: 503 });
    const { code, message } = await fetched('tiny/policy');
    assert.equal(code, 'network');
    assert.match(message, /answers 503 when asked about tiny\/policy/);
  });
});
