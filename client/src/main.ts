import type { ExtensionContext } from 'vscode';
import { registerCommands } from './commands/index.ts';
import { type Context, createContext } from './ctx.ts';

let context: Context | undefined;

/** Loads no native code and waits for nothing: the server starts beside the editor, the model at the first scored document. */
export function activate(extension: ExtensionContext): void {
  context = createContext(extension);
  registerCommands(context);
  void context.start();
}

export function deactivate(): Promise<void> | undefined {
  return context?.stop();
}
