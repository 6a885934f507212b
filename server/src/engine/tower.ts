import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { type Head, outputName, type TowerVariant, tensorName } from '../graph/interface.ts';
import { towerModel } from '../graph/tower.ts';
import { externalFolder } from '../graph/weights.ts';
import { KeyValues } from './keyValues.ts';
import type { Device } from './messages.ts';

/** The module onnxruntime-node, handed in: only the worker loads it. */
export type Runtime = typeof import('onnxruntime-node');

/** How a tower is run on a device. */
export interface Placement {
  readonly device: Device;
  readonly compute: TowerVariant['compute'];
  readonly keyValues: TowerVariant['keyValues'];
  /** Leave weights where they lie and convert them while running: slower, and no second copy in memory. */
  readonly lean: boolean;
  readonly threads: number;
}

/** One tower on one device: runs tokens after what keys and values hold, and tells log-probabilities or logits. */
export class Tower {
  readonly checkpoint: Checkpoint;
  readonly positions: number;
  private readonly runtime: Runtime;
  private session: InferenceSession | undefined;
  private readonly head: Head;
  private readonly placement: Placement;
  private readonly outputNames: string[];

  constructor(runtime: Runtime, checkpoint: Checkpoint, placement: Placement, head: Head, positions: number) {
    this.runtime = runtime;
    this.head = head;
    this.checkpoint = checkpoint;
    this.placement = placement;
    this.positions = positions;
    this.outputNames = [outputName(head), ...presentNames(checkpoint.shape.layers)];
  }

  /** Maps the weights and makes everything ready to run; what it was asked before is still known. */
  async open(): Promise<void> {
    if (this.session !== undefined) return;
    const { compute, keyValues, lean } = this.placement;
    const model = towerModel(this.checkpoint, { head: this.head, compute, keyValues, lean, positions: this.positions });
    const options = sessionOptions(this.checkpoint, this.placement);
    this.session = await this.runtime.InferenceSession.create(model, options);
  }

  /** Gives the weights' memory back. */
  async release(): Promise<void> {
    await this.session?.release();
    this.session = undefined;
  }

  /** Room for `capacity` tokens, empty. */
  keyValues(capacity: number): KeyValues {
    const type = this.placement.keyValues === 'float' ? 'float32' : 'float16';
    const { Tensor } = this.runtime;
    return new KeyValues(this.checkpoint.shape, type, capacity, (type, data, shape) => new Tensor(type, data, shape));
  }

  /**
   * Runs `ids` behind the first `past` tokens of `keyValues`, where they are added, and answers for `rows` of them: the
   * log-probability of each row's target.
   */
  async logProbs(
    keyValues: KeyValues,
    past: number,
    ids: ArrayLike<number>,
    rows: ArrayLike<number>,
    targets: ArrayLike<number>,
  ): Promise<Float32Array> {
    const feeds = { ...this.feeds(keyValues, past, ids, rows), [tensorName.targets]: this.int64(targets) };
    return this.run(keyValues, feeds);
  }

  /** The same, but the log-odds that the step which ends at each row is right. */
  async logOdds(
    keyValues: KeyValues,
    past: number,
    ids: ArrayLike<number>,
    rows: ArrayLike<number>,
  ): Promise<Float32Array> {
    return this.run(keyValues, this.feeds(keyValues, past, ids, rows));
  }

  /** The logits of the token after `ids`. */
  async nextLogits(keyValues: KeyValues, past: number, ids: ArrayLike<number>): Promise<Float32Array> {
    return this.run(keyValues, this.feeds(keyValues, past, ids, [ids.length - 1]));
  }

  /** The logits of the token after the next one of every text, one row behind the other: `ids` has one of each text. */
  async nextLogitsOfEach(keyValues: KeyValues, past: number, ids: ArrayLike<number>): Promise<Float32Array> {
    return this.run(
      keyValues,
      this.feeds(
        keyValues,
        past,
        ids,
        Array.from(ids, (_, text) => text),
        ids.length,
      ),
    );
  }

  private async run(keyValues: KeyValues, feeds: Record<string, Tensor>): Promise<Float32Array> {
    const fetches: Record<string, Tensor | null> = Object.fromEntries(this.outputNames.map(name => [name, null]));
    await this.open();
    const results = await this.session!.run(feeds, fetches);
    const added = presentNames(this.checkpoint.shape.layers).map(name => results[name]!);
    keyValues.add(Number(feeds[tensorName.begin]!.data[0]), added);
    return results[this.outputNames[0]!]!.data as Float32Array;
  }

  private feeds(keyValues: KeyValues, past: number, ids: ArrayLike<number>, rows: ArrayLike<number>, texts = 1) {
    const total = past + ids.length / texts;
    if (total > keyValues.capacity) throw new RangeError(`${total} tokens don't fit into ${keyValues.capacity}`);
    const { Tensor } = this.runtime;
    const feeds: Record<string, Tensor> = {
      [tensorName.ids]: this.int64(ids),
      [tensorName.rows]: this.int64(rows),
      [tensorName.lastIndex]: new Tensor('int32', new Int32Array(texts).fill(total - 1), [texts]),
      [tensorName.total]: new Tensor('int32', Int32Array.of(total), []),
      [tensorName.begin]: this.int64([past]),
      [tensorName.end]: this.int64([total]),
    };
    for (const [i, name] of pastNames(this.checkpoint.shape.layers).entries()) feeds[name] = keyValues.tensors[i]!;
    return feeds;
  }

  private int64(values: ArrayLike<number>): Tensor {
    return new this.runtime.Tensor('int64', BigInt64Array.from(Array.from(values, BigInt)), [values.length]);
  }
}

const pastNames = (layers: number): string[] => perLayer(layers, tensorName.pastKey, tensorName.pastValue);
const presentNames = (layers: number): string[] => perLayer(layers, tensorName.presentKey, tensorName.presentValue);

function perLayer(layers: number, ...names: ((layer: number) => string)[]): string[] {
  return Array.from({ length: layers }, (_, layer) => names.map(name => name(layer))).flat();
}

function sessionOptions(checkpoint: Checkpoint, placement: Placement): InferenceSession.SessionOptions {
  const [weight] = checkpoint.tensors.values();
  return {
    executionProviders: placement.device === 'cpu' ? ['cpu'] : [placement.device, 'cpu'],
    intraOpNumThreads: placement.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: {
      session: {
        ...(weight !== undefined && 'file' in weight
          ? { model_external_initializers_file_folder_path: externalFolder(weight.file) }
          : {}),
        ...(placement.lean ? { disable_prepacking: '1' } : {}),
        // Idle threads sleep: an editor's helper must not keep cores busy while nothing is scored.
        intra_op: { allow_spinning: '0' },
      },
    },
  };
}
