import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import manifest from '../../../package.json' with { type: 'json' };
import { patience } from '../../../server/src/generate/http.ts';
import type { Progress } from '../../../server/src/hub/checkpoints.ts';
import { canInstallCuda, cudaFolder, runtimesFolder } from '../../../server/src/runtime/cudaFolder.ts';
import {
  brokenLibraries,
  type InstallOptions,
  installCuda,
  removeCuda,
} from '../../../server/src/runtime/cudaSupport.ts';
import { cudaWheels, providerVersion } from '../../../server/src/runtime/cudaWheels.ts';
import { indexFor, links } from '../../../server/src/runtime/packageIndex.ts';
import { folderWith } from '../../support/folder.ts';
import { startIndex, wheelOf } from '../../support/packageIndex.ts';

const parts = [
  wheelOf('a-provider', { 'capi/libprovider.so': randomBytes(300_000), 'capi/other.txt': Buffer.from('x') }),
  wheelOf('a-runtime', { 'lib/libruntime.so.13': randomBytes(200_000) }),
];
const wheels = parts.map(({ wheel }) => ({ ...wheel, members: wheel.members.filter(({ path }) => /\.so/.test(path)) }));
const tuning = { connections: 2, pieceBytes: 50_000, firstDelay: 1, longestDelay: 5, tries: 3 };

/** An installation in a folder of the test's own. */
function wish(t: TestContext, index: string, more: Partial<InstallOptions> = {}) {
  const home = folderWith(t, {});
  const environment = { XDG_DATA_HOME: home, LOCALAPPDATA: home };
  const told: Progress[] = [];
  const options: InstallOptions = {
    home: runtimesFolder(environment),
    index,
    route: { patience },
    signal: new AbortController().signal,
    progress: progress => told.push(progress),
    wheels,
    tuning,
    ...more,
  };
  return { options, environment, told, runtimes: runtimesFolder(environment) };
}

describe('CUDA support', () => {
  it('belongs to the ONNX Runtime that Steplight carries', () => {
    assert.equal(manifest.devDependencies['onnxruntime-node'], providerVersion);
    assert.ok(cudaWheels.some(({ file }) => file.startsWith(`onnxruntime_gpu-${providerVersion}-`)));
    for (const { sha256 } of cudaWheels) assert.match(sha256, /^[0-9a-f]{64}$/);
  });

  it('can be installed where its libraries would be found', () => {
    assert.ok(canInstallCuda('linux', 'x64'));
    for (const [platform, arch] of [
      ['linux', 'arm64'],
      ['win32', 'x64'],
      ['darwin', 'arm64'],
    ] as const)
      assert.ok(!canInstallCuda(platform, arch), `${platform}-${arch}`);
  });

  for (const form of ['html', 'json'] as const)
    it(`is fetched, verified and unpacked, from an index in ${form}`, async t => {
      const index = await startIndex(t, parts, form);
      const { options, environment, told, runtimes } = wish(t, index.url);
      assert.equal(cudaFolder(environment), undefined);
      const folder = await installCuda(options);
      assert.equal(cudaFolder(environment), folder);
      assert.equal(readFileSync(join(folder, 'libprovider.so')).length, 300_000);
      assert.ok(!existsSync(join(folder, 'other.txt')), 'only what is needed');
      assert.ok(!existsSync(join(runtimes, 'fetching')), 'the wheels are gone');
      assert.deepEqual(await brokenLibraries(folder), []);
      assert.equal(told.at(-1)!.phase, 'unpacking');
      assert.equal(told.at(-1)!.doneBytes, 500_000);
      // Again costs nothing.
      const before = index.sent();
      await installCuda(options);
      assert.equal(index.sent(), before);
      assert.ok((await removeCuda(runtimes)) >= 500_000);
      assert.equal(cudaFolder(environment), undefined);
      assert.ok(!existsSync(runtimes));
    });

  it('goes on where the network broke off', async t => {
    const index = await startIndex(t, parts);
    const { options, environment } = wish(t, index.url);
    index.breakAfter(330_000);
    await assert.rejects(installCuda(options), /What was fetched stays/);
    assert.equal(cudaFolder(environment), undefined, 'half an installation is none');
    index.breakAfter(Number.POSITIVE_INFINITY);
    const before = index.sent();
    await installCuda(options);
    const whole = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(index.sent() - before < whole - 200_000, `${index.sent() - before} bytes were fetched again`);
  });

  it('stops when asked to, and keeps what is there', async t => {
    const index = await startIndex(t, parts);
    const stop = new AbortController();
    const { options, environment, runtimes } = wish(t, index.url, {
      signal: stop.signal,
      progress: ({ phase }) => phase === 'unpacking' && stop.abort(),
    });
    await assert.rejects(installCuda(options), { name: 'AbortError' });
    assert.equal(cudaFolder(environment), undefined);
    assert.ok(existsSync(join(runtimes, 'fetching', wheels[0]!.file)));
    const before = index.sent();
    await installCuda({ ...options, signal: new AbortController().signal, progress: () => {} });
    assert.equal(index.sent(), before, 'everything was there');
    assert.ok(cudaFolder(environment));
  });

  it('takes nothing with another hash', async t => {
    const [first, second] = parts as [(typeof parts)[0], (typeof parts)[0]];
    const wrong = Buffer.from(first.bytes);
    wrong[1000]! ^= 1;
    const index = await startIndex(t, [{ wheel: first.wheel, bytes: wrong }, second]);
    const { options, environment } = wish(t, index.url);
    await assert.rejects(installCuda(options), /came twice with other bytes/);
    assert.equal(cudaFolder(environment), undefined);
  });

  it('that lost a file is installed anew', async t => {
    const index = await startIndex(t, parts);
    const { options } = wish(t, index.url);
    const folder = await installCuda(options);
    truncateSync(join(folder, 'libruntime.so.13'), 10);
    assert.deepEqual(await brokenLibraries(folder), ['libruntime.so.13']);
    await installCuda(options);
    assert.deepEqual(await brokenLibraries(folder), []);
  });

  it('takes the place of what belonged to an earlier runtime', async t => {
    const index = await startIndex(t, parts);
    const { options, environment, runtimes } = wish(t, index.url);
    const old = join(runtimes, 'cuda-1.0.0');
    mkdirSync(old, { recursive: true });
    writeFileSync(join(old, 'installed.json'), '{}');
    assert.equal(cudaFolder(environment), undefined, 'libraries of another runtime are not used');
    await installCuda(options);
    assert.ok(!existsSync(old));
  });

  it('names the setting when the index is none or lacks the file', async t => {
    const index = await startIndex(t, parts.slice(0, 1));
    await assert.rejects(
      installCuda(wish(t, index.url).options),
      /doesn't answer as an index .* "steplight\.cuda\.index"/,
    );
    const [other] = wheels as [(typeof wheels)[0]];
    const renamed = [{ ...other, file: 'a_provider-2.0-py3-none-any.whl' }];
    const options = wish(t, index.url, { wheels: renamed }).options;
    await assert.rejects(installCuda(options), /has no a_provider-2\.0.* "steplight\.cuda\.index"/);
  });

  it('says how much room it needs', async t => {
    const index = await startIndex(t, parts);
    const huge = wheels.map(wheel => ({ ...wheel, members: wheel.members.map(one => ({ ...one, bytes: 2 ** 60 })) }));
    const { options } = wish(t, index.url, { wheels: huge });
    await assert.rejects(installCuda(options), /needs .* TB on the disk of .* are free\. Make room/);
    assert.equal(index.sent(), 0, 'before anything is fetched');
  });
});

it('links of an index are read in both of its forms', () => {
  assert.deepEqual(links(`<a  data-x="1" href='f.whl#a'>f</a><A HREF="g.whl?a=1&amp;b=2">g</A>`), [
    'f.whl#a',
    'g.whl?a=1&b=2',
  ]);
  assert.deepEqual(links('{"files":[{"url":"f.whl"}]}'), ['f.whl']);
  assert.deepEqual(links('{}'), []);
});

it('the index is the one the user names, else that of the environment, else the public one', () => {
  const environment = { PIP_INDEX_URL: 'https://firm.example/simple' };
  assert.equal(indexFor('https://mine.example/simple', environment), 'https://mine.example/simple');
  assert.equal(indexFor('', environment), 'https://firm.example/simple');
  assert.match(indexFor(undefined, {}), /^https:\/\/pypi\.org\//);
});
