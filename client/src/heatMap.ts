import { type Disposable, l10n, Range, type TextEditor, ThemeColor, window } from 'vscode';
import type { HeatMap as Heat, HeatToken, NewsParams } from '../../server/src/protocol.ts';
import { languages } from './languages.ts';

/** Colours the tokens of the visible texts by what they took or gave; the costliest are underlined, too. */
export interface HeatMap extends Disposable {
  toggle(): Promise<void>;
  news(params: NewsParams): void;
}

const levels = [-3, -2, -1, 1, 2, 3] as const satisfies readonly HeatToken['level'][];

export function createHeatMap(request: (uri: string) => Promise<Heat | null | undefined>): HeatMap {
  const looks = levels.map(level => {
    const name = `${level < 0 ? 'cost' : 'gain'}${Math.abs(level)}`;
    const look = window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor(`steplight.heatMap.${name}Background`),
      ...(level === -3
        ? { textDecoration: 'underline 2px', overviewRulerColor: new ThemeColor('steplight.heatMap.cost3Background') }
        : {}),
    });
    return { level, look };
  });
  let on = false;

  /** How many tokens got a colour. */
  async function paint(editor: TextEditor): Promise<number> {
    const { document } = editor;
    if (!languages.includes(document.languageId)) return 0;
    const heat = on ? await request(document.uri.toString()).catch(() => undefined) : undefined;
    // Places in an older text would colour the wrong words; the newer text's colours are on their way.
    if (on && heat && heat.version !== document.version) return heat.tokens.length;
    for (const { level, look } of looks) {
      const tokens = on ? (heat?.tokens ?? []).filter(token => token.level === level) : [];
      editor.setDecorations(look, tokens.map(decorationOf));
    }
    return heat?.tokens.length ?? 0;
  }

  const paintAll = () => Promise.all(window.visibleTextEditors.map(paint));
  const watching = window.onDidChangeVisibleTextEditors(() => on && void paintAll());
  return {
    async toggle() {
      on = !on;
      const coloured = await paintAll();
      if (!on) return;
      const message = coloured.some(tokens => tokens > 0)
        ? l10n.t('Steplight: underlined is what cost most, coloured what moved the score.')
        : l10n.t('Steplight: there is nothing to colour, no PRM has scored tokens in this text so far.');
      window.setStatusBarMessage(message, 8000);
    },
    news({ uri }) {
      if (!on) return;
      for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) void paint(editor);
    },
    dispose() {
      watching.dispose();
      for (const { look } of looks) look.dispose();
    },
  };
}

function decorationOf({ range: { start, end }, reward }: HeatToken) {
  const value = `${reward < 0 ? '−' : '+'}${Math.abs(reward).toFixed(3)}`;
  return {
    range: new Range(start.line, start.character, end.line, end.character),
    hoverMessage: l10n.t('Token reward {0}', value),
  };
}
