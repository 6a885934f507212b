import { parse, relative, sep } from 'node:path';
import { type WeightTensor, type WeightType, weightBytes } from '../checkpoint/safetensors.ts';
import { type ElementType, elementType, type ModelWriter, type Value } from './onnx.ts';

const storedAs: Readonly<Record<WeightType, ElementType>> = { F32: 'float', F16: 'float16', BF16: 'bfloat16' };

/**
 * A checkpoint's weights as values of the graph, left where they lie: each initializer is a reference into the safetensors
 * file. Where the file's type isn't the one that computes, a Cast follows. In the fast mode the session folds it while loading,
 * into a copy of the weight; in the lean mode a matrix is converted when it is multiplied with, and forgotten.
 */
export class Weights {
  private readonly writer: ModelWriter;
  private readonly tensors: ReadonlyMap<string, WeightTensor>;
  private readonly compute: ElementType;
  private readonly lean: boolean;
  private readonly written = new Map<string, Value>();

  constructor(
    writer: ModelWriter,
    tensors: ReadonlyMap<string, WeightTensor>,
    { compute, lean }: { readonly compute: ElementType; readonly lean: boolean },
  ) {
    this.writer = writer;
    this.tensors = tensors;
    this.compute = compute;
    this.lean = lean;
  }

  /** The weight in the type that computes. */
  value(name: string): Value {
    return this.converted(name, this.stored(name), this.tensor(name).type);
  }

  /** The rows that `indices` names, converted after the choice, so that nobody converts a whole embedding. */
  gather(name: string, indices: Value, as: ElementType = this.compute): Value {
    const chosen = this.writer.node('Gather', [this.stored(name), indices], { axis: { int: 0 } });
    return cast(this.writer, chosen, storedAs[this.tensor(name).type], as);
  }

  /** x·Wᵀ + b, the layout in which checkpoints keep linear layers. */
  linear(name: string, input: Value, biased: boolean): Value {
    const rows = this.tensor(`${name}.weight`).shape[0]!;
    const product = [input, this.matrix(`${name}.weight`, 0, rows, input)];
    if (biased) product.push(this.value(`${name}.bias`));
    return this.writer.node('Gemm', product, { transB: { int: 1 } });
  }

  /** How many values a linear layer gives. */
  outputs(name: string): number {
    return this.tensor(`${name}.weight`).shape[0]!;
  }

  /** x·Wᵀ for the rows `from` to `to` of a matrix, found by offset alone. */
  partOfLinear(name: string, from: number, to: number, input: Value): Value {
    return this.writer.node('Gemm', [input, this.matrix(name, from, to, input)], { transB: { int: 1 } });
  }

  private matrix(name: string, from: number, to: number, input: Value): Value {
    const tensor = this.tensor(name);
    const whole = from === 0 && to === tensor.shape[0];
    const key = whole ? name : `${name}[${from}:${to}]`;
    const stored = this.initializer(key, tensor, from, to);
    const type = storedAs[tensor.type];
    if (!this.lean || type === this.compute) return this.converted(key, stored, tensor.type);
    return cast(this.writer, this.afterInput(stored, [to - from, tensor.shape[1]!], input), type, this.compute);
  }

  /**
   * The same matrix, but in a shape that is only known when `input` is. Without this tie all conversions would be folded while
   * loading, or all done before the first layer begins: either way every weight would be in memory twice.
   */
  private afterInput(matrix: Value, shape: readonly number[], input: Value): Value {
    const { writer } = this;
    const zeros = this.once(`${input}:zeros`, () =>
      writer.node('Mul', [writer.node('Shape', [input]), writer.int64([0])]),
    );
    return writer.node('Reshape', [matrix, writer.node('Add', [zeros, writer.int64(shape)])], {
      allowzero: { int: 0 },
    });
  }

  private stored(name: string): Value {
    const tensor = this.tensor(name);
    return this.initializer(name, tensor, 0, tensor.shape[0]!);
  }

  private initializer(key: string, tensor: WeightTensor, from: number, to: number): Value {
    const sides = tensor.shape.slice(1);
    const shape = [to - from, ...sides];
    const type = storedAs[tensor.type];
    const rowBytes = sides.reduce((product, side) => product * side, weightBytes[tensor.type]);
    return this.once(key, () =>
      'file' in tensor
        ? this.writer.external(key, type, shape, {
            location: externalLocation(tensor.file),
            offset: tensor.offset + from * rowBytes,
            length: (to - from) * rowBytes,
          })
        : this.writer.initializer(key, type, shape, tensor.bytes.subarray(from * rowBytes, to * rowBytes)),
    );
  }

  private converted(key: string, value: Value, type: WeightType): Value {
    return this.once(`${key}:${this.compute}`, () => cast(this.writer, value, storedAs[type], this.compute));
  }

  private once(key: string, write: () => Value): Value {
    const value = this.written.get(key) ?? write();
    this.written.set(key, value);
    return value;
  }

  private tensor(name: string): WeightTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`no weight ${name}`);
    return tensor;
  }
}

export function cast(writer: ModelWriter, value: Value, from: ElementType, to: ElementType): Value {
  return from === to ? value : writer.node('Cast', [value], { to: { int: elementType[to] } });
}

/**
 * ONNX Runtime refuses external data that leaves its folder, so the folder is the root of the file system and every file is
 * named from there.
 */
export const externalFolder = (file: string): string => parse(file).root;

function externalLocation(file: string): string {
  return relative(externalFolder(file), file).split(sep).join('/');
}
