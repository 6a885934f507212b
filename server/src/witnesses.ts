import type { WriteOn } from './generate/prmSource.ts';
import type { Aggregation } from './manifest.ts';
import type { AskAccess } from './remote/access.ts';
import type { Settings } from './settings.ts';
import type { Texts } from './texts.ts';
import type { Witness } from './witness.ts';

/** How the PRM is doing, as far as a person wants to know. */
export interface PrmStatus {
  readonly state: 'idle' | 'loading' | 'ready' | 'busy' | 'failed' | 'none';
  /** "starter on CPU" */
  readonly text: string;
  /** Speed, memory, the devices that don't work, or the reason of a failure and the way out. */
  readonly detail: string;
  /** The PRM that scores, by name, and the device it runs on; absent until both are known. */
  readonly prm?: string;
  readonly device?: string;
  /** How it wants step scores made into one. */
  readonly aggregation?: Aggregation;
}

export interface WitnessesContext {
  /** A folder for what may be deleted at any time. */
  readonly cacheFolder: string | undefined;
  /** The user has asked for a new start: what was remembered not to be tried is tried again. */
  readonly afresh?: boolean;
  readonly log: (message: string) => void;
  readonly statusChanged: () => void;
  /** In the user's language; English without. */
  readonly texts?: Texts;
  /** Leave and key for a server that is to score; absent where no server can be asked. */
  readonly access?: AskAccess;
  /** Nobody types meanwhile: what takes long may take long, so that a busy machine comes to the same verdicts as an idle one. */
  readonly patient?: true;
  /** The PRM isn't any more what testified: it should be asked again. */
  readonly prmChanged?: () => void;
}

/** All who testify, and the one of them that has a state worth telling. */
export interface Witnesses {
  readonly all: readonly Witness[];
  /** The PRM's own reference goes on with an exercise; absent where no PRM can write. */
  readonly writeOn?: WriteOn;
  /**
   * Takes the user's own settings; true when the PRM must be asked again for everything. `prmRenewed`: its files are others by now,
   * whatever the settings say.
   */
  configure(settings: Settings, prmRenewed?: boolean): boolean;
  /** Gives the PRM's memory back; false when it is at work. Absent where there is nothing to give back. */
  unload?(): Promise<boolean>;
  status(): PrmStatus;
}
