import type { Tensor } from 'onnxruntime-node';
import type { TowerShape } from '../checkpoint/config.ts';

/** What makes tensors: onnxruntime-node's class, handed in because only the worker may load the module. */
export type TensorFactory = (type: 'float32' | 'float16', data: Float32Array | Uint16Array, shape: number[]) => Tensor;

/**
 * Keys and values of texts of one length in one tower: for each layer two tensors [texts, kvHeads, capacity, headSize] in which
 * a run reads the past, and to which it adds. Going back needs nothing: what lies beyond the length is never looked at.
 */
export class KeyValues {
  readonly capacity: number;
  private readonly shape: TowerShape;
  private readonly create: TensorFactory;
  private readonly type: 'float32' | 'float16';
  private held: readonly Tensor[];

  constructor(shape: TowerShape, type: 'float32' | 'float16', capacity: number, create: TensorFactory, texts = 1) {
    this.shape = shape;
    this.type = type;
    this.capacity = capacity;
    this.create = create;
    const size = texts * this.textSize;
    this.held = Array.from({ length: 2 * shape.layers }, () =>
      create(type, type === 'float32' ? new Float32Array(size) : new Uint16Array(size), this.sides(texts)),
    );
  }

  /** Layer 0's keys, layer 0's values, layer 1's keys, … */
  get tensors(): readonly Tensor[] {
    return this.held;
  }

  get texts(): number {
    return this.held[0]!.dims[0]!;
  }

  get bytes(): number {
    return 2 * this.shape.layers * this.texts * this.textSize * (this.type === 'float32' ? 4 : 2);
  }

  /** Writes what a run has given for the tokens from `begin` on: tensors [texts, kvHeads, tokens, headSize] in the same order. */
  add(begin: number, added: readonly Tensor[]): void {
    const { headSize } = this.shape;
    for (const [i, tensor] of added.entries()) {
      const from = tensor.data as Float32Array;
      const to = this.tensors[i]!.data as Float32Array;
      const size = tensor.dims[2]! * headSize;
      for (let head = 0; head * size < from.length; head++)
        to.set(from.subarray(head * size, (head + 1) * size), (head * this.capacity + begin) * headSize);
    }
  }

  /** The first `length` tokens of the first text in new tensors with room for `capacity`, `texts` times. */
  copy(length: number, capacity: number, texts = 1): KeyValues {
    const copy = new KeyValues(this.shape, this.type, capacity, this.create, texts);
    const { kvHeads, headSize } = this.shape;
    for (const [i, tensor] of this.tensors.entries()) {
      const from = tensor.data as Float32Array;
      const to = copy.tensors[i]!.data as Float32Array;
      for (let head = 0; head < texts * kvHeads; head++) {
        const start = (head % kvHeads) * this.capacity * headSize;
        to.set(from.subarray(start, start + length * headSize), head * capacity * headSize);
      }
    }
    return copy;
  }

  /** Forgets a text; the last one takes its place. */
  drop(text: number): void {
    const last = this.texts - 1;
    const { textSize } = this;
    this.held = this.held.map(tensor => {
      const data = tensor.data as Float32Array;
      data.copyWithin(text * textSize, last * textSize, (last + 1) * textSize);
      return this.create(this.type, data.subarray(0, last * textSize), this.sides(last));
    });
  }

  /** Numbers in a tensor for each text. */
  private get textSize(): number {
    return this.shape.kvHeads * this.capacity * this.shape.headSize;
  }

  private sides(texts: number): number[] {
    return [texts, this.shape.kvHeads, this.capacity, this.shape.headSize];
  }
}
