import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder of the public data sets; where they aren't, the test is skipped and says so. */
export function publicData(t: TestContext, set: string): string | undefined {
  const repository = dirname(dirname(import.meta.dirname));
  const folder = join(process.env.STEPLIGHT_DATA ?? join(repository, '../shared/data'), set);
  if (existsSync(folder)) return folder;
  t.skip(`The public data aren't here: ${set} (STEPLIGHT_DATA names their folder).`);
  return undefined;
}
