import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { amount } from '../amount.ts';
import { phrase } from '../phrase.ts';
import { Fields, parseJson, Refusal } from './fields.ts';

/** The weight types a tower can be run from as they lie on disk. */
export type WeightType = 'F32' | 'F16' | 'BF16';

/** Where a tensor lies on disk. Offsets count from the start of the file. */
export interface StoredTensor {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly type: WeightType;
  readonly shape: readonly number[];
}

/** A tensor that lies in memory: for towers that never were on disk. */
export interface HeldTensor {
  readonly bytes: Uint8Array;
  readonly type: WeightType;
  readonly shape: readonly number[];
}

export type WeightTensor = StoredTensor | HeldTensor;

export const weightBytes: Readonly<Record<WeightType, number>> = { F32: 4, F16: 2, BF16: 2 };

const elementBytes: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  ...weightBytes,
  U32: 4,
  I32: 4,
  F64: 8,
  U64: 8,
  I64: 8,
};

const maxHeaderBytes = 100_000_000;
const maxTensors = 100_000;

/**
 * The tensors of one file. The header is untrusted: nothing of it is believed before lengths, types, shapes, offsets and
 * overlaps were checked against the file that is really there. Tensors of other types than weights have are left out.
 */
export async function readSafetensors(path: string): Promise<Map<string, StoredTensor>> {
  const name = basename(path);
  const file = await realpath(path);
  const handle = await open(file, 'r');
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Refusal(phrase`${name} isn't a regular file`);
    const { json, dataStart } = await readHeader(handle, stat.size, name);
    return checkedTensors(json, file, name, dataStart, stat.size);
  } finally {
    await handle.close();
  }
}

async function readHeader(
  handle: FileHandle,
  size: number,
  name: string,
): Promise<{ json: unknown; dataStart: number }> {
  if (size < 8) throw new Refusal(phrase`${name} has ${size} bytes: too short for a safetensors file. Fetch it again.`);
  const prefix = await readFully(handle, 0, 8, name);
  const length = Number(prefix.readBigUInt64LE());
  if (length > maxHeaderBytes || length < 2) {
    throw new Refusal(phrase`${name} isn't a safetensors file: it claims a header of ${length} bytes`);
  }
  if (8 + length > size) {
    throw new Refusal(phrase`${name} ends inside its header (${size} of ${8 + length} bytes). Fetch it again.`);
  }
  const text = (await readFully(handle, 8, length, name)).toString('utf8');
  return { json: parseJson(text, `${name} (header)`), dataStart: 8 + length };
}

async function readFully(handle: FileHandle, position: number, length: number, name: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Refusal(phrase`${name} became shorter while it was read`);
  return buffer;
}

function checkedTensors(json: unknown, file: string, name: string, dataStart: number, size: number) {
  const header = new Fields(json, `${name} (header)`);
  const names = header.names().filter(tensor => tensor !== '__metadata__');
  if (names.length > maxTensors)
    throw new Refusal(phrase`${name} claims ${names.length} tensors: more than any checkpoint has`);

  const tensors = new Map<string, StoredTensor>();
  const extents: { tensor: string; start: number; end: number }[] = [];
  for (const tensor of names) {
    const entry: Fields = header.object(tensor);
    const type = entry.string('dtype');
    const bytes = elementBytes[type];
    if (bytes === undefined) entry.refuse('dtype', `is ${type}, which isn't a type of this format`);
    const shape = wholeNumbers(entry, 'shape');
    const [start, end, ...rest] = wholeNumbers(entry, 'data_offsets');
    if (start === undefined || end === undefined || rest.length > 0 || start > end) {
      entry.refuse('data_offsets', 'must be a start and an end');
    }
    const length = shape.reduce((product, side) => product * side, bytes);
    if (length !== end - start) {
      entry.refuse('data_offsets', `cover ${end - start} bytes, but ${type} [${shape.join(', ')}] needs ${length}`);
    }
    if (dataStart + end > size) {
      throw new Refusal(
        phrase`${name} ends after ${amount(size)} of at least ${amount(dataStart + end)} (${tensor} is cut off). Fetch it again.`,
      );
    }
    extents.push({ tensor, start, end });
    if (isWeightType(type)) tensors.set(tensor, { file, offset: dataStart + start, length, type, shape });
  }

  extents.sort((a, b) => a.start - b.start || a.end - b.end);
  for (let i = 1; i < extents.length; i++) {
    const [before, after] = [extents[i - 1]!, extents[i]!];
    if (after.start < before.end) throw new Refusal(phrase`${name}: ${before.tensor} and ${after.tensor} overlap`);
  }
  return tensors;
}

function wholeNumbers(entry: Fields, name: string): number[] {
  const list = entry.array(name);
  const fine = list.every(value => Number.isSafeInteger(value) && (value as number) >= 0);
  if (!fine || list.length > 8) entry.refuse(name, 'must be a short list of whole numbers');
  return list as number[];
}

function isWeightType(type: string): type is WeightType {
  return Object.hasOwn(weightBytes, type);
}

/** The files that hold a folder's weights: one, or the shards its index names. */
export async function weightFiles(
  folder: string,
  readText: (path: string) => Promise<string | undefined>,
): Promise<string[]> {
  const indexName = 'model.safetensors.index.json';
  const index = await readText(join(folder, indexName));
  if (index === undefined) return [join(folder, 'model.safetensors')];
  const map = new Fields(parseJson(index, indexName), indexName).object('weight_map');
  const names = new Set(map.names().map(tensor => map.string(tensor)));
  for (const name of names) {
    // A shard stands beside its index; anything else would let a download read elsewhere on this machine.
    if (name !== basename(name) || name.includes('\\') || !name.endsWith('.safetensors')) {
      throw new Refusal(phrase`${indexName} names ${JSON.stringify(name)}, which isn't a safetensors file beside it`);
    }
  }
  if (names.size === 0) throw new Refusal(phrase`${indexName} names no files`);
  return [...names].sort().map(name => join(folder, name));
}
