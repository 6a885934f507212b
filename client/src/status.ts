import { type Command, type Disposable, languages as editor, LanguageStatusSeverity, l10n } from 'vscode';
import type { ServerStatus } from '../../server/src/protocol.ts';
import { languages } from './languages.ts';

interface Shown extends Omit<ServerStatus, 'state'> {
  readonly state: ServerStatus['state'] | 'starting';
}

/** One language status item: what runs, where, and why it doesn't when it doesn't. */
export interface StatusItem extends Disposable {
  show(status: Shown): void;
  readonly texts: ReturnType<typeof statusTexts>;
}

export function createStatusItem(): StatusItem {
  const texts = statusTexts();
  const item = editor.createLanguageStatusItem(
    'steplight',
    languages.map(language => ({ language })),
  );
  item.name = 'Steplight';
  const show = ({ state, text, detail, document }: Shown) => {
    item.text = text;
    item.detail = [document, detail].filter(Boolean).join(' — ');
    item.busy = state === 'starting' || state === 'busy' || state === 'slow';
    item.severity = severities[state] ?? LanguageStatusSeverity.Information;
    item.command = wayOut(state);
  };
  show({ state: 'starting', text: texts.starting, detail: '' });
  return { show, texts, dispose: () => item.dispose() };
}

const severities: Partial<Record<Shown['state'], LanguageStatusSeverity>> = {
  failed: LanguageStatusSeverity.Error,
  slow: LanguageStatusSeverity.Warning,
};

/** What one would want to do next. */
function wayOut(state: Shown['state']): Command {
  if (state === 'failed') return { title: l10n.t('Restart'), command: 'steplight.restart' };
  if (state === 'slow') {
    const title = l10n.t('Settings');
    return { title, command: 'workbench.action.openSettings', arguments: ['steplight.run'] };
  }
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
