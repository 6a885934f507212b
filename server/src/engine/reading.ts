import type { ChatTemplate } from '../checkpoint/chatTemplate.ts';
import type { Tokenizer } from '../checkpoint/tokenizer.ts';
import type { ChanceManifest, ImplicitManifest } from '../manifest.ts';
import type { ScoreJob, StepAnswer } from './messages.ts';
import type { ReadText } from './prefixCache.ts';
import { questionOf, stepLogProbs } from './question.ts';
import { partTokens, taggedPrompt, tagRows } from './taggedPrompt.ts';
import type { Tower } from './tower.ts';

/** How one solution is read: which tokens, what is asked of a tower on the way, and what that says of each step. */
export interface Reading {
  readonly ids: Int32Array;
  /** How many of the tokens a tower must run. */
  readonly run: number;
  /** For each step that fits, after how many tokens it can be told. */
  readonly knownAt: readonly number[];
  /** Up to where nothing of a text is missing that will be wanted: it may have been read for another solution. */
  known(text: ReadText): number;
  /** Runs the tower up to `to`, notes in the text what it said, and returns that. */
  read(tower: Tower, text: ReadText, to: number): Promise<Float32Array>;
  /** `texts` are the policy's and the reference's. */
  answer(step: number, texts: readonly ReadText[]): StepAnswer;
}

/** The reading of a solution by towers that take `most` tokens. */
export type ReadingOf = (job: ScoreJob, most: number) => Reading;

/** Every token's log-probability, by both towers. */
export function tokenReadings(
  manifest: ImplicitManifest,
  tokenizer: Tokenizer,
  chat: ChatTemplate | undefined,
): ReadingOf {
  return (job, most) => {
    const question = questionOf(manifest, chat, tokenizer, job);
    const { encoded, owned } = question;
    const ids = encoded.ids.subarray(0, Math.min(owned.ends.at(-1) ?? 0, most));
    return {
      ids,
      // The last token is predicted, and predicts nothing that counts.
      run: Math.max(0, ids.length - 1),
      knownAt: owned.ends.filter(end => end <= ids.length).map(end => end - 1),
      known: text => text.read,
      async read(tower, text, to) {
        const from = text.read;
        const rows = Array.from({ length: to - from }, (_, i) => i);
        const targets = ids.subarray(from + 1, to + 1);
        const logProbs = await tower.logProbs(text.keyValues, from, ids.subarray(from, to), rows, targets);
        text.said.set(logProbs, from + 1);
        return logProbs;
      },
      answer: (step, [policy, reference]) => stepLogProbs(question, step, policy!.said, reference?.said),
    };
  };
}

/** The log-odds at each step's end, and nothing of the tokens between. */
export function stepReadings(
  { template }: Pick<ChanceManifest, 'template'>,
  tokenizer: Tokenizer,
  chat: ChatTemplate | undefined,
  bos: string,
): ReadingOf {
  return ({ problem, steps }, most) => {
    const prompt = taggedPrompt(template, chat, bos, problem, steps);
    const encoded = partTokens(prompt.parts, text => tokenizer.encode(text));
    const rows = tagRows(prompt, encoded).filter(row => row < most);
    const run = (rows.at(-1) ?? -1) + 1;
    const ids = encoded.ids.subarray(0, run);
    return {
      ids,
      run,
      knownAt: rows.map(row => row + 1),
      known: text => rows.find(row => row < text.read && Number.isNaN(text.said[row])) ?? text.read,
      async read(tower, text, to) {
        const from = text.read;
        const wanted = rows.filter(row => from <= row && row < to);
        // A tower answers for one row at least.
        const asked = wanted.length > 0 ? wanted : [to - 1];
        const inChunk = asked.map(row => row - from);
        const odds = await tower.logOdds(text.keyValues, from, ids.subarray(from, to), inChunk);
        for (const [i, row] of asked.entries()) text.said[row] = odds[i]!;
        return odds;
      },
      answer: (step, [text]) => ({ step, logOdds: text!.said[rows[step]!]! }),
    };
  };
}
