import { globToRegExp } from './glob.ts';

/** The names under which folders say what to leave alone, the later ones with the last word. */
export const ignoreFileNames = ['.gitignore', '.ignore', '.steplightignore'] as const;

/** One line of an ignore file. */
export interface IgnoreRule {
  /** The folder of the ignore file, with forward slashes. */
  readonly folder: string;
  readonly pattern: RegExp;
  readonly foldersOnly: boolean;
  /** A line that begins with `!` takes back what an earlier one ignored. */
  readonly ignores: boolean;
}

/** Reads an ignore file as git reads .gitignore. */
export function ignoreRules(text: string, folder: string): IgnoreRule[] {
  return text.split(/\r?\n/).flatMap(line => {
    const trimmed = line.replace(/(?<!\\)[ \t]+$/, '');
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const ignores = !trimmed.startsWith('!');
    const body = trimmed.replace(/^!/, '');
    const foldersOnly = body.endsWith('/');
    const path = body.replace(/\/$/, '');
    // Without a slash inside, the pattern means the name at any depth.
    const anchored = path.includes('/');
    const glob = anchored ? path.replace(/^\//, '') : `**/${path}`;
    try {
      return [{ folder, pattern: globToRegExp(glob), foldersOnly, ignores }];
    } catch {
      // As in git, a line that is no pattern ignores nothing.
      return [];
    }
  });
}

/** Whether the rules, in the order in which they were read, leave this file or folder alone. */
export function isIgnored(path: string, isFolder: boolean, rules: readonly IgnoreRule[]): boolean {
  const last = rules.findLast(
    rule =>
      (isFolder || !rule.foldersOnly) &&
      path.startsWith(`${rule.folder}/`) &&
      rule.pattern.test(path.slice(rule.folder.length + 1)),
  );
  return last?.ignores ?? false;
}
