import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { signalOf, whenAborted } from './cancelling.ts';
import { judgeSentence } from './cli/scoreCommand.ts';
import { codeActions } from './features/codeActions.ts';
import { codeLenses } from './features/codeLenses.ts';
import { diagnostics } from './features/diagnostics.ts';
import { inSlices, type OfExercise } from './features/eachExercise.ts';
import { feedback } from './features/feedback.ts';
import { heatMap, heatOf } from './features/heatMap.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlayHints.ts';
import { documentState, stateOf } from './features/steps.ts';
import { CandidateEdit, CandidatesChanged, ForgetRun, PieceWritten, Regenerate, Write } from './generate/messages.ts';
import { createRuns, type Runs } from './generate/runs.ts';
import { createLibrary, type Library } from './prms/library.ts';
import {
  FetchPrm,
  FetchProgress,
  type FetchProgressParams,
  PairPrm,
  PrmOffers,
  RemovePrm,
  RepairPrm,
  VerifyPrm,
} from './prms/messages.ts';
import {
  ClearReview,
  EndpointAccess,
  ExportReview,
  Feedback,
  Focus,
  Heat,
  Ignored,
  type InitializationOptions,
  News,
  Review,
  ReviewProgress,
  Score,
  type ScoreResult,
  Status,
  Steps,
  Unload,
} from './protocol.ts';
import { createPublisher } from './publisher.ts';
import { notAllowed } from './remote/access.ts';
import { createReviews, type Reviews } from './review.ts';
import { type CudaDesk, createCudaDesk } from './runtime/cudaDesk.ts';
import { CudaState, InstallCuda, RemoveCuda } from './runtime/messages.ts';
import { createService, type Service, type Snapshot } from './service.ts';
import { readSettings, type Settings } from './settings.ts';
import { createStatusTeller } from './status.ts';
import { type Texts, textsFor } from './texts.ts';
import type { Witnesses, WitnessesContext } from './witnesses.ts';

/** Milliseconds between two pushes of one document's news, and between two requests that the editor ask again. */
const gap = 120;

/**
 * The one place that knows the transport. Everything else is told apart here: documents go to the service, questions to
 * features, and what the service finds out goes back as diagnostics.
 */
export function connect(connection: Connection, createWitnesses: (context: WitnessesContext) => Witnesses): void {
  const open = new Map<string, TextDocument>();
  const log = (message: string) => connection.console.info(message);
  let session: Session | undefined;

  interface Session {
    readonly service: Service;
    readonly witnesses: Witnesses;
    readonly runs: Runs;
    readonly reviews: Reviews;
    readonly library: Library;
    readonly cuda: CudaDesk;
    readonly texts: Texts;
    /** Takes the settings; `renewed` is a PRM that was fetched, repaired or removed. */
    configure(renewed?: string): Promise<void>;
    dispose(): Promise<void>;
  }

  function begin(params: InitializeParams): Session {
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    const texts = textsFor(options.locale ?? params.locale);
    const can = params.capabilities.workspace;
    const settings = async (scopeUri?: string): Promise<Settings> => {
      if (!can?.configuration) return readSettings({});
      const item = scopeUri === undefined ? { section: 'steplight' } : { scopeUri, section: 'steplight' };
      return readSettings(await connection.workspace.getConfiguration(item));
    };

    const news = createPublisher(gap, uri => {
      // What a review looks at isn't the editor's.
      if (!open.has(uri)) return;
      const snapshot = service.current(uri);
      // Without a snapshot the newest text isn't parsed yet; its parse will be news of its own.
      if (!snapshot) return;
      const version = snapshot.document.version;
      void connection.sendDiagnostics({ uri, version, diagnostics: diagnostics(snapshot, texts) });
      void connection.sendNotification(News, { uri });
      askAgain.changed('');
      status.changed('');
    });
    const askAgain = createPublisher(gap, () => {
      if (can?.inlayHint?.refreshSupport) void connection.languages.inlayHint.refresh().catch(() => {});
      if (can?.codeLens?.refreshSupport) void connection.sendRequest('workspace/codeLens/refresh').catch(() => {});
    });
    const status = createPublisher(gap, () => {
      void connection.sendNotification(Status, teller.of(focused));
    });

    const witnesses = createWitnesses({
      cacheFolder: options.cacheFolder,
      afresh: options.afresh ?? false,
      log,
      texts,
      statusChanged: () => status.changed(''),
      prmChanged: () => service.askAgain('prm'),
      access: async ({ origin }) => {
        const { allowed, ...access } = await connection.sendRequest(EndpointAccess, { origin });
        if (!allowed) throw notAllowed(origin);
        return access;
      },
    });
    // No document is asked about before the user's settings have chosen the PRM.
    const configured = Promise.withResolvers<void>();
    const service = createService(
      {
        settings: uri => configured.promise.then(() => settings(uri)),
        changed: uri => news.changed(uri),
        log,
      },
      witnesses.all,
    );
    const teller = createStatusTeller(
      service,
      () => witnesses.status(),
      texts,
      () => status.changed(''),
    );
    const reviews = createReviews({
      service,
      texts,
      status: () => witnesses.status(),
      judges: () => judgeSentence({ witnesses: witnesses.all, status: () => witnesses.status() }),
      isOpen: uri => open.has(uri),
      show: (uri, found) => void connection.sendDiagnostics({ uri, diagnostics: found }),
    });
    const runs = createRuns({
      service,
      witnesses: witnesses.all,
      texts,
      writeOn: witnesses.writeOn,
      aggregation: () => witnesses.status().aggregation ?? 'min',
      changed: candidates => void connection.sendNotification(CandidatesChanged, candidates),
      write: async (params, signal) => (await connection.sendRequest(Write, params, tokenOf(signal))).failed,
    });

    const endpoint = async () => (await settings())['hub.endpoint'];
    const library = createLibrary({ texts, endpoint });
    const cuda = createCudaDesk({ texts, index: async () => (await settings())['cuda.index'] });

    return {
      service,
      witnesses,
      runs,
      reviews,
      library,
      cuda,
      texts,
      async configure(renewed) {
        const now = await settings();
        if (witnesses.configure(now, now.prm === renewed)) service.askAgain('prm');
        configured.resolve();
        status.changed('');
      },
      async dispose() {
        for (const one of [news, askAgain, status, teller]) one.dispose();
        runs.dispose();
        await service.dispose();
      },
    };
  }

  let focused: string | null = null;
  /** The editor can show an edit and have it confirmed before it is made. */
  let previews = false;
  const current = (): Session => {
    if (!session) throw new ResponseError(LSPErrorCodes.RequestFailed, 'Steplight has not been initialized.');
    return session;
  };
  const fetchProgress = (at: FetchProgressParams) => void connection.sendNotification(FetchProgress, at);
  /** The PRM that the setting names may be there now, or not any more. */
  const renewing = async <T>(id: string, work: Promise<T>): Promise<T> => {
    const done = await work;
    await current().configure(id);
    return done;
  };
  /** Where it runs is decided when it is loaded. */
  const loadAgain = async () => {
    const { witnesses, service } = current();
    if (await witnesses.unload?.()) service.askAgain('prm');
  };
  const prmText = () => current().witnesses.status().text;
  const about = async <T>(
    uri: string,
    token: CancellationToken,
    none: T,
    answer: (seen: Snapshot, texts: Texts) => T,
    ofExercise?: OfExercise<unknown>,
  ) => {
    const { service, texts } = current();
    const seen = await service.snapshot(uri);
    // What answers for a whole document at once would hold up everybody else in a long one.
    if (seen && ofExercise) await inSlices(seen, texts, ofExercise);
    return seen && !token.isCancellationRequested ? answer(seen, texts) : none;
  };

  connection.onInitialize((params): InitializeResult => {
    session = begin(params);
    previews = params.capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
    return {
      serverInfo: { name: 'Steplight' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        inlayHintProvider: true,
        hoverProvider: true,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: ['quickfix'] },
      },
    };
  });
  connection.onInitialized(async () => {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'steplight' });
    await current().configure();
  });
  connection.onDidChangeConfiguration(async () => {
    await current().configure();
    await current().service.settingsChanged();
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    open.set(uri, TextDocument.create(uri, languageId, version, text));
    current().service.open(uri, languageId, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const before = open.get(uri);
    if (!before) return;
    // A document of its own for every version: nobody who still reads the old one sees it change.
    const copy = TextDocument.create(uri, before.languageId, before.version, before.getText());
    const after = TextDocument.update(copy, contentChanges, version);
    open.set(uri, after);
    current().service.change(after);
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => current().service.save(uri));
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    open.delete(uri);
    current().service.close(uri);
    if (!current().reviews.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
    void connection.sendNotification(News, { uri });
  });

  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    about(textDocument.uri, token, [], (seen, texts) => {
      const span = { start: seen.document.offsetAt(range.start), end: seen.document.offsetAt(range.end) };
      return inlayHints(seen, span, texts, prmText());
    }),
  );
  connection.onHover(({ textDocument, position }, token) =>
    about(textDocument.uri, token, null, (seen, texts) =>
      hover(seen, seen.document.offsetAt(position), texts, prmText()),
    ),
  );
  connection.onCodeLens(({ textDocument }, token) => about(textDocument.uri, token, [], codeLenses));
  connection.onCodeAction(({ textDocument, range, context }, token) =>
    about(textDocument.uri, token, [], (seen, texts) => codeActions(seen, range, context.diagnostics, texts, previews)),
  );

  connection.onNotification(Focus, ({ uri, line }) => {
    focused = uri;
    const document = uri === null ? undefined : open.get(uri);
    const offset = line === undefined ? undefined : document?.offsetAt({ line, character: 0 });
    current().service.focus({ uri, ...(offset === undefined ? {} : { offset }) });
  });
  connection.onRequest(Steps, ({ uri }, token) => about(uri, token, null, documentState, stateOf));
  connection.onRequest(Heat, ({ uri }, token) => about(uri, token, null, heatMap, heatOf));
  connection.onRequest(Feedback, (params, token) =>
    about(params.uri, token, null, seen => feedback(seen, params, current().witnesses.status().prm)),
  );
  connection.onRequest(Unload, async () => ({ unloaded: (await current().witnesses.unload?.()) ?? true }));
  connection.onRequest(Review, ({ folder }, token) =>
    current().reviews.start(folder, at => void connection.sendNotification(ReviewProgress, at), signalOf(token)),
  );
  connection.onRequest(ExportReview, ({ format }) => ({ text: current().reviews.export(format) }));
  connection.onNotification(ClearReview, () => current().reviews.clear());
  connection.onNotification(Ignored, ({ keys }) => current().service.ignore(new Set(keys)));
  connection.onRequest(Score, async ({ uri, range }): Promise<ScoreResult> => {
    const document = open.get(uri);
    const span = range && document && { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const seen = await current().service.score(uri, span);
    const verdicts = seen?.judged.flatMap(judged => judged.verdicts) ?? [];
    const count = (kind: string) => verdicts.filter(verdict => verdict.kind === kind).length;
    const { length: exercises } = seen?.judged ?? [];
    return { exercises, steps: verdicts.length, suspicious: count('suspicious'), unjudged: count('unjudged') };
  });

  connection.onRequest(PrmOffers, async () => current().library.offers());
  connection.onRequest(FetchPrm, ({ id, access }, token) =>
    renewing(id, current().library.install(id, access, signalOf(token), fetchProgress)),
  );
  connection.onRequest(RepairPrm, ({ id, access }, token) =>
    renewing(id, current().library.repair(id, access, signalOf(token), fetchProgress)),
  );
  connection.onRequest(VerifyPrm, ({ id }, token) => current().library.verify(id, signalOf(token), fetchProgress));
  connection.onRequest(RemovePrm, async params => {
    const { library, witnesses } = current();
    if (params.rehearse) return library.remove(params);
    // Where files in use can't be removed, they must not be in use.
    await witnesses.unload?.();
    return renewing(params.id, library.remove(params));
  });
  connection.onRequest(PairPrm, params => renewing(params.name, current().library.pair(params)));

  connection.onRequest(CudaState, () => current().cuda.state());
  connection.onRequest(InstallCuda, async (access, token) => {
    const result = await current().cuda.install(access, signalOf(token), fetchProgress);
    if (result.done) await loadAgain();
    return result;
  });
  connection.onRequest(RemoveCuda, async () => {
    const result = await current().cuda.remove();
    await loadAgain();
    return result;
  });

  connection.onRequest(Regenerate, (params, token) => current().runs.start(params, signalOf(token)));
  connection.onRequest(CandidateEdit, params => current().runs.edit(params));
  connection.onNotification(PieceWritten, ({ run, piece }) => current().runs.piece(run, piece));
  connection.onNotification(ForgetRun, run => current().runs.forget(run));

  connection.onShutdown(() => session?.dispose());
  connection.listen();
}

function tokenOf(signal: AbortSignal): CancellationToken {
  const source = new CancellationTokenSource();
  // Asked for first: a source that is cancelled before has a token that never fires.
  const { token } = source;
  whenAborted(signal, () => source.cancel());
  return token;
}
