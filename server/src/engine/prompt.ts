import type { ChatTemplate } from '../checkpoint/chatTemplate.ts';
import { Refusal } from '../checkpoint/fields.ts';
import type { TokenisedText } from '../checkpoint/tokenizer.ts';
import type { PromptTemplate } from '../manifest.ts';
import { phrase } from '../phrase.ts';

/** What a tower reads: the whole text, and where in it each step begins. */
export interface Prompt {
  readonly text: string;
  /** Where each step's text begins; its separator belongs to it. */
  readonly stepStarts: readonly number[];
  /** Where the solution ends and the end of the turn begins. */
  readonly solutionEnd: number;
}

/** A solution's tokens: step k owns those from `ends[k − 1]` (or `begin`) to `ends[k]`. */
export interface StepTokens {
  readonly begin: number;
  readonly ends: readonly number[];
}

/** Writes the prompt; a chat template needs the checkpoint's own. */
export function renderPrompt(
  template: PromptTemplate,
  chat: ChatTemplate | undefined,
  problem: string,
  steps: readonly string[],
): Prompt {
  const solution = steps.join(template.separator);
  const { text, begin } =
    template.kind === 'raw' ? rawPrompt(template, problem, solution) : chatPrompt(chat!, problem, solution);
  let at = begin;
  const stepStarts = steps.map(step => {
    const start = at;
    at += step.length + template.separator.length;
    return start;
  });
  return { text, stepStarts, solutionEnd: begin + solution.length };
}

/** The prompt of a solution that is to go on after these steps. */
export function renderOpenPrompt(
  template: PromptTemplate,
  chat: ChatTemplate | undefined,
  problem: string,
  steps: readonly string[],
): string {
  const begun = steps.map(step => step + template.separator).join('');
  if (template.kind === 'raw') return template.prefix + problem + template.afterProblem + begun;
  return chat!([{ role: 'user', content: problem }], true) + begun;
}

function rawPrompt(template: PromptTemplate & { kind: 'raw' }, problem: string, solution: string) {
  const before = template.prefix + problem + template.afterProblem;
  return { text: before + solution + template.end, begin: before.length };
}

function chatPrompt(chat: ChatTemplate, problem: string, solution: string) {
  const text = chatText(chat, problem, solution);
  // Many templates trim what they are given: then the solution's margins aren't there, and begin lies before what is.
  const trimmed = solution.trim();
  const whole = text.lastIndexOf(solution);
  const begin = whole >= 0 ? whole : text.lastIndexOf(trimmed) - solution.indexOf(trimmed);
  if (whole < 0 && !text.includes(trimmed)) {
    throw new Refusal(phrase`the chat template changes the solution's text, so that its steps can't be found in it`);
  }
  return { text, begin };
}

/**
 * Who owns which token, by where it begins: in a step's text or in the separator after it. The token that ends the turn counts
 * for the last step: it is where the policy commits to the answer. Never by the length of a tokenised prefix: tokens run across
 * such borders.
 */
export function ownTokens(prompt: Prompt, { starts }: TokenisedText): StepTokens {
  const first = (offset: number) => lowerBound(starts, offset);
  const tokens = starts.length - 1;
  const solutionEnd = Math.min(first(prompt.solutionEnd), tokens);
  const bounds = prompt.stepStarts.slice(1).map(start => Math.min(first(start), tokens));
  return {
    // The first token is given, not predicted.
    begin: Math.max(1, Math.min(first(prompt.stepStarts[0] ?? prompt.solutionEnd), tokens)),
    ends: [...bounds, Math.min(solutionEnd + 1, tokens)],
  };
}

/** The first index whose value isn't below `value`. */
function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Which tokens the published evaluation script gives each step: it takes the length of each tokenised prefix less two, which
 * moves every border but the last by one or two tokens into the next step. For comparison with published numbers only.
 */
export function upstreamTokens(
  template: PromptTemplate,
  chat: ChatTemplate,
  encode: (text: string) => TokenisedText,
  problem: string,
  steps: readonly string[],
): StepTokens {
  const lasts = Array.from({ length: steps.length + 1 }, (_, count) => {
    const solution = steps.slice(0, count).join(template.separator);
    const prefix = chatText(chat, problem, solution).trim();
    const inner = count !== 0 && count !== steps.length;
    return encode(inner ? `${prefix}\n\n` : prefix).ids.length - 2;
  });
  // The script's sums run over log-probabilities, which begin with the second token, and include their last index.
  const [begin, ...ends] = lasts.map(last => last + 2);
  return { begin: begin! - 2, ends };
}

function chatText(chat: ChatTemplate, problem: string, solution: string): string {
  return chat(
    [
      { role: 'user', content: problem },
      { role: 'assistant', content: solution },
    ],
    false,
  );
}
