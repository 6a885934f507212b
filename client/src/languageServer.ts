import { type ExtensionContext, env, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  EndpointAccess,
  type EndpointAccessResult,
  type InitializationOptions,
  News,
  type NewsParams,
  type ServerStatus,
  Status,
} from '../../server/src/protocol.ts';
import { isAnotherState, languages } from './languages.ts';

/** What happens to the server and what it says by itself. */
export interface ServerEvents {
  status(status: ServerStatus): void;
  news(params: NewsParams): void;
  /** The server wants to send texts to this origin. */
  access(origin: string): Promise<EndpointAccessResult>;
  starting(): void;
  running(): void;
  down(): void;
  /** It ended without being told to. Resolves when it may be started again. */
  died(): Promise<'start again' | 'stay down'>;
}

/** The server's process as the editor's language client runs it. Nothing is started yet. */
export function createLanguageClient(
  extension: ExtensionContext,
  log: LogOutputChannel,
  events: ServerEvents,
  afresh: boolean,
): LanguageClient {
  const module = extension.asAbsolutePath('dist/server.mjs');
  const server: ServerOptions = {
    run: { module, transport: TransportKind.stdio },
    debug: { module, transport: TransportKind.stdio, options: { execArgv: ['--nolazy', '--inspect=6010'] } },
  };
  // A server that starts again because it died isn't one that somebody has asked for.
  let asked = afresh;
  const initializationOptions = (): InitializationOptions => {
    const options = { cacheFolder: extension.globalStorageUri.fsPath, locale: env.language, afresh: asked };
    asked = false;
    return options;
  };
  const options: LanguageClientOptions = {
    documentSelector: languages.map(language => ({ language })),
    middleware: {
      didOpen: async (document, next) => {
        if (!isAnotherState(document.uri)) await next(document);
      },
    },
    initializationOptions,
    outputChannel: log,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: async () => {
        const again = (await events.died()) === 'start again';
        return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
      },
    },
  };
  const client = new LanguageClient('steplight', 'Steplight', server, options);
  client.onNotification(Status, status => events.status(status));
  client.onRequest(EndpointAccess, ({ origin }) => events.access(origin));
  client.onNotification(News, params => events.news(params));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) events.starting();
    else if (newState === State.Running) events.running();
    else events.down();
  });
  return client;
}
