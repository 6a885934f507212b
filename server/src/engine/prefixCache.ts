import type { KeyValues } from './keyValues.ts';

/** A text as far as one tower has read it. */
export interface ReadText {
  /** Whose text it is: one exercise has one text. */
  readonly key: string;
  ids: Int32Array;
  /**
   * What the tower said of each token: its log-probability given those before it, which is known from 1 to `read`, or the
   * log-odds at it, which are known below `read` where somebody asked for them, and NaN elsewhere.
   */
  said: Float32Array;
  keyValues: KeyValues;
  /** How many tokens the tower has run, so that it has spoken of the token after them too. */
  read: number;
}

/** What a cache needs of a tower. */
interface Reader {
  readonly positions: number;
  keyValues(capacity: number): KeyValues;
}

/** Below this many common tokens a copy isn't worth its memory. */
const worthCopying = 16;
const room = 128;

/**
 * What one tower has read, so that nothing is read twice: an edit costs what stands behind it, and texts that begin alike share
 * their beginning. The least recently used go when the memory budget is full.
 */
export class PrefixCache {
  private readonly tower: Reader;
  private readonly budget: number;
  /** The most recently used is last. */
  private texts: ReadText[] = [];

  constructor(tower: Reader, budget: number) {
    this.tower = tower;
    this.budget = budget;
  }

  get bytes(): number {
    return this.texts.reduce((sum, text) => sum + text.keyValues.bytes, 0);
  }

  /** The text of `key`, with as much of `ids` read as the longest common prefix with anything read before allows. */
  take(key: string, ids: Int32Array): ReadText {
    const own = this.texts.find(text => text.key === key);
    const best = this.texts.reduce((most, text) => (common(text, ids) > common(most, ids) ? text : most), own ?? empty);
    const source = best !== own && common(best, ids) < worthCopying ? (own ?? empty) : best;
    const text = source === own && own !== undefined ? this.rewound(own, ids) : this.copied(key, source, ids);
    this.texts = [...this.texts.filter(other => other !== own), text];
    this.shrink();
    return text;
  }

  private rewound(text: ReadText, ids: Int32Array): ReadText {
    const read = common(text, ids);
    if (text.keyValues.capacity < ids.length) text.keyValues = text.keyValues.copy(read, this.capacity(ids.length));
    const said = new Float32Array(ids.length).fill(Number.NaN);
    said.set(text.said.subarray(0, read + 1).subarray(0, ids.length));
    return Object.assign(text, { ids, said, read });
  }

  private copied(key: string, source: ReadText | typeof empty, ids: Int32Array): ReadText {
    const read = common(source, ids);
    const capacity = this.capacity(ids.length);
    const keyValues = read > 0 ? source.keyValues!.copy(read, capacity) : this.tower.keyValues(capacity);
    const said = new Float32Array(ids.length).fill(Number.NaN);
    if (read > 0) said.set(source.said.subarray(0, read + 1));
    return { key, ids, said, keyValues, read };
  }

  private capacity(tokens: number): number {
    return Math.min(this.tower.positions, Math.ceil((tokens + room / 2) / room) * room);
  }

  private shrink(): void {
    while (this.texts.length > 1 && this.bytes > this.budget) this.texts.shift();
  }
}

const empty = { ids: new Int32Array(), said: new Float32Array(), read: 0, keyValues: undefined } as const;

/**
 * How many tokens needn't be read again. The last common token must be, unless all is common: it predicts the first that differs.
 */
function common(text: { readonly ids: Int32Array; readonly read: number }, ids: Int32Array): number {
  const length = Math.min(text.ids.length, ids.length);
  let same = 0;
  while (same < length && text.ids[same] === ids[same]) same++;
  return Math.max(0, Math.min(text.read, same === ids.length ? same : same - 1));
}
