import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import type { Wheel } from '../../server/src/runtime/cudaWheels.ts';

/** A zip archive as wheels are. */
export function zipOf(files: Readonly<Record<string, Uint8Array>>, stored: readonly string[] = []): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const method = stored.includes(name) ? 0 : 8;
    const packed = method === 0 ? Buffer.from(content) : deflateRawSync(content);
    const path = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(method, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(path.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), facts, path, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), facts, rest, path]));
    bodies.push(body);
    at += body.length;
  }
  const listing = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, listing, end]);
}

/** A wheel of these files, pinned as Steplight pins them. */
export function wheelOf(
  project: string,
  files: Readonly<Record<string, Uint8Array>>,
): { readonly wheel: Wheel; readonly bytes: Buffer } {
  const bytes = zipOf(files);
  const wheel: Wheel = {
    project,
    file: `${project.replaceAll('-', '_')}-1.0-py3-none-any.whl`,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    members: Object.entries(files).map(([path, content]) => ({ path, bytes: content.length })),
  };
  return { wheel, bytes };
}

export interface TestIndex {
  readonly url: string;
  /** Bytes of files that were sent. */
  readonly sent: () => number;
  /** After so many more bytes of files every connection breaks off, until told otherwise. */
  breakAfter(bytes: number): void;
}

/** An index of Python packages on this machine. */
export async function startIndex(
  t: TestContext,
  wheels: readonly { readonly wheel: Wheel; readonly bytes: Buffer }[],
  form: 'html' | 'json' = 'html',
): Promise<TestIndex> {
  let sent = 0;
  let left = Number.POSITIVE_INFINITY;
  const server = createServer((request, response) => {
    const [, kind, name = ''] = request.url!.split('/');
    if (kind === 'simple') {
      const found = wheels.filter(({ wheel }) => wheel.project === name);
      const addresses = found.map(({ wheel }) => `../../files/${wheel.file}#sha256=${wheel.sha256}`);
      response.writeHead(found.length > 0 ? 200 : 404);
      if (form === 'json') response.end(JSON.stringify({ files: addresses.map(url => ({ url })) }));
      else response.end(addresses.map(url => `<a href="${url}" data-requires-python="&gt;=3">x</a>`).join('<br/>'));
      return;
    }
    const bytes = wheels.find(({ wheel }) => wheel.file === name)!.bytes;
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')!.map(Number) as [number, number, number];
    const part = bytes.subarray(from, to + 1);
    response.writeHead(206, {
      'content-range': `bytes ${from}-${from + part.length - 1}/${bytes.length}`,
      'content-length': part.length,
    });
    const allowed = part.subarray(0, left);
    sent += allowed.length;
    left -= allowed.length;
    response.write(allowed, () => (allowed.length < part.length ? response.destroy() : response.end()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
    sent: () => sent,
    breakAfter(bytes) {
      left = bytes;
    },
  };
}
