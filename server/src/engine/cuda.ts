import { execFile } from 'node:child_process';
import { access, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { canInstallCuda, runtimesFolder } from '../runtime/cudaFolder.ts';

/** ONNX Runtime itself, under the name by which the binding asks for it. */
const runtimeLibrary = 'libonnxruntime.so.1';

/** What the driver says of the first card. */
export interface Gpu {
  readonly name: string;
  readonly driver: number;
  /** In full: "580.65.06". */
  readonly driverVersion: string;
  readonly freeBytes: number;
}

/** CUDA 13 runs from this driver on. */
export const oldestDriver = 580;

/** What ONNX Runtime's CUDA provider needs, by platform: its own libraries, then those of NVIDIA that it was linked with. */
const providerLibraries: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'],
  win32: ['onnxruntime_providers_shared.dll', 'onnxruntime_providers_cuda.dll'],
};
const nvidiaLibraries: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libcudart.so.13', 'libcublas.so.13', 'libcublasLt.so.13', 'libcurand.so.10'],
  win32: ['cudart64_13.dll', 'cublas64_13.dll', 'cublasLt64_13.dll', 'curand64_10.dll'],
};

/** Why CUDA can't be used; the code is for whoever can help, the text says it to a person. */
export interface CudaObstacle {
  readonly code: 'platform' | 'no-card' | 'no-driver' | 'old-driver' | 'libraries';
  readonly text: string;
}

/** What CUDA lacks on this machine, and the way out; undefined when nothing is missing. */
export async function cudaObstacle(
  worker: string,
  runtimeFolder: string | undefined,
): Promise<CudaObstacle | undefined> {
  const provider = providerLibraries[process.platform];
  const nvidia = nvidiaLibraries[process.platform];
  if (provider === undefined || nvidia === undefined)
    return { code: 'platform', text: `there is no CUDA for ${process.platform}` };
  const gpu = await readGpu();
  if (gpu === undefined) {
    if (!(await hasCard())) return { code: 'no-card', text: 'there is no NVIDIA card' };
    const inside = (await isContainer()) ? ', or this container was started without it (--gpus all)' : '';
    return { code: 'no-driver', text: `there is an NVIDIA card, but its driver is not installed${inside}` };
  }
  if (gpu.driver < oldestDriver) {
    const text = `the driver of ${gpu.name} is version ${gpu.driver}; CUDA 13 needs ${oldestDriver} or newer: update it`;
    return { code: 'old-driver', text };
  }
  const folders = [...(runtimeFolder === undefined ? [] : [runtimeFolder]), bindingFolder(worker)];
  const lacking = [...(await absent(provider, folders)), ...(await absent(nvidia, [...folders, ...libraryPath()]))];
  if (lacking.length === 0) return undefined;
  const way = canInstallCuda()
    ? '"Steplight: Install CUDA Support" or `steplight cuda install` fetches what is missing'
    : `put them into ${folders[0]}: the provider of the same version of ONNX Runtime, and CUDA 13`;
  return { code: 'libraries', text: `${lacking.join(', ')} not found: ${way}` };
}

/** Whether there is a card at all, driver or not. */
async function hasCard(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const devices = '/sys/bus/pci/devices';
  const names = await readdir(devices).catch(() => []);
  const kinds = await Promise.all(
    names.map(async name => {
      const [vendor, kind] = await Promise.all(
        ['vendor', 'class'].map(file => readFile(join(devices, name, file), 'utf8').catch(() => '')),
      );
      return { vendor, kind };
    }),
  );
  // 0x10de is NVIDIA, and 0x03 a display controller.
  return kinds.some(({ vendor, kind }) => vendor!.startsWith('0x10de') && kind!.startsWith('0x03'));
}

const isContainer = async () => (await exists('/.dockerenv')) || (await exists('/run/.containerenv'));

/** WSL keeps it where its path doesn't always lead. */
const programsElsewhere = process.platform === 'linux' ? ['/usr/lib/wsl/lib/nvidia-smi'] : [];

export async function readGpu(): Promise<Gpu | undefined> {
  const query = ['--query-gpu=name,driver_version,memory.free', '--format=csv,noheader,nounits'];
  for (const program of ['nvidia-smi', ...programsElsewhere]) {
    const answer = await promisify(execFile)(program, query, { timeout: 5000 }).catch(() => undefined);
    if (answer) return gpuOf(answer.stdout);
  }
  return undefined;
}

/** Reads one line of nvidia-smi: "NVIDIA H200, 580.65.06, 143000". */
export function gpuOf(answer: string): Gpu | undefined {
  const [name, driver, free] = answer
    .split('\n', 1)[0]!
    .split(',')
    .map(part => part.trim());
  const [version, mebibytes] = [Number.parseInt(driver ?? '', 10), Number(free)];
  if (!name || !driver || Number.isNaN(version) || Number.isNaN(mebibytes)) return undefined;
  return { name, driver: version, driverVersion: driver, freeBytes: mebibytes * 2 ** 20 };
}

/**
 * The environment in which the child finds provider libraries in the user's folder. ONNX Runtime looks for them only beside its
 * own library; on Linux that is where it was loaded from, be it by a link. So the child is made to load it from a folder of
 * links. (On Windows the libraries must lie beside the binding itself.)
 */
export async function cudaEnvironment(
  worker: string,
  runtimeFolder: string | undefined,
  cacheFolder: string | undefined,
): Promise<Record<string, string>> {
  if (runtimeFolder === undefined || process.platform !== 'linux') return {};
  if ((await absent(providerLibraries.linux!, [runtimeFolder])).length > 0) return {};
  const links = join(cacheFolder ?? runtimesFolder(), 'cuda');
  await mkdir(links, { recursive: true });
  for (const file of [
    join(bindingFolder(worker), runtimeLibrary),
    ...providerLibraries.linux!.map(name => join(runtimeFolder, name)),
  ]) {
    const link = join(links, basename(file));
    // Another engine may be using it at this moment.
    if ((await readlink(link).catch(() => undefined)) === file) continue;
    await rm(link, { force: true });
    await symlink(file, link);
  }
  return {
    LD_PRELOAD: join(links, runtimeLibrary),
    LD_LIBRARY_PATH: [runtimeFolder, process.env.LD_LIBRARY_PATH ?? ''].filter(part => part !== '').join(delimiter),
  };
}

function libraryPath(): string[] {
  const value = process.env[process.platform === 'win32' ? 'PATH' : 'LD_LIBRARY_PATH'] ?? '';
  const usual =
    process.platform === 'win32' ? [] : ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/local/cuda/lib64'];
  return [...value.split(delimiter).filter(folder => folder !== ''), ...usual];
}

/** Where the worker's onnxruntime-node keeps its native parts. */
function bindingFolder(worker: string): string {
  const entry = createRequire(worker).resolve('onnxruntime-node');
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
}

async function absent(files: readonly string[], folders: readonly string[]): Promise<string[]> {
  const found = async (file: string) => {
    for (const folder of folders) if (await exists(join(folder, file))) return true;
    return false;
  };
  const presence = await Promise.all(files.map(found));
  return files.filter((_, i) => !presence[i]);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
