import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { phrase } from '../phrase.ts';
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
  /** The layers of a head of its own, with a ReLU between each two; a tower without one says words. */
  readonly head?: readonly HeadLayer[];
}

export interface HeadLayer {
  readonly name: string;
  readonly biased: boolean;
}

/** A head that is no matrix of words: the last layer's outputs are the logits of two classes, or one value. */
export type OwnHead = 'classes' | 'value';

const headOutputs: Readonly<Record<OwnHead, number>> = { classes: 2, value: 1 };

/** The names under which heads are published, the usual ones first. */
const headNames: Readonly<Record<OwnHead, readonly (readonly string[])[]>> = {
  classes: [['score.0', 'score.2'], ['score'], ['classifier']],
  value: [['v_head.summary'], ['value_head.summary'], ['v_head'], ['value_head'], ['score']],
};

/** Reads configuration and headers, and proves that every weight the tower needs is there in the right shape. */
export async function openCheckpoint(folder: string, ownHead?: OwnHead): Promise<Checkpoint> {
  const configPath = join(folder, 'config.json');
  const config = await readText(configPath);
  if (config === undefined) throw new Refusal(phrase`${folder} isn't a checkpoint: it has no config.json`);
  const shape = towerShape(parseJson(config, 'config.json'));

  const tensors = new Map<string, StoredTensor>();
  const paths = await weightFiles(folder, readText);
  for (const path of paths) await addTensors(tensors, folder, path);
  for (const [name, sides] of neededWeights(shape, ownHead)) requireWeight(tensors, name, sides);
  if (ownHead !== undefined && headIn(tensors, ownHead) === undefined) {
    // Some tools save a head beside the tower, in a file that no index names.
    for (const path of await otherWeightFiles(folder, paths)) {
      await addTensors(tensors, folder, path);
      paths.push(path);
    }
  }
  const head = ownHead && checkedHead(tensors, shape, ownHead, folder);
  const files = await Promise.all([configPath, ...paths].map(fileState));
  return { folder, shape, tensors, files, ...(head ? { head } : {}) };
}

async function addTensors(tensors: Map<string, StoredTensor>, folder: string, path: string): Promise<void> {
  const part = await readSafetensors(path).catch(error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new Refusal(phrase`${basename(folder)} can't be loaded: ${basename(path)} is missing. Fetch it again.`);
    }
    throw error;
  });
  for (const [name, tensor] of part) {
    if (tensors.has(name)) throw new Refusal(phrase`${name} stands in two files of ${folder}`);
    tensors.set(name, tensor);
  }
}

async function otherWeightFiles(folder: string, known: readonly string[]): Promise<string[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.safetensors')).sort();
  return names.map(name => join(folder, name)).filter(path => !known.includes(path));
}

const headIn = (tensors: ReadonlyMap<string, StoredTensor>, kind: OwnHead): readonly string[] | undefined =>
  headNames[kind].find(layers => layers.every(name => tensors.has(`${name}.weight`)));

/** The layers of the head, whose sizes must fit onto the tower and onto each other. */
function checkedHead(
  tensors: ReadonlyMap<string, StoredTensor>,
  { hidden }: TowerShape,
  kind: OwnHead,
  folder: string,
): HeadLayer[] {
  const names = headIn(tensors, kind);
  if (names === undefined) {
    const known = headNames[kind].map(layers => layers.map(name => `${name}.weight`).join(' with ')).join(', or ');
    throw new Refusal(
      phrase`${basename(folder)} has no head that judges steps: steplight.json asks for ${known}, in any safetensors file of the folder`,
    );
  }
  let width = hidden;
  return names.map((name, i) => {
    const last = i === names.length - 1;
    const out = last ? headOutputs[kind] : (tensors.get(`${name}.weight`)!.shape[0] ?? 0);
    requireWeight(tensors, `${name}.weight`, [out, width]);
    const biased = tensors.has(`${name}.bias`);
    if (biased) requireWeight(tensors, `${name}.bias`, [out]);
    width = out;
    return { name, biased };
  });
}

/** Every weight of a tower, with its shape, by the names transformers gives them. A head of its own needs no words. */
export function neededWeights(shape: TowerShape, ownHead?: OwnHead): [name: string, shape: readonly number[]][] {
  const { hidden, intermediate, vocabulary, headSize, bias } = shape;
  const queries = shape.heads * headSize;
  const keys = shape.kvHeads * headSize;
  const needed: [string, readonly number[]][] = [
    ['model.embed_tokens.weight', [vocabulary, hidden]],
    ['model.norm.weight', [hidden]],
  ];
  if (!shape.tied && ownHead === undefined) needed.push(['lm_head.weight', [vocabulary, hidden]]);
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
    throw new Refusal(phrase`the checkpoint has no ${name} in F32, F16 or BF16, which config.json asks for`);
  if (tensor.shape.length !== shape.length || tensor.shape.some((side, i) => side !== shape[i])) {
    throw new Refusal(phrase`${name} is [${tensor.shape.join(', ')}], but config.json asks for [${shape.join(', ')}]`);
  }
}
