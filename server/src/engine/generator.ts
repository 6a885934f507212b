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
}

/** The prompt is read in pieces of this many tokens. */
const chunk = 64;

/** Continues solutions by sampling from a tower, candidate after candidate; what they have in common is read once. */
export class Generator {
  private readonly parts: GeneratorParts;

  constructor(parts: GeneratorParts) {
    this.parts = parts;
  }

  /** The candidates, or undefined when it was told to stop. */
  async generate(
    job: GenerateJob,
    tell: (candidate: number, text: string) => void,
    stop: Pause,
  ): Promise<Generated[] | undefined> {
    const { tower, tokenizer, template, chat } = this.parts;
    const { ids } = tokenizer.encode(renderOpenPrompt(template, chat, job.problem, job.steps));
    const room = Math.min(job.maxTokens, tower.positions - ids.length);
    if (room <= 0) return Array.from({ length: job.count }, () => ({ text: '', tokens: 0, ended: false }));
    const prompt = tower.keyValues(ids.length);
    let logits = new Float32Array();
    for (let at = 0; at < ids.length; at += chunk) {
      if (await stop()) return undefined;
      logits = Float32Array.from(await tower.nextLogits(prompt, at, ids.subarray(at, at + chunk)));
    }
    const candidates: Generated[] = [];
    for (let k = 0; k < job.count; k++) {
      const keyValues = prompt.copy(ids.length, ids.length + room);
      const random = randomFrom(job.seed + k);
      const one = await this.continued(job, keyValues, ids.length, room, logits, random, text => tell(k, text), stop);
      if (one === undefined) return undefined;
      candidates.push(one);
    }
    return candidates;
  }

  private async continued(
    job: GenerateJob,
    keyValues: KeyValues,
    past: number,
    room: number,
    first: Float32Array,
    random: () => number,
    tell: (text: string) => void,
    stop: Pause,
  ): Promise<Generated | undefined> {
    const { tower, tokenizer, ends } = this.parts;
    const ids: number[] = [];
    let told = 0;
    let logits = first;
    while (ids.length < room) {
      if (await stop()) return undefined;
      const id = sample(logits, job, random);
      if (ends.has(id)) return { text: tokenizer.decode(ids), tokens: ids.length, ended: true };
      ids.push(id);
      const text = tokenizer.decode(ids);
      const stopAt = firstOf(job.stop, text);
      if (stopAt >= 0) return { text: text.slice(0, stopAt), tokens: ids.length, ended: true };
      // A character of several tokens is told when it is whole.
      if (!text.endsWith('\ufffd')) {
        tell(text.slice(told));
        told = text.length;
      }
      if (ids.length < room) logits = await tower.nextLogits(keyValues, past + ids.length - 1, [id]);
    }
    return { text: tokenizer.decode(ids), tokens: ids.length, ended: false };
  }
}

/** Where the first of these texts begins, or −1. */
function firstOf(texts: readonly string[], text: string): number {
  const places = texts.map(one => text.indexOf(one)).filter(place => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
