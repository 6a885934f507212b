import type { Witnesses, WitnessesContext } from '../witnesses.ts';
import type { FlagsOf, FlagTable } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** 0: nothing found; 1: something found; 2: something could not be done. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What a command works with besides its words. */
export interface Context {
  readonly terminal: Terminal;
  readonly createWitnesses: (context: WitnessesContext) => Witnesses;
}

export interface Command {
  /** "score FILES..." */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly about: string;
  /** What else the command's own help says. */
  readonly details: string;
  readonly flags: FlagTable;
  run(operands: readonly string[], flags: FlagsOf<FlagTable>, context: Context): Promise<ExitCode>;
}

/** A command whose `run` knows its flags by their types. */
export function command<Table extends FlagTable>(
  definition: Omit<Command, 'flags' | 'run'> & {
    readonly flags: Table;
    run(operands: readonly string[], flags: FlagsOf<Table>, context: Context): Promise<ExitCode>;
  },
): Command {
  return {
    ...definition,
    run: (operands, flags, context) => definition.run(operands, flags as FlagsOf<Table>, context),
  };
}
