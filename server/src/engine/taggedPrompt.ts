import type { ChatTemplate, Message } from '../checkpoint/chatTemplate.ts';
import { Refusal } from '../checkpoint/fields.ts';
import type { TokenisedText } from '../checkpoint/tokenizer.ts';
import type { StepTemplate } from '../manifest.ts';
import { phrase } from '../phrase.ts';

/** What a tower reads that speaks at the end of each step. */
export interface TaggedPrompt {
  /** The text, in parts that are made into tokens each by itself. */
  readonly parts: readonly string[];
  /** Where, in the joined parts, each step's tag or answer begins. */
  readonly tags: readonly number[];
  /** What stands there. */
  readonly tag: string;
  /** An answer is judged where it is expected, one token earlier; a tag when it was read. */
  readonly expected: boolean;
}

/** Writes the prompt; chat templates need the checkpoint's own, and `bos` is what its texts begin with. */
export function taggedPrompt(
  template: StepTemplate,
  chat: ChatTemplate | undefined,
  bos: string,
  problem: string,
  steps: readonly string[],
): TaggedPrompt {
  // White space in front of a tag belongs to nobody, and some tokenizers would melt it into the tag.
  const trimmed = steps.map(step => step.trimEnd());
  switch (template.kind) {
    case 'chat':
      return inChat(template, chat!, problem, trimmed);
    case 'turns':
      return inTurns(template, chat!, problem, trimmed);
    case 'raw':
      return template.apart ? apart(template, bos, problem, trimmed) : inOne(template, bos, problem, trimmed);
  }
}

type Raw = StepTemplate & { kind: 'raw' };

function inChat(
  { system, tag }: StepTemplate & { kind: 'chat' },
  chat: ChatTemplate,
  problem: string,
  steps: readonly string[],
): TaggedPrompt {
  return rendered(tag, false, steps.length, [problem, ...steps], mark => {
    const instruction: Message[] = system === undefined ? [] : [{ role: 'system', content: system }];
    const content = steps.map(step => step + mark).join('');
    return chat([...instruction, { role: 'user', content: problem }, { role: 'assistant', content }], false);
  });
}

function inTurns(
  { afterProblem, answer }: StepTemplate & { kind: 'turns' },
  chat: ChatTemplate,
  problem: string,
  steps: readonly string[],
): TaggedPrompt {
  return rendered(answer, true, steps.length, [problem, ...steps], mark => {
    const turns = steps.flatMap((step, k): Message[] => [
      { role: 'user', content: k === 0 ? problem + afterProblem + step : step },
      { role: 'assistant', content: mark },
    ]);
    return chat(turns, false);
  });
}

/** Renders with a mark that stands nowhere else, so that no text can be taken for a tag, and puts the tags in its place. */
function rendered(
  tag: string,
  expected: boolean,
  count: number,
  texts: readonly string[],
  render: (mark: string) => string,
): TaggedPrompt {
  const pieces = (mark: string) => render(mark).split(mark);
  const between = pieces(unusedMark(texts));
  if (between.length !== count + 1) {
    throw new Refusal(
      phrase`the chat template changes what the assistant says, so that the steps' ends can't be found in it`,
    );
  }
  let at = 0;
  const tags = between.slice(0, -1).map(piece => {
    const begin = at + piece.length;
    at = begin + tag.length;
    return begin;
  });
  return { parts: [between.join(tag)], tags, tag, expected };
}

/** A character for private use that none of the texts has. */
function unusedMark(texts: readonly string[]): string {
  let code = 0xe000;
  while (texts.some(text => text.includes(String.fromCharCode(code)))) code++;
  return String.fromCharCode(code);
}

function inOne(template: Raw, bos: string, problem: string, steps: readonly string[]): TaggedPrompt {
  const { separator, tag } = template;
  const start = beginning(template, bos);
  let text = problem + template.afterProblem;
  const tags = steps.map((step, k) => {
    text += (k === 0 ? '' : separator) + labelled(template, step, k);
    const at = start.length + text.length;
    text += tag;
    return at;
  });
  return { parts: [start, text].filter(part => part !== ''), tags, tag, expected: false };
}

/** Every line of a step has its tag, as the steps of the training had; the step is judged at its last. */
function apart(template: Raw, bos: string, problem: string, steps: readonly string[]): TaggedPrompt {
  const { afterProblem, separator, tag } = template;
  const parts = [beginning(template, bos), problem + afterProblem];
  const tags = steps.map((step, k) => {
    if (k > 0) parts.push(separator);
    for (const line of labelled(template, step, k).split(tag)) parts.push(line, tag);
    return parts.reduce((length, part) => length + part.length, -tag.length);
  });
  return { parts: parts.filter(part => part !== ''), tags, tag, expected: false };
}

const beginning = ({ bos }: Raw, token: string): string => (bos ? token : '');

function labelled({ label }: Raw, step: string, k: number): string {
  const own = label.replace('{k}', String(k + 1));
  return step.startsWith(own.trimEnd()) ? step : own + step;
}

/** The whole text as tokens, each part by itself. */
export function partTokens(parts: readonly string[], encode: (text: string) => TokenisedText): TokenisedText {
  const encoded = parts.map(encode);
  const ids = Int32Array.from(encoded.flatMap(part => [...part.ids]));
  const starts = new Uint32Array(ids.length + 1);
  let token = 0;
  let at = 0;
  for (const [i, part] of encoded.entries()) {
    starts.set(
      part.starts.map(start => start + at),
      token,
    );
    token += part.ids.length;
    at += parts[i]!.length;
  }
  return { ids, starts };
}

/** The tokens at which the steps' chances lie. */
export function tagRows({ tags, tag, expected }: TaggedPrompt, { starts }: TokenisedText): number[] {
  const tokenAt = new Map<number, number>();
  for (const [token, start] of starts.entries()) tokenAt.set(start, token);
  return tags.map(begin => {
    const token = tokenAt.get(begin);
    if (token === undefined || starts[token + 1] !== begin + tag.length) {
      throw new Refusal(
        phrase`the tokenizer has no token of its own for ${JSON.stringify(tag)}, which steplight.json asks for`,
      );
    }
    return expected ? token - 1 : token;
  });
}
