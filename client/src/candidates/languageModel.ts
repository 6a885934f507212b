import {
  type CancellationToken,
  CancellationTokenSource,
  type LanguageModelChat,
  LanguageModelChatMessage,
  LanguageModelError,
  l10n,
  lm,
  window,
} from 'vscode';
import { whenAborted } from '../../../server/src/cancelling.ts';
import {
  type CandidateSource,
  merged,
  type Piece,
  type Prompt,
  SourceError,
} from '../../../server/src/generate/source.ts';
import type { Context } from '../ctx.ts';

const remembered = 'steplight.languageModel';
/** The editor's models are shared with everything else that uses them. */
const width = 2;

/** The language models that the editor has, as a source; undefined when the user chose none. */
export async function languageModelSource(context: Context, ask: boolean): Promise<CandidateSource | undefined> {
  const models = await lm.selectChatModels();
  if (models.length === 0)
    throw new SourceError(
      l10n.t(
        'The editor has no language model. Install an extension that brings one and sign in there, or choose another source in the setting "steplight.generate.source".',
      ),
    );
  const model = await chosen(context, models, ask);
  return model && sourceOf(model);
}

async function chosen(
  { extension }: Context,
  models: readonly LanguageModelChat[],
  ask: boolean,
): Promise<LanguageModelChat | undefined> {
  const before = models.find(({ id }) => id === extension.globalState.get(remembered));
  if (before && !ask) return before;
  if (models.length === 1) return models[0];
  const items = models.map(model => ({ label: model.name, description: `${model.vendor} · ${model.family}`, model }));
  const picked = await window.showQuickPick(items, { title: l10n.t('Which language model shall write?') });
  if (picked) await extension.globalState.update(remembered, picked.model.id);
  return picked?.model;
}

function sourceOf(model: LanguageModelChat): CandidateSource {
  return {
    name: model.name,
    async *write(prompt, { n, temperature, topP, seed, maxTokens }, signal) {
      const stop = new CancellationTokenSource();
      const deaf = whenAborted(signal, () => stop.cancel());
      const heard = { any: false };
      const options = (candidate: number) => ({
        temperature,
        top_p: topP,
        seed: seed + candidate,
        max_tokens: maxTokens,
      });
      const writers = Array.from(
        { length: n },
        (_, candidate) => () => one(model, prompt, options(candidate), candidate, heard, stop.token),
      );
      try {
        if (!signal.aborted) yield* merged(writers, width);
      } finally {
        deaf();
        stop.cancel();
        stop.dispose();
      }
    },
  };
}

async function* one(
  model: LanguageModelChat,
  prompt: Prompt,
  modelOptions: Record<string, number>,
  candidate: number,
  heard: { any: boolean },
  token: CancellationToken,
): AsyncGenerator<Piece, void, void> {
  try {
    // The models have no turn for the system: its words come first in the user's.
    const messages = [LanguageModelChatMessage.User(`${prompt.system}\n\n${prompt.user}`)];
    const justification = l10n.t('You asked Steplight to propose the rest of a solution.');
    const answer = await model.sendRequest(messages, { justification, modelOptions }, token);
    for await (const text of answer.text) {
      if (token.isCancellationRequested) return;
      heard.any = true;
      yield { candidate, text };
    }
    yield { candidate, ended: 'complete' };
  } catch (error) {
    if (token.isCancellationRequested) return;
    const reason = explained(error, model.name);
    if (!heard.any) throw new SourceError(reason);
    yield { candidate, failed: reason };
  }
}

/** Every reason that the editor knows for saying no, in plain words. */
function explained(error: unknown, model: string): string {
  const message = error instanceof Error ? error.message : String(error);
  switch (error instanceof LanguageModelError ? error.code : '') {
    case LanguageModelError.NoPermissions.name:
      return l10n.t(
        'You have not allowed Steplight to use {0}. The editor asks for it at the next try, or change it under "Manage Language Model Access".',
        model,
      );
    case LanguageModelError.Blocked.name:
      return l10n.t(
        '{0} refused to answer: the quota is used up, or its filter objects to the text. It says: {1}',
        model,
        message,
      );
    case LanguageModelError.NotFound.name:
      return l10n.t('{0} is no longer there. Choose another language model.', model);
  }
  return l10n.t('{0} could not answer. It says: {1}', model, message);
}
