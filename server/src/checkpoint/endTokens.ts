import { join } from 'node:path';
import type { PromptTemplate } from '../manifest.ts';
import { phrase } from '../phrase.ts';
import { settingsFile, specialToken } from './chatTemplate.ts';
import { Fields, parseJson, Refusal } from './fields.ts';
import { readText } from './files.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The text of the token with which a checkpoint's texts begin; empty where it has none. */
export async function beginToken(folder: string): Promise<string> {
  const text = (await readText(join(folder, settingsFile))) ?? '{}';
  return specialToken(new Fields(parseJson(text, settingsFile), settingsFile), 'bos_token');
}

/** The tokens with which a checkpoint ends its turn: those its files name, and the one with which the template does. */
export async function endTokens(folder: string, tokenizer: Tokenizer, template: PromptTemplate): Promise<Set<number>> {
  const named = await Promise.all(
    ['generation_config.json', 'config.json'].map(async file => {
      const json = parseJson((await readText(join(folder, file))) ?? '{}', file) as { eos_token_id?: unknown } | null;
      const ids = [json?.eos_token_id ?? []].flat();
      if (!ids.every(id => Number.isInteger(id)))
        throw new Refusal(phrase`${file}: eos_token_id must be a number or several`);
      return ids as number[];
    }),
  );
  const written = template.kind === 'raw' ? [...tokenizer.encode(template.end).ids.subarray(0, 1)] : [];
  const settings = parseJson((await readText(join(folder, settingsFile))) ?? '{}', settingsFile);
  const token = (settings as { eos_token?: unknown } | null)?.eos_token;
  const id = typeof token === 'string' ? tokenizer.id(token) : undefined;
  return new Set([...named.flat(), ...written, ...(id === undefined ? [] : [id])]);
}
