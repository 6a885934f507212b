import type { Memento } from 'vscode';
import type { IgnorableStep, IgnoredParams } from '../../server/src/protocol.ts';

/**
 * The steps that the user asked to ignore without a comment in the text. They are kept by the editor for this workspace: no
 * file of the user's changes, no cache can lose them, and whoever else opens the folder decides for themselves.
 */
export interface IgnoredSteps {
  readonly all: readonly IgnorableStep[];
  add(step: IgnorableStep): Promise<void>;
  remove(steps: readonly IgnorableStep[]): Promise<void>;
  /** Says it again: a server that has just started knows nothing. */
  report(): void;
}

const place = 'ignored';

export function rememberIgnored(memory: Memento, tell: (params: IgnoredParams) => void): IgnoredSteps {
  const all = () => memory.get<readonly IgnorableStep[]>(place, []);
  const report = () => tell({ keys: all().map(({ key }) => key) });
  const keep = async (steps: readonly IgnorableStep[]) => {
    await memory.update(place, steps);
    report();
  };
  return {
    get all() {
      return all();
    },
    add: step => keep([...all().filter(({ key }) => key !== step.key), step]),
    remove: steps => keep(all().filter(({ key }) => !steps.some(step => step.key === key))),
    report,
  };
}
