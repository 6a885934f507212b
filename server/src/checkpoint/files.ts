import { readFile, realpath, stat } from 'node:fs/promises';

/** A file as it was when it was read; a mapped file that changes silently changes scores. */
export interface FileState {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

export async function fileState(path: string): Promise<FileState> {
  const file = await realpath(path);
  const { size, mtimeMs } = await stat(file);
  return { path: file, size, modified: mtimeMs };
}

/** The first file that isn't as it was, or undefined. */
export async function changedFile(files: readonly FileState[]): Promise<string | undefined> {
  for (const before of files) {
    const now = await fileState(before.path).catch(() => undefined);
    if (now?.size !== before.size || now.modified !== before.modified) return before.path;
  }
  return undefined;
}

/** A text file's content, or undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
