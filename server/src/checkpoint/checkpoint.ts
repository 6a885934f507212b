import { basename, join } from 'node:path';
import { type TowerShape, towerShape } from './config.ts';
import { parseJson, Refusal } from './fields.ts';
import { type FileState, fileState, readText } from './files.ts';
import { readSafetensors, type StoredTensor, type WeightTensor, weightFiles } from './safetensors.ts';

/** A checked checkpoint: what the graph is written from. Nothing of the weights themselves has been read. */
export interface Checkpoint {
  readonly folder: string;
  readonly shape: TowerShape;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly files: readonly FileState[];
}

/** Reads configuration and headers, and proves that every weight the tower needs is there in the right shape. */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const configPath = join(folder, 'config.json');
  const config = await readText(configPath);
  if (config === undefined) throw new Refusal(`${folder} isn't a checkpoint: it has no config.json`);
  const shape = towerShape(parseJson(config, 'config.json'));

  const tensors = new Map<string, StoredTensor>();
  const paths = await weightFiles(folder, readText);
  for (const path of paths) {
    const part = await readSafetensors(path).catch(error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        throw new Refusal(`${basename(folder)} can't be loaded: ${basename(path)} is missing. Fetch it again.`);
      }
      throw error;
    });
    for (const [name, tensor] of part) {
      if (tensors.has(name)) throw new Refusal(`${name} stands in two files of ${folder}`);
      tensors.set(name, tensor);
    }
  }
  for (const [name, sides] of neededWeights(shape)) requireWeight(tensors, name, sides);
  return { folder, shape, tensors, files: await Promise.all([configPath, ...paths].map(fileState)) };
}

/** Every weight of a tower, with its shape, by the names transformers gives them. */
export function neededWeights(shape: TowerShape): [name: string, shape: readonly number[]][] {
  const { hidden, intermediate, vocabulary, headSize, bias } = shape;
  const queries = shape.heads * headSize;
  const keys = shape.kvHeads * headSize;
  const needed: [string, readonly number[]][] = [
    ['model.embed_tokens.weight', [vocabulary, hidden]],
    ['model.norm.weight', [hidden]],
  ];
  if (!shape.tied) needed.push(['lm_head.weight', [vocabulary, hidden]]);
  const linear = (name: string, out: number, from: number, biased: boolean) => {
    needed.push([`${name}.weight`, [out, from]]);
    if (biased) needed.push([`${name}.bias`, [out]]);
  };
  for (let layer = 0; layer < shape.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    needed.push(
      [`${prefix}.input_layernorm.weight`, [hidden]],
      [`${prefix}.post_attention_layernorm.weight`, [hidden]],
    );
    linear(`${prefix}.self_attn.q_proj`, queries, hidden, bias.qkv);
    linear(`${prefix}.self_attn.k_proj`, keys, hidden, bias.qkv);
    linear(`${prefix}.self_attn.v_proj`, keys, hidden, bias.qkv);
    linear(`${prefix}.self_attn.o_proj`, hidden, queries, bias.output);
    if (shape.qkNorm) {
      needed.push([`${prefix}.self_attn.q_norm.weight`, [headSize]], [`${prefix}.self_attn.k_norm.weight`, [headSize]]);
    }
    linear(`${prefix}.mlp.gate_proj`, intermediate, hidden, bias.mlp);
    linear(`${prefix}.mlp.up_proj`, intermediate, hidden, bias.mlp);
    linear(`${prefix}.mlp.down_proj`, hidden, intermediate, bias.mlp);
  }
  return needed;
}

function requireWeight(tensors: ReadonlyMap<string, StoredTensor>, name: string, shape: readonly number[]): void {
  const tensor = tensors.get(name);
  if (tensor === undefined)
    throw new Refusal(`the checkpoint has no ${name} in F32, F16 or BF16, which config.json asks for`);
  if (tensor.shape.length !== shape.length || tensor.shape.some((side, i) => side !== shape[i])) {
    throw new Refusal(`${name} is [${tensor.shape.join(', ')}], but config.json asks for [${shape.join(', ')}]`);
  }
}
