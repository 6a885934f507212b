import type { ChatTemplate } from '../checkpoint/chatTemplate.ts';
import type { TokenisedText, Tokenizer } from '../checkpoint/tokenizer.ts';
import type { ImplicitManifest } from '../manifest.ts';
import type { ScoreJob, StepLogProbs } from './messages.ts';
import { ownTokens, type Prompt, renderPrompt, type StepTokens, upstreamTokens } from './prompt.ts';

/** A job as the towers of an implicit PRM read it: tokens, and which of them belong to which step. */
export interface Question {
  readonly steps: readonly string[];
  readonly prompt: Prompt;
  readonly encoded: TokenisedText;
  readonly owned: StepTokens;
}

export function questionOf(
  { template, ownership }: Pick<ImplicitManifest, 'template' | 'ownership'>,
  chat: ChatTemplate | undefined,
  tokenizer: Tokenizer,
  { problem, steps }: ScoreJob,
): Question {
  const prompt = renderPrompt(template, chat, problem, steps);
  const encoded = tokenizer.encode(prompt.text);
  const owned =
    ownership === 'upstream'
      ? upstreamTokens(template, chat!, text => tokenizer.encode(text), problem, steps)
      : ownTokens(prompt, encoded);
  return { steps, prompt, encoded, owned };
}

/** A step's own, out of the log-probabilities of the whole text: entry t is that of token t. */
export function stepLogProbs(
  { steps, prompt, encoded, owned }: Question,
  step: number,
  policy: Float32Array,
  reference: Float32Array | undefined,
): StepLogProbs {
  const [from, to] = [step === 0 ? owned.begin : owned.ends[step - 1]!, owned.ends[step]!];
  const start = prompt.stepStarts[step]!;
  const length = steps[step]!.length;
  const inStep = (offset: number) => Math.max(0, Math.min(length, offset - start));
  return {
    step,
    starts: Uint32Array.from(encoded.starts.subarray(from, to), inStep),
    ends: Uint32Array.from(encoded.starts.subarray(from + 1, to + 1), inStep),
    policy: policy.slice(from, to),
    ...(reference ? { reference: reference.slice(from, to) } : {}),
  };
}
