import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { phrase } from '../phrase.ts';
import { Fields, parseJson, Refusal } from './fields.ts';
import { readText } from './files.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Renders a conversation as the checkpoint's authors trained it. */
export type ChatTemplate = (messages: readonly Message[], answerFollows: boolean) => string;

export const settingsFile = 'tokenizer_config.json';

/** The template stands in a file of its own or in tokenizer_config.json, where it may be one of several. */
export async function openChatTemplate(folder: string): Promise<ChatTemplate> {
  const settings = new Fields(
    parseJson((await readText(join(folder, settingsFile))) ?? '{}', settingsFile),
    settingsFile,
  );
  const source = (await readText(join(folder, 'chat_template.jinja'))) ?? namedTemplate(settings);
  if (source === undefined) {
    throw new Refusal(phrase`${folder} has no chat template, which steplight.json asks for (template.kind: chat)`);
  }
  let template: Template;
  try {
    template = new Template(source);
  } catch (error) {
    throw new Refusal(phrase`the chat template of ${folder} can't be read: ${(error as Error).message}`);
  }
  const special = { bos_token: specialToken(settings, 'bos_token'), eos_token: specialToken(settings, 'eos_token') };
  return (messages, answerFollows) => {
    try {
      return template.render({ ...special, messages, add_generation_prompt: answerFollows });
    } catch (error) {
      throw new Refusal(phrase`the chat template of ${folder} fails: ${(error as Error).message}`);
    }
  };
}

function namedTemplate(settings: Fields): string | undefined {
  const value = settings.raw('chat_template');
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const templates = value.map((item, i) => new Fields(item, 'tokenizer_config.json', `chat_template[${i}]`));
  return (templates.find(one => one.string('name') === 'default') ?? templates[0])?.string('template');
}

/** Written as a text, or as an object with the text in it. */
export function specialToken(settings: Fields, name: string): string {
  const value = settings.raw(name);
  if (typeof value === 'object') return settings.object(name).string('content');
  return typeof value === 'string' ? value : '';
}
