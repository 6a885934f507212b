import type { ChatTemplate } from '../checkpoint/chatTemplate.ts';
import type { Tokenizer } from '../checkpoint/tokenizer.ts';
import type { PromptTemplate } from '../manifest.ts';
import type { KeyValues } from './keyValues.ts';
import type { Generated, GenerateJob } from './messages.ts';
import { renderOpenPrompt } from './prompt.ts';
import { randomFrom, sample } from './sampling.ts';
import type { Pause } from './scorer.ts';
import type { Tower } from './tower.ts';

export interface GeneratorParts {
  /** A tower whose head gives logits. */
  readonly tower: Tower;
  readonly tokenizer: Tokenizer;
  readonly template: PromptTemplate;
  readonly chat: ChatTemplate | undefined;
  /** Tokens that end a turn. */
  readonly ends: ReadonlySet<number>;
  /** For keys and values of all candidates that are written at the same time, in bytes. */
  readonly cacheBytes: number;
}

/** What is told while candidates grow. */
export interface GeneratorListener {
  text(candidate: number, text: string): void;
  /** It gets no further. */
  end(candidate: number, ended: boolean): void;
}

/** The prompt is read in pieces of this many tokens. */
const chunk = 64;

/** Continues solutions by sampling from a tower: what they have in common is read once, and then they grow side by side. */
export class Generator {
  private readonly parts: GeneratorParts;

  constructor(parts: GeneratorParts) {
    this.parts = parts;
  }

  /** The candidates, or undefined when it was told to stop. */
  async generate(job: GenerateJob, tell: GeneratorListener, stop: Pause): Promise<Generated[] | undefined> {
    const { tower, tokenizer, template, chat, cacheBytes } = this.parts;
    const { ids } = tokenizer.encode(renderOpenPrompt(template, chat, job.problem, job.steps));
    const room = Math.max(0, Math.min(job.maxTokens, tower.positions - ids.length));
    const writings = Array.from({ length: job.count }, (_, k) => new Writing(job, k, room, this.parts, tell));
    if (room > 0) {
      const prompt = tower.keyValues(ids.length);
      let logits = new Float32Array();
      for (let at = 0; at < ids.length; at += chunk) {
        if (await stop()) return undefined;
        logits = Float32Array.from(await tower.nextLogits(prompt, at, ids.subarray(at, at + chunk)));
      }
      const bytes = (prompt.bytes / ids.length) * (ids.length + room);
      const width = Math.max(1, Math.floor(cacheBytes / bytes));
      for (let from = 0; from < writings.length; from += width) {
        const some = writings.slice(from, from + width);
        for (const writing of some) writing.add(logits);
        if (!(await this.goOn(some, prompt, ids.length, room, stop))) return undefined;
      }
    }
    return writings.map(writing => writing.result());
  }

  /** Writes until all of them have ended; false when it was told to stop. */
  private async goOn(
    writings: readonly Writing[],
    prompt: KeyValues,
    past: number,
    room: number,
    stop: Pause,
  ): Promise<boolean> {
    const { tower } = this.parts;
    let growing = writings.filter(({ done }) => !done);
    const keyValues = prompt.copy(past, past + room, growing.length);
    for (let written = 0; growing.length > 0; written++) {
      if (await stop()) return false;
      const last = growing.map(writing => writing.last);
      const logits = await tower.nextLogitsOfEach(keyValues, past + written, last);
      const size = logits.length / growing.length;
      for (const [text, writing] of growing.entries()) writing.add(logits.subarray(text * size, (text + 1) * size));
      for (let text = growing.length - 1; text >= 0; text--) {
        if (!growing[text]!.done) continue;
        const moved = growing.at(-1)!;
        growing = growing.slice(0, -1);
        if (text < growing.length) growing[text] = moved;
        if (growing.length > 0) keyValues.drop(text);
      }
    }
    return true;
  }
}

/** One candidate while it is written. */
class Writing {
  private readonly job: GenerateJob;
  private readonly index: number;
  private readonly room: number;
  private readonly parts: GeneratorParts;
  private readonly tell: GeneratorListener;
  private readonly random: () => number;
  private readonly ids: number[] = [];
  private text = '';
  private told = 0;
  private ended: boolean | undefined;

  constructor(job: GenerateJob, index: number, room: number, parts: GeneratorParts, tell: GeneratorListener) {
    this.job = job;
    this.index = index;
    this.room = room;
    this.parts = parts;
    this.tell = tell;
    this.random = randomFrom(job.seed + index);
    if (room === 0) this.end(false);
  }

  get done(): boolean {
    return this.ended !== undefined;
  }

  get last(): number {
    return this.ids.at(-1)!;
  }

  /** Chooses the next token and tells what it adds. */
  add(logits: Float32Array): void {
    const { tokenizer, ends } = this.parts;
    const id = sample(logits, this.job, this.random);
    if (ends.has(id)) {
      this.end(true);
      return;
    }
    this.ids.push(id);
    this.text = tokenizer.decode(this.ids);
    const stopAt = firstOf(this.job.stop, this.text);
    if (stopAt >= 0) this.text = this.text.slice(0, stopAt);
    // A character of several tokens is told when it is whole.
    else if (!this.text.endsWith('\ufffd')) {
      this.tell.text(this.index, this.text.slice(this.told));
      this.told = this.text.length;
    }
    if (stopAt >= 0) this.end(true);
    else if (this.ids.length >= this.room) this.end(false);
  }

  result(): Generated {
    return { text: this.text, tokens: this.ids.length, ended: this.ended === true };
  }

  private end(ended: boolean): void {
    this.ended = ended;
    this.tell.end(this.index, ended);
  }
}

/** Where the first of these texts begins, or −1. */
function firstOf(texts: readonly string[], text: string): number {
  const places = texts.map(one => text.indexOf(one)).filter(place => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
