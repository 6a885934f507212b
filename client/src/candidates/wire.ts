import type { LanguageClient } from 'vscode-languageclient/node';
import { signalOf } from '../../../server/src/cancelling.ts';
import {
  CandidatesChanged,
  type CandidatesChangedParams,
  PieceWritten,
  type RunId,
  Write,
} from '../../../server/src/generate/messages.ts';
import { type CandidateSource, SourceError } from '../../../server/src/generate/source.ts';

/** What the server wants of one run: news go to its list, questions to its source. */
interface Listening {
  readonly source: CandidateSource | undefined;
  readonly changed: (news: CandidatesChangedParams) => void;
}

const wires = new WeakMap<LanguageClient, Map<RunId, Listening>>();

/** Listens for a run; what comes back ends the listening. A client has one listener for a message, so all runs share it. */
export function listenFor(client: LanguageClient, run: RunId, listening: Listening): () => void {
  const runs = wires.get(client) ?? wired(client);
  runs.set(run, listening);
  return () => void runs.delete(run);
}

function wired(client: LanguageClient): Map<RunId, Listening> {
  const runs = new Map<RunId, Listening>();
  wires.set(client, runs);
  client.onNotification(CandidatesChanged, news => runs.get(news.run)?.changed(news));
  client.onRequest(Write, async ({ run, prompt, sampling }, token) => {
    const signal = signalOf(token);
    const source = runs.get(run)?.source;
    if (!source) return {};
    try {
      for await (const piece of source.write(prompt, sampling, signal))
        await client.sendNotification(PieceWritten, { run, piece });
      return {};
    } catch (error) {
      if (error instanceof SourceError) return { failed: error.sentence };
      throw error;
    }
  });
  return runs;
}
