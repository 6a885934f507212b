import type { HeadLayer } from '../checkpoint/checkpoint.ts';
import type { TowerShape } from '../checkpoint/config.ts';
import { tensorName } from './interface.ts';
import type { ElementType, ModelWriter, Value } from './onnx.ts';
import { cast, type Weights } from './weights.ts';

/** Logits are computed for this many words of the vocabulary at a time. */
const slice = 8192;

/**
 * log softmax(W·h)[target] per row, without ever holding a row's logits for the whole vocabulary: the normaliser is summed up
 * over slices of W, and the target's logit is the product with its own row of W.
 */
export function logProbs(
  writer: ModelWriter,
  weights: Weights,
  shape: TowerShape,
  compute: ElementType,
  hidden: Value,
): void {
  const targets = writer.input(tensorName.targets, 'int64', ['R']);
  const axis = writer.int64([-1]);
  const parts = sliceLogits(writer, weights, shape, compute, hidden).map(part => logSumExp(writer, part));
  const whole = logSumExp(writer, writer.node('Concat', parts, { axis: { int: 1 } }));
  const normaliser = writer.node('Reshape', [whole, axis]);
  const rows = weights.gather(wordMatrix(shape), targets, 'float');
  const products = writer.node('Mul', [cast(writer, hidden, compute, 'float'), rows]);
  const chosen = writer.node('ReduceSum', [products, axis], { keepdims: { int: 0 } });
  writer.outputOf(tensorName.logProbs, writer.node('Sub', [chosen, normaliser]), 'float', ['R']);
}

/**
 * log Σ exp of each row. x₀ − log softmax(x)₀ is just that, and softmax has a vectorised kernel where ReduceLogSumExp has none: on
 * the CPU it takes a quarter of the time, and on CUDA ReduceLogSumExp needs cuDNN.
 */
function logSumExp(writer: ModelWriter, logits: Value): Value {
  const first = (value: Value) => writer.node('Gather', [value, writer.int64([0])], { axis: { int: 1 } });
  const logit = first(logits);
  return writer.node('Sub', [logit, first(writer.node('LogSoftmax', [logits], { axis: { int: -1 } }))]);
}

/** All logits of the rows asked for: for generation, which asks for one row at a time. */
export function logits(
  writer: ModelWriter,
  weights: Weights,
  shape: TowerShape,
  compute: ElementType,
  hidden: Value,
): void {
  const parts = sliceLogits(writer, weights, shape, compute, hidden);
  const whole = writer.node('Concat', parts, { axis: { int: 1 } });
  writer.outputOf(tensorName.logits, whole, 'float', ['R', shape.vocabulary]);
}

/**
 * The log-odds of two classes, whose difference of logits they are, or of one value, which is meant for a sigmoid as it is. So no
 * chance is ever too small or too near to one to be told.
 */
export function ownLogOdds(
  writer: ModelWriter,
  weights: Weights,
  layers: readonly HeadLayer[],
  compute: ElementType,
  hidden: Value,
): void {
  const logits = layers.reduce((below, { name, biased }, i) => {
    return weights.linear(name, i === 0 ? below : writer.node('Relu', [below]), biased);
  }, hidden);
  const float = cast(writer, logits, compute, 'float');
  const classes = weights.outputs(layers.at(-1)!.name) === 2;
  const odds = classes ? difference(writer, float, 1, 0) : column(writer, float, 0);
  writer.outputOf(tensorName.logOdds, odds, 'float', ['R']);
}

/** The log-odds of one word against another as the next: two rows of the words' matrix, and never the others. */
export function wordLogOdds(
  writer: ModelWriter,
  weights: Weights,
  shape: TowerShape,
  { good, bad }: { readonly good: number; readonly bad: number },
  compute: ElementType,
  hidden: Value,
): void {
  const rows = weights.gather(wordMatrix(shape), writer.int64([good, bad]), 'float');
  const both = writer.node('Gemm', [cast(writer, hidden, compute, 'float'), rows], { transB: { int: 1 } });
  writer.outputOf(tensorName.logOdds, difference(writer, both, 0, 1), 'float', ['R']);
}

const difference = (writer: ModelWriter, logits: Value, plus: number, minus: number): Value =>
  writer.node('Sub', [column(writer, logits, plus), column(writer, logits, minus)]);

/** [R, n] → [R] */
function column(writer: ModelWriter, logits: Value, index: number): Value {
  const chosen = writer.node('Gather', [logits, writer.int64([index])], { axis: { int: 1 } });
  return writer.node('Reshape', [chosen, writer.int64([-1])]);
}

function sliceLogits(
  writer: ModelWriter,
  weights: Weights,
  shape: TowerShape,
  compute: ElementType,
  hidden: Value,
): Value[] {
  const parts: Value[] = [];
  for (let from = 0; from < shape.vocabulary; from += slice) {
    const part = weights.partOfLinear(wordMatrix(shape), from, Math.min(from + slice, shape.vocabulary), hidden);
    parts.push(cast(writer, part, compute, 'float'));
  }
  return parts;
}

const wordMatrix = (shape: TowerShape): string => (shape.tied ? 'model.embed_tokens.weight' : 'lm_head.weight');
