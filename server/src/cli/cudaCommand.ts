import { amount } from '../amount.ts';
import { program } from '../assets.ts';
import { cudaObstacle, readGpu } from '../engine/cuda.ts';
import { hubConnection } from '../hub/environment.ts';
import { fetchCuda } from '../hub/fetcher.ts';
import { createTeller } from '../prms/progress.ts';
import { canInstallCuda, cudaFolder, runtimesFolder } from '../runtime/cudaFolder.ts';
import { brokenLibraries, fetchedBytes, removeCuda, unpackedBytes } from '../runtime/cudaSupport.ts';
import { indexFor } from '../runtime/packageIndex.ts';
import { textsFor } from '../texts.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { type FlagsOf, textFlag, UsageError } from './flags.ts';
import { createStatusLine } from './progress.ts';

const flags = {
  index: textFlag('URL', 'an index of Python packages to fetch from (PIP_INDEX_URL, else the public one)'),
} as const;

export const cudaCommand = command({
  usage: 'cuda status|install|remove',
  about: 'run PRMs on an NVIDIA card: what is missing for it, fetch it, remove it',
  details: [
    `install fetches ${amount(fetchedBytes())}, every file checked by its hash, into a folder of yours (${amount(unpackedBytes())}) that`,
    "the editor uses, too: the CUDA provider of ONNX Runtime (MIT), and the libraries of CUDA 13 under NVIDIA's own licence",
    '(https://docs.nvidia.com/cuda/eula/). Interrupt it at any time: the next install goes on from there. The driver',
    "isn't part of it.",
    '',
    'Exit code: 0 when nothing is missing for CUDA, or after removing; 1 when something is missing; 2 when something could not be done.',
  ].join('\n'),
  flags,
  run: ([action, ...rest], flags, context) => {
    if (rest.length > 0) throw new UsageError(`cuda takes one word, not ${rest.length + 1}.`);
    switch (action) {
      case 'status':
        return status(context);
      case 'install':
        return install(flags, context);
      case 'remove':
        return remove(context);
      default:
        throw new UsageError(
          `Say what to do: status, install or remove${action === undefined ? '' : `, not ${action}`}.`,
        );
    }
  },
});

async function status({ terminal }: Context): Promise<ExitCode> {
  const { output, environment } = terminal;
  const folder = cudaFolder(environment);
  const broken = folder === undefined ? [] : await brokenLibraries(folder);
  const support =
    folder === undefined
      ? 'not installed'
      : broken.length === 0
        ? `installed in ${folder}`
        : `broken in ${folder} (${broken.join(', ')}): "steplight cuda install" mends it`;
  const gpu = await readGpu();
  const card = gpu ? `${gpu.name}, driver ${gpu.driver}, ${amount(gpu.freeBytes)} free\n` : '';
  const obstacle = await cudaObstacle(program('engine'), folder);
  const verdict = obstacle
    ? `CUDA can't be used: ${obstacle.text}`
    : 'Nothing is missing for CUDA. "steplight doctor" says whether it passes the self-test';
  await output.write(`${card}CUDA support: ${support}\n${verdict}.\n`);
  return obstacle || broken.length > 0 ? 1 : 0;
}

async function install({ index: wish }: FlagsOf<typeof flags>, context: Context): Promise<ExitCode> {
  const { messages, output, environment, interrupted } = context.terminal;
  if (!canInstallCuda()) {
    await messages.write(
      `steplight: There is no CUDA support to install for ${process.platform}-${process.arch}. PRMs run on what "steplight doctor" shows.\n`,
    );
    return 2;
  }
  const index = await hubConnection({ endpoint: indexFor(wish, environment) }, environment);
  const line = createStatusLine(messages);
  const teller = createTeller(textsFor('en').prms, ({ text }) => void line.show(text));
  const folder = await fetchCuda({ home: runtimesFolder(environment), index }, interrupted, teller).finally(line.clear);
  await output.write(`CUDA support is installed in ${folder}.\n`);
  return status(context);
}

async function remove({ terminal }: Context): Promise<ExitCode> {
  const freed = await removeCuda(runtimesFolder(terminal.environment));
  await terminal.output.write(
    freed === 0 ? 'CUDA support was not installed.\n' : `CUDA support is removed: ${amount(freed)} are free again.\n`,
  );
  return 0;
}
