import { type Disposable, type ExtensionContext, type LogOutputChannel, l10n, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { Focus, Heat, Ignored, Steps } from '../../server/src/protocol.ts';
import { createEndpointAccess } from './candidates/endpointAccess.ts';
import { createScoreChart, type ScoreChart } from './chart/panel.ts';
import { followFocus } from './focus.ts';
import { createHeatMap, type HeatMap } from './heatMap.ts';
import { type IgnoredSteps, rememberIgnored } from './ignored.ts';
import { createJudgements, type Judgements } from './judgements.ts';
import type { ServerEvents } from './languageServer.ts';
import { createRestartPolicy } from './restart.ts';
import { createStatusItem, type StatusItem } from './status.ts';
import { createStepsView, type StepsView } from './views/stepsView.ts';

/**
 * What every command and view needs: the language client, which may be down, and the status that says so. The only place
 * that starts and stops the server.
 */
export interface Context {
  readonly extension: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly ignored: IgnoredSteps;
  readonly judgements: Judgements;
  readonly stepsView: StepsView;
  readonly scoreChart: ScoreChart;
  readonly heatMap: HeatMap;
  /** The client while the server runs; undefined when it is down, and then the status already says why. */
  readonly client: LanguageClient | undefined;
  /** Says in a message how it stands. */
  showStatus(): Promise<void>;
  start(): Promise<void>;
  /** When the start that is under way has ended, one way or the other. */
  started(): Promise<void>;
  stop(): Promise<void>;
  /** Afresh: also what was remembered not to be tried again is tried. */
  restart(afresh?: 'afresh'): Promise<void>;
  /** Disposed with the extension. */
  own(...things: Disposable[]): void;
}

export function createContext(extension: ExtensionContext): Context {
  const log = window.createOutputChannel('Steplight', { log: true });
  const item: StatusItem = createStatusItem();
  extension.subscriptions.push(log, item);
  const afterDeath = createRestartPolicy();
  let client: LanguageClient | undefined;
  let starting = Promise.resolve();
  const running = () => (client?.isRunning() ? client : undefined);
  const ignored = rememberIgnored(extension.workspaceState, params => void client?.sendNotification(Ignored, params));
  const judgements = createJudgements(async uri => running()?.sendRequest(Steps, { uri }));
  const heatMap = createHeatMap(async uri => running()?.sendRequest(Heat, { uri }));
  const focus = followFocus(params => void client?.sendNotification(Focus, params));

  const events: ServerEvents = {
    status: status => item.show(status),
    news(params) {
      void judgements.news(params);
      heatMap.news(params);
    },
    access: createEndpointAccess(extension),
    starting() {
      judgements.forget();
      item.show({ state: 'starting', text: item.texts.starting, detail: '' });
    },
    running() {
      ignored.report();
      focus.report();
    },
    down: () => judgements.forget(),
    async died() {
      const next = afterDeath();
      if (next === 'stay down') {
        item.show({ state: 'failed', text: item.texts.gaveUp, detail: item.texts.seeLog });
        void offerLog(item.texts.gaveUp, log);
        return 'stay down';
      }
      item.show({ state: 'failed', text: item.texts.restarting(next.seconds), detail: '' });
      await new Promise(resolve => setTimeout(resolve, 1000 * next.seconds));
      return 'start again';
    },
  };

  function start(afresh?: 'afresh'): Promise<void> {
    starting = startClient(afresh !== undefined);
    return starting;
  }

  async function startClient(afresh: boolean): Promise<void> {
    try {
      // The language client is the bulk of this bundle: the editor need not wait for it while it activates us.
      const { createLanguageClient } = await import('./languageServer.ts');
      client ??= createLanguageClient(extension, log, events, afresh);
      await client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error(reason);
      item.show({ state: 'failed', text: item.texts.didNotStart, detail: reason });
    }
  }

  async function stop(): Promise<void> {
    const stopping = client;
    client = undefined;
    await stopping?.dispose();
  }

  const context: Context = {
    extension,
    log,
    ignored,
    judgements,
    stepsView: createStepsView(judgements),
    scoreChart: createScoreChart(extension.extensionUri, judgements),
    heatMap,
    get client() {
      return running();
    },
    showStatus: () => item.explain(),
    start: () => start(),
    started: () => starting,
    stop,
    async restart(afresh) {
      await stop();
      await start(afresh);
    },
    own: (...things) => void extension.subscriptions.push(...things),
  };
  context.own(
    focus,
    judgements,
    context.stepsView,
    context.scoreChart,
    heatMap,
    workspace.onDidGrantWorkspaceTrust(() => void context.restart()),
  );
  return context;
}

async function offerLog(message: string, log: LogOutputChannel): Promise<void> {
  const show = l10n.t('Show Log');
  if ((await window.showErrorMessage(message, show)) === show) log.show();
}
