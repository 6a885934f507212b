import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { decoder } from './decoder.ts';
import { logits, logProbs } from './heads.ts';
import { type TowerVariant, tensorName } from './interface.ts';
import { ModelWriter } from './onnx.ts';
import { Weights } from './weights.ts';

/**
 * The ONNX model of a tower, some kilobytes that refer to the checkpoint's own files.
 *
 * `ids` [S] are run after what keys and values hold already; `last_index` [1] and `total` say how many tokens there are with
 * them (total − 1, and total). The head looks at `rows` [R] of the S tokens, for `targets` [R].
 */
export function towerModel(checkpoint: Checkpoint, variant: TowerVariant): Uint8Array {
  const writer = new ModelWriter();
  const weights = new Weights(writer, checkpoint.tensors, variant);
  const ids = writer.input(tensorName.ids, 'int64', ['S']);
  const rows = writer.input(tensorName.rows, 'int64', ['R']);
  const hidden = decoder(writer, weights, checkpoint.shape, variant, ids);
  const chosen = writer.node('Gather', [hidden, rows], { axis: { int: 0 } });
  if (variant.head === 'logProbs') logProbs(writer, weights, checkpoint.shape, variant.compute, chosen);
  else logits(writer, weights, checkpoint.shape, variant.compute, chosen);
  return writer.finish();
}
