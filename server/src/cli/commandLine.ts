import { bonCommand } from './bonCommand.ts';
import { calibrateCommand } from './calibrateCommand.ts';
import type { Command, Context, ExitCode } from './command.ts';
import { cudaCommand } from './cudaCommand.ts';
import { doctorCommand } from './doctorCommand.ts';
import { evalCommand } from './evalCommand.ts';
import { describeFlags, parseArguments, UsageError } from './flags.ts';
import { prmCommand } from './prmCommand.ts';
import { scoreCommand } from './scoreCommand.ts';
import { stepsCommand } from './stepsCommand.ts';
import { version } from './version.ts';

const commands: Readonly<Record<string, Command>> = {
  score: scoreCommand,
  steps: stepsCommand,
  eval: evalCommand,
  bon: bonCommand,
  calibrate: calibrateCommand,
  doctor: doctorCommand,
  prm: prmCommand,
  cuda: cudaCommand,
};

const overview = `Steplight looks for the step where a solution goes wrong.

${Object.values(commands)
  .map(({ usage, about }) => `  steplight ${usage.padEnd(24)}${about}`)
  .join('\n')}

"steplight COMMAND --help" says more of a command. Steplight screens; it doesn't certify.
`;

/** Runs what was typed after "steplight". Never throws: what went wrong is said in one line. */
export async function runCommandLine(args: readonly string[], context: Context): Promise<ExitCode> {
  const { output, messages } = context.terminal;
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const about = rest[0] !== undefined ? commands[rest[0]] : undefined;
    await output.write(about ? help(about) : overview);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === 'version') {
    await output.write(`${version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    await messages.write(`steplight: There is no command ${name}: there are ${Object.keys(commands).join(', ')}.\n`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    await output.write(help(command));
    return 0;
  }
  try {
    const { flags, operands } = parseArguments(rest, command.flags);
    return await command.run(operands, flags, context);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const more = error instanceof UsageError ? ` See "steplight ${name} --help".` : '';
    await messages.write(`steplight: ${text}${more}\n`);
    return context.terminal.interrupted.aborted ? 130 : 2;
  }
}

const help = ({ usage, about, details, flags }: Command) =>
  `steplight ${usage}\n\n${about[0]!.toUpperCase()}${about.slice(1)}.\n\n${details}\n\nFlags:\n${describeFlags(flags)}\n`;
