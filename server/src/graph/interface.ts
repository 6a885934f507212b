import type { ElementType } from './onnx.ts';

/**
 * What comes out at the rows asked for: the log-probability of each row's target, all logits of the row, or the log-odds that the
 * step which ends there is right.
 */
export type Head = 'logProbs' | 'logits' | LogOdds;

/** Log-odds out of the checkpoint's own head, or of one word against another as the next one. */
export type LogOdds = 'ownHead' | { readonly good: number; readonly bad: number };

export function outputName(head: Head): string {
  return head === 'logProbs' || head === 'logits' ? tensorName[head] : tensorName.logOdds;
}

/** How a tower is to be run; the device decides. */
export interface TowerVariant {
  readonly head: Head;
  /** The type of weights and activations in the layers. Log-probabilities are always computed in float. */
  readonly compute: ElementType;
  /** Convert weights of another type when they are used, not once for all. */
  readonly lean: boolean;
  /** The type of keys and values outside the graph: bfloat16 can't cross into JavaScript. */
  readonly keyValues: 'float' | 'float16';
  /** Rotary angles are tabulated up to here. */
  readonly positions: number;
}

/** Names under which the graph takes and gives tensors. */
export const tensorName = {
  ids: 'ids',
  rows: 'rows',
  targets: 'targets',
  lastIndex: 'last_index',
  total: 'total',
  begin: 'begin',
  end: 'end',
  pastKey: (layer: number) => `past.${layer}.key`,
  pastValue: (layer: number) => `past.${layer}.value`,
  presentKey: (layer: number) => `present.${layer}.key`,
  presentValue: (layer: number) => `present.${layer}.value`,
  logProbs: 'log_probs',
  logits: 'logits',
  logOdds: 'log_odds',
} as const;
