import { closeSync, cpSync, linkSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { neededWeights, type OwnHead } from '../server/src/checkpoint/checkpoint.ts';
import { towerShape } from '../server/src/checkpoint/config.ts';

const tokenizerFolder = join(import.meta.dirname, '../test/fixtures/parity/tokenizer-qwen');

export interface RandomTower {
  readonly hidden: number;
  readonly layers: number;
  readonly intermediate: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly vocabulary: number;
}

/** What a checkpoint may have of its own. */
interface Made {
  /** Where its tokenizer's files lie. */
  readonly tokenizer?: string;
  readonly config?: object;
  readonly head?: OwnHead;
}

/** Writes a checkpoint with random float32 weights; returns how many it has. */
export function writeTower(
  folder: string,
  tower: RandomTower,
  { tokenizer = tokenizerFolder, config: own, head }: Made = {},
): number {
  const config = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: tower.hidden,
    num_hidden_layers: tower.layers,
    intermediate_size: tower.intermediate,
    num_attention_heads: tower.heads,
    num_key_value_heads: tower.kvHeads,
    vocab_size: tower.vocabulary,
    max_position_embeddings: 8192,
    rms_norm_eps: 1e-6,
    tie_word_embeddings: true,
    hidden_act: 'silu',
    ...own,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    cpSync(join(tokenizer, file), join(folder, file));
  }
  return writeWeights(join(folder, 'model.safetensors'), [
    ...neededWeights(towerShape(config), head),
    ...(head ? headWeights(tower.hidden) : []),
  ]);
}

/** As Qwen's PRMs have it: two layers for two classes. */
const headWeights = (hidden: number): [string, number[]][] => [
  ['score.0.weight', [hidden, hidden]],
  ['score.0.bias', [hidden]],
  ['score.2.weight', [2, hidden]],
  ['score.2.bias', [2]],
];

/** A PRM of two such towers, whose weights are one file. */
export function writePrm(folder: string, tower: RandomTower): number {
  const parameters = writeTower(join(folder, 'policy'), tower);
  mkdirSync(join(folder, 'reference'));
  for (const file of [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'chat_template.jinja',
    'model.safetensors',
  ]) {
    linkSync(join(folder, 'policy', file), join(folder, 'reference', file));
  }
  const manifest = {
    name: 'random',
    version: '1',
    family: 'implicit',
    policy: 'policy',
    reference: 'reference',
    beta: 0.05,
    view: 'text',
    template: { kind: 'chat', separator: '\n\n' },
  };
  writeFileSync(join(folder, 'steplight.json'), JSON.stringify(manifest));
  return parameters;
}

function writeWeights(path: string, weights: readonly [string, readonly number[]][]): number {
  let end = 0;
  const sizes = weights.map(([, sides]) => sides.reduce((product, side) => product * side, 1));
  const header = Object.fromEntries(
    weights.map(([name, sides], i) => {
      const start = end;
      end += 4 * sizes[i]!;
      return [name, { dtype: 'F32', shape: sides, data_offsets: [start, end] }];
    }),
  );
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([length, json]));
  const block = randomBlock(1 << 20);
  const ones = new Float32Array(1 << 20).fill(1);
  for (const [i, [name]] of weights.entries()) {
    const source = name.endsWith('norm.weight') ? ones : block;
    for (let at = 0; at < sizes[i]!; at += source.length) writeSync(file, source.subarray(0, sizes[i]! - at));
  }
  closeSync(file);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function randomBlock(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.1;
  });
}
