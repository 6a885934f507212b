import { env, l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import { amount } from '../../../server/src/amount.ts';
import { type OffersResult, type PrmOffer, PrmOffers } from '../../../server/src/prms/messages.ts';
import { CudaState, type CudaStateResult } from '../../../server/src/runtime/messages.ts';
import type { Context } from '../ctx.ts';
import { runningClient } from '../running.ts';
import { askForToken } from './access.ts';
import { installCuda } from './cuda.ts';
import { fetchPrm, use } from './fetching.ts';
import { pairCheckpoints } from './pair.ts';

interface Row extends QuickPickItem {
  readonly offer?: PrmOffer;
  readonly does?: (context: Context) => Promise<void>;
}

/** Lets the user choose who gives the scores, among what is here, what fits this machine, and the rest. */
export const choosePrm = (context: Context) => async (): Promise<void> => {
  const client = await runningClient(context);
  if (!client) return;
  const asked = Promise.all([client.sendRequest(PrmOffers, {}), client.sendRequest(CudaState)]);
  const title = asked.then(([{ machine }]) => l10n.t('Choose PRM: this machine has {0}', machine));
  const pick = window.createQuickPick<Row>();
  pick.title = l10n.t('Choose PRM');
  pick.placeholder = l10n.t('Looking at this machine …');
  pick.busy = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  // What fits stands on top, whatever is typed.
  (pick as { sortByLabel?: boolean }).sortByLabel = false;
  const chosen = new Promise<Row | undefined>(resolve => {
    // Enter before there is anything to choose is no choice.
    pick.onDidAccept(() => pick.selectedItems[0] && resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  try {
    const [offers, cuda] = await asked;
    pick.title = await title;
    pick.placeholder = l10n.t('Who shall give the scores?');
    pick.items = rowsOf(offers, cuda);
    pick.busy = false;
    const row = await chosen;
    pick.hide();
    if (row?.does) await row.does(context);
    else if (row?.offer && (await choose(context, row.offer, offers))) await offerCuda(context, row.offer, cuda);
  } finally {
    pick.dispose();
  }
};

function rowsOf({ offers }: OffersResult, cuda: CudaStateResult): Row[] {
  const current = workspace.getConfiguration('steplight').get('prm', 'starter');
  const group = (label: string, found: readonly PrmOffer[]): Row[] =>
    found.length === 0
      ? []
      : [{ label, kind: QuickPickItemKind.Separator }, ...found.map(offer => rowOf(offer, offer.id === current, cuda))];
  const absent = offers.filter(({ installed }) => !installed);
  const fitting = (...modes: readonly PrmOffer['fit']['mode'][]) =>
    absent.filter(({ fit }) => modes.includes(fit.mode));
  return [
    ...group(
      l10n.t('installed'),
      offers.filter(({ installed }) => installed),
    ),
    // A folder of the user's stands in no list.
    ...(offers.some(({ id }) => id === current) ? [] : [{ label: `$(check) ${current}`, does: () => use(current) }]),
    ...group(l10n.t('fits this machine'), fitting('together')),
    ...group(l10n.t('one tower at a time'), fitting('inTurn')),
    ...group(l10n.t('does not fit this machine'), fitting('no')),
    { label: l10n.t('more'), kind: QuickPickItemKind.Separator },
    ...(cuda.obstacle === 'libraries' && cuda.canInstall
      ? [
          {
            label: `$(circuit-board) ${l10n.t('Install CUDA support …')}`,
            detail: idle(cuda),
            does: (context: Context) => installCuda(context)(),
          },
        ]
      : []),
    {
      label: `$(folder) ${l10n.t('From a folder …')}`,
      detail: l10n.t('A PRM that lies on this machine: a folder with a steplight.json'),
      does: fromFolder,
    },
    {
      label: `$(git-merge) ${l10n.t('Pair two checkpoints …')}`,
      detail: l10n.t(
        'A model that was trained on preferences or outcomes, with what it was before, is an implicit PRM',
      ),
      does: pairCheckpoints,
    },
  ];
}

function rowOf(offer: PrmOffer, current: boolean, cuda: CudaStateResult): Row {
  const { id, bytes, fetchBytes, installed, broken, fit, licences, gated, experimental, figures, about } = offer;
  const icon = broken !== undefined ? 'warning' : current ? 'check' : installed ? 'package' : 'cloud-download';
  const size =
    fetchBytes > 0 && !installed ? l10n.t('{0} to fetch', amount(fetchBytes)) : bytes > 0 ? amount(bytes) : '';
  const facts = [
    size,
    fit.mode === 'no' ? '' : placeOf(offer, cuda),
    fit.mode === 'inTurn' ? l10n.t('one tower at a time') : '',
    gated.length > 0 ? l10n.t('access on request') : '',
    experimental === undefined ? '' : l10n.t('experimental'),
    licences.join(', '),
  ];
  return {
    offer,
    label: `$(${icon}) ${id}`,
    description: facts.filter(fact => fact !== '').join(' · '),
    // A line has room for little: the source stands in the question before fetching.
    detail: broken ?? [...figures.slice(0, 1).map(figure => figure.replace(/ \(.*\)$/, '.')), about].join(' '),
  };
}

function placeOf({ fit }: PrmOffer, { obstacle }: CudaStateResult): string {
  if (fit.device === 'cpu') return l10n.t('on the processor');
  return obstacle === undefined ? l10n.t('on the card') : l10n.t('on the card, with CUDA support');
}

/** True when it gives the scores now. */
async function choose(context: Context, offer: PrmOffer, { cache }: OffersResult): Promise<boolean> {
  const { id, installed, broken } = offer;
  if (installed && broken === undefined) {
    await use(id);
    return true;
  }
  if (offer.noRoom !== undefined) {
    const way = l10n.t('Make room, or let "HF_HOME" name a larger disk, and choose it again.');
    void window.showWarningMessage(`${id}: ${offer.noRoom} ${way}`);
    return false;
  }
  if (!(await agreed(context, offer, cache)) || !(await fetchPrm(context, id))) return false;
  await use(id);
  return true;
}

/** A card that could run what was chosen shouldn't lie idle. */
async function offerCuda(context: Context, { fit }: PrmOffer, cuda: CudaStateResult): Promise<void> {
  if (fit.device !== 'cuda' || cuda.obstacle !== 'libraries' || !cuda.canInstall) return;
  const install = l10n.t('Install CUDA support …');
  if ((await window.showInformationMessage(idle(cuda), install)) === install) await installCuda(context)();
}

const idle = ({ card = '', fetchBytes }: CudaStateResult) =>
  l10n.t('{0} is not used yet: {1} have to be fetched for it once.', card, amount(fetchBytes));

/** Says all there is to know before a byte is fetched: size, licence, access, what it is good for and what not. */
async function agreed(context: Context, offer: PrmOffer, cache: string): Promise<boolean> {
  const { id, about, fit, fetchBytes, licences, gated, experimental, notes, figures, broken } = offer;
  const detail = [
    about,
    broken ?? '',
    fit.text,
    l10n.t('To fetch: {0}, into {1}', amount(fetchBytes), cache),
    l10n.t('Licence: {0}', licences.join(', ')),
    ...gated.map(({ repository }) =>
      l10n.t('{0} is for those who were given access: ask for it on its page, and set your token.', repository),
    ),
    experimental === undefined ? '' : l10n.t('Experimental: {0}', experimental),
    ...notes,
    figures.length === 0 ? l10n.t('No quality figures were published.') : figures.join('\n'),
  ];
  const fetch = fetchBytes > 0 ? l10n.t('Fetch {0}', amount(fetchBytes)) : l10n.t('Install');
  const ask = l10n.t('Ask for Access');
  const token = l10n.t('Set Token');
  const ways = gated.length > 0 ? [fetch, ask, token] : [fetch];
  for (;;) {
    const text = detail.filter(line => line !== '').join('\n\n');
    const show = fit.mode === 'no' ? window.showWarningMessage : window.showInformationMessage;
    const way = await show(l10n.t('Fetch {0}?', id), { modal: true, detail: text }, ...ways);
    if (way === ask) await env.openExternal(Uri.parse(gated[0]!.url));
    else if (way === token) await askForToken(context);
    else return way === fetch;
  }
}

async function fromFolder(): Promise<void> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      title: l10n.t('The folder of a PRM, with a steplight.json'),
      openLabel: l10n.t('Use This PRM'),
    })) ?? [];
  if (!folder) return;
  const manifest = await workspace.fs.stat(Uri.joinPath(folder, 'steplight.json')).then(
    () => true,
    () => false,
  );
  if (manifest) return use(folder.fsPath);
  void window.showErrorMessage(
    l10n.t(
      'There is no steplight.json in {0}, so it is not known how to read it. "Pair two checkpoints …" makes one for a folder with a checkpoint.',
      folder.fsPath,
    ),
  );
}
