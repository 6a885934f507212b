import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** What a file must hash to: large files by their SHA-256, small ones as git names them. */
export interface FileHash {
  readonly kind: 'sha256' | 'git';
  readonly hex: string;
}

const blockBytes = 4 * 2 ** 20;

/** Reads a file to its end and returns its hash; `read` hears how many bytes were read. */
export async function hashOf(
  path: string,
  kind: FileHash['kind'],
  signal: AbortSignal,
  read: (bytes: number) => void = () => {},
): Promise<string> {
  const file = await open(path, 'r');
  try {
    const hash = createHash(kind === 'sha256' ? 'sha256' : 'sha1');
    if (kind === 'git') hash.update(`blob ${(await file.stat()).size}\0`);
    const block = Buffer.allocUnsafe(blockBytes);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(block, 0, blockBytes);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(block.subarray(0, bytesRead));
      read(bytesRead);
    }
  } finally {
    await file.close();
  }
}
