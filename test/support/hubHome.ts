import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub, type TestHub } from './hub.ts';

/** A hub, and a home of its own for what is fetched from it. Everything below asks this process's environment. */
export interface HubHome {
  readonly hub: TestHub;
  readonly folder: string;
  readonly cache: string;
  remove(): Promise<void>;
}

export async function hubHome(): Promise<HubHome> {
  const hub = await startHub();
  const folder = mkdtempSync(join(tmpdir(), 'steplight-hub-'));
  const before = { ...process.env };
  const ours = {
    HF_HOME: join(folder, 'hf'),
    HF_ENDPOINT: hub.url,
    XDG_DATA_HOME: join(folder, 'data'),
    LOCALAPPDATA: join(folder, 'data'),
    HOME: folder,
  };
  for (const name of Object.keys(process.env)) if (/^(HF_|HUGGING|.*_proxy$)/i.test(name)) delete process.env[name];
  Object.assign(process.env, ours);
  return {
    hub,
    folder,
    cache: join(ours.HF_HOME, 'hub'),
    async remove() {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
      for (const name of Object.keys(ours)) delete process.env[name];
      Object.assign(process.env, before);
    },
  };
}

/** The files of a folder, as a repository of the hub holds them. */
export function filesOf(folder: string): Record<string, Buffer> {
  return Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))]));
}

/** Every file of a cache under a final name: blobs, and what snapshots lead to. */
export function finalFiles(cache: string): { readonly path: string; readonly bytes: Buffer }[] {
  if (!existsSync(cache)) return [];
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory() && /[\\/](blobs|snapshots[\\/][^\\/]+)$/.test(entry.parentPath))
    .filter(({ name }) => !name.includes('.steplight.'))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path, bytes: readFileSync(realpathSync(path)) }));
}
