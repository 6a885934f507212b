import { l10n, type QuickPickItem, window } from 'vscode';
import { type Choice, choices } from '../../../server/src/generate/choosing.ts';
import type { SourceWish } from '../../../server/src/settings.ts';

/** What can be wished of one run; the settings say what is wished otherwise. */
export interface Wishes {
  readonly source: SourceWish;
  readonly candidates: number;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly choice: Choice;
}

interface Item extends QuickPickItem {
  readonly change: Partial<Wishes>;
}

/** Asks what to do differently this time; undefined when the user thinks better of it. */
export async function askWishes(wishes: Wishes): Promise<Wishes | undefined> {
  const item = (label: string, change: Partial<Wishes>): Item => {
    const now = Object.entries(change).every(([name, value]) => wishes[name as keyof Wishes] === value);
    return { label, change, ...(now ? { description: l10n.t('as now') } : {}) };
  };
  const names: Record<Choice, string> = {
    weighted: l10n.t('Choose by weighted vote'),
    majority: l10n.t('Choose by majority'),
    best: l10n.t('Choose by score alone'),
  };
  const items = [
    item(l10n.t('The same again'), {}),
    ...[4, 8, 16, 32].map(n => item(l10n.t('{0} candidates', n), { candidates: n })),
    ...[0.3, 0.7, 1].map(temperature => item(l10n.t('Temperature {0}', temperature), { temperature })),
    ...choices.map(choice => item(names[choice], { choice })),
    item(l10n.t('Ask the PRM itself, on this machine'), { source: 'prm' }),
    item(l10n.t('Ask the endpoint of the settings'), { source: 'endpoint' }),
    item(l10n.t('Ask a language model of the editor'), { source: 'editor' }),
  ];
  const picked = await window.showQuickPick(items, { title: l10n.t('What should be different this time?') });
  return picked && { ...wishes, ...picked.change };
}
