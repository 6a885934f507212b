import { execFile } from 'node:child_process';
import { access, mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** ONNX Runtime itself, under the name by which the binding asks for it. */
const runtimeLibrary = 'libonnxruntime.so.1';

/** What the driver says of the first card. */
export interface Gpu {
  readonly name: string;
  readonly driver: number;
  readonly freeBytes: number;
}

/** CUDA 13 runs from this driver on. */
const oldestDriver = 580;

/** What ONNX Runtime's CUDA provider needs, by platform: its own libraries, then NVIDIA's. */
const providerLibraries: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'],
  win32: ['onnxruntime_providers_shared.dll', 'onnxruntime_providers_cuda.dll'],
};
const nvidiaLibraries: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libcudart.so.13', 'libcublas.so.13', 'libcublasLt.so.13', 'libcudnn.so.9', 'libcufft.so.12'],
  win32: ['cudart64_13.dll', 'cublas64_13.dll', 'cublasLt64_13.dll', 'cudnn64_9.dll', 'cufft64_12.dll'],
};

/** What CUDA lacks on this machine, file by file and with the way out; undefined when nothing is missing. */
export async function missingForCuda(runtimeFolder: string | undefined): Promise<string | undefined> {
  const provider = providerLibraries[process.platform];
  const nvidia = nvidiaLibraries[process.platform];
  if (provider === undefined || nvidia === undefined) return `there is no CUDA for ${process.platform}`;
  const gpu = await readGpu();
  if (gpu === undefined) return 'nvidia-smi finds no NVIDIA card or driver';
  if (gpu.driver < oldestDriver) {
    return `the driver of ${gpu.name} is version ${gpu.driver}; CUDA 13 needs ${oldestDriver} or newer: update it`;
  }
  // The worker asks about itself.
  const folders = [...(runtimeFolder === undefined ? [] : [runtimeFolder]), bindingFolder(process.argv[1]!)];
  const lacking = await absent(provider, folders);
  if (lacking.length > 0) {
    return `${lacking.join(' and ')} not found in ${folders.join(' or ')}: put there the provider libraries of the same version of ONNX Runtime`;
  }
  const missing = await absent(nvidia, [...folders, ...libraryPath()]);
  if (missing.length > 0) {
    return `${missing.join(', ')} not found: install CUDA 13 and cuDNN 9, or put the files into ${folders[0]}`;
  }
  return undefined;
}

export async function readGpu(): Promise<Gpu | undefined> {
  const query = ['--query-gpu=name,driver_version,memory.free', '--format=csv,noheader,nounits'];
  const answer = await promisify(execFile)('nvidia-smi', query, { timeout: 5000 }).catch(() => undefined);
  return answer && gpuOf(answer.stdout);
}

/** Reads one line of nvidia-smi: "NVIDIA H200, 580.65.06, 143000". */
export function gpuOf(answer: string): Gpu | undefined {
  const [name, driver, free] = answer
    .split('\n', 1)[0]!
    .split(',')
    .map(part => part.trim());
  const [version, mebibytes] = [Number.parseInt(driver ?? '', 10), Number(free)];
  if (!name || Number.isNaN(version) || Number.isNaN(mebibytes)) return undefined;
  return { name, driver: version, freeBytes: mebibytes * 2 ** 20 };
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
  if (runtimeFolder === undefined || cacheFolder === undefined || process.platform !== 'linux') return {};
  if ((await absent(providerLibraries.linux!, [runtimeFolder])).length > 0) return {};
  const links = join(cacheFolder, 'cuda');
  await mkdir(links, { recursive: true });
  for (const file of [
    join(bindingFolder(worker), runtimeLibrary),
    ...providerLibraries.linux!.map(name => join(runtimeFolder, name)),
  ]) {
    const link = join(links, basename(file));
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
