import { env, l10n, window } from 'vscode';
import { amount } from '../../../server/src/amount.ts';
import {
  CudaState,
  type CudaStateResult,
  cudaProgressId,
  InstallCuda,
  RemoveCuda,
} from '../../../server/src/runtime/messages.ts';
import type { Context } from '../ctx.ts';
import { proxyOf } from '../proxy.ts';
import { runningClient } from '../running.ts';
import { withFetchProgress } from './progress.ts';

/** Fetches what a PRM needs to run on an NVIDIA card, or says why that would help nobody. */
export const installCuda = (context: Context) => async (): Promise<void> => {
  const client = await runningClient(context);
  if (!client) return;
  const state = await client.sendRequest(CudaState);
  if (!state.canInstall || state.obstacle === undefined) {
    void window.showInformationMessage(state.canInstall ? works(state) : otherwise(state));
    return;
  }
  if (!(await agreed(state))) return;
  for (;;) {
    const result = await withFetchProgress(client, l10n.t('Installing CUDA support'), cudaProgressId, token =>
      client.sendRequest(InstallCuda, proxyOf('https:'), token),
    );
    if (result.done) break;
    const again = result.failure.code === 'cancelled' ? l10n.t('Go On') : l10n.t('Try Again');
    const show = result.failure.code === 'cancelled' ? window.showInformationMessage : window.showErrorMessage;
    if ((await show(result.failure.message, again)) !== again) return;
  }
  const now = await client.sendRequest(CudaState);
  void window.showInformationMessage(
    now.obstacle === undefined ? works(now) : `${l10n.t('CUDA support is installed.')} ${missing(now)}`,
  );
};

export const removeCuda = (context: Context) => async (): Promise<void> => {
  const client = await runningClient(context);
  if (!client) return;
  const { freedBytes } = await client.sendRequest(RemoveCuda);
  void window.showInformationMessage(
    freedBytes === 0
      ? l10n.t('CUDA support was not installed.')
      : l10n.t('CUDA support is removed: {0} are free again.', amount(freedBytes)),
  );
};

async function agreed(state: CudaStateResult): Promise<boolean> {
  const helps = state.obstacle === 'libraries';
  const detail = [
    ...(helps ? [] : [missing(state)]),
    l10n.t(
      'To fetch: {0} from {1}, which take {2} on the disk. Every file is checked by its hash.',
      amount(state.fetchBytes),
      state.host,
      amount(state.diskBytes),
    ),
    l10n.t(
      'They are the CUDA provider of ONNX Runtime (MIT) and libraries of CUDA 13, under the licence of NVIDIA: docs.nvidia.com/cuda/eula',
    ),
    ...(env.remoteName === undefined
      ? []
      : [l10n.t('They are installed where this window runs its extensions: {0}.', env.remoteName)]),
  ].join('\n\n');
  const install = helps ? l10n.t('Install') : l10n.t('Install Anyway');
  const answer = await window.showInformationMessage(l10n.t('Install CUDA support?'), { modal: true, detail }, install);
  return answer === install;
}

const works = ({ card = '' }: CudaStateResult) =>
  l10n.t(
    'Nothing is missing for CUDA: {0} is tried first, and used if it passes the self-test. The status says what runs where.',
    card,
  );

/** What is missing that can't be fetched. */
function missing({ obstacle, card = '', driver = 0, oldestDriver }: CudaStateResult): string {
  switch (obstacle) {
    case 'no-card':
      return l10n.t('There is no NVIDIA card in this machine, so CUDA would help nobody.');
    case 'no-driver':
      return l10n.t(
        'There is an NVIDIA card, but its driver is not: install driver {0} or newer. A container must be started with the card (--gpus all).',
        oldestDriver,
      );
    case 'old-driver':
      return l10n.t(
        'The driver of {0} is version {1}. CUDA 13 needs {2} or newer: update it.',
        card,
        driver,
        oldestDriver,
      );
    default:
      return l10n.t('Some libraries are still not found; the log says which.');
  }
}

/** How PRMs run on the cards of systems for which there is nothing to install. */
function otherwise({ system }: CudaStateResult): string {
  if (system.startsWith('win32'))
    return l10n.t(
      'On Windows there is nothing to install: PRMs run on the card through WebGPU or DirectML, whichever passes the self-test. The log says which does.',
    );
  if (system.startsWith('darwin'))
    return l10n.t(
      'On a Mac there is nothing to install: PRMs run on its own graphics through WebGPU or Core ML, whichever passes the self-test. The log says which does.',
    );
  return l10n.t('ONNX Runtime has no CUDA provider for {0}: PRMs run through WebGPU or on the processor.', system);
}
