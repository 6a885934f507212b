import { type Disposable, type Event, EventEmitter } from 'vscode';
import type { DocumentState, NewsParams } from '../../server/src/protocol.ts';

/** What the server knows of the open documents, kept up to date for as long as a view shows it. */
export interface Judgements extends Disposable {
  /** A document has changed, was closed, or (`undefined`) the server is another one. */
  readonly onDidChange: Event<string | undefined>;
  /** In the order in which they were opened. */
  readonly all: readonly DocumentState[];
  of(uri: string): DocumentState | undefined;
  /** The newest state, asked for now. */
  ask(uri: string): Promise<DocumentState | undefined>;
  /** Until it is disposed of, news is followed; without a follower nothing is asked. */
  follow(): Disposable;
  news(params: NewsParams): Promise<void>;
  /** Another server knows nothing yet. */
  forget(): void;
}

/** `request` asks the server for a document's state; while there is no server, nothing is known. */
export function createJudgements(request: (uri: string) => Promise<DocumentState | null | undefined>): Judgements {
  const changed = new EventEmitter<string | undefined>();
  const states = new Map<string, DocumentState | undefined>();
  const asking = new Map<string, 'once' | 'again'>();
  let followers = 0;

  async function ask(uri: string): Promise<DocumentState | undefined> {
    const state = await request(uri).catch(() => undefined);
    if (state) states.set(uri, state);
    else states.delete(uri);
    changed.fire(uri);
    return state ?? undefined;
  }

  return {
    onDidChange: changed.event,
    get all() {
      return [...states.values()].filter(state => state !== undefined);
    },
    of: uri => states.get(uri),
    ask,
    follow() {
      followers++;
      if (followers === 1) for (const uri of states.keys()) void ask(uri);
      let done = false;
      return {
        dispose() {
          if (!done) followers--;
          done = true;
        },
      };
    },
    async news({ uri }) {
      if (followers === 0) {
        states.set(uri, undefined);
        return;
      }
      // One question at a time about a document; what is news meanwhile is asked once, afterwards.
      if (asking.has(uri)) {
        asking.set(uri, 'again');
        return;
      }
      do {
        asking.set(uri, 'once');
        const began = performance.now();
        await ask(uri);
        // All of a long document is long to tell: the server shall have most of its time for what it has to judge.
        await new Promise(resolve => setTimeout(resolve, 4 * (performance.now() - began)));
      } while (asking.get(uri) === 'again');
      asking.delete(uri);
    },
    forget() {
      states.clear();
      changed.fire(undefined);
    },
    dispose: () => changed.dispose(),
  };
}
