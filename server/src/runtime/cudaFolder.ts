import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../prms/places.ts';
import { providerVersion } from './cudaWheels.ts';

/** Where the CUDA libraries lie that Steplight fetched: in a folder of the user's, which outlives updates of the extension. */

type Environment = Readonly<Record<string, string | undefined>>;

/** Written last into a folder of libraries. */
export const recordFile = 'installed.json';

/** All that is kept of runtimes. */
export const runtimesFolder = (environment?: Environment): string => join(dataFolder(environment), 'runtimes');

/** The folder in there for the ONNX Runtime we carry. */
export const ownName = `cuda-${providerVersion}`;

/** The folder with its libraries; undefined while they aren't installed. */
export function cudaFolder(environment?: Environment): string | undefined {
  const folder = join(runtimesFolder(environment), ownName);
  return existsSync(join(folder, recordFile)) ? folder : undefined;
}

/** Whether what we know to fetch would work here, were there a card. */
export const canInstallCuda = (platform: NodeJS.Platform = process.platform, arch: string = process.arch): boolean =>
  platform === 'linux' && arch === 'x64';
