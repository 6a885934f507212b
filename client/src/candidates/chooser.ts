import {
  CancellationTokenSource,
  commands,
  type Disposable,
  l10n,
  QuickInputButtons,
  type QuickPickItem,
  Range,
  type TextDocument,
  ThemeIcon,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  CandidateEdit,
  type CandidateEditResult,
  type CandidatesChangedParams,
  type CandidateView,
  ForgetRun,
  Regenerate,
  type RegenerateParams,
  type RunId,
} from '../../../server/src/generate/messages.ts';
import type { CandidateSource } from '../../../server/src/generate/source.ts';
import type { ScoreChart } from '../chart/panel.ts';
import { createPreview } from './preview.ts';
import { listenFor } from './wire.ts';

interface Item extends QuickPickItem {
  readonly candidate: CandidateView;
}

/** What one run is asked for; the client gives it its number. */
export type Question = Omit<RegenerateParams, 'run' | 'source'>;

/** How the user left the chooser. */
export type Outcome = 'accepted' | 'closed' | 'other wishes';

interface Chooser {
  move(by: 1 | -1): void;
  close(): void;
}

/** The chooser that is open, if one is: commands with keys of their own steer it. */
let open: Chooser | undefined;
export const moveInChooser = (by: 1 | -1) => () => open?.move(by);

const stop = () => ({
  iconPath: new ThemeIcon('debug-stop'),
  tooltip: l10n.t('Enough: stop writing, keep what is there'),
});
const wishes = () => ({ iconPath: new ThemeIcon('settings-gear'), tooltip: l10n.t('Ask again in another way') });
const partly = () => ({ iconPath: new ThemeIcon('list-ordered'), tooltip: l10n.t('Accept up to a step …') });

let lastRun: RunId = 0;

/**
 * Writes candidates and lets the user choose. The list fills while they arrive; moving through it shows each as a difference;
 * Enter accepts, as one undo step; Escape leaves the document as it was.
 */
export async function chooseCandidate(
  client: LanguageClient,
  source: CandidateSource | 'prm',
  document: TextDocument,
  question: Question,
  chart: ScoreChart,
): Promise<Outcome> {
  const run = ++lastRun;
  const enough = new CancellationTokenSource();
  const preview = createPreview(run);
  const pick = window.createQuickPick<Item>();
  const owned: Disposable[] = [pick, preview, enough];
  pick.title = titleOf(question, source);
  pick.placeholder = l10n.t('Waiting for the first candidate …');
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.busy = true;
  pick.buttons = [stop(), wishes()];
  // The order is the vote's, and stays so while the user types.
  (pick as { sortByLabel?: boolean }).sortByLabel = false;

  let candidates: readonly CandidateView[] = [];
  let known: CandidatesChangedParams | undefined;
  let shown: string | undefined;
  let touched = false;
  let choosingStep = false;
  let close = () => {};
  const editOf = (candidate: CandidateView, upTo?: number): Promise<CandidateEditResult> =>
    client.sendRequest(CandidateEdit, { run, candidate: candidate.index, ...(upTo === undefined ? {} : { upTo }) });

  async function show(candidate: CandidateView | undefined): Promise<void> {
    if (!candidate || candidate.state === 'waiting' || candidate.state === 'writing' || candidate.state === 'failed')
      return;
    const key = `${candidate.index}:${candidate.steps.map(({ mark }) => mark).join()}`;
    if (key === shown) return;
    shown = key;
    const result = await editOf(candidate);
    if ('edit' in result && shown === key) await preview.show(document, candidate, result.edit);
  }

  function fill(): void {
    const active = pick.activeItems[0]?.candidate.index;
    pick.items = candidates.map(itemOf);
    // Until the user moves, the best stays chosen; afterwards, what they chose.
    const wanted = touched ? pick.items.find(({ candidate }) => candidate.index === active) : pick.items[0];
    const ready = candidates.filter(({ state }) => state === 'ready');
    const noneHolds = ready.length > 0 && candidates.every(({ state, refuted }) => refuted || state === 'failed');
    // What is refuted comes last: where it comes first there is nothing else, and Enter alone accepts none of it.
    pick.activeItems = wanted && (touched || !wanted.candidate.refuted) ? [wanted] : [];
    pick.placeholder = noneHolds
      ? l10n.t(
          'Every candidate ({0}) states something that does not hold. Escape leaves the text as it is.',
          ready.length,
        )
      : l10n.t('{0} of {1} candidates. Arrows show them, Enter accepts.', ready.length, question.sampling.n);
  }

  function overlay(): void {
    if (!known) return;
    const scored = known.candidates.filter(({ steps }) => steps.length > 0);
    const chosen = scored.findIndex(({ index }) => index === pick.activeItems[0]?.candidate.index);
    chart.overlay(known.exercise, { from: known.from, candidates: scored.map(({ steps }) => steps), chosen });
  }

  const stopListening = listenFor(client, run, {
    source: source === 'prm' ? undefined : source,
    changed(news) {
      known = news;
      candidates = news.candidates;
      fill();
      overlay();
    },
  });
  const outcome = new Promise<Outcome>(resolve => {
    close = () => resolve('closed');
    owned.push(
      pick.onDidChangeActive(([item]) => {
        void show(item?.candidate);
        overlay();
      }),
      pick.onDidTriggerButton(button => {
        if (button === pick.buttons[0] && pick.buttons.length === 2) enough.cancel();
        else if (button !== QuickInputButtons.Back) resolve('other wishes');
      }),
      pick.onDidTriggerItemButton(async ({ item: { candidate } }) => {
        const upTo = await chooseStep(candidate);
        if (upTo === undefined) pick.show();
        else if (await accept(document, () => editOf(candidate, upTo))) resolve('accepted');
      }),
      pick.onDidAccept(async () => {
        const candidate = pick.activeItems[0]?.candidate;
        if (candidate && (await accept(document, () => editOf(candidate)))) resolve('accepted');
      }),
      pick.onDidHide(() => {
        if (!choosingStep) resolve('closed');
      }),
    );
  });

  async function chooseStep(candidate: CandidateView): Promise<number | undefined> {
    choosingStep = true;
    const items = candidate.steps.flatMap((step, k) =>
      step.acceptable ? [{ label: `${k + 1}`, description: step.mark ?? '', detail: oneLine(step.text), k }] : [],
    );
    const picked = await window.showQuickPick(items, { title: l10n.t('Accept up to which step?') });
    choosingStep = false;
    return picked?.k;
  }

  // One list at a time: whoever asks again has seen enough of the one before.
  open?.close();
  const own: Chooser = {
    close,
    move(by) {
      const at = pick.items.indexOf(pick.activeItems[0] ?? pick.items[0]!);
      const next = pick.items[(at + by + pick.items.length) % pick.items.length];
      if (!next) return;
      touched = true;
      pick.activeItems = [next];
    },
  };
  open = own;
  const moved = pick.onDidChangeActive(([item]) => {
    // The list's own choice of its first item is not the user's.
    if (item && item !== pick.items[0]) touched = true;
  });
  owned.push(moved);
  void commands.executeCommand('setContext', 'steplight.choosing', true);
  pick.show();

  const written = client
    .sendRequest(Regenerate, { ...question, run, source: source === 'prm' ? 'prm' : 'client' }, enough.token)
    .then(
      ({ refused }) => refused,
      error => (error instanceof Error ? error.message : String(error)),
    );
  void written.then(refused => {
    pick.busy = false;
    pick.buttons = [wishes()];
    if (refused === undefined) return;
    if (candidates.some(({ state }) => state === 'ready')) pick.placeholder = refused;
    else {
      pick.hide();
      void window.showErrorMessage(refused);
    }
  });

  try {
    return await outcome;
  } finally {
    stopListening();
    if (known) chart.overlay(known.exercise, undefined);
    pick.hide();
    if (open === own) open = undefined;
    if (!open) void commands.executeCommand('setContext', 'steplight.choosing', false);
    enough.cancel();
    void client.sendNotification(ForgetRun, run);
    await preview.close();
    for (const one of owned) one.dispose();
    if (!open) await window.showTextDocument(document);
  }
}

/** Makes the edit if the document is still the one it was made for; true when it was made. */
async function accept(document: TextDocument, ask: () => Promise<CandidateEditResult>): Promise<boolean> {
  for (let tried = 0; tried < 3; tried++) {
    const result = await ask();
    if ('refused' in result) {
      void window.showWarningMessage(result.refused);
      return false;
    }
    // The server answers for the version it knows; a newer one here means that it is about to hear of it.
    if (result.version !== document.version) continue;
    const { start, end } = result.edit.range;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(start.line, start.character, end.line, end.character), result.edit.newText);
    return workspace.applyEdit(edit);
  }
  void window.showWarningMessage(l10n.t('The document keeps changing. Nothing was accepted.'));
  return false;
}

function titleOf({ wanted, sampling }: Question, source: CandidateSource | 'prm'): string {
  const name = source === 'prm' ? l10n.t('the PRM itself') : source.name;
  switch (wanted) {
    case 'step':
      return l10n.t('From this step on: best of {0} by {1}', sampling.n, name);
    case 'solution':
      return l10n.t('The whole solution: best of {0} by {1}', sampling.n, name);
    case 'continuation':
      return l10n.t('How it goes on: best of {0} by {1}', sampling.n, name);
  }
}

/** One line for each: the list must leave room for the difference under it, which shows the text. */
function itemOf(candidate: CandidateView): Item {
  const { state, answer, steps, index, refuted } = candidate;
  const label = answer !== undefined ? oneLine(answer) : l10n.t('Candidate {0}', index + 1);
  const acceptable = steps.filter(step => step.acceptable).length > 1;
  return {
    candidate,
    label: `$(${refuted ? 'error' : icons[state]}) ${label}`,
    description: descriptionOf(candidate),
    alwaysShow: true,
    ...(acceptable ? { buttons: [partly()] } : {}),
  };
}

const icons = {
  waiting: 'watch',
  writing: 'edit',
  scoring: 'loading~spin',
  ready: 'check',
  failed: 'circle-slash',
} as const;

function descriptionOf(candidate: CandidateView): string {
  const { state, score, agreeing, share, refuted, cut, steps, length, lastLine, reason } = candidate;
  const suspicious = steps.findIndex(({ kind }) => kind === 'suspicious');
  const parts = [
    state === 'writing' ? `${l10n.t('{0} characters …', length)} ${oneLine(lastLine)}` : '',
    score === undefined ? '' : l10n.t('score {0}', score.toFixed(2).replace('-', '−')),
    agreeing === undefined || agreeing < 2 ? '' : l10n.t('{0} agree', agreeing),
    share === undefined || agreeing === undefined ? '' : `${Math.round(100 * share)} %`,
    steps.length === 0 ? '' : steps.length === 1 ? l10n.t('1 step') : l10n.t('{0} steps', steps.length),
    refuted
      ? l10n.t('something in it does not hold')
      : suspicious >= 0
        ? l10n.t('look at its step {0}', suspicious + 1)
        : '',
    cut ? l10n.t('cut short') : '',
    reason ?? '',
  ];
  return parts.filter(part => part !== '').join(' · ');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
