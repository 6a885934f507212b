import { type CancellationToken, ProgressLocation, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { FetchProgress } from '../../../server/src/prms/messages.ts';

/** A notification with what is told under `id`, and with a way to stop: what was fetched stays. */
export function withFetchProgress<T>(
  client: LanguageClient,
  title: string,
  id: string,
  work: (token: CancellationToken) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    window.withProgress(options, async (progress, token) => {
      let shown = 0;
      let phase: string | undefined;
      const listening = client.onNotification(FetchProgress, at => {
        if (at.id !== id) return;
        // The bar can't go back; verifying after fetching begins a new one in words only.
        if (phase !== undefined && phase !== at.phase) shown = 100;
        phase = at.phase;
        const reached = at.totalBytes > 0 ? (100 * at.doneBytes) / at.totalBytes : 0;
        progress.report({ message: at.text, increment: Math.max(0, reached - shown) });
        shown = Math.max(shown, reached);
      });
      try {
        return await work(token);
      } finally {
        listening.dispose();
      }
    }),
  );
}
