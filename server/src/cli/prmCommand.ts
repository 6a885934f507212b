import { amount } from '../amount.ts';
import { createLibrary, type Library } from '../prms/library.ts';
import type { FetchProgressParams, HubFailure, PrmOffer } from '../prms/messages.ts';
import { textsFor } from '../texts.ts';
import { columns } from './columns.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { type FlagsOf, numberFlag, switchFlag, textFlag, UsageError } from './flags.ts';
import { checkPrm } from './prmCheck.ts';
import { createStatusLine } from './progress.ts';
import { scoringFlags, settingsFrom } from './scoring.ts';
import type { Terminal } from './terminal.ts';

const flags = {
  policy: textFlag('TOWER', 'of a pair: the full path of a folder, or OWNER/NAME[@REVISION] of the hub'),
  reference: textFlag('TOWER', 'of a pair: what the policy was tuned from'),
  beta: numberFlag('NUMBER', 1e-6, 1000, 'of a pair: the beta of its training (0.05)'),
  endpoint: textFlag('URL', 'a mirror of the hub, instead of HF_ENDPOINT'),
  device: scoringFlags.device,
  'dry-run': switchFlag('with remove: only say what would be freed'),
  verbose: scoringFlags.verbose,
  json: switchFlag('print JSON'),
} as const;
type PrmFlags = FlagsOf<typeof flags>;

interface Work {
  readonly library: Library;
  readonly flags: PrmFlags;
  readonly terminal: Terminal;
  readonly told: (at: FetchProgressParams) => void;
}

const actions: Readonly<
  Record<string, { readonly takesName: boolean; run(work: Work, name: string): Promise<ExitCode> }>
> = {
  list: { takesName: false, run: list },
  show: { takesName: true, run: show },
  fetch: { takesName: true, run: (work, name) => bring(work, name, 'install') },
  check: { takesName: true, run: check },
  verify: { takesName: true, run: verify },
  repair: { takesName: true, run: (work, name) => bring(work, name, 'repair') },
  remove: { takesName: true, run: remove },
  pair: { takesName: true, run: pair },
};

export const prmCommand = command({
  usage: 'prm ACTION [NAME]',
  about: 'the PRMs there are: list, show, fetch, check, verify, repair, remove, pair',
  details: [
    '  list           all PRMs: installed ones, then what fits this machine',
    '  show NAME      what is known of one: size, licence, memory, published figures',
    '  fetch NAME     fetch what is missing of it from the hub; an interrupted fetch goes on where it was',
    '  check NAME     prove that it runs here: files, device, memory, speed, an example it must order rightly',
    '  verify NAME    read all its files and compare their hashes',
    '  repair NAME    verify, and fetch again what is broken',
    '  remove NAME    remove it, and what Steplight fetched for it and nothing else needs',
    '  pair NAME --policy TOWER --reference TOWER',
    '                 make a PRM of a tuned model and what it was tuned from',
    '',
    "Checkpoints lie in the cache of the hub's own tools (HF_HOME, HF_HUB_CACHE); HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and the",
    'usual proxy variables count. A token is never an argument: others can read those.',
    '',
    'Exit code: 0 when all is well, 1 when verify or check found something, 2 when something could not be done.',
  ].join('\n'),
  flags,
  run: prm,
});

async function prm(operands: readonly string[], flags: PrmFlags, { terminal }: Context): Promise<ExitCode> {
  const [name = '', of = '', ...more] = operands;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new UsageError(`What about PRMs? There are ${Object.keys(actions).join(', ')}.`);
  if (action.takesName && of === '')
    throw new UsageError(`Which PRM? "steplight prm ${name}" takes a name; "steplight prm list" shows them.`);
  if (more.length > 0 || (!action.takesName && of !== ''))
    throw new UsageError(`"steplight prm ${name}" takes ${action.takesName ? 'one name' : 'no name'}.`);
  const library = createLibrary({
    texts: textsFor('en'),
    endpoint: async () => flags.endpoint ?? '',
    environment: terminal.environment,
  });
  const progress = createStatusLine(terminal.messages);
  try {
    return await action.run({ library, flags, terminal, told: ({ text }) => void progress.show(text) }, of);
  } finally {
    await progress.clear();
  }
}

async function list({ library, flags, terminal }: Work): Promise<ExitCode> {
  const { offers, machine, cache } = await library.offers();
  if (flags.json) {
    await terminal.output.write(`${JSON.stringify({ machine, cache, prms: offers }, undefined, 2)}\n`);
    return 0;
  }
  const rows = offers.map(offer => [
    offer.id,
    stateOf(offer),
    fits[offer.fit.mode](offer.fit.device),
    offer.figures[0] ?? '',
  ]);
  await terminal.output.write(
    `${columns([['PRM', 'here', 'runs', 'published'], ...rows])}\nThis machine: ${machine}.\nCheckpoints: ${cache}\n`,
  );
  return 0;
}

const fits: Readonly<Record<PrmOffer['fit']['mode'], (device: string) => string>> = {
  together: device => `on ${device}`,
  inTurn: device => `on ${device}, tower after tower`,
  no: () => 'too large',
};

function stateOf({ installed, broken, fetchBytes, bytes }: PrmOffer): string {
  if (broken !== undefined) return 'incomplete';
  if (installed) return 'installed';
  return fetchBytes < bytes ? `${amount(fetchBytes)} of ${amount(bytes)} to fetch` : `${amount(bytes)} to fetch`;
}

async function show({ library, flags, terminal }: Work, name: string): Promise<ExitCode> {
  const offer = await offerOf(library, name);
  if (flags.json) {
    await terminal.output.write(`${JSON.stringify(offer, undefined, 2)}\n`);
    return 0;
  }
  const { about, fit, licences, gated, experimental, notes, figures, noRoom, broken } = offer;
  const lines = [
    name,
    about,
    `${stateOf(offer)}. ${fit.text}`,
    ...(broken ? [broken] : []),
    ...(noRoom ? [noRoom] : []),
    ...(licences.length > 0 ? [`Licence: ${licences.join('; ')}`] : []),
    ...gated.map(({ repository, url }) => `${repository} is gated: ask for access at ${url}, then set HF_TOKEN.`),
    `Published: ${figures.length > 0 ? figures.join('; ') : 'no figures for steps or for best-of-N'}`,
    ...(experimental ? [`Experimental: ${experimental}`] : []),
    ...notes,
  ];
  await terminal.output.write(`${lines.join('\n')}\n`);
  return 0;
}

async function offerOf(library: Library, name: string): Promise<PrmOffer> {
  const { offers } = await library.offers();
  const offer = offers.find(({ id }) => id === name);
  if (!offer) throw new Error(`There is no PRM "${name}". There are ${offers.map(({ id }) => id).join(', ')}.`);
  return offer;
}

async function bring({ library, terminal, told }: Work, name: string, how: 'install' | 'repair'): Promise<ExitCode> {
  const result = await library[how](name, {}, terminal.interrupted, told);
  if (!result.done) return failed(terminal, result.failure);
  const came = result.fetchedBytes > 0 ? `${amount(result.fetchedBytes)} fetched` : 'everything was there';
  await terminal.output.write(`${name}: ${came}. Use it with --prm ${name}, or as the setting steplight.prm.\n`);
  return 0;
}

async function verify({ library, terminal, told }: Work, name: string): Promise<ExitCode> {
  const { files, bytes, broken, failure } = await library.verify(name, terminal.interrupted, told);
  if (failure) return failed(terminal, failure);
  for (const { file, reason } of broken) await terminal.output.write(`✗ ${file}: ${reason}\n`);
  const rest =
    broken.length === 0
      ? 'all as they were published'
      : `${broken.length} broken: "steplight prm repair ${name}" fetches them again`;
  await terminal.output.write(`${files} files, ${amount(bytes)}: ${rest}.\n`);
  return broken.length === 0 ? 0 : 1;
}

async function remove({ library, flags, terminal }: Work, name: string): Promise<ExitCode> {
  const rehearse = flags['dry-run'] ?? false;
  const { freedBytes, kept, failure } = await library.remove({ id: name, rehearse });
  if (failure) return failed(terminal, failure);
  for (const reason of kept) await terminal.output.write(`${reason}\n`);
  await terminal.output.write(
    `${name} ${rehearse ? 'would be removed' : 'is removed'}: ${amount(freedBytes)} ${rehearse ? 'to gain' : 'freed'}.\n`,
  );
  return 0;
}

async function pair({ library, flags, terminal }: Work, name: string): Promise<ExitCode> {
  const { policy, reference, beta } = flags;
  if (policy === undefined)
    throw new UsageError(
      'Which policy? "steplight prm pair NAME" needs --policy, and --reference unless it is to go without.',
    );
  const made = await library.pair({ name, policy, ...(reference ? { reference } : {}), ...(beta ? { beta } : {}) });
  if (made.failure) return failed(terminal, made.failure);
  const next = made.fetch
    ? `Fetch it with "steplight prm fetch ${name}".`
    : `Prove that it runs with "steplight prm check ${name}".`;
  await terminal.output.write(`${name} is made. ${next}\n`);
  return 0;
}

async function check({ flags, terminal }: Work, name: string): Promise<ExitCode> {
  const settings = settingsFrom({ prm: name, ...(flags.device ? { device: flags.device } : {}) }, terminal.folder);
  const log = (message: string) => void (flags.verbose && terminal.messages.write(`${message}\n`));
  const findings = await checkPrm(settings, terminal.interrupted, log);
  if (flags.json) await terminal.output.write(`${JSON.stringify(findings, undefined, 2)}\n`);
  else {
    for (const { what, well, said } of findings)
      await terminal.output.write(`${well ? '✓' : '✗'} ${what.padEnd(14)} ${said}\n`);
  }
  return findings.every(({ well }) => well) ? 0 : 1;
}

async function failed({ messages }: Terminal, { code, message }: HubFailure): Promise<ExitCode> {
  await messages.write(`steplight: ${message}\n`);
  return code === 'cancelled' ? 130 : 2;
}
