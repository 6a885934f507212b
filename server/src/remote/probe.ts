import type { TokenisedText, Tokenizer } from '../checkpoint/tokenizer.ts';
import { phrase, type Sentence } from '../phrase.ts';
import { at, NotThisWay, type Route, type Tokens } from './answers.ts';
import { type Answer, ask, insist, type Server } from './exchange.ts';
import { ServerFailure } from './failure.ts';
import { MissingLabel } from './labelRoutes.ts';

/** What a server turned out to be, and how it is asked. */
export interface Served<Question extends Tokens = Tokens> {
  /** "vLLM 0.32.0", as far as it says. */
  readonly software: string;
  readonly model: string;
  readonly route: Route<Question>;
  /** As many tokens as a text may have; undefined where the server doesn't say. */
  readonly contextTokens: number | undefined;
  /** Whether its tokenizer was found to be the same: some servers don't tell how they tokenise. */
  readonly tokenizer: 'same' | 'unknown';
}

/** What the probe is made with: a text for the tokenizers to differ in, and a question of the kind that will be asked. */
export interface Sample<Question extends Tokens> {
  readonly text: string;
  readonly encoded: TokenisedText;
  readonly tokenizer: Tokenizer;
  readonly question: Question;
  /** The ways of asking it, the best first. */
  readonly routes: readonly Route<Question>[];
  /** What a server lacks that knows none of them, and the way out. */
  readonly lacking: { readonly what: Sentence; readonly wayOut: Sentence };
}

const longest = 4 * 2 ** 20;

/** Finds out once what a server is and can; rejects with a ServerFailure that says what is missing and what to do. */
export async function probe<Question extends Tokens>(
  server: Server,
  wanted: string,
  sample: Sample<Question>,
  signal: AbortSignal,
): Promise<Served<Question>> {
  const question = (path: string, body?: object) => ask(server, path, body, longest, signal);
  const listed = await question('v1/models');
  if (listed.status === 401 || listed.status === 403) await insist(server, 'v1/models', undefined, longest, signal);
  const { host } = server.base;
  const models = modelsOf(listed);
  const model = modelFor(wanted, models, host);
  const { software, context } = await softwareOf(models, question);
  const card = models.find(({ id }) => id === model);
  const tokenizer = await compareTokenizers(server, model, sample, question);
  const route = await workingRoute(server, model, software, sample, signal);
  return { software, model, route, contextTokens: card?.context ?? context, tokenizer };
}

interface Model {
  readonly id: string;
  readonly owner: string;
  readonly context?: number;
}

function modelsOf({ json }: Answer): readonly Model[] {
  const data = record(json)?.data;
  if (!Array.isArray(data)) return [];
  return data.flatMap(one => {
    const { id, owned_by: owner, max_model_len: context } = record(one) ?? {};
    if (typeof id !== 'string') return [];
    const known = typeof context === 'number' && Number.isInteger(context) && context > 1;
    return [{ id, owner: typeof owner === 'string' ? owner : '', ...(known ? { context } : {}) }];
  });
}

/** The one that was named, or the only one there is. */
function modelFor(wanted: string, models: readonly Model[], host: string): string {
  const names = models.map(({ id }) => id);
  if (wanted !== '' && (names.length === 0 || names.includes(wanted))) return wanted;
  if (wanted === '' && names.length === 1) return names[0]!;
  const serves =
    names.length === 0 ? phrase`doesn't say what it serves` : phrase`serves ${names.slice(0, 8).join(', ')}`;
  throw new ServerFailure(
    'refused',
    wanted === ''
      ? phrase`${host} ${serves}: name the model to be asked in "steplight.endpoint.policyModel" or "steplight.endpoint.referenceModel" (on the command line --endpoint-model, --reference-model).`
      : phrase`${host} ${serves}, and not ${wanted}. Correct the name, or serve that model.`,
  );
}

/** Where each kind of server tells its version, and under which name. */
const kinds = [
  { owner: 'sglang', name: 'SGLang', path: 'server_info', field: 'version' },
  { owner: 'vllm', name: 'vLLM', path: 'version', field: 'version' },
  { owner: 'llamacpp', name: 'llama.cpp', path: 'props', field: 'build_info' },
  { owner: 'library', name: 'Ollama', path: 'api/version', field: 'version' },
] as const;

async function softwareOf(
  models: readonly Model[],
  question: (path: string) => Promise<Answer>,
): Promise<{ readonly software: string; readonly context?: number }> {
  const kind = kinds.find(({ owner }) => models.some(model => model.owner === owner));
  if (kind === undefined) return { software: 'a server that does not say what it is' };
  const { json } = await question(kind.path);
  const version = record(json)?.[kind.field];
  // llama.cpp tells its context here and not with its models.
  const context = at(json, 'default_generation_settings', 'n_ctx');
  return {
    software: typeof version === 'string' ? `${kind.name} ${version.slice(0, 40)}` : kind.name,
    ...(typeof context === 'number' && Number.isInteger(context) && context > 1 ? { context } : {}),
  };
}

/** A model that reads other tokens gives numbers, too: they would mean nothing. */
async function compareTokenizers<Question extends Tokens>(
  { base: { host } }: Server,
  model: string,
  { text, encoded: { ids, starts }, tokenizer }: Sample<Question>,
  question: (path: string, body: object) => Promise<Answer>,
): Promise<Served['tokenizer']> {
  const { status, json } = await question('tokenize', { model, prompt: text, add_special_tokens: false });
  const tokens = record(json)?.tokens;
  // llama.cpp has such a route, too, wants the text under another name and finds none.
  if (status !== 200 || !Array.isArray(tokens) || tokens.length === 0) return 'unknown';
  const first = Array.from({ length: Math.max(ids.length, tokens.length) }).findIndex((_, t) => ids[t] !== tokens[t]);
  if (first < 0) return 'same';
  const piece = text.slice(starts[first] ?? text.length, (starts[first + 1] ?? text.length) + 8);
  const mine =
    first < ids.length ? `${ids[first]} (${JSON.stringify(tokenizer.token(ids[first]!) ?? '')})` : phrase`nothing`;
  const theirs = JSON.stringify(tokens[first]) ?? phrase`nothing`;
  throw new ServerFailure(
    'refused',
    phrase`${host}'s ${model} has another tokenizer than the PRM: at ${JSON.stringify(piece)} the PRM's gives token ${mine}, the server's ${theirs}. Serve the very checkpoint that the PRM names.`,
  );
}

/** The first route on which it answers as it should. */
async function workingRoute<Question extends Tokens>(
  server: Server,
  model: string,
  software: string,
  { question, routes, lacking }: Sample<Question>,
  signal: AbortSignal,
): Promise<Route<Question>> {
  const refusals: ServerFailure[] = [];
  for (const route of routes) {
    try {
      const answer = await insist(server, route.path, route.body(model, question), longest, signal);
      route.read(answer, question, server.base.host);
      return route;
    } catch (error) {
      // The sample's labels may be unlikely; those of a solution needn't be.
      if (error instanceof MissingLabel) return route;
      if (!(error instanceof ServerFailure) || error.kind === 'busy' || error.kind === 'away') throw error;
      // An answer that can't be believed is no reason to try another way of asking.
      if (error.kind === 'nonsense' && !(error instanceof NotThisWay)) throw error;
      refusals.push(error);
    }
  }
  const why = refusals.find(({ kind, message }) => kind === 'refused' && !message.includes('(status 404)'));
  throw new ServerFailure(
    'refused',
    phrase`${server.base.host} (${software}) gives no ${lacking.what}.${why ? phrase` ${why.sentence}` : ''} ${lacking.wayOut}`,
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
