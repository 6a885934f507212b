import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { CodeAction, CodeLens, Diagnostic, Hover, InlayHint, Range } from 'vscode-languageserver-types';
import type { ServerStatus } from '../../server/src/protocol.ts';

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** An editor as far as a language server can tell: the real protocol over the real stdio, nothing in between. */
export interface LspClient {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly published: Published[];
  readonly logged: string[];
  readonly statuses: ServerStatus[];
  settings: Record<string, unknown>;
  /** What the folders of the workspace, by the beginning of their addresses, have set otherwise. */
  folders: Record<string, Record<string, unknown>>;
  open(uri: string, text: string, languageId?: string): void;
  /** Replaces the first occurrence of `before`, as one edit. */
  edit(uri: string, before: string, after: string): void;
  save(uri: string): void;
  close(uri: string): void;
  text(uri: string): string;
  version(uri: string): number;
  settingsChanged(settings: Record<string, unknown>): Promise<void>;
  hints(uri: string, range?: Range): Promise<InlayHint[]>;
  hover(uri: string, at: string): Promise<Hover | null>;
  lenses(uri: string): Promise<CodeLens[]>;
  /** What is offered for problems, at the first of them unless another place is given. */
  actions(uri: string, diagnostics: readonly Diagnostic[], range?: Range): Promise<CodeAction[]>;
  /** The first published news that fits, past ones included; fails after `patience` milliseconds. */
  news(fits: (published: Published) => boolean, patience?: number): Promise<Published>;
  until(happened: () => boolean, what: string, patience?: number): Promise<void>;
  stop(): Promise<number | null>;
}

export async function startServer(
  command: readonly string[],
  {
    env = {},
    settings = {},
    locale = 'en',
  }: { env?: NodeJS.ProcessEnv; settings?: Record<string, unknown>; locale?: string } = {},
): Promise<LspClient> {
  const child = spawn(process.execPath, [...command, '--stdio'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const documents = new Map<string, { text: string; version: number; languageId: string }>();
  const document = (uri: string) => {
    const found = documents.get(uri);
    if (!found) throw new Error(`${uri} isn't open`);
    return found;
  };
  const client: LspClient = {
    process: child,
    connection,
    published: [],
    logged: [],
    statuses: [],
    settings,
    folders: {},
    open(uri, text, languageId = 'markdown') {
      documents.set(uri, { text, version: 1, languageId });
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    edit(uri, before, after) {
      const state = document(uri);
      const start = state.text.indexOf(before);
      if (start < 0) throw new Error(`"${before}" isn't in ${uri}`);
      const range = { start: positionAt(state.text, start), end: positionAt(state.text, start + before.length) };
      state.text = state.text.slice(0, start) + after + state.text.slice(start + before.length);
      state.version++;
      const textDocument = { uri, version: state.version };
      void connection.sendNotification('textDocument/didChange', {
        textDocument,
        contentChanges: [{ range, text: after }],
      });
    },
    save: uri => void connection.sendNotification('textDocument/didSave', { textDocument: { uri } }),
    close(uri) {
      documents.delete(uri);
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    text: uri => document(uri).text,
    version: uri => document(uri).version,
    async settingsChanged(next) {
      client.settings = next;
      await connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    },
    hints: (uri, range = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } }) =>
      connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range }),
    hover(uri, at) {
      const { text } = document(uri);
      const position = positionAt(text, text.indexOf(at));
      return connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    },
    lenses: uri => connection.sendRequest('textDocument/codeLens', { textDocument: { uri } }),
    actions: (uri, diagnostics, range = diagnostics[0]?.range) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics },
      }),
    async news(fits, patience = 30_000) {
      await client.until(() => client.published.some(fits), 'news that fits', patience);
      return client.published.findLast(fits)!;
    },
    async until(happened, what, patience = 30_000) {
      const end = performance.now() + patience;
      while (!happened()) {
        if (performance.now() > end)
          throw new Error(`waited ${patience} ms in vain for ${what}; log:\n${client.logged.join('\n')}`);
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const [code] = await exit;
      connection.dispose();
      return code;
    },
  };

  connection.onNotification('textDocument/publishDiagnostics', (news: Published) => void client.published.push(news));
  connection.onNotification(
    'window/logMessage',
    ({ message }: { message: string }) => void client.logged.push(message),
  );
  connection.onNotification('steplight/status', (status: ServerStatus) => void client.statuses.push(status));
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
    items.map(({ scopeUri = '' }) => {
      const folder = Object.keys(client.folders).find(one => scopeUri.startsWith(one));
      return folder === undefined ? client.settings : { ...client.settings, ...client.folders[folder] };
    }),
  );
  for (const quiet of ['client/registerCapability', 'workspace/inlayHint/refresh', 'workspace/codeLens/refresh'])
    connection.onRequest(quiet, () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    locale,
    capabilities: {
      workspace: {
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: true },
        inlayHint: { refreshSupport: true },
        codeLens: { refreshSupport: true },
        workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
      },
    },
  });
  await connection.sendNotification('initialized', {});
  return client;
}

/** The LSP position of an offset, counted here by itself: the server's own arithmetic must not vouch for itself. */
export function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length - 1, character: before.at(-1)!.length };
}
