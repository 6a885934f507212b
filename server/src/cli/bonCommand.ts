import { bestOfNFigures, type FiguresAtN, methods, type Solved } from './bestOfN.ts';
import { columns } from './columns.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { requirePrm } from './evalCommand.ts';
import { type FlagsOf, UsageError } from './flags.ts';
import { type DataFile, dataFlags, judgeData, readData, type SteppedSolution } from './judgedData.ts';
import { type SampledProblem, sampledResponses } from './sampledResponses.ts';
import { type Bench, callWitnesses, scoringFlags, settingsFrom, usualJobs } from './scoring.ts';
import { count } from './table.ts';

const flags = {
  ...scoringFlags,
  ...dataFlags,
} as const;

type BonFlags = FlagsOf<typeof flags>;

export const bonCommand = command({
  usage: 'bon DATA',
  about: 'measure how well the best of N sampled responses is chosen',
  details: [
    'DATA is a file of sampled responses: {problem, answer, responses: [...]}, where a response is a text or {text or steps,',
    "answer, correct}; {problem, target, response}, one per record; or GSM8K's {question, ground_truth, NAME: {solution,",
    'is_correct}}. Answers are compared as mathematics, not as characters.',
    '',
    'Exit code: 0 when it could be measured, 2 when not.',
  ].join('\n'),
  flags,
  run: bestOfN,
});

async function bestOfN(
  operands: readonly string[],
  flags: BonFlags,
  { terminal, createWitnesses }: Context,
): Promise<ExitCode> {
  const [name, ...more] = operands;
  if (name === undefined || more.length > 0)
    throw new UsageError('"steplight bon" takes one file of sampled responses.');
  const data = readData(name, terminal.folder, sampledResponses, flags.limit);
  const settings = settingsFrom(flags, terminal.folder);
  const log = (message: string) => void (flags.verbose && terminal.messages.write(`${message}\n`));
  const bench = callWitnesses(createWitnesses, settings, flags.witness ?? 'all', log, terminal.environment);
  try {
    requirePrm(bench);
    const run = { bench, settings, terminal, jobs: flags.jobs ?? usualJobs(settings), results: flags.results };
    const { facts, finished } = await judgeData([responsesIn(data)], run);
    const each = facts[0]!.values();
    const grouped = data.content.map(({ responses }) => responses.map(() => each.next().value!));
    const figures = bestOfNFigures(data.content, grouped, bench.status().aggregation);
    await terminal.output.write(flags.json ? asJson(figures, data, bench, flags) : asTable(figures, data, bench));
    finished();
    return 0;
  } finally {
    await Promise.all(bench.witnesses.map(witness => witness.dispose?.()));
  }
}

const responsesIn = (data: DataFile<readonly SampledProblem[]>): DataFile<readonly SteppedSolution[]> => ({
  ...data,
  content: data.content.flatMap(({ problem, responses }) => responses.map(({ steps }) => ({ problem, steps }))),
});

function asJson(
  figures: readonly FiguresAtN[],
  { file, content }: DataFile<readonly SampledProblem[]>,
  bench: Bench,
  flags: BonFlags,
): string {
  const { prm, device } = bench.status();
  const result = {
    file,
    prm: prm ?? null,
    device: device ?? null,
    witness: flags.witness ?? 'all',
    problems: content.length,
    samples: content.reduce((sum, { responses }) => sum + responses.length, 0),
    passAt1: figures[0]!.oracle.share,
    bestOf: figures,
  };
  return `${JSON.stringify(result, (_, value) => (typeof value === 'number' ? Number(value.toFixed(6)) : value), 2)}\n`;
}

function asTable(
  figures: readonly FiguresAtN[],
  { file, content }: DataFile<readonly SampledProblem[]>,
  bench: Bench,
): string {
  const samples = content.reduce((sum, { responses }) => sum + responses.length, 0);
  const names = { majority: 'majority vote', weighted: 'weighted vote', oracle: 'oracle (pass@N)' } as const;
  const rows = methods.map(method => [
    method in names ? names[method as keyof typeof names] : `best by ${method}`,
    ...figures.map(one => cell(one[method])),
  ]);
  const judges = bench.witnesses.map(({ name }) =>
    name === 'prm' ? (bench.status().prm ?? 'PRM') : 'the exact check',
  );
  return [
    `${file}: ${count(content.length, 'problem')}, ${count(samples, 'response')}; judged by ${judges.join(' and ')}`,
    `One sample alone solves ${(100 * figures[0]!.oracle.share).toFixed(1)} % (pass@1).`,
    '',
    columns([['Solved, in %', ...figures.map(({ n }) => `N = ${n}`)], ...rows]),
    'In brackets: where the figure lies with a probability of 95 %, by bootstrap over problems.',
    '',
  ].join('\n');
}

const cell = ({ share, interval: [low, high] }: Solved) =>
  `${(100 * share).toFixed(1)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
