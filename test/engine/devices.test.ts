import assert from 'node:assert/strict';
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as runtime from 'onnxruntime-node';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openChatTemplate } from '../../server/src/checkpoint/chatTemplate.ts';
import { type Checkpoint, openCheckpoint } from '../../server/src/checkpoint/checkpoint.ts';
import type { WeightType } from '../../server/src/checkpoint/safetensors.ts';
import { Tokenizer } from '../../server/src/checkpoint/tokenizer.ts';
import { cudaEnvironment, gpuOf } from '../../server/src/engine/cuda.ts';
import { ladder, weightType } from '../../server/src/engine/device.ts';
import {
  forgetFailures,
  rememberedFailures,
  rememberFailure,
  softwareOfDevices,
} from '../../server/src/engine/deviceMemory.ts';
import { KeyValues } from '../../server/src/engine/keyValues.ts';
import { tokenReadings } from '../../server/src/engine/reading.ts';
import { Scorer } from '../../server/src/engine/scorer.ts';
import { disagreement, selfTest } from '../../server/src/engine/selfTest.ts';
import type { Runtime, Tower } from '../../server/src/engine/tower.ts';
import { type ImplicitManifest, readManifest } from '../../server/src/manifest.ts';
import { productWitnesses } from '../../server/src/productWitnesses.ts';
import { createService } from '../../server/src/service.ts';
import { defaultSettings } from '../../server/src/settings.ts';
import { createEngine, longSteps, pairFolder, score } from './prms.ts';

const fake = join(import.meta.dirname, 'fakeWorker.ts');

describe('the ladder of devices', () => {
  it('ends at the CPU, whatever is wished for', () => {
    assert.deepEqual(ladder('linux', 'auto'), ['cuda', 'webgpu', 'cpu']);
    assert.deepEqual(ladder('win32', 'auto'), ['cuda', 'webgpu', 'dml', 'cpu']);
    assert.deepEqual(ladder('darwin', 'auto'), ['webgpu', 'coreml', 'cpu']);
    assert.deepEqual(ladder('linux', 'cuda'), ['cuda', 'cpu']);
    assert.deepEqual(ladder('linux', 'cpu'), ['cpu']);
  });

  it('is asked for a type in which all towers can compute', () => {
    const typeOf = (...types: WeightType[]) =>
      weightType(
        types.map(type => ({
          tensors: new Map([['model.embed_tokens.weight', { type, shape: [1], bytes: new Uint8Array() }]]),
        })) as unknown as Checkpoint[],
      );
    assert.deepEqual(
      [typeOf('BF16', 'BF16'), typeOf('F16'), typeOf('BF16', 'F32'), typeOf('F16', 'BF16')],
      ['BF16', 'F16', 'F32', 'BF16'],
    );
  });

  it('a device that takes the process with it is left, and not tried at the next start', async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), 'steplight-devices-'));
    const { engine, log } = createEngine({ worker: fake, cacheFolder, settings: { device: 'auto' } });
    const prm = await engine.load(join(pairFolder, 'dies-trying'));
    await engine.dispose();
    assert.equal(prm.device, 'cpu');
    assert.match(prm.rungs[0]!.reason, /trying it ended the engine: the engine crashed with SIGABRT/);
    assert.ok(log.some(line => line.startsWith('device webgpu: not used, trying it ended the engine')));
    const remembered = async (software?: string) =>
      (await rememberedFailures(cacheFolder, software === undefined ? undefined : async () => software)).map(
        ({ device, reason }) => `${device}: ${reason}`,
      );
    const [again, ...others] = await remembered();
    assert.deepEqual(others, []);
    assert.match(
      again!,
      /^webgpu: left out since \d{4}-\d\d-\d\d, for trying it ended the engine: .*"Steplight: Restart" tries it again/,
    );
    // Another driver, and it may work.
    assert.deepEqual(await remembered(`${await softwareOfDevices()}.1`), []);
    forgetFailures(cacheFolder);
    assert.deepEqual(await remembered(), []);
    rmSync(cacheFolder, { recursive: true });
  });

  it('a device that crashed once is said in the status, and tried again when somebody starts afresh', async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), 'steplight-devices-'));
    const crash = { device: 'webgpu', used: false, reason: 'trying it ended the engine' } as const;
    await rememberFailure(cacheFolder, crash, assert.fail);
    const settings = { ...defaultSettings, device: 'webgpu' as const };
    const detailAfter = async (afresh: boolean) => {
      const witnesses = productWitnesses({ cacheFolder, afresh, log: () => {}, statusChanged: () => {} });
      witnesses.configure(settings);
      const service = createService(
        { settings: async () => settings, changed: () => {}, log: assert.fail },
        witnesses.all,
      );
      service.open('file:///a.md', 'markdown', 1, '**Problem.** Add.\n\n**Solution.** $1 + 1 = 2$\n');
      await service.score('file:///a.md');
      const { detail } = witnesses.status();
      await service.dispose();
      return detail;
    };
    const said = /webgpu crashed and is left out: "Steplight: Restart" tries again/;
    assert.match(await detailAfter(false), said);
    assert.doesNotMatch(await detailAfter(true), said);
    rmSync(cacheFolder, { recursive: true });
  });

  it('a device that fails at work is left, and the text is read on the next', async () => {
    const { engine, log } = createEngine({ worker: fake, settings: { device: 'auto' } });
    await score(engine.use(join(pairFolder, 'fails-at-work')), ['One.']).result;
    assert.equal(engine.status.prm?.device, 'cpu');
    await engine.dispose();
    assert.ok(log.includes('device webgpu: given up, it failed at work: no more memory'));
  });

  it('wrong numbers are told from rounding', () => {
    assert.equal(disagreement([-1, -2, -3], [-1.001, -2, -3], 1e-3), undefined);
    assert.match(disagreement([-1, -2, -3], [-1, -2, -6], 1e-3)!, /off by 1.0 on average/);
    assert.match(disagreement([-1], [Number.NaN], 1e-3)!, /wrong numbers/);
  });
});

it('an engine that does not stop is started anew', async () => {
  const { engine, log } = createEngine({ worker: fake, settings: { patienceMilliseconds: 50 } });
  const deaf = score(engine.use(join(pairFolder, 'deaf')), ['One.']);
  while (engine.status.state !== 'busy') await new Promise(resolve => setTimeout(resolve, 5));
  deaf.abort();
  await assert.rejects(deaf.result, { name: 'AbortError' });
  await score(engine, ['Two.']).result;
  await engine.dispose();
  assert.ok(log.includes('the engine does not stop: it is started anew'));
});

it('a device that runs out of memory gets fewer tokens at a time', async () => {
  const calls: number[] = [];
  const log: string[] = [];
  const policy = await fullTower(64, calls);
  const tokenizer = await Tokenizer.open(join(pairFolder, 'policy'));
  const chat = await openChatTemplate(join(pairFolder, 'policy'));
  const scorer = new Scorer({
    readingOf: tokenReadings((await readManifest(pairFolder)) as ImplicitManifest, tokenizer, chat),
    tokenizer,
    policy,
    reference: undefined,
    cacheBytes: 1e9,
    maxChunk: 256,
    inTurn: false,
    log: message => log.push(message),
  });
  const steps: number[] = [];
  const job = { key: 'a', problem: 'Why?', steps: longSteps };
  const result = await scorer.score(
    job,
    ({ step }) => steps.push(step),
    async () => false,
  );
  assert.equal(result!.fitting, longSteps.length);
  assert.deepEqual(
    steps,
    longSteps.map((_, k) => k),
  );
  assert.ok(Math.max(...calls.slice(-4)) <= 64);
  assert.match(log.at(-1)!, /ran out of memory: the policy reads 64 tokens at a time from now on/);
});

/** A tower that has no room for more than so many tokens at once. */
async function fullTower(most: number, calls: number[]): Promise<Tower> {
  const checkpoint = await openCheckpoint(join(pairFolder, 'policy'));
  const tower = {
    checkpoint,
    positions: 4096,
    keyValues: (capacity: number) =>
      new KeyValues(checkpoint.shape, 'float32', capacity, (type, data, shape) => new Tensor(type, data, shape)),
    release: async () => {},
    logProbs: async (_: KeyValues, __: number, ids: ArrayLike<number>) => {
      calls.push(ids.length);
      if (ids.length > most)
        throw new Error('BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer');
      return new Float32Array(ids.length).fill(-1);
    },
  };
  return tower as unknown as Tower;
}

describe('CUDA', () => {
  it('is what nvidia-smi says it is', () => {
    assert.deepEqual(gpuOf('NVIDIA H200, 580.65.06, 143000\n'), {
      name: 'NVIDIA H200',
      driver: 580,
      driverVersion: '580.65.06',
      freeBytes: 143_000 * 2 ** 20,
    });
    assert.equal(gpuOf('No devices were found\n'), undefined);
  });

  it('that fails is told in its own words, without the places in its sources', async () => {
    const message = `/src/cuda_call.cc:154 std::conditional_t<THRW, void> onnxruntime::CudaCall(ERRTYPE, const char*) [with ERRTYPE = cudaError] CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=h ; file=/src/ep.cc`;
    const failing = {
      ...runtime,
      InferenceSession: {
        create: (model: Uint8Array, options: InferenceSession.SessionOptions) =>
          JSON.stringify(options.executionProviders).includes('cuda')
            ? Promise.reject(new Error(message))
            : runtime.InferenceSession.create(model, options),
      },
    } as unknown as Runtime;
    const placement = { device: 'cuda', compute: 'float', keyValues: 'float', lean: false, threads: 1 } as const;
    assert.equal(
      await selfTest(failing, placement),
      "it can't run a small tower: CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version",
    );
  });

  it("finds the provider in the user's folder through links, where the platform allows it", async t => {
    if (process.platform !== 'linux') return t.skip('links are used on Linux only');
    const folder = mkdtempSync(join(tmpdir(), 'steplight-cuda-'));
    assert.deepEqual(await cudaEnvironment(fake, folder, folder), {}, 'nothing there yet');
    assert.deepEqual(await cudaEnvironment(fake, undefined, folder), {}, 'and none was installed');
    for (const name of ['shared', 'cuda']) writeFileSync(join(folder, `libonnxruntime_providers_${name}.so`), '');
    const cache = join(folder, 'cache');
    for (const _ of ['first', 'again']) {
      const environment = await cudaEnvironment(fake, folder, cache);
      assert.equal(environment.LD_PRELOAD, join(cache, 'cuda', 'libonnxruntime.so.1'));
      assert.match(readlinkSync(environment.LD_PRELOAD), /onnxruntime-node.*libonnxruntime.so.1$/);
    }
    rmSync(folder, { recursive: true });
  });
});
