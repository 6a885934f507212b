import { l10n, workspace } from 'vscode';
import { addressOf, openAISource } from '../../../server/src/generate/openai.ts';
import { type CandidateSource, SourceError } from '../../../server/src/generate/source.ts';
import type { SourceWish } from '../../../server/src/settings.ts';
import type { Context } from '../ctx.ts';
import { proxyOf } from '../proxy.ts';
import { mayReach } from './consent.ts';
import { keyFor } from './keys.ts';
import { languageModelSource } from './languageModel.ts';

/**
 * The source of the settings; undefined when the user decided against it. The PRM itself writes in the server.
 */
export async function createSource(
  kind: SourceWish,
  context: Context,
  ask = false,
): Promise<CandidateSource | 'prm' | undefined> {
  if (kind === 'prm') return kind;
  if (kind === 'editor') return languageModelSource(context, ask);
  const settings = workspace.getConfiguration('steplight');
  const endpoint = settings.get('generate.endpoint', '');
  const form = settings.get<'chat' | 'completion'>('generate.form', 'chat');
  const model = settings.get('generate.model', '').trim();
  const address = addressOf({ endpoint, form });
  if (model === '')
    throw new SourceError(
      l10n.t('Steplight does not know which model of {0} shall write. Set "steplight.generate.model".', address.host),
    );
  if (!(await mayReach(address, context))) return undefined;
  const key = await keyFor(address, context);
  return openAISource({ endpoint, form, model, ...proxyOf(address.protocol), ...(key ? { key } : {}) });
}
