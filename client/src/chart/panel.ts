import {
  type Disposable,
  env,
  l10n,
  type TextEditor,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
} from 'vscode';
import type { DocumentState, ExerciseState } from '../../../server/src/protocol.ts';
import { goToStep } from '../commands/goToStep.ts';
import type { Judgements } from '../judgements.ts';
import { isAnotherState, languages } from '../languages.ts';
import { type ChartTexts, drawChart, type Overlay } from './drawing.ts';

/** What the page says: it is there or has another size, or a step was chosen. */
type FromPage = { readonly type: 'size'; readonly width: number } | { readonly type: 'step'; readonly step: number };

/** What is drawn: an exercise, and the step in it where the cursor is. */
interface Shown {
  readonly document: DocumentState;
  readonly exercise: ExerciseState;
  readonly cursor: number;
}

export interface ScoreChart extends Disposable {
  show(): void;
  /** Draws candidates over the exercise of this id from now on; with nothing, no longer. */
  overlay(exercise: string, candidates: Overlay | undefined): void;
}

/** The chart of the solution under the cursor, in a panel beside the text. It follows the cursor and every edit. */
export function createScoreChart(extensionUri: Uri, judgements: Judgements): ScoreChart {
  let open: { readonly panel: WebviewPanel; draw(): void } | undefined;
  const overlays = new Map<string, Overlay>();

  function show(): void {
    if (open) {
      open.panel.reveal(undefined, true);
      return;
    }
    const media = Uri.joinPath(extensionUri, 'media', 'chart');
    const panel = window.createWebviewPanel(
      'steplight.scoreChart',
      l10n.t('Score Chart'),
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [media] },
    );
    panel.webview.html = page(panel.webview, media);
    let editor: TextEditor | undefined = window.activeTextEditor;
    let shown: Shown | undefined;
    let width = 0;
    const draw = () => {
      const state = editor && judgements.of(editor.document.uri.toString());
      shown = state && editor && shownAt(state, editor, shown);
      if (width === 0) return;
      const texts = chartTexts();
      const heading = shown?.exercise.title ?? l10n.t('No solution here');
      const drawing = shown
        ? drawChart(shown.exercise, shown.cursor, width, texts, overlays.get(shown.exercise.id))
        : '';
      void panel.webview.postMessage({ heading, drawing });
    };
    open = { panel, draw };
    const look = () => {
      const now = window.activeTextEditor;
      // A candidate that is shown beside the text is drawn over it.
      if (now && languages.includes(now.document.languageId) && !isAnotherState(now.document.uri)) editor = now;
      draw();
    };
    const following = [
      judgements.follow(),
      judgements.onDidChange(draw),
      window.onDidChangeActiveTextEditor(look),
      window.onDidChangeTextEditorSelection(look),
      panel.webview.onDidReceiveMessage((message: FromPage) => {
        if (message.type === 'size') {
          width = message.width;
          draw();
        } else if (shown) {
          const step = shown.exercise.steps[message.step];
          if (step) void goToStep()(shown.document.uri, step.range.start);
        }
      }),
    ];
    panel.onDidDispose(() => {
      for (const one of following) one.dispose();
      open = undefined;
    });
    if (editor) void judgements.ask(editor.document.uri.toString());
  }

  return {
    show,
    overlay(exercise, candidates) {
      if (candidates) overlays.set(exercise, candidates);
      else overlays.delete(exercise);
      open?.draw();
    },
    dispose: () => open?.panel.dispose(),
  };
}

/** The exercise under the cursor, or the one that was shown, or the first. */
function shownAt(document: DocumentState, { selection }: TextEditor, before: Shown | undefined): Shown | undefined {
  const { line } = selection.active;
  const holds = ({ range }: ExerciseState) => range.start.line <= line && line <= range.end.line;
  const exercise =
    document.exercises.find(holds) ??
    document.exercises.find(({ id }) => document.uri === before?.document.uri && id === before.exercise.id) ??
    document.exercises[0];
  if (!exercise) return undefined;
  const cursor = exercise.steps.findIndex(({ range }) => range.start.line <= line && line <= range.end.line);
  return { document, exercise, cursor };
}

const chartTexts = (): ChartTexts => ({
  title: l10n.t('Scores over the steps of the solution'),
  onTrack: l10n.t('On track'),
  q: l10n.t('Q (sum of rewards)'),
  chance: l10n.t('Chance that the step is right'),
  verdicts: l10n.t('✓ nothing suspicious · ▼ looks wrong · • comes after it · – not judged'),
  candidates: n => l10n.t('{0} candidates, dashed; the one you look at is a whole line.', n),
  noScores: l10n.t('No PRM has scored a step of this solution, so there is no curve.'),
  step: (n, says, values) => l10n.t('Step {0}. {1} {2}', n, says, values),
});

/** A page that loads its own script and style and nothing else. */
function page(webview: Webview, media: Uri): string {
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(media, name));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file('chart.css')}">
<title>Steplight</title>
</head>
<body>
<h1 id="heading"></h1>
<div id="drawing"></div>
<script src="${file('chart.js')}"></script>
</body>
</html>`;
}
