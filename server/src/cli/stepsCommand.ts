import { parse } from '../documents/parse.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { findFiles, readSource, sentence } from './files.ts';
import { type FlagsOf, switchFlag, UsageError } from './flags.ts';
import { jsonArray } from './json.ts';
import { documentFlags, settingsFrom } from './scoring.ts';
import { stepsListing, stepsReport } from './steps.ts';

const flags = {
  ...documentFlags,
  json: switchFlag('print JSON (docs/score.schema.json, without the scores)'),
} as const;

type StepsFlags = FlagsOf<typeof flags>;

export const stepsCommand = command({
  usage: 'steps FILES...',
  about: 'show where problems, solutions and steps were found',
  details: 'FILES as for "steplight score".\n\nExit code: 0 when all files could be read, 2 when not.',
  flags,
  run: showSteps,
});

async function showSteps(operands: readonly string[], flags: StepsFlags, { terminal }: Context): Promise<ExitCode> {
  if (operands.length === 0) throw new UsageError('Which files? "steplight steps" takes files, folders and patterns.');
  const { output, messages, input, folder } = terminal;
  const settings = settingsFrom(flags, folder);
  const json = flags.json ? jsonArray() : undefined;
  let failed = false;
  for (const found of findFiles(operands, folder, flags.language)) {
    const file = await readSource(found, input);
    if ('obstacle' in file) {
      failed = true;
      await messages.write(`steplight: ${sentence(file)}\n`);
      continue;
    }
    const parsed = parse(file.text, file.language, settings);
    await output.write(
      json
        ? json.element(stepsReport(file.name, file.text, parsed))
        : `${stepsListing(file.name, file.text, parsed)}\n`,
    );
  }
  if (json) await output.write(json.end());
  return failed ? 2 : 0;
}
