import type { TowerShape } from '../checkpoint/config.ts';
import { type TowerVariant, tensorName } from './interface.ts';
import { bytesOf, type ModelWriter, type Value } from './onnx.ts';
import { cast, type Weights } from './weights.ts';

/** The layers of a tower: from token ids [S] to normalised hidden states [S, hidden], with keys and values in and out. */
export function decoder(
  writer: ModelWriter,
  weights: Weights,
  shape: TowerShape,
  variant: TowerVariant,
  ids: Value,
): Value {
  const layers = new Layers(writer, weights, shape, variant);
  // The residual stream and what is still to be added to it: the next norm adds and normalises in one go.
  let stream = weights.gather('model.embed_tokens.weight', ids);
  let update: Value | undefined;
  for (let layer = 0; layer < shape.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    const entered = layers.norm(`${prefix}.input_layernorm.weight`, stream, update);
    const attended = layers.attention(`${prefix}.self_attn`, layer, entered.normal);
    const middle = layers.norm(`${prefix}.post_attention_layernorm.weight`, entered.stream, attended);
    update = layers.mlp(`${prefix}.mlp`, middle.normal);
    stream = middle.stream;
  }
  return layers.norm('model.norm.weight', stream, update).normal;
}

class Layers {
  private readonly writer: ModelWriter;
  private readonly weights: Weights;
  private readonly shape: TowerShape;
  private readonly variant: TowerVariant;
  private readonly lastIndex: Value;
  private readonly total: Value;
  /** The places of the tokens that are run, from here … */
  private readonly begin: Value;
  /** … to here. */
  private readonly end: Value;
  /** How many texts run side by side, as the first side of a shape; absent where it is always one. */
  private readonly texts: Value | undefined;
  private readonly cosine: Value;
  private readonly sine: Value;

  constructor(writer: ModelWriter, weights: Weights, shape: TowerShape, variant: TowerVariant) {
    this.writer = writer;
    this.weights = weights;
    this.shape = shape;
    this.variant = variant;
    this.lastIndex = writer.input(tensorName.lastIndex, 'int32', ['B']);
    this.total = writer.input(tensorName.total, 'int32', []);
    this.begin = writer.input(tensorName.begin, 'int64', [1]);
    this.end = writer.input(tensorName.end, 'int64', [1]);
    this.texts = variant.head === 'logits' ? writer.node('Shape', [this.lastIndex]) : undefined;
    this.cosine = this.angles('cosine', Math.cos);
    this.sine = this.angles('sine', Math.sin);
  }

  norm(name: string, stream: Value, update: Value | undefined): { normal: Value; stream: Value } {
    const { writer } = this;
    const weight = this.weights.value(name);
    const epsilon = { float: this.shape.epsilon };
    if (update === undefined) {
      const normal = writer.node('SimplifiedLayerNormalization', [stream, weight], { axis: { int: -1 }, epsilon });
      return { normal, stream };
    }
    const normal = writer.fresh('normal');
    const sum = writer.fresh('stream');
    const outputs = [normal, undefined, undefined, sum] as const;
    writer.contribNode('SkipSimplifiedLayerNormalization', [stream, update, weight], outputs, { epsilon });
    return { normal, stream: sum };
  }

  attention(name: string, layer: number, input: Value): Value {
    const { writer, weights, shape } = this;
    const { heads, kvHeads, headSize, bias } = shape;
    const queries = this.perHead(weights.linear(`${name}.q_proj`, input, bias.qkv), heads, `${name}.q_norm.weight`);
    const keys = this.perHead(weights.linear(`${name}.k_proj`, input, bias.qkv), kvHeads, `${name}.k_norm.weight`);
    const values = this.batched(weights.linear(`${name}.v_proj`, input, bias.qkv), kvHeads);

    const attended = writer.fresh('attended');
    const present = [writer.fresh('keys'), writer.fresh('values')];
    writer.contribNode(
      'GroupQueryAttention',
      [queries, keys, values, ...this.past(layer), this.lastIndex, this.total, this.cosine, this.sine],
      [attended, ...present],
      {
        num_heads: { int: heads },
        kv_num_heads: { int: kvHeads },
        do_rotary: { int: 1 },
        rotary_interleaved: { int: 0 },
        scale: { float: 1 / Math.sqrt(headSize) },
      },
    );
    for (const [i, name] of [tensorName.presentKey(layer), tensorName.presentValue(layer)].entries())
      this.added(name, present[i]!);
    return weights.linear(`${name}.o_proj`, flat(writer, attended, heads * headSize), bias.output);
  }

  private past(layer: number): Value[] {
    const { writer, variant } = this;
    return [tensorName.pastKey(layer), tensorName.pastValue(layer)].map(name =>
      cast(writer, writer.input(name, variant.keyValues, this.stored('C')), variant.keyValues, variant.compute),
    );
  }

  /**
   * Only what the tokens of this run add comes out: what was there is outside already, and the runtime copies whatever it hands
   * over.
   */
  private added(name: string, present: Value): void {
    const { writer, variant } = this;
    const added = writer.node('Slice', [present, this.begin, this.end, writer.int64([2])]);
    writer.outputOf(name, cast(writer, added, variant.compute, variant.keyValues), variant.keyValues, this.stored('S'));
  }

  private stored(length: string): (number | string)[] {
    return ['B', this.shape.kvHeads, length, this.shape.headSize];
  }

  mlp(name: string, input: Value): Value {
    const { writer, weights } = this;
    const biased = this.shape.bias.mlp;
    const gate = weights.linear(`${name}.gate_proj`, input, biased);
    // x·σ(1·x) is SiLU.
    const silu = writer.fresh('silu');
    writer.contribNode('QuickGelu', [gate], [silu], { alpha: { float: 1 } });
    const up = weights.linear(`${name}.up_proj`, input, biased);
    return weights.linear(`${name}.down_proj`, writer.node('Mul', [silu, up]), biased);
  }

  /** [B·S, heads·headSize] → [B, S, heads·headSize], each head normalised first where the family does that. */
  private perHead(flatHeads: Value, heads: number, normName: string): Value {
    const { writer, shape } = this;
    if (!shape.qkNorm) return this.batched(flatHeads, heads);
    const split = writer.node('Reshape', [flatHeads, writer.int64([-1, heads, shape.headSize])]);
    return this.batched(this.norm(normName, split, undefined).normal, heads);
  }

  private batched(value: Value, heads: number): Value {
    const { writer, texts } = this;
    const width = heads * this.shape.headSize;
    const sides =
      texts === undefined
        ? writer.int64([1, -1, width])
        : writer.node('Concat', [texts, writer.int64([-1, width])], { axis: { int: 0 } });
    return writer.node('Reshape', [value, sides]);
  }

  private angles(name: string, wave: (angle: number) => number): Value {
    const { frequencies } = this.shape;
    const { positions, compute } = this.variant;
    const table = new Float32Array(positions * frequencies.length);
    for (let position = 0; position < positions; position++) {
      for (const [i, frequency] of frequencies.entries()) {
        table[position * frequencies.length + i] = wave(position * frequency);
      }
    }
    const value = this.writer.initializer(name, 'float', [positions, frequencies.length], bytesOf(table));
    return cast(this.writer, value, 'float', compute);
  }
}

function flat(writer: ModelWriter, value: Value, width: number): Value {
  return writer.node('Reshape', [value, writer.int64([-1, width])]);
}
