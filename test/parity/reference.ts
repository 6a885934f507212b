import { readFileSync } from 'node:fs';
import type { Checkpoint } from '../../server/src/checkpoint/checkpoint.ts';

/**
 * The network once more, in double precision and in the plainest way, from the papers' formulas: a witness beside transformers that
 * shares neither its code nor the graph's.
 */
export function referenceLogProbs(checkpoint: Checkpoint, ids: readonly number[]): number[] {
  const { shape } = checkpoint;
  const weight = weightReader(checkpoint);
  const linear = (name: string, x: number[], biased: boolean) => {
    const product = times(weight(`${name}.weight`), x);
    return biased ? add(product, weight(`${name}.bias`)) : product;
  };
  const norm = (name: string, x: readonly number[]) => {
    const scale = 1 / Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length + shape.epsilon);
    return x.map((value, i) => value * scale * weight(name)[i]!);
  };
  const embedding = weight('model.embed_tokens.weight');
  let stream = ids.map(id => [...embedding.slice(id * shape.hidden, (id + 1) * shape.hidden)]);
  for (let layer = 0; layer < shape.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    const entered = stream.map(x => norm(`${prefix}.input_layernorm.weight`, x));
    const project = (name: string, heads: number, rotates: boolean) =>
      entered.map((x, position) => {
        const all = linear(`${prefix}.self_attn.${name}_proj`, x, shape.bias.qkv);
        return Array.from({ length: heads }, (_, head) => {
          const one = all.slice(head * shape.headSize, (head + 1) * shape.headSize);
          const normed = rotates && shape.qkNorm ? norm(`${prefix}.self_attn.${name}_norm.weight`, one) : one;
          return rotates ? rotated(normed, position, shape.frequencies) : normed;
        });
      });
    const queries = project('q', shape.heads, true);
    const keys = project('k', shape.kvHeads, true);
    const values = project('v', shape.kvHeads, false);
    stream = stream.map((x, position) => {
      const heads = queries[position]!.flatMap((query, head) => {
        const group = Math.floor((head * shape.kvHeads) / shape.heads);
        const past = keys.slice(0, position + 1).map(key => dot(query, key[group]!) / Math.sqrt(shape.headSize));
        const weights = softmax(past);
        return query.map((_, i) => weights.reduce((sum, w, t) => sum + w * values[t]![group]![i]!, 0));
      });
      const middle = add(x, linear(`${prefix}.self_attn.o_proj`, heads, shape.bias.output));
      const inner = norm(`${prefix}.post_attention_layernorm.weight`, middle);
      const gate = linear(`${prefix}.mlp.gate_proj`, inner, shape.bias.mlp);
      const up = linear(`${prefix}.mlp.up_proj`, inner, shape.bias.mlp);
      const activated = gate.map((g, i) => (g / (1 + Math.exp(-g))) * up[i]!);
      return add(middle, linear(`${prefix}.mlp.down_proj`, activated, shape.bias.mlp));
    });
  }
  const words = weight(shape.tied ? 'model.embed_tokens.weight' : 'lm_head.weight');
  return stream.slice(0, -1).map((x, position) => {
    const logits = times(words, norm('model.norm.weight', x));
    return Math.log(softmax(logits)[ids[position + 1]!]!);
  });
}

/** A weight as numbers, whatever the file holds. */
function weightReader({ tensors }: Checkpoint): (name: string) => number[] {
  const known = new Map<string, number[]>();
  return name => {
    const tensor = tensors.get(name)!;
    if (!('file' in tensor)) throw new Error(`${name} isn't on disk`);
    const read = () => {
      const bytes = readFileSync(tensor.file).subarray(tensor.offset, tensor.offset + tensor.length);
      const size = tensor.type === 'F32' ? 4 : 2;
      return Array.from({ length: bytes.length / size }, (_, i) => {
        if (tensor.type === 'F32') return bytes.readFloatLE(4 * i);
        const bits = bytes.readUInt16LE(2 * i);
        return tensor.type === 'BF16' ? bfloat16(bits) : float16(bits);
      });
    };
    const values = known.get(name) ?? read();
    known.set(name, values);
    return values;
  };
}

const bfloat16 = (bits: number): number => new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Pairs are (i, i + half), as transformers lays heads out. */
function rotated(x: readonly number[], position: number, frequencies: readonly number[]): number[] {
  const half = x.length / 2;
  return x.map((value, i) => {
    const angle = position * frequencies[i % half]!;
    const other = i < half ? -x[i + half]! : x[i - half]!;
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

function softmax(x: readonly number[]): number[] {
  const most = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = x.map(value => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(power => power / sum);
}

function times(matrix: readonly number[], x: readonly number[]): number[] {
  return Array.from({ length: matrix.length / x.length }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += matrix[row * x.length + i]! * x[i]!;
    return sum;
  });
}

const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
const add = (x: readonly number[], y: readonly number[]): number[] => x.map((value, i) => value + y[i]!);
