import { l10n, workspace } from 'vscode';
import { addressOf, type OpenAIServer, openAISource } from '../../../server/src/generate/openai.ts';
import { type CandidateSource, SourceError } from '../../../server/src/generate/source.ts';
import type { SourceWish } from '../../../server/src/settings.ts';
import type { Context } from '../ctx.ts';
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
  return openAISource({ endpoint, form, model, ...proxyOf(address), ...(key ? { key } : {}) });
}

/** The proxy of the editor's settings, else of the environment. The editor itself routes only what is imported as "http". */
function proxyOf(address: URL): Pick<OpenAIServer, 'proxy' | 'noProxy'> {
  const settings = workspace.getConfiguration('http');
  if (settings.get('proxySupport') === 'off') return {};
  const variable = address.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const inEnvironment = (name: string) => process.env[name] ?? process.env[name.toLowerCase()] ?? '';
  const proxy = settings.get('proxy', '') || inEnvironment(variable);
  const direct = settings.get<readonly string[]>('noProxy', []);
  return proxy === '' ? {} : { proxy, noProxy: direct.length > 0 ? direct : inEnvironment('NO_PROXY').split(',') };
}
