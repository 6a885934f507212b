import type { Tensor } from 'onnxruntime-node';
import type { TowerShape } from '../checkpoint/config.ts';

/** What makes tensors: onnxruntime-node's class, handed in because only the worker may load the module. */
export type TensorFactory = (type: 'float32' | 'float16', data: Float32Array | Uint16Array, shape: number[]) => Tensor;

/**
 * Keys and values of one text in one tower: for each layer two tensors [1, kvHeads, capacity, headSize] in which a run reads
 * the past and writes the present. Going back needs nothing: what lies beyond the length is never looked at.
 */
export class KeyValues {
  readonly capacity: number;
  /** Layer 0's keys, layer 0's values, layer 1's keys, … */
  readonly tensors: readonly Tensor[];
  private readonly shape: TowerShape;
  private readonly create: TensorFactory;
  private readonly type: 'float32' | 'float16';

  constructor(shape: TowerShape, type: 'float32' | 'float16', capacity: number, create: TensorFactory) {
    this.shape = shape;
    this.type = type;
    this.capacity = capacity;
    this.create = create;
    const sides = [1, shape.kvHeads, capacity, shape.headSize];
    const size = shape.kvHeads * capacity * shape.headSize;
    this.tensors = Array.from({ length: 2 * shape.layers }, () =>
      create(type, type === 'float32' ? new Float32Array(size) : new Uint16Array(size), sides),
    );
  }

  get bytes(): number {
    const { layers, kvHeads, headSize } = this.shape;
    return 2 * layers * kvHeads * headSize * this.capacity * (this.type === 'float32' ? 4 : 2);
  }

  /** The first `length` tokens in new tensors with room for `capacity`. */
  copy(length: number, capacity: number): KeyValues {
    const copy = new KeyValues(this.shape, this.type, capacity, this.create);
    const { kvHeads, headSize } = this.shape;
    for (const [i, tensor] of this.tensors.entries()) {
      const from = tensor.data as Float32Array;
      const to = copy.tensors[i]!.data as Float32Array;
      for (let head = 0; head < kvHeads; head++) {
        const start = head * this.capacity * headSize;
        to.set(from.subarray(start, start + length * headSize), head * capacity * headSize);
      }
    }
    return copy;
  }
}
