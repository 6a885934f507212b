import { closeSync, cpSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { neededWeights } from '../../server/src/checkpoint/checkpoint.ts';
import { towerShape } from '../../server/src/checkpoint/config.ts';

const tokenizerFolder = join(import.meta.dirname, '../../test/fixtures/parity/tokenizer-qwen');

export const qwen7B = { layers: 28, hidden: 3584, intermediate: 18_944, heads: 28, kvHeads: 4, vocabulary: 152_064 };
export const small = { layers: 2, hidden: 256, intermediate: 512, heads: 4, kvHeads: 2, vocabulary: 2048 };

/** Writes policy and reference with different random weights; returns how many each has. */
export function writePrm(folder: string, shape: typeof qwen7B): number {
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
  writeTower(join(folder, 'reference'), shape, 2);
  const parameters = writeTower(join(folder, 'policy'), shape, 1);
  writeFileSync(join(folder, 'steplight.json'), JSON.stringify(manifest));
  return parameters;
}

function writeTower(folder: string, shape: typeof qwen7B, seed: number): number {
  mkdirSync(folder, { recursive: true });
  const config = {
    architectures: ['Qwen2ForCausalLM'],
    model_type: 'qwen2',
    dtype: 'bfloat16',
    hidden_size: shape.hidden,
    num_hidden_layers: shape.layers,
    intermediate_size: shape.intermediate,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    vocab_size: shape.vocabulary,
    max_position_embeddings: 32_768,
    rms_norm_eps: 1e-6,
    rope_theta: 1_000_000,
    tie_word_embeddings: false,
    hidden_act: 'silu',
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    cpSync(join(tokenizerFolder, file), join(folder, file));
  }

  let end = 0;
  const weights = neededWeights(towerShape(config)).map(([name, sides]) => {
    const start = end;
    end += 2 * sides.reduce((product, side) => product * side, 1);
    return { name, sides, start, end };
  });
  const header = weights.map(({ name, sides, start, end }) => [
    name,
    { dtype: 'BF16', shape: sides, data_offsets: [start, end] },
  ]);
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, Buffer.concat([length, json]));
  const random = randomBlock(seed);
  const ones = new Uint16Array(random.length).fill(0x3f80);
  for (const [i, { name, start, end }] of weights.entries()) {
    const source = new Uint8Array((name.endsWith('norm.weight') ? ones : random).buffer);
    // Every weight begins elsewhere in the block, so that no two are alike.
    for (let at = start, from = (2 * 104_729 * i) % source.length; at < end; from = 0) {
      at += writeSync(file, source, from, Math.min(source.length - from, end - at));
    }
  }
  closeSync(file);
  return end / 2;
}

/** bfloat16 between ±0.035, about the spread of initialised weights; its size shares no factor with a row's. */
function randomBlock(seed: number): Uint16Array {
  const values = new Float32Array(8_388_593);
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[i] = (state / 2 ** 32 - 0.5) * 0.07;
  }
  return Uint16Array.from(new Uint32Array(values.buffer), bits => bits >>> 16);
}
