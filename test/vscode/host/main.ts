/** Runs the checks inside an extension host and writes what came out to a file. */
import { writeFileSync } from 'node:fs';
import { checks } from './checks.ts';

export interface Result {
  readonly name: string;
  readonly error?: string;
}

/** What a desktop VS Code calls with `--extensionTestsPath`. */
export async function run(): Promise<void> {
  const results: Result[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? error.message : String(error) });
    }
  }
  writeFileSync(process.env.STEPLIGHT_TEST_RESULTS!, JSON.stringify(results));
}

/** What the editor calls when this is installed as an extension. */
export function activate(): void {
  void run();
}
