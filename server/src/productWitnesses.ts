import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './assets.ts';
import { Refusal } from './checkpoint/fields.ts';
import { forgetFailures } from './engine/deviceMemory.ts';
import { Engine, type EngineStatus } from './engine/engine.ts';
import { createPrmWitness } from './engine/prmWitness.ts';
import { createExactWitness } from './formulas/exactWitness.ts';
import { formulaView } from './formulas/view.ts';
import { createPrmSource, type WriteOn } from './generate/prmSource.ts';
import { SourceError } from './generate/source.ts';
import { manifestFile } from './manifest.ts';
import { phrase } from './phrase.ts';
import { prmFolder } from './prms/places.ts';
import { ServerFailure } from './remote/failure.ts';
import type { RemoteStatus } from './remote/remoteScorer.ts';
import { isServed, remoteScorer } from './remote/served.ts';
import type { Settings } from './settings.ts';
import { type StatusTexts, type Texts, textsFor } from './texts.ts';
import type { Witness } from './witness.ts';
import type { PrmStatus, Witnesses, WitnessesContext } from './witnesses.ts';

/** Who testifies in the product: the exact check, and the PRM of the settings in a child process of its own. */
export function productWitnesses(context: WitnessesContext): Witnesses {
  const patience = context.patient ? { formulaLimit: 5_000, stepLimit: 30_000 } : {};
  const exact = createExactWitness({ program: program('checker'), ...patience });
  if (context.afresh && context.cacheFolder !== undefined) forgetFailures(context.cacheFolder);
  let chosen = choose(undefined, context);

  const prm: Witness = {
    name: 'prm',
    get readsWords() {
      return chosen.witness.readsWords ?? false;
    },
    testify: (...question) => chosen.witness.testify(...question),
    dispose: () => chosen.dispose(),
  };
  return {
    all: [exact, prm],
    writeOn: (...question) => chosen.writeOn(...question),
    configure(settings, prmRenewed = false) {
      const key = keyOf(settings);
      if (key === chosen.key && !prmRenewed) return false;
      void chosen.dispose();
      chosen = choose(settings, context);
      return true;
    },
    unload: () => chosen.unload(),
    status: () => chosen.status(),
  };
}

/** A PRM with its engine, or the reason why there is none. */
interface Chosen {
  readonly key: string;
  readonly witness: Witness;
  readonly writeOn: WriteOn;
  unload(): Promise<boolean>;
  status(): PrmStatus;
  dispose(): Promise<void>;
}

/** What of the settings makes another engine of it, or another server. */
const keyOf = (settings: Settings | undefined) =>
  JSON.stringify(
    settings && [settings.prm, settings.device, settings['engine.memory'], settings['engine.idleMinutes']],
  );

function choose(settings: Settings | undefined, context: WitnessesContext): Chosen {
  const key = keyOf(settings);
  const texts = context.texts ?? textsFor(undefined);
  if (!settings) return absent(key, texts.status.settingsUnknown, texts);
  const folder = folderOf(settings.prm, texts.status);
  if (folder instanceof Refusal) return absent(key, texts.said(folder.sentence), texts);
  if (isServed(settings)) return served(key, folder, settings, context);
  const engine = new Engine({
    worker: program('engine'),
    cacheFolder: context.cacheFolder,
    log: context.log,
    statusChanged: context.statusChanged,
    ...(context.prmChanged ? { filesChanged: context.prmChanged } : {}),
    settings: {
      device: settings.device,
      cacheBytes: settings['engine.memory'] * 2 ** 20,
      idleMilliseconds: settings['engine.idleMinutes'] * 60_000,
    },
  });
  return {
    key,
    witness: createPrmWitness({ scorer: engine.use(folder), folder, formulaView, say: texts.said }),
    writeOn: createPrmSource({ engine, folder, formulaView }),
    async unload() {
      const { state } = engine.status;
      if (state === 'busy' || state === 'loading') return false;
      await engine.unload();
      return true;
    },
    status: () => statusOf(engine.status, settings.prm, texts),
    dispose: () => engine.dispose(),
  };
}

/** The PRM of this folder, whose towers servers hold. */
function served(key: string, folder: string, settings: Settings, context: WitnessesContext): Chosen {
  const texts = context.texts ?? textsFor(undefined);
  const scorer = remoteScorer(folder, settings, context);
  if (scorer instanceof ServerFailure) return absent(key, texts.said(scorer.sentence), texts);
  return {
    key,
    witness: createPrmWitness({ scorer, folder, formulaView, say: texts.said }),
    writeOn() {
      throw new SourceError(texts.candidates.served);
    },
    unload: async () => true,
    status: () => statusOfServed(scorer.status, settings.prm, texts),
    dispose: () => scorer.dispose(),
  };
}

/** Where the PRM of this name lies, or why there is none. */
function folderOf(name: string, texts: StatusTexts): string | Refusal {
  try {
    const folder = prmFolder(name);
    if (existsSync(join(folder, manifestFile))) return folder;
    return new Refusal(name === 'starter' ? texts.noEmbedded : texts.notInstalled(name, manifestFile, folder));
  } catch (error) {
    if (error instanceof Refusal) return new Refusal(phrase`${error.sentence}.`);
    throw error;
  }
}

function absent(key: string, reason: string, texts: Texts): Chosen {
  return {
    key,
    witness: {
      name: 'prm',
      async *testify({ steps }, from) {
        for (let step = from; step < steps.length; step++)
          yield { step, witness: 'prm', unjudged: { code: 'no-prm', text: reason } };
      },
    },
    writeOn() {
      throw new SourceError(texts.candidates.otherSource(reason));
    },
    unload: async () => true,
    status: () => ({ state: 'none', text: texts.status.none, detail: reason }),
    dispose: async () => {},
  };
}

function statusOf(
  { state, prm, reason, vitals }: EngineStatus,
  name: string,
  { status: texts, said }: Texts,
): PrmStatus {
  // The status is one line: the whole ladder, with every reason, stands in the log.
  const unusable = prm?.rungs.filter(({ used }) => !used) ?? [];
  const [crashed, unfit] = [true, undefined].map(how =>
    unusable.filter(rung => rung.crashed === how).map(rung => rung.device),
  );
  const ladder = [
    ...(crashed!.length > 0 ? [texts.crashedOn(crashed!)] : []),
    ...(unfit!.length > 0 ? [texts.notOn(unfit!)] : []),
  ];
  const figures = vitals
    ? [texts.speed(Math.round(vitals.tokensPerSecond)), `${Math.round(vitals.residentBytes / 2 ** 20)} MB`]
    : [];
  const detail = [...(reason ? [said(reason)] : []), ...figures, ...ladder].join(' · ');
  const loaded = prm ? { prm: prm.manifest.name, device: prm.device, aggregation: prm.manifest.aggregation } : {};
  return { state, text: prm ? texts.on(prm.manifest.name, prm.device) : name, detail, ...loaded };
}

function statusOfServed(
  { state, manifest, served, reason, width }: RemoteStatus,
  name: string,
  { status: texts, said }: Texts,
): PrmStatus {
  const prm = manifest?.name ?? name;
  const detail = [reason && said(reason), served, width === undefined ? undefined : texts.atOnce(width)];
  const loaded = manifest ? { prm, device: texts.server, aggregation: manifest.aggregation } : {};
  return {
    state,
    text: texts.on(prm, texts.server),
    detail: detail.filter(part => part !== undefined).join(' · '),
    ...loaded,
  };
}
