import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { decoder } from './decoder.ts';
import { logits, logProbs, ownLogOdds, wordLogOdds } from './heads.ts';
import { type TowerVariant, tensorName } from './interface.ts';
import { ModelWriter } from './onnx.ts';
import { Weights } from './weights.ts';

/**
 * The ONNX model of a tower, some kilobytes that refer to the checkpoint's own files.
 *
 * `ids` [S] are run after what keys and values hold already; `last_index` [1] and `total` say how many tokens there are with
 * them (total − 1, and total), `begin` and `end` [1] where the S tokens lie among them. The head looks at `rows` [R] of the S
 * tokens, for `targets` [R].
 *
 * A tower that gives logits takes one token of each of B texts, too, all of them equally long: then `last_index` is [B].
 */
export function towerModel(checkpoint: Checkpoint, variant: TowerVariant): Uint8Array {
  const writer = new ModelWriter();
  const weights = new Weights(writer, checkpoint.tensors, variant);
  const ids = writer.input(tensorName.ids, 'int64', ['S']);
  const rows = writer.input(tensorName.rows, 'int64', ['R']);
  const hidden = decoder(writer, weights, checkpoint.shape, variant, ids);
  const chosen = writer.node('Gather', [hidden, rows], { axis: { int: 0 } });
  const { shape, head } = checkpoint;
  const { compute } = variant;
  if (variant.head === 'logProbs') logProbs(writer, weights, shape, compute, chosen);
  else if (variant.head === 'logits') logits(writer, weights, shape, compute, chosen);
  else if (variant.head === 'ownHead') ownLogOdds(writer, weights, head!, compute, chosen);
  else wordLogOdds(writer, weights, shape, variant.head, compute, chosen);
  return writer.finish();
}
