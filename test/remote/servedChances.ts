import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTower } from '../../bench/randomPrm.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
const shape = { hidden: 128, layers: 2, intermediate: 192, heads: 4, kvHeads: 2, vocabulary: 1024 };

/**
 * A PRM that judges by a token and one that judges by a head, random and always the same, of a shape that vLLM runs on any machine.
 * `node test/remote/servedChances.ts FOLDER` writes them for servers.
 */
export function writeServedChances(folder: string): void {
  const written = (name: string, config: object, head?: 'classes') => {
    const from = join(fixtures, `prm-${name}`);
    mkdirSync(join(folder, name), { recursive: true });
    cpSync(join(from, 'steplight.json'), join(folder, name, 'steplight.json'));
    writeTower(join(folder, name, 'policy'), shape, {
      tokenizer: join(from, 'policy'),
      config,
      ...(head ? { head } : {}),
    });
  };
  written('turns', {});
  const qwen = { architectures: ['Qwen2ForProcessRewardModel'], model_type: 'qwen2', tie_word_embeddings: false };
  written('head', qwen, 'classes');
}

export function servedChances(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-served-'));
  writeServedChances(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

if (process.argv[1] === import.meta.filename) writeServedChances(process.argv[2]!);
