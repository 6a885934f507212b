import type { ChatTemplate } from '../checkpoint/chatTemplate.ts';
import type { Tokenizer } from '../checkpoint/tokenizer.ts';
import { questionOf, stepLogProbs } from '../engine/question.ts';
import type { ImplicitManifest } from '../manifest.ts';
import { phrase } from '../phrase.ts';
import { ask, commonLength, type Inquiry, Memory, roomOf, sampleJob } from './inquiry.ts';
import { type TextQuestion, textRoutes } from './textRoutes.ts';

interface Remembered {
  readonly ids: Int32Array;
  /** The first token whose log-probability was asked for. */
  readonly begin: number;
  readonly logProbs: readonly Float32Array[];
}

/** Implicit PRMs: every token's log-probability, by each tower. */
export function textInquiry(
  manifest: ImplicitManifest,
  tokenizer: Tokenizer,
  chat: ChatTemplate | undefined,
): Inquiry<TextQuestion> {
  const memory = new Memory<Remembered>();
  const { prompt, encoded } = questionOf(manifest, chat, tokenizer, sampleJob);
  return {
    sample: {
      text: prompt.text,
      encoded,
      tokenizer,
      question: { ids: encoded.ids, from: 1 },
      routes: textRoutes,
      lacking: {
        what: phrase`prompt log-probabilities, which is what this PRM's reward is made of`,
        wayOut: phrase`llama.cpp and Ollama give none; serve the PRM with vLLM or SGLang.`,
      },
    },
    async score(towers, { job, onStep, ...asking }) {
      const question = questionOf(manifest, chat, tokenizer, job);
      const { begin, ends } = question.owned;
      const needed = Math.min(ends.at(-1) ?? 0, roomOf(towers, 1));
      const ids = question.encoded.ids.subarray(0, needed);
      const before = memory.last(job.key);
      const same = before && before.begin <= begin ? commonLength(before.ids, ids) : 0;
      const from = Math.max(1, begin, same);
      const logProbs =
        from >= ids.length
          ? towers.map((_, i) => begun(before, i, ids.length, same))
          : await Promise.all(
              towers.map(async (tower, i) => {
                const found = await ask(tower, { ids, from }, from, asking);
                found.set(begun(before, i, ids.length, same).subarray(0, Math.min(from, same)));
                return found;
              }),
            );
      memory.keep(job.key, { ids: ids.slice(), begin, logProbs });
      const fitting = ends.filter(end => end <= needed).length;
      for (let step = 0; step < fitting; step++) onStep(stepLogProbs(question, step, logProbs[0]!, logProbs[1]));
      return { tokens: ids.length, computed: Math.max(0, ids.length - from), fitting };
    },
  };
}

/** What was known of tower i, at its places in a text of this length. */
function begun(before: Remembered | undefined, i: number, length: number, same: number): Float32Array {
  const found = new Float32Array(length);
  if (before) found.set(before.logProbs[i]!.subarray(0, same));
  return found;
}
