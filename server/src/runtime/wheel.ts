import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

/** A wheel is a zip archive. Only what wheels are made of is read; anything else is refused by name. */

interface Member {
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly header: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const headerSignature = 0x04034b50;
const endBytes = 22;
const headerBytes = 30;
const longestComment = 0xffff;
const wide = 0xffffffff;
const [stored, deflated] = [0, 8];

/** Takes single files out of a wheel, without ever holding one in memory; `written` hears how many bytes were. */
export async function unpack(
  wheel: string,
  targets: ReadonlyMap<string, string>,
  signal: AbortSignal,
  written: (bytes: number) => void = () => {},
): Promise<void> {
  const file = await open(wheel, 'r');
  try {
    const members = await directory(file, wheel);
    for (const [path, target] of targets) {
      const member = members.get(path);
      if (!member) throw new Error(`${wheel} has no ${path}.`);
      await extract(file, wheel, path, member, target, signal, written);
    }
  } finally {
    await file.close();
  }
}

async function directory(file: FileHandle, wheel: string): Promise<Map<string, Member>> {
  const { size } = await file.stat();
  const tail = await read(
    file,
    Math.max(0, size - endBytes - longestComment),
    Math.min(size, endBytes + longestComment),
  );
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + endBytes > tail.length || tail.readUInt32LE(end) !== endSignature)
    throw new Error(`${wheel} is no zip archive, or ends too early.`);
  const count = tail.readUInt16LE(end + 10);
  const [bytes, from] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count === 0xffff || bytes === wide || from === wide)
    throw new Error(`${wheel} is larger than a zip archive of wheels is.`);
  const listing = await read(file, from, bytes);
  const members = new Map<string, Member>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > listing.length || listing.readUInt32LE(at) !== entrySignature)
      throw new Error(`The list of files in ${wheel} is broken.`);
    const [name, extra, comment] = [28, 30, 32].map(offset => listing.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    members.set(listing.toString('utf8', at + 46, at + 46 + name), {
      method: listing.readUInt16LE(at + 10),
      crc: listing.readUInt32LE(at + 16),
      packedBytes: listing.readUInt32LE(at + 20),
      bytes: listing.readUInt32LE(at + 24),
      header: listing.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return members;
}

async function extract(
  file: FileHandle,
  wheel: string,
  path: string,
  { method, crc, packedBytes, bytes, header }: Member,
  target: string,
  signal: AbortSignal,
  written: (bytes: number) => void,
): Promise<void> {
  if (method !== stored && method !== deflated)
    throw new Error(`${path} in ${wheel} is packed in a way (${method}) that wheels are not.`);
  const local = await read(file, header, headerBytes);
  if (local.length < headerBytes || local.readUInt32LE(0) !== headerSignature)
    throw new Error(`${path} in ${wheel} has no header.`);
  const start = header + headerBytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  let [sum, length] = [0, 0];
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      sum = crc32(chunk, sum);
      length += chunk.length;
      written(chunk.length);
      done(null, chunk);
    },
  });
  const packed = file.createReadStream({
    start,
    end: start + packedBytes - 1,
    autoClose: false,
    highWaterMark: 2 ** 20,
  });
  const sink = createWriteStream(target, { flush: true });
  if (method === stored) await pipeline(packed, check, sink, { signal });
  else await pipeline(packed, createInflateRaw({ chunkSize: 2 ** 18 }), check, sink, { signal });
  if (sum !== crc || length !== bytes) throw new Error(`${path} in ${wheel} is broken.`);
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}
