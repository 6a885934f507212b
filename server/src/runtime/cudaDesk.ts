import { program } from '../assets.ts';
import { cudaObstacle, oldestDriver, readGpu } from '../engine/cuda.ts';
import { hubConnection } from '../hub/environment.ts';
import { failureOf } from '../hub/failure.ts';
import { fetchCuda } from '../hub/fetcher.ts';
import type { FetchProgressParams, HubAccess } from '../prms/messages.ts';
import { createTeller } from '../prms/progress.ts';
import type { Texts } from '../texts.ts';
import { canInstallCuda, cudaFolder, runtimesFolder } from './cudaFolder.ts';
import { brokenLibraries, fetchedBytes, removeCuda, unpackedBytes } from './cudaSupport.ts';
import { type CudaStateResult, cudaProgressId, type InstallCudaResult } from './messages.ts';
import { indexFor } from './packageIndex.ts';

/** What an editor can ask about CUDA support, and have done. */
export interface CudaDesk {
  state(): Promise<CudaStateResult>;
  install(
    access: Omit<HubAccess, 'token'>,
    signal: AbortSignal,
    told: (progress: FetchProgressParams) => void,
  ): Promise<InstallCudaResult>;
  remove(): Promise<{ readonly freedBytes: number }>;
}

export interface CudaDeskContext {
  readonly texts: Texts;
  /** An index of Python packages of the user's; empty: the environment's, or the public one. */
  readonly index: () => Promise<string>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export function createCudaDesk({ texts, index, environment = process.env }: CudaDeskContext): CudaDesk {
  const home = runtimesFolder(environment);
  return {
    async state() {
      const folder = cudaFolder(environment);
      const [gpu, obstacle, broken] = await Promise.all([
        readGpu(),
        cudaObstacle(program('engine'), folder),
        folder === undefined ? [] : brokenLibraries(folder),
      ]);
      return {
        installed: folder !== undefined && broken.length === 0,
        canInstall: canInstallCuda(),
        system: `${process.platform}-${process.arch}`,
        ...(gpu ? { card: gpu.name, driver: gpu.driver } : {}),
        oldestDriver,
        ...(obstacle ? { obstacle: obstacle.code } : {}),
        fetchBytes: fetchedBytes(),
        diskBytes: unpackedBytes(),
        host: URL.parse(indexFor(await index(), environment))?.host ?? '',
      };
    },
    async install(access, signal, told) {
      try {
        const connection = await hubConnection(
          { ...access, endpoint: indexFor(await index(), environment) },
          environment,
        );
        const teller = createTeller(texts.prms, shown => told({ id: cudaProgressId, ...shown }));
        await fetchCuda({ home, index: connection }, signal, teller);
        return { done: true };
      } catch (error) {
        return { done: false, failure: failureOf(error, texts) };
      }
    },
    remove: async () => ({ freedBytes: await removeCuda(home) }),
  };
}
