import { basename } from 'node:path';
import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  MarkdownString,
  Position,
  type TextEditor,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
} from 'vscode';
import type { DocumentState, ExerciseState, StepState } from '../../../server/src/protocol.ts';
import type { Judgements } from '../judgements.ts';

export type Order = 'document' | 'worst';

type Node =
  | { readonly type: 'document'; readonly document: DocumentState }
  | { readonly type: 'exercise'; readonly document: DocumentState; readonly exercise: ExerciseState }
  | {
      readonly type: 'step';
      readonly document: DocumentState;
      readonly exercise: ExerciseState;
      readonly step: StepState;
      readonly number: number;
    };

/** The exercises and steps of the open documents as a tree, in the order of the text or the worst first. It follows the cursor. */
export interface StepsView extends Disposable {
  sort(order: Order): void;
}

export function createStepsView(judgements: Judgements): StepsView {
  const refreshed = new EventEmitter<undefined>();
  let order: Order = 'document';
  const view = window.createTreeView<Node>('steplight.steps', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: refreshed.event,
      getTreeItem: itemOf,
      getChildren: node => (node ? childrenOf(node) : roots(judgements.all, order)),
      getParent: node => parentOf(node, judgements.all, order),
    },
  });
  let shown: string | undefined;
  const look = ({ textEditor }: { readonly textEditor: TextEditor }) => {
    const node = view.visible ? stepAt(judgements.of(textEditor.document.uri.toString()), textEditor) : undefined;
    const id = node && idOf(node);
    // A view that was clicked shows what was clicked already.
    if (node && id !== shown && !view.selection.some(one => idOf(one) === id))
      view.reveal(node, { select: true, focus: false }).then(undefined, () => {});
    shown = id;
  };
  let following = view.visible ? judgements.follow() : undefined;
  const watching = view.onDidChangeVisibility(({ visible }) => {
    following?.dispose();
    following = visible ? judgements.follow() : undefined;
  });
  const changes = judgements.onDidChange(() => refreshed.fire(undefined));
  const cursor = window.onDidChangeTextEditorSelection(look);
  return {
    sort(next) {
      order = next;
      void commands.executeCommand('setContext', 'steplight.stepsOrder', next);
      refreshed.fire(undefined);
    },
    dispose() {
      for (const one of [view, watching, changes, cursor, refreshed, ...(following ? [following] : [])]) one.dispose();
    },
  };
}

function roots(documents: readonly DocumentState[], order: Order): Node[] {
  const filled = documents.filter(({ exercises }) => exercises.length > 0);
  const exercises = filled.flatMap(exercisesOf);
  if (order === 'worst') return exercises.toSorted((a, b) => rank(a.exercise) - rank(b.exercise));
  return filled.length === 1 ? exercises : filled.map(document => ({ type: 'document', document }));
}

type ExerciseNode = Extract<Node, { type: 'exercise' }>;

const exercisesOf = (document: DocumentState): ExerciseNode[] =>
  document.exercises.map(exercise => ({ type: 'exercise', document, exercise }));

/** Suspicious solutions first, the least on track first; then the others; those that nobody could judge come last. */
function rank({ steps }: ExerciseState): number {
  const chances = steps.flatMap(({ onTrack, chance }) => onTrack ?? chance ?? []);
  const least = chances.length > 0 ? Math.min(...chances) : 0.99;
  if (steps.some(({ looksWrong }) => looksWrong)) return least - 1;
  return steps.every(({ kind }) => kind === 'unjudged') ? 2 : least;
}

function childrenOf(node: Node): Node[] {
  if (node.type === 'document') return exercisesOf(node.document);
  if (node.type === 'step') return [];
  const { document, exercise } = node;
  return exercise.steps.map((step, k) => ({ type: 'step', document, exercise, step, number: k + 1 }));
}

function parentOf(node: Node, documents: readonly DocumentState[], order: Order): Node | undefined {
  if (node.type === 'document') return undefined;
  const { document, exercise } = node;
  if (node.type === 'step') return { type: 'exercise', document, exercise };
  return roots(documents, order).find(one => one.type === 'document' && one.document.uri === document.uri);
}

/** The step in which the cursor is. */
function stepAt(document: DocumentState | undefined, { selection: { active } }: TextEditor): Node | undefined {
  const holds = ({ range: { start, end } }: StepState) =>
    !active.isBefore(new Position(start.line, start.character)) && active.line <= end.line;
  const steps = document ? exercisesOf(document).flatMap(childrenOf) : [];
  return steps.findLast(node => node.type === 'step' && holds(node.step));
}

/** The same for the same thing, however often it is judged anew. */
function idOf(node: Node): string {
  const { uri } = node.document;
  if (node.type === 'document') return uri;
  return node.type === 'exercise' ? `${uri}#${node.exercise.id}` : `${uri}#${node.exercise.id}#${node.number}`;
}

function itemOf(node: Node): TreeItem {
  const item =
    node.type === 'document' ? documentItem(node) : node.type === 'exercise' ? exerciseItem(node) : stepItem(node);
  item.id = idOf(node);
  return item;
}

function documentItem({ document }: Extract<Node, { type: 'document' }>): TreeItem {
  const item = new TreeItem(Uri.parse(document.uri), TreeItemCollapsibleState.Expanded);
  item.iconPath = ThemeIcon.File;
  return item;
}

function exerciseItem({ document: { uri }, exercise: { title, steps } }: ExerciseNode): TreeItem {
  // What is to be looked at must not be behind the edge of a narrow side bar.
  const characters = [...title];
  const label = characters.length > 30 ? `${characters.slice(0, 29).join('').trimEnd()}…` : title;
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  const wrong = steps.findIndex(({ looksWrong }) => looksWrong);
  const judged = steps.filter(({ kind }) => kind !== 'unjudged').length;
  const stands =
    wrong >= 0 ? l10n.t('look at step {0}', wrong + 1) : l10n.t('{0} of {1} steps judged', judged, steps.length);
  item.iconPath = wrong >= 0 ? warning : new ThemeIcon('list-ordered');
  item.description = stands;
  item.tooltip = `${basename(Uri.parse(uri).path)}: ${title}`;
  item.accessibilityInformation = { label: `${title}. ${stands}` };
  return item;
}

function stepItem({ document, step, number }: Extract<Node, { type: 'step' }>): TreeItem {
  const item = new TreeItem([number, step.mark].join('  ').trimEnd());
  item.description = step.text;
  item.iconPath = iconOf(step);
  item.tooltip = new MarkdownString().appendText(`${step.text}\n\n${step.says}`);
  item.accessibilityInformation = { label: l10n.t('Step {0}: {1} {2}', number, step.says, step.text) };
  item.command = {
    title: l10n.t('Go to the step'),
    command: 'steplight.goToStep',
    arguments: [document.uri, step.range.start],
  };
  return item;
}

const warning = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));

/** A shape for each verdict; the colour only repeats it. */
function iconOf({ kind, looksWrong, outdated }: StepState): ThemeIcon {
  if (looksWrong) return warning;
  if (outdated) return new ThemeIcon('history');
  if (kind === 'sound') return new ThemeIcon('check');
  return new ThemeIcon(kind === 'follows' ? 'arrow-small-down' : 'dash');
}
