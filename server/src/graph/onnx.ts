/** The element types of ONNX that a tower uses, by their numbers in the format. */
export const elementType = { float: 1, int32: 6, int64: 7, float16: 10, bfloat16: 16 } as const;
export type ElementType = keyof typeof elementType;

/** A value in the graph: the name by which nodes refer to it. */
export type Value = string & { readonly __value: never };

export type Attribute = { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };
type Dimension = number | string;

/** Bytes of another file that become a tensor without being copied. `location` is relative to the session's folder of external data. */
export interface ExternalBytes {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

const contrib = 'com.microsoft';

/**
 * Writes an ONNX model. Only what a tower needs of the format: nodes, inline and external initializers, inputs and outputs.
 * Field numbers are those of onnx.proto.
 */
export class ModelWriter {
  private readonly nodes: Uint8Array[] = [];
  private readonly initializers: Uint8Array[] = [];
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  private readonly constants = new Map<string, Value>();
  private counter = 0;

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    this.inputs.push(valueInfo(name, type, shape));
    return name as Value;
  }

  /** Declares an output, which some node must write under this name. */
  output(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    this.outputs.push(valueInfo(name, type, shape));
    return name as Value;
  }

  /** Makes an existing value an output. */
  outputOf(name: string, value: Value, type: ElementType, shape: readonly Dimension[]): void {
    this.addNode('Identity', '', [value], [this.output(name, type, shape)], {});
  }

  /** A node with one output. */
  node(
    operator: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    const output = this.fresh(operator);
    this.addNode(operator, '', inputs, [output], attributes);
    return output;
  }

  /** A node of ONNX Runtime's own operators; `outputs` names those that are wanted, by position. */
  contribNode(
    operator: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    this.addNode(operator, contrib, inputs, outputs, attributes);
  }

  /** A name nobody else has. */
  fresh(hint: string): Value {
    return `${hint}_${this.counter++}` as Value;
  }

  /** A small constant list of whole numbers; equal ones are written once. */
  int64(values: readonly number[]): Value {
    const key = values.join();
    let name = this.constants.get(key);
    if (name === undefined) {
      name = this.fresh('shape');
      this.initializer(name, 'int64', [values.length], bytesOf(BigInt64Array.from(values, BigInt)));
      this.constants.set(key, name);
    }
    return name;
  }

  initializer(name: string, type: ElementType, shape: readonly number[], raw: Uint8Array): Value {
    this.initializers.push(message(...tensorHead(name, type, shape), bytes(9, raw)));
    return name as Value;
  }

  external(name: string, type: ElementType, shape: readonly number[], from: ExternalBytes): Value {
    const entries = Object.entries(from).map(([key, value]) =>
      bytes(13, message(text(1, key), text(2, String(value)))),
    );
    const externalData = integer(14, 1);
    this.initializers.push(message(...tensorHead(name, type, shape), ...entries, externalData));
    return name as Value;
  }

  /** The model as bytes that ONNX Runtime loads. */
  finish(): Uint8Array {
    const graph = message(
      ...this.nodes.map(node => bytes(1, node)),
      text(2, 'tower'),
      ...this.initializers.map(tensor => bytes(5, tensor)),
      ...this.inputs.map(value => bytes(11, value)),
      ...this.outputs.map(value => bytes(12, value)),
    );
    const irVersion = integer(1, 10);
    return message(irVersion, bytes(7, graph), bytes(8, operatorSet('', 21)), bytes(8, operatorSet(contrib, 1)));
  }

  private addNode(
    operator: string,
    domain: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    this.nodes.push(
      message(
        ...inputs.map(name => text(1, name ?? '')),
        ...outputs.map(name => text(2, name ?? '')),
        text(4, operator),
        ...Object.entries(attributes).map(([name, value]) => bytes(5, attributeBytes(name, value))),
        text(7, domain),
      ),
    );
  }
}

export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function tensorHead(name: string, type: ElementType, shape: readonly number[]): Uint8Array[] {
  return [...shape.map(side => integer(1, side)), integer(2, elementType[type]), text(8, name)];
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): Uint8Array {
  const sides = shape.map(side => bytes(1, typeof side === 'string' ? text(2, side) : integer(1, side)));
  const tensorType = message(integer(1, elementType[type]), bytes(2, message(...sides)));
  return message(text(1, name), bytes(2, message(bytes(1, tensorType))));
}

function operatorSet(domain: string, version: number): Uint8Array {
  return message(text(1, domain), integer(2, version));
}

function attributeBytes(name: string, value: Attribute): Uint8Array {
  if ('int' in value) return message(text(1, name), integer(3, value.int), integer(20, 2));
  if ('float' in value) return message(text(1, name), float(2, value.float), integer(20, 1));
  return message(text(1, name), ...value.ints.map(item => integer(8, item)), integer(20, 7));
}

// Protocol buffers: a field is a tag (number and wire type) and its value.

function integer(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(value)]);
}

function float(field: number, value: number): Uint8Array {
  return message(Uint8Array.from(varint((field << 3) | 5)), bytesOf(Float32Array.of(value)));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return message(Uint8Array.from([...varint((field << 3) | 2), ...varint(value.length)]), value);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function message(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}
