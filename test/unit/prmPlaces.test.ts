import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { hubCache, installedPrms, prmFolder, towerFolder } from '../../server/src/prms/places.ts';

const home = mkdtempSync(join(tmpdir(), 'steplight-places-'));
after(() => rmSync(home, { recursive: true }));
const environment = { XDG_DATA_HOME: join(home, 'data'), LOCALAPPDATA: join(home, 'data'), HF_HOME: join(home, 'hf') };

describe('the setting steplight.prm', () => {
  it('is the embedded PRM, an installed one by its name, or a folder by its full path', () => {
    assert.match(prmFolder('starter'), /models.starter$/);
    assert.equal(prmFolder('EurusPRM-Stage2', environment), join(installedPrms(environment), 'EurusPRM-Stage2'));
    assert.equal(prmFolder(home), home);
  });

  for (const name of ['../other', 'a/b', '', '.hidden', 'a..']) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      assert.throws(() => prmFolder(name, environment), { name: 'Refusal', message: /is no PRM: steplight.prm is/ });
    });
  }
});

describe("a tower's checkpoint", () => {
  const repository = 'someone/a-model';
  const stored = join(hubCache(environment), 'models--someone--a-model');
  const snapshot = join(stored, 'snapshots', 'c0ffee');

  it('that is not on this machine is refused by its name, with the way to get it', async () => {
    await assert.rejects(towerFolder(home, { repository, revision: 'main' }, environment), {
      name: 'Refusal',
      message: /^someone\/a-model isn't on this machine .*steplight prm fetch/,
    });
  });

  it('is found in the cache of the hub by branch and by commit', async () => {
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(stored, 'refs'));
    writeFileSync(join(stored, 'refs', 'main'), 'c0ffee');
    assert.equal(await towerFolder(home, { repository, revision: 'main' }, environment), snapshot);
    assert.equal(await towerFolder(home, { repository, revision: 'c0ffee' }, environment), snapshot);
  });

  it('lies anywhere only where the pair was made on this machine', async () => {
    await assert.rejects(towerFolder(home, { path: '/elsewhere' }, environment), /only a PRM that was paired on this/);
    assert.equal(await towerFolder(prmFolder('mine', environment), { path: '/elsewhere' }, environment), '/elsewhere');
  });

  it('lies where the hub’s own tools put it', () => {
    assert.equal(hubCache({ HF_HUB_CACHE: '/one', HF_HOME: '/two' }), '/one');
    assert.equal(hubCache({ HF_HOME: '/two' }), join('/two', 'hub'));
  });
});
