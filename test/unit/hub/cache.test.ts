import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type KeptFile, StoredRepository } from '../../../server/src/hub/cache.ts';
import { gaps, united } from '../../../server/src/hub/partialFile.ts';
import { folderWith } from '../../support/folder.ts';

function stored(t: TestContext): { repository: StoredRepository; put: (path: string, text: string) => KeptFile } {
  const repository = new StoredRepository(folderWith(t, {}), 'some/model');
  return {
    repository,
    put(path, text) {
      const hex = createHash('sha256').update(text).digest('hex');
      const file: KeptFile = { path, bytes: text.length, hash: { kind: 'sha256', hex } };
      mkdirSync(join(repository.folder, 'blobs'), { recursive: true });
      writeFileSync(repository.blob(file), text);
      return file;
    },
  };
}

describe('the cache of the hub’s own tools', () => {
  it('has a file in a snapshot as a relative link to its bytes', async t => {
    const { repository, put } = stored(t);
    const file = put('config.json', '{}');
    await repository.place('c0ffee', file);
    const path = join(repository.snapshot('c0ffee'), 'config.json');
    assert.ok(lstatSync(path).isSymbolicLink());
    assert.equal(readFileSync(path, 'utf8'), '{}');
    assert.ok(await repository.has('c0ffee', file));
  });

  it('has the file itself there where links can’t be made, and nothing twice', async t => {
    const { repository, put } = stored(t);
    const file = put('config.json', '{}');
    const forbidden = async () => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    };
    await repository.place('c0ffee', file, forbidden);
    assert.ok(lstatSync(join(repository.snapshot('c0ffee'), 'config.json')).isFile());
    assert.deepEqual(readdirSync(join(repository.folder, 'blobs')), []);
    assert.ok(await repository.has('c0ffee', file));
    assert.equal(await repository.remove('c0ffee'), 2);
    assert.equal(existsSync(repository.folder), false);
  });

  it('knows what a branch meant when it was fetched, and that a commit means itself', async t => {
    const { repository } = stored(t);
    await repository.setRef('refs/pr/1', 'c0ffee');
    await repository.setRef('c0ffee', 'c0ffee');
    assert.equal(await repository.commitOf('refs/pr/1'), 'c0ffee');
    assert.equal(await repository.commitOf('c0ffee'), 'c0ffee');
    assert.deepEqual(readdirSync(join(repository.folder, 'refs')), ['refs']);
  });

  it('gives back only what no other snapshot needs', async t => {
    const { repository, put } = stored(t);
    const [shared, old, young] = [
      put('tokenizer.json', 'shared'),
      put('a.safetensors', 'old!'),
      put('a.safetensors', 'young'),
    ];
    for (const file of [shared, old]) await repository.place('aaaaaa', file);
    for (const file of [shared, young]) await repository.place('bbbbbb', file);
    await repository.setRef('main', 'aaaaaa');
    assert.equal(await repository.freedBy('aaaaaa'), 4);
    assert.equal(await repository.remove('aaaaaa'), 4);
    assert.ok(await repository.has('bbbbbb', shared));
    assert.equal(await repository.commitOf('main'), 'main', 'no branch leads to what is gone');
  });

  it('does not take a cut-off file for a whole one', async t => {
    const { repository, put } = stored(t);
    const file = put('config.json', '{}');
    await repository.place('c0ffee', file);
    writeFileSync(repository.blob(file), '{');
    assert.equal(await repository.has('c0ffee', file), false);
    assert.equal(await repository.hasBlob(file), false);
  });
});

describe('stretches of a file', () => {
  it('grow together, in whatever order they come', () => {
    let stretches = united([], { from: 10, to: 20 });
    stretches = united(stretches, { from: 40, to: 50 });
    stretches = united(stretches, { from: 20, to: 30 });
    assert.deepEqual(stretches, [
      { from: 10, to: 30 },
      { from: 40, to: 50 },
    ]);
    assert.deepEqual(gaps(stretches, 60), [
      { from: 0, to: 10 },
      { from: 30, to: 40 },
      { from: 50, to: 60 },
    ]);
    assert.deepEqual(united(stretches, { from: 0, to: 60 }), [{ from: 0, to: 60 }]);
    assert.deepEqual(gaps([{ from: 0, to: 60 }], 60), []);
  });
});
