import {
  type Command,
  commands,
  type Disposable,
  languages as editor,
  LanguageStatusSeverity,
  l10n,
  window,
} from 'vscode';
import type { ServerStatus } from '../../server/src/protocol.ts';
import { languages } from './languages.ts';

interface Shown extends Omit<ServerStatus, 'state'> {
  readonly state: ServerStatus['state'] | 'starting';
}

/** One language status item: what runs, where, and why it doesn't when it doesn't. */
export interface StatusItem extends Disposable {
  show(status: Shown): void;
  /** All that the item has to say, in a message with room for it, and what one would want to do next. */
  explain(): Promise<void>;
  readonly texts: ReturnType<typeof statusTexts>;
}

/** The characters that the editor shows of an item with its link; what is longer it cuts, and the link with it. */
const room = 66;

export function createStatusItem(): StatusItem {
  const texts = statusTexts();
  const item = editor.createLanguageStatusItem(
    'steplight',
    languages.map(language => ({ language })),
  );
  item.name = 'Steplight';
  let shown: Shown = { state: 'starting', text: texts.starting, detail: '' };
  const show = (status: Shown) => {
    shown = status;
    const { state } = status;
    const [text, ...details] = said(status);
    const detail = details.join(' — ');
    const next = wayOut(status);
    const left = room - text.length;
    const fits = detail.length + next.title.length <= left;
    const whole = { title: l10n.t('Details'), command: 'steplight.showStatus' };
    item.text = text;
    item.detail = fits ? detail : `${detail.slice(0, Math.max(0, left - whole.title.length - 1)).trimEnd()}…`;
    item.command = fits ? next : whole;
    item.accessibilityInformation = { label: said(status).join('. ') };
    item.busy = state === 'starting' || state === 'busy' || state === 'slow';
    item.severity = severities[state] ?? LanguageStatusSeverity.Information;
  };
  async function explain(): Promise<void> {
    const { title, command, arguments: args = [] } = wayOut(shown);
    const log = l10n.t('Show Log');
    const say = { failed: window.showErrorMessage, slow: window.showWarningMessage }[shown.state as 'failed' | 'slow'];
    const message = said(shown).join(' — ');
    const chosen = await (say ?? window.showInformationMessage)(message, title, ...(title === log ? [] : [log]));
    if (chosen === title) await commands.executeCommand(command, ...args);
    else if (chosen === log) await commands.executeCommand('steplight.showLog');
  }
  show(shown);
  return { show, explain, texts, dispose: () => item.dispose() };
}

/** Beside the items of other extensions an item must say whose it is. */
function said({ text, detail, document }: Shown): [string, ...string[]] {
  const named = text.startsWith('Steplight') ? text : `Steplight: ${text}`;
  return [named, ...[document, detail].flatMap(part => part || [])];
}

const severities: Partial<Record<Shown['state'], LanguageStatusSeverity>> = {
  failed: LanguageStatusSeverity.Error,
  slow: LanguageStatusSeverity.Warning,
};

/** What one would want to do next. */
function wayOut({ state, document }: Shown): Command {
  if (state === 'failed') return { title: l10n.t('Restart'), command: 'steplight.restart' };
  if (state === 'slow') {
    const title = l10n.t('Settings');
    return { title, command: 'workbench.action.openSettings', arguments: ['steplight.run'] };
  }
  if (document) return { title: l10n.t('Open a Sample'), command: 'steplight.openSample' };
  if (state === 'ready') return { title: l10n.t('Choose PRM'), command: 'steplight.choosePrm' };
  return { title: l10n.t('Show Log'), command: 'steplight.showLog' };
}

const statusTexts = () => ({
  starting: l10n.t('Steplight is starting …'),
  restarting: (seconds: number) => l10n.t('Steplight stopped unexpectedly and starts again in {0} s', seconds),
  gaveUp: l10n.t('Steplight stopped five times in three minutes and stays down. Its log says why.'),
  didNotStart: l10n.t('Steplight could not be started'),
  seeLog: l10n.t('Restart it with "Steplight: Restart".'),
});
