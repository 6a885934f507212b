import { commands } from 'vscode';
import type { Context } from '../ctx.ts';
import { goToStep } from './goToStep.ts';
import { ignoreStep, showIgnored } from './ignore.ts';
import { scoreDocument, scoreSelection } from './score.ts';

/** Every command of the manifest, once. */
const table: Readonly<Record<string, (context: Context) => (...args: never[]) => unknown>> = {
  'steplight.restart': context => () => context.restart(),
  'steplight.showLog': context => () => context.log.show(),
  'steplight.scoreDocument': scoreDocument,
  'steplight.scoreSelection': scoreSelection,
  'steplight.goToStep': goToStep,
  'steplight.ignoreStep': ignoreStep,
  'steplight.showIgnored': showIgnored,
};

export function registerCommands(context: Context): void {
  for (const [name, command] of Object.entries(table)) context.own(commands.registerCommand(name, command(context)));
}
