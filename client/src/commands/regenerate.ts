import { l10n, Position, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Choice } from '../../../server/src/generate/choosing.ts';
import type { Wanted } from '../../../server/src/generate/messages.ts';
import { SourceError } from '../../../server/src/generate/source.ts';
import type { SourceWish } from '../../../server/src/settings.ts';
import { chooseCandidate } from '../candidates/chooser.ts';
import { createSource } from '../candidates/sources.ts';
import { askWishes, type Wishes } from '../candidates/wishes.ts';
import type { Context } from '../ctx.ts';
import { languages } from '../languages.ts';
import { runningClient } from '../running.ts';

type Place = { readonly line: number; readonly character: number };

/** Proposes what is wanted at the cursor, or at the place that a code lens or a quick fix names. */
export const regenerate =
  (wanted: Wanted) =>
  (context: Context) =>
  async (uri?: string, place?: Place): Promise<void> => {
    const document = await documentFor(uri);
    if (!document) {
      void window.showInformationMessage(
        l10n.t('Steplight reads Markdown, Lean and LaTeX. Open such a document first.'),
      );
      return;
    }
    const position = place
      ? new Position(place.line, place.character)
      : (window.activeTextEditor?.selection.active ?? new Position(0, 0));
    let wishes: Wishes | undefined = wishesOf(document);
    let askModel = false;
    try {
      while (wishes) {
        const client = await runningClient(context);
        if (!client) return;
        const source = await createSource(wishes.source, context, askModel);
        if (!source) return;
        const { candidates, temperature, maxTokens, choice } = wishes;
        const question = {
          uri: document.uri.toString(),
          position,
          wanted,
          choice,
          sampling: { n: candidates, temperature, topP: 0.95, seed: Math.floor(Math.random() * 2 ** 31), maxTokens },
        };
        const outcome = await chooseCandidate(client, source, document, question, context.scoreChart);
        if (outcome !== 'other wishes') return;
        wishes = await askWishes(wishes);
        askModel = wishes?.source === 'editor';
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      void window.showErrorMessage(error.message);
    }
  };

async function documentFor(uri: string | undefined): Promise<TextDocument | undefined> {
  const document =
    uri === undefined ? window.activeTextEditor?.document : await workspace.openTextDocument(Uri.parse(uri));
  return document && languages.includes(document.languageId) ? document : undefined;
}

function wishesOf(document: TextDocument): Wishes {
  const settings = workspace.getConfiguration('steplight', document);
  return {
    source: settings.get<SourceWish>('generate.source', 'prm'),
    candidates: settings.get('generate.candidates', 8),
    temperature: settings.get('generate.temperature', 0.8),
    maxTokens: settings.get('generate.maxTokens', 2048),
    choice: settings.get<Choice>('generate.choice', 'weighted'),
  };
}
