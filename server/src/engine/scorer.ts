import { Refusal } from '../checkpoint/fields.ts';
import type { Tokenizer } from '../checkpoint/tokenizer.ts';
import { Failure, phrase } from '../phrase.ts';
import type { ScoreJob, ScoreResult, StepAnswer } from './messages.ts';
import { PrefixCache, type ReadText } from './prefixCache.ts';
import type { Reading, ReadingOf } from './reading.ts';
import type { Tower } from './tower.ts';

/** The tower computed something that isn't a number: its weights are broken, or overflow on this device. */
export class BrokenNumbers extends Failure {
  override readonly name = 'BrokenNumbers';
}

export interface ScorerParts {
  /** How the PRM's family reads a solution. */
  readonly readingOf: ReadingOf;
  readonly tokenizer: Tokenizer;
  readonly policy: Tower;
  readonly reference: Tower | undefined;
  /** For keys and values of all towers, in bytes. */
  readonly cacheBytes: number;
  readonly maxChunk: number;
  /** The towers don't fit into memory together: one reads the whole text before the other begins. */
  readonly inTurn: boolean;
  readonly log: (message: string) => void;
}

/** What a scorer is asked between two chunks: whether to stop, giving others time to say so. */
export type Pause = () => Promise<boolean>;

/** How long one tower should work before somebody may stop it. */
const chunkMilliseconds = 150;
/** Chunks are multiples of this, and the first has four of it. */
const chunkStep = 16;

/** Scores solutions with a PRM's towers, chunk by chunk, telling each step as soon as all of it is known. */
export class Scorer {
  private readonly parts: ScorerParts;
  private readonly readers: readonly Reader[];
  /** Tokens per second through one tower, as last measured. */
  private towerSpeed = 0;
  private maxChunk: number;

  constructor(parts: ScorerParts) {
    this.parts = parts;
    this.maxChunk = parts.maxChunk;
    const towers = parts.reference ? [parts.policy, parts.reference] : [parts.policy];
    const budget = parts.cacheBytes / towers.length;
    this.readers = towers.map((tower, i) => ({
      name: i === 0 ? 'policy' : 'reference',
      tower,
      cache: new PrefixCache(tower, budget),
    }));
  }

  /** Tokens per second through all towers. */
  get speed(): number {
    return this.towerSpeed / this.readers.length;
  }

  get cacheBytes(): number {
    return this.readers.reduce((sum, { cache }) => sum + cache.bytes, 0);
  }

  /** The result, or undefined when it was told to stop; what was read until then is kept for the next time. */
  async score(job: ScoreJob, tell: (step: StepAnswer) => void, stop: Pause): Promise<ScoreResult | undefined> {
    const { tokenizer, policy } = this.parts;
    const most = Math.min(policy.positions, this.parts.reference?.positions ?? policy.positions);
    const reading = this.parts.readingOf(job, most);
    const { ids, run } = reading;
    const unknown = ids.find(id => id >= this.vocabulary);
    if (unknown !== undefined) {
      throw new Refusal(
        phrase`the tokenizer's ${JSON.stringify(tokenizer.token(unknown))} (${unknown}) isn't in the vocabulary`,
      );
    }

    const texts = this.readers.map(({ cache }) => cache.take(job.key, ids));
    for (const text of texts) text.read = reading.known(text);
    const known = Math.min(...texts.map(text => text.read));
    let told = 0;
    const tellRead = (read: number) => {
      for (; told < reading.knownAt.length && reading.knownAt[told]! <= read; told++) tell(reading.answer(told, texts));
    };
    tellRead(known);

    for (const group of this.parts.inTurn ? texts.map(text => [text]) : [texts]) {
      if (this.parts.inTurn) await this.makeRoom(texts.indexOf(group[0]!));
      while (group.some(text => text.read < run)) {
        const to = Math.min(run, Math.min(...group.map(text => text.read)) + this.chunk());
        for (const text of group) {
          if (await stop()) return undefined;
          await this.read(texts.indexOf(text), text, to, reading);
        }
        tellRead(Math.min(...texts.map(text => text.read)));
      }
    }
    return { tokens: ids.length, computed: Math.max(0, run - known), fitting: told };
  }

  private get vocabulary(): number {
    return Math.min(...this.readers.map(({ tower }) => tower.checkpoint.shape.vocabulary));
  }

  private async read(index: number, text: ReadText, to: number, reading: Reading): Promise<void> {
    const from = text.read;
    if (from >= to) return;
    const { tower, name } = this.readers[index]!;
    const begin = performance.now();
    let said: Float32Array;
    try {
      said = await reading.read(tower, text, to);
    } catch (error) {
      if (!isOutOfMemory(error) || this.maxChunk < 2 * chunkStep) throw error;
      // Nothing is lost: the same tokens come again, fewer at a time, with what the runtime had kept given back.
      this.maxChunk /= 2;
      this.parts.log(`the device ran out of memory: the ${name} reads ${this.maxChunk} tokens at a time from now on`);
      await tower.release();
      return;
    }
    if (!said.every(Number.isFinite)) {
      throw new BrokenNumbers(
        phrase`the ${name} computes values that aren't numbers: its weights are broken. Fetch it again.`,
      );
    }
    // A few tokens say little about many.
    if (to - from >= chunkStep) this.towerSpeed = (1000 * (to - from)) / (performance.now() - begin);
    text.read = to;
  }

  private async makeRoom(index: number): Promise<void> {
    for (const [i, { tower }] of this.readers.entries()) if (i !== index) await tower.release();
  }

  private chunk(): number {
    const wanted = this.towerSpeed === 0 ? 4 * chunkStep : (this.towerSpeed * chunkMilliseconds) / 1000;
    return Math.max(chunkStep, Math.min(this.maxChunk, Math.floor(wanted / chunkStep) * chunkStep));
  }
}

interface Reader {
  readonly name: 'policy' | 'reference';
  readonly tower: Tower;
  readonly cache: PrefixCache;
}

/** In the words of ONNX Runtime's providers. */
function isOutOfMemory(error: unknown): boolean {
  return /failed to allocate|out of memory|bad_alloc|CUDA failure 2\b|ALLOC_FAILED|OOM/i.test(String(error));
}
