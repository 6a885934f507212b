import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { UsageError } from './flags.ts';
import { globToRegExp, isGlob } from './glob.ts';
import { type IgnoreRule, ignoreFileNames, ignoreRules, isIgnored } from './ignoreFile.ts';

/** The languages Steplight reads, by the endings of their files. */
const languageOfEnding: Readonly<Record<string, Language>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.qmd': 'markdown',
  '.rmd': 'markdown',
  '.lean': 'lean4',
  '.tex': 'latex',
  '.latex': 'latex',
  '.ltx': 'latex',
};

export const languages = ['markdown', 'lean4', 'latex'] as const;
export type Language = (typeof languages)[number];

/** A file that is to be read. */
export interface SourceFile {
  /** As it is shown: relative to the working folder, with forward slashes; `-` for standard input. */
  readonly name: string;
  /** Absent for standard input. */
  readonly path?: string;
  readonly language: Language;
}

/** Why something that was asked for can't be done; the rest goes on. */
export interface Obstacle {
  readonly name: string;
  readonly obstacle: string;
}

/** Larger files are no texts that somebody wrote; the parser's memory is a multiple of this. */
const largest = 16 * 1024 * 1024;

/**
 * The files that operands mean: a file, a folder (all supported files under it that no ignore file excludes), a pattern, or
 * `-`. In the order of the operands, sorted by name within one, each file once.
 */
export function findFiles(
  operands: readonly string[],
  folder: string,
  language: Language | undefined,
): (SourceFile | Obstacle)[] {
  const found = new Map<string, SourceFile | Obstacle>();
  for (const operand of operands)
    for (const one of filesOf(operand, folder, language)) if (!found.has(one.name)) found.set(one.name, one);
  return [...found.values()];
}

function filesOf(operand: string, folder: string, language: Language | undefined): (SourceFile | Obstacle)[] {
  if (operand === '-') {
    if (!language) throw new UsageError(`Standard input needs --language (${languages.join(', ')}).`);
    return [{ name: '-', language }];
  }
  const path = resolve(folder, operand);
  const name = shownName(path, folder);
  const kind = kindOf(path);
  if (kind === 'folder') {
    const files = walk(path, rulesAbove(path)).flatMap(file => sourceFile(file, folder, undefined) ?? []);
    return files.length > 0 ? files : [{ name, obstacle: 'no Markdown, Lean 4 or LaTeX file in this folder' }];
  }
  if (kind === 'file') {
    const file = sourceFile(path, folder, language);
    if (file) return [file];
    const obstacle = `its name ends in none of ${Object.keys(languageOfEnding).join(' ')}; say what it is with --language`;
    return [{ name, obstacle }];
  }
  if (!isGlob(operand)) return [{ name, obstacle: 'no such file or folder' }];
  const base = folderBeforePattern(path);
  const pattern = globToRegExp(slashed(path));
  const files = (kindOf(base) === 'folder' ? walk(base, rulesAbove(base)) : [])
    .filter(file => pattern.test(slashed(file)))
    .flatMap(file => sourceFile(file, folder, language) ?? []);
  return files.length > 0 ? files : [{ name, obstacle: 'no supported file matches this pattern' }];
}

function sourceFile(path: string, folder: string, language: Language | undefined): SourceFile | undefined {
  const known = language ?? languageOfEnding[extname(path).toLowerCase()];
  return known && { name: shownName(path, folder), path, language: known };
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() ? 'folder' : stats ? 'file' : undefined;
}

/** All files under a folder that aren't ignored, sorted, links to folders not followed: they may lead in circles. */
function walk(folder: string, inherited: readonly IgnoreRule[]): string[] {
  const rules = [...inherited, ...rulesIn(folder)];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .toSorted((a, b) => byName(a.name, b.name))
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.name === '.git' || entry.name === 'node_modules') return [];
      if (isIgnored(slashed(path), entry.isDirectory(), rules)) return [];
      if (entry.isDirectory()) return walk(path, rules);
      return entry.isFile() || (entry.isSymbolicLink() && kindOf(path) === 'file') ? [path] : [];
    });
}

/** As people expect it: capital letters beside small ones, and the same on every machine. */
function byName(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x === y ? (a < b ? -1 : 1) : x < y ? -1 : 1;
}

const rulesIn = (folder: string): IgnoreRule[] =>
  ignoreFileNames.flatMap(name => {
    const path = join(folder, name);
    return existsSync(path) ? ignoreRules(readFileSync(path, 'utf8'), slashed(folder)) : [];
  });

/** What the folders above say, up to the repository's root: ignore files count there, not beyond. */
function rulesAbove(folder: string): IgnoreRule[] {
  const above: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (at !== folder) above.unshift(at);
    if (existsSync(join(at, '.git'))) return above.flatMap(rulesIn);
    if (dirname(at) === at) return [];
  }
}

function folderBeforePattern(path: string): string {
  const parts = path.split(sep);
  return parts.slice(0, parts.findIndex(isGlob)).join(sep) || sep;
}

function shownName(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside === '' ? '.' : slashed(isAbsolute(inside) || inside.startsWith('..') ? path : inside);
}

const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** A file and its text. */
export interface ReadFile extends SourceFile {
  readonly text: string;
}

/** Reads a file; or says why there is none to read. */
export async function readSource(file: SourceFile | Obstacle, input: Readable): Promise<ReadFile | Obstacle> {
  if ('obstacle' in file) return file;
  try {
    const bytes = file.path === undefined ? await collect(input) : await readBytes(file.path);
    return { ...file, text: decode(bytes) };
  } catch (error) {
    return { name: file.name, obstacle: reasonOf(error) };
  }
}

async function readBytes(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (size > largest) throw tooLarge(size);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function collect(input: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunks.at(-1)!.length;
    if (size > largest) throw tooLarge(size);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (size: number) =>
  new Error(`${(size / 1024 / 1024).toFixed(1)} MB are more than the ${largest / 1024 / 1024} MB that Steplight reads`);

function decode(bytes: Buffer): string {
  const zero = bytes.subarray(0, 8192).indexOf(0);
  if (zero >= 0) throw new Error(`it is binary: a zero byte at byte ${zero}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const good = validPrefix(bytes);
    const line = bytes.subarray(0, good).toString('latin1').split('\n').length;
    throw new Error(`line ${line} isn't UTF-8 (byte ${good}); save the file as UTF-8`);
  }
}

/** How many bytes from the start are UTF-8. */
function validPrefix(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A streaming decoder doesn't mind a character that is cut at the end.
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      decoder.decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}

/** What went wrong with a file, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
}

/** An obstacle in one line. */
export const sentence = ({ name, obstacle }: Obstacle): string =>
  `${name}: ${obstacle}${/[.!?]$/.test(obstacle) ? '' : '.'}`;
