/** What the user typed can't be meant: said in one line, with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** One flag of a command. Without `value`, its name for the help, it is a switch. */
export interface Flag<T> {
  readonly about: string;
  readonly value?: string;
  /** The value, or undefined when `raw` isn't one. A switch is read from an empty string. */
  read(raw: string): T | undefined;
  /** What values are right, for the message about a wrong one. */
  readonly expected?: string;
}

export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

/** The flags that were given, by the names of their table. */
export type FlagsOf<Table extends FlagTable> = {
  readonly [K in keyof Table]?: Table[K] extends Flag<infer T> ? T : never;
};

export const switchFlag = (about: string): Flag<true> => ({ about, read: () => true });

export const textFlag = (value: string, about: string): Flag<string> => ({
  about,
  value,
  expected: 'a value',
  read: raw => raw || undefined,
});

export const choiceFlag = <const T extends string>(choices: readonly T[], about: string): Flag<T> => ({
  about,
  value: choices.join('|'),
  expected: choices.length === 1 ? `${choices[0]}` : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
  read: raw => choices.find(choice => choice === raw),
});

export const wordsFlag = (about: string): Flag<readonly string[]> => ({
  about,
  value: 'WORD,WORD',
  expected: 'words with commas between them',
  read: raw => {
    const words = raw.split(',').map(word => word.trim());
    return words.every(word => word !== '') ? words : undefined;
  },
});

export const numberFlag = (value: string, least: number, most: number, about: string): Flag<number> => ({
  about,
  value,
  expected: Number.isFinite(most) ? `a number from ${least} to ${most}` : `a number of ${least} or more`,
  read: raw => {
    const number = raw.trim() === '' ? Number.NaN : Number(raw);
    return number >= least && number <= most ? number : undefined;
  },
});

export const wholeNumberFlag = (value: string, least: number, about: string): Flag<number> => ({
  about,
  value,
  expected: `a whole number of ${least} or more`,
  read: raw => (/^\d+$/.test(raw) && Number(raw) >= least ? Number(raw) : undefined),
});

/** Tells flags (`--name value`, `--name=value`) from operands. `-` is an operand, and so is all that follows `--`. */
export function parseArguments<Table extends FlagTable>(
  args: readonly string[],
  table: Table,
): { readonly flags: FlagsOf<Table>; readonly operands: readonly string[] } {
  const flags: Record<string, unknown> = {};
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (argument === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      operands.push(argument);
      continue;
    }
    const [, name = '', inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
    const flag = Object.hasOwn(table, name) && argument.startsWith('--') ? table[name] : undefined;
    if (!flag) throw new UsageError(`There is no flag ${argument.split('=')[0]}${hint(name, Object.keys(table))}.`);
    if (flag.value === undefined && inline !== undefined) throw new UsageError(`--${name} takes no value.`);
    const raw = flag.value === undefined ? '' : (inline ?? args[++i]);
    const value = raw === undefined ? undefined : flag.read(raw);
    if (value === undefined) {
      const got = raw === undefined ? 'nothing follows it' : `"${raw}" isn't that`;
      throw new UsageError(`--${name} takes ${flag.expected}; ${got}.`);
    }
    flags[name] = value;
  }
  return { flags: flags as FlagsOf<Table>, operands };
}

/** The flag that was probably meant. */
function hint(name: string, names: readonly string[]): string {
  const near = names.find(one => one.startsWith(name) || name.startsWith(one) || sorted(one) === sorted(name));
  return near && name ? `; --${near} is one` : '';
}

const sorted = (word: string) => [...word].sort().join('');

/** The flags as a help text shows them. */
export function describeFlags(table: FlagTable): string {
  const entries = Object.entries(table).map(([name, { value, about }]) => {
    const left = `--${name}${value === undefined ? '' : ` ${value}`}`;
    return left.length <= 24 ? `  ${left.padEnd(24)}  ${about}` : `  ${left}\n  ${' '.repeat(24)}  ${about}`;
  });
  return entries.join('\n');
}
