import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type AskAccess, accessByEnvironment } from '../remote/access.ts';
import { isServed } from '../remote/served.ts';
import { createService, type Snapshot } from '../service.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { Witness } from '../witness.ts';
import type { PrmStatus, Witnesses, WitnessesContext } from '../witnesses.ts';
import { languages } from './files.ts';
import { choiceFlag, type FlagsOf, switchFlag, textFlag, wordsFlag } from './flags.ts';
import type { Terminal } from './terminal.ts';

export type WitnessChoice = Witness['name'] | 'all';

/** Where the PRM's towers are, when they aren't on this machine. */
export const servedFlags = {
  endpoint: textFlag('URL', "a vLLM or SGLang server that serves the PRM's policy (on this machine)"),
  'endpoint-model': textFlag('NAME', "the policy's name there (the only one)"),
  'reference-endpoint': textFlag('URL', "the server of the PRM's reference (the same)"),
  'reference-model': textFlag('NAME', "the reference's name there (the only one)"),
} as const;

/** The flags that say who judges and how; every command that scores has them. */
export const scoringFlags = {
  prm: textFlag('NAME|PATH', 'the PRM: a known name, or a folder with a steplight.json'),
  ...servedFlags,
  witness: choiceFlag(['exact', 'prm', 'all'], 'who judges (all)'),
  device: choiceFlag(['auto', 'cuda', 'webgpu', 'dml', 'coreml', 'cpu'], 'where the PRM runs (auto)'),
  sensitivity: choiceFlag(['cautious', 'balanced', 'strict'], 'how much doubt makes a step suspicious (balanced)'),
  'closed-only': switchFlag('the exact check only calculates, and follows no letters from line to line'),
  verbose: switchFlag('say on standard error what the engine does'),
} as const;

export type ScoringFlags = FlagsOf<typeof scoringFlags>;

/** How steps are cut; only commands that read documents have these. */
export const documentFlags = {
  language: choiceFlag(languages, 'what the files are, whatever their names; needed for standard input'),
  granularity: choiceFlag(['paragraph', 'line', 'sentence'], 'what a step is (paragraph)'),
  'solution-words': wordsFlag('words that open a solution, beside the built-in ones'),
  'problem-words': wordsFlag('words that open a problem, beside the built-in ones'),
} as const;

export type DocumentFlags = FlagsOf<typeof documentFlags>;

export function settingsFrom(flags: ScoringFlags & DocumentFlags, folder: string): Settings {
  return readSettings({
    // Nothing happens unless it is asked for: the command line asks.
    run: 'manual',
    prm: flags.prm === undefined ? undefined : prmFrom(flags.prm, folder),
    device: flags.device,
    'endpoint.policy': flags.endpoint,
    'endpoint.policyModel': flags['endpoint-model'],
    'endpoint.reference': flags['reference-endpoint'],
    'endpoint.referenceModel': flags['reference-model'],
    sensitivity: flags.sensitivity,
    granularity: flags.granularity,
    solutionWords: flags['solution-words'],
    problemWords: flags['problem-words'],
    'exact.algebra': flags['closed-only'] ? false : undefined,
    'exact.enable': flags.witness !== 'prm',
  });
}

/** A folder is given to the settings by its whole path; anything else is a name. */
function prmFrom(prm: string, folder: string): string {
  const path = resolve(folder, prm);
  return /[\\/]|^\.+$/.test(prm) || existsSync(path) ? path : prm;
}

/** The witnesses that were asked for, ready to testify. */
export interface Bench {
  readonly witnesses: readonly Witness[];
  status(): PrmStatus;
}

export function callWitnesses(
  create: (context: WitnessesContext) => Witnesses,
  settings: Settings,
  choice: WitnessChoice,
  log: (message: string) => void,
  environment: Terminal['environment'] = {},
): Bench {
  const access = accessOf(settings, environment);
  const called = create({ cacheFolder: undefined, log, statusChanged: () => {}, access, patient: true });
  called.configure(settings);
  const witnesses = called.all.filter(({ name }) => choice === 'all' || choice === name);
  return { witnesses, status: () => called.status() };
}

/** How many solutions are judged at the same time unless the user says otherwise: a server batches, this machine doesn't. */
export const usualJobs = (settings: Settings): number => (isServed(settings) ? 256 : 2);

/** Keys and proxies come from the environment. */
export const accessOf = (settings: Settings, environment: Terminal['environment']): AskAccess =>
  accessByEnvironment({ policy: settings['endpoint.policy'], reference: settings['endpoint.reference'] }, environment);

/** Documents through the same service that an editor uses. */
export interface Scoring {
  /** The same document again, not closed in between: what stands before the change isn't scored a second time. */
  score(uri: string, language: string, text: string): Promise<Snapshot>;
  close(uri: string): void;
  dispose(): Promise<void>;
}

export function openScoring(bench: Bench, settings: Settings, log: (message: string) => void): Scoring {
  const service = createService({ settings: async () => settings, changed: () => {}, log }, bench.witnesses);
  const versions = new Map<string, number>();
  return {
    async score(uri, language, text) {
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      if (version === 1) service.open(uri, language, version, text);
      else service.change(TextDocument.create(uri, language, version, text));
      const snapshot = await service.score(uri);
      if (!snapshot) throw new Error('it was closed while it was being scored');
      return snapshot;
    },
    close(uri) {
      versions.delete(uri);
      service.close(uri);
    },
    dispose: () => service.dispose(),
  };
}
