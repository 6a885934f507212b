import { availableParallelism, constants, setPriority } from 'node:os';
import { join } from 'node:path';
import * as runtime from 'onnxruntime-node';
import { openChatTemplate } from '../checkpoint/chatTemplate.ts';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import { beginToken, endTokens } from '../checkpoint/endTokens.ts';
import { Refusal } from '../checkpoint/fields.ts';
import { changedFile, type FileState, fileState } from '../checkpoint/files.ts';
import { Tokenizer, tokenizerFolders } from '../checkpoint/tokenizer.ts';
import { manifestFile, ownHeadOf, readManifest } from '../manifest.ts';
import { phrase, sentenceOf } from '../phrase.ts';
import { towerFolder } from '../prms/places.ts';
import { chooseDevice } from './device.ts';
import './float16.ts';
import { Generator } from './generator.ts';
import type { Device, JobResult, Reply, Request, Vitals } from './messages.ts';
import { stepReadings, tokenReadings } from './reading.ts';
import { BrokenNumbers, Scorer } from './scorer.ts';
import { headOf } from './stepHead.ts';
import { Tower } from './tower.ts';

/**
 * The engine's child process: it holds the towers, and only it loads the native runtime. It does one thing at a time; its parent
 * decides what. Between two chunks it listens, so that it can be stopped.
 */
interface Loaded {
  readonly scorer: Scorer;
  readonly name: string;
  /** Absent for a PRM that judges steps and was never meant to write them. */
  readonly generator: Generator | undefined;
  readonly device: Device;
  readonly files: readonly FileState[];
}

let loaded: Loaded | undefined;
const stopped = new Set<number>();

process.on('message', (request: Request) => {
  if (request.type === 'stop') stopped.add(request.id);
  else if (request.type === 'load') void load(request);
  else void work(request);
});
// Never outlive the editor.
process.on('disconnect', () => process.exit(0));
// The writer's own programs come first.
setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);

function say(reply: Reply): Promise<void> {
  return new Promise(resolve => process.send?.(reply, undefined, {}, () => resolve()));
}

async function load({ folder, settings, avoid }: Request & { type: 'load' }): Promise<void> {
  try {
    const manifest = await readManifest(folder);
    const { policy: ours, reference: theirs } = manifest;
    const sources = theirs === undefined ? [ours] : [ours, theirs];
    const folders = await Promise.all(sources.map(source => towerFolder(folder, source)));
    const checkpoints = await Promise.all(folders.map(folder => openCheckpoint(folder, ownHeadOf(manifest))));
    const tokenizers = await tokenizerFolders(folders);
    const [source, other] = await Promise.all(tokenizers.map(Tokenizer.read));
    const tokenizer = new Tokenizer(source!);
    const difference = other === undefined || other === source ? undefined : tokenizer.difference(new Tokenizer(other));
    if (difference !== undefined) {
      throw new Refusal(
        phrase`${manifest.name} can't be scored: policy and reference have different tokenizers (${difference})`,
      );
    }
    const chat = manifest.template.kind === 'raw' ? undefined : await openChatTemplate(folders[0]!);
    const readingOf =
      manifest.family === 'implicit'
        ? tokenReadings(manifest, tokenizer, chat)
        : stepReadings(manifest, tokenizer, chat, await beginToken(folders[0]!));
    const head = headOf(manifest, tokenizer);
    const threads = settings.threads || defaultThreads();
    const trying = (device: Device) => void say({ type: 'trying', device });
    const choice = await chooseDevice(runtime, checkpoints, { ...settings, threads }, avoid, trying);
    const contextTokens = Math.min(settings.contextTokens, ...checkpoints.map(({ shape }) => shape.contextTokens));
    const [policy, reference] = checkpoints.map(
      checkpoint => new Tower(runtime, checkpoint, choice.placement, head, contextTokens),
    ) as [Tower, Tower | undefined];
    if (!choice.inTurn) for (const tower of [policy, reference]) await tower?.open();
    const { cacheBytes } = settings;
    const { inTurn, maxChunk } = choice;
    const log = (text: string) => void say({ type: 'log', text });
    const scorer = new Scorer({ readingOf, tokenizer, policy, reference, cacheBytes, maxChunk, inTurn, log });
    const others = tokenizers.map(folder => join(folder, 'tokenizer.json'));
    const files = await Promise.all([join(folder, manifestFile), ...others].map(fileState));
    const generator =
      manifest.family !== 'implicit'
        ? undefined
        : // The reference writes as its authors trained it; the policy was trained to be judged by. Opened when first asked.
          new Generator({
            tower: new Tower(runtime, checkpoints.at(-1)!, choice.placement, 'logits', contextTokens),
            tokenizer,
            template: manifest.template,
            chat,
            ends: await endTokens(folders.at(-1)!, tokenizer, manifest.template),
            // Several texts at once are only proved right on the CPU: elsewhere one candidate is written after the other.
            cacheBytes: choice.placement.device === 'cpu' ? cacheBytes : 0,
          });
    loaded = {
      name: manifest.name,
      scorer,
      generator,
      device: choice.placement.device,
      files: [...files, ...checkpoints.flatMap(checkpoint => checkpoint.files)],
    };
    const { device, compute, lean } = choice.placement;
    const mode = `${compute}${lean ? ', lean' : ''}`;
    await say({ type: 'loaded', prm: { folder, manifest, device, rungs: choice.rungs, mode, contextTokens } });
  } catch (error) {
    await say({ type: 'refused', sentence: sentenceOf(error) });
  }
}

async function work(request: Request & { type: 'score' | 'generate' }): Promise<void> {
  const { id } = request;
  const { scorer, device, files } = loaded!;
  let changed: string | undefined;
  const stop = async () => {
    await new Promise(resolve => setImmediate(resolve));
    changed = await changedFile(files);
    return stopped.has(id) || changed !== undefined;
  };
  try {
    const result = (await stop()) ? undefined : await resultOf(request, loaded!, stop);
    if (result !== undefined && !(await stop())) await say({ type: 'done', id, result, vitals: vitals(scorer) });
    else if (changed !== undefined) await say({ type: 'changed', id, file: changed });
    else await say({ type: 'stopped', id });
  } catch (error) {
    const { message } = error as Error;
    const code = error instanceof BrokenNumbers ? 'broken-numbers' : 'error';
    if (device === 'cpu' || error instanceof Refusal)
      await say({ type: 'failed', id, code, sentence: sentenceOf(error) });
    else
      await say({ type: 'device-failed', id, rung: { device, used: false, reason: `it failed at work: ${message}` } });
  }
  stopped.delete(id);
}

function resultOf(
  request: Request & { type: 'score' | 'generate' },
  { name, scorer, generator }: Loaded,
  stop: () => Promise<boolean>,
): Promise<JobResult | undefined> {
  const { id } = request;
  // What the parent hasn't taken yet is waited for: a slow reader slows the engine down, and nothing piles up.
  let taken = Promise.resolve();
  const pause = async () => {
    await taken;
    return stop();
  };
  const part = (reply: Reply) => {
    taken = say(reply);
  };
  if (request.type === 'score') return scorer.score(request.job, step => part({ type: 'step', id, step }), pause);
  const tell = {
    text: (candidate: number, text: string) => part({ type: 'text', id, candidate, text }),
    end: (candidate: number, ended: boolean) => part({ type: 'end', id, candidate, ended }),
  };
  if (generator === undefined) throw new Refusal(phrase`${name} judges steps and can't write any`);
  return generator.generate(request.job, tell, pause);
}

function vitals(scorer: Scorer): Vitals {
  const residentBytes = process.memoryUsage.rss();
  return { tokensPerSecond: scorer.speed, residentBytes, cacheBytes: scorer.cacheBytes };
}

/** Hyper-threads don't multiply faster, and the writer's own programs want cores too. */
function defaultThreads(): number {
  const cores = availableParallelism();
  return Math.max(Math.min(2, cores), Math.floor(cores / 2));
}
