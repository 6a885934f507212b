/** What holds inside the extension host, asked through the editor's own API. The same in a desktop VS Code and in a browser's. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { wrongProduct } from '../samples.ts';

export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

export const checks: readonly Check[] = [
  {
    name: 'a Markdown file activates the extension',
    async run() {
      await show('markdown', wrongProduct);
      await until('active', () => vscode.extensions.getExtension('steplight.steplight')?.isActive === true);
    },
  },
  {
    name: 'a false product is a warning with both values, at its place',
    async run() {
      const { uri } = await show('markdown', wrongProduct);
      const warnings = () =>
        vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Warning);
      await until('diagnostics', () => warnings().length > 0);
      assert.equal(warnings().length, 1);
      assert.match(warnings()[0]!.message, /156/);
      assert.equal(warnings()[0]!.range.start.line, 4);
      assert.equal(warnings()[0]!.source, 'Steplight');
    },
  },
  {
    name: 'the step has a mark and an explanation',
    async run() {
      const { uri } = await show('markdown', wrongProduct);
      const everything = new vscode.Range(0, 0, 100, 0);
      const hints = () =>
        vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, everything);
      await until('hints', async () => (await hints()).some(({ label }) => label === '▼ ≠'));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        new vscode.Position(4, 30),
      );
      assert.match(hovers.flatMap(({ contents }) => contents.map(textOf)).join('\n'), /156/);
    },
  },
];

async function show(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

function textOf(content: vscode.MarkdownString | vscode.MarkedString): string {
  return typeof content === 'string' ? content : content.value;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within 20 s`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
