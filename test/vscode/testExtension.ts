import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../../scripts/package.ts';

/** Packs a small extension for a test: its manifest, and its files by name. */
export async function packTestExtension(
  name: string,
  manifest: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'steplight-test-extension-'));
  const whole = { name, version: '0.0.1', engines: { vscode: '^1.101.0' }, ...manifest };
  const all = {
    'package.json': JSON.stringify(whole),
    'README.md': `For tests: ${name}.`,
    LICENSE: 'MIT',
    ...files,
  };
  for (const [file, text] of Object.entries(all)) await writeFile(join(folder, file), text);
  const path = join(folder, `${name}.vsix`);
  await pack(folder, path, '--allow-missing-repository');
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
