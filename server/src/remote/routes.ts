import { ServerFailure } from './failure.ts';

/**
 * The ways to ask a server for the log-probabilities of given tokens. Each is a question and how its answer is read, believing
 * nothing: whatever isn't the log-probability of exactly the tokens that were sent is refused.
 */
export type RouteName = 'prompt_logprobs' | 'echo' | 'generate';

export interface Route {
  readonly name: RouteName;
  /** For people: "/v1/completions with prompt_logprobs". */
  readonly title: string;
  readonly path: string;
  /** The server goes on from what it has read before, so an edit costs what stands behind it. */
  readonly reusesPrefixes: boolean;
  /** The question for `ids`, of which those before `from` are known or not wanted; `from` is at least 1. */
  body(model: string, ids: Int32Array, from: number): object;
  /** Entry t is the log-probability of token t, for those from `from` on; throws a ServerFailure. */
  read(answer: unknown, ids: Int32Array, from: number, host: string): Float32Array;
}

const common = (model: string, ids: Int32Array) => ({
  model,
  prompt: [...ids],
  temperature: 0,
  // The tokens are made here: nothing may be put before them.
  add_special_tokens: false,
});

/** vLLM: its own addition to OpenAI's protocol. `0` asks for the tokens of the text and for no likelier ones. */
const promptLogprobs: Route = {
  name: 'prompt_logprobs',
  title: '/v1/completions with prompt_logprobs',
  path: 'v1/completions',
  reusesPrefixes: false,
  body: (model, ids) => ({ ...common(model, ids), max_tokens: 1, prompt_logprobs: 0 }),
  read(answer, ids, from, host) {
    const list = at(answer, 'choices', 0, 'prompt_logprobs') ?? at(answer, 'prompt_logprobs');
    const entries = listOf(list, ids.length, 0, host);
    return filled(ids, from, host, t => {
      const entry = at(entries[t], String(ids[t]));
      if (entry === undefined) throw otherTokens(host, t);
      return at(entry, 'logprob');
    });
  },
};

/** OpenAI's own from the time when it had it: the text comes back with its log-probabilities. */
const echo: Route = {
  name: 'echo',
  title: '/v1/completions with echo',
  path: 'v1/completions',
  reusesPrefixes: false,
  body: (model, ids) => ({
    ...common(model, ids),
    max_tokens: 1,
    echo: true,
    logprobs: 1,
    return_tokens_as_token_ids: true,
  }),
  read(answer, ids, from, host) {
    const found = at(answer, 'choices', 0, 'logprobs');
    // Whatever was generated stands behind the text.
    const values = listOf(at(found, 'token_logprobs'), ids.length, 1, host);
    const tokens = at(found, 'tokens');
    return filled(ids, from, host, t => {
      // Servers that say the tokens as ids are held to them.
      const token = at(tokens, t);
      const id = typeof token === 'string' ? /^token_id:(\d+)$/.exec(token)?.[1] : undefined;
      if (id !== undefined && Number(id) !== ids[t]) throw otherTokens(host, t);
      return values[t];
    });
  },
};

/** SGLang's own route. Its list begins with a null in the place of the first token that was asked for. */
const generate: Route = {
  name: 'generate',
  title: '/generate with return_logprob',
  path: 'generate',
  reusesPrefixes: true,
  body: (_, ids, from) => ({
    input_ids: [...ids],
    return_logprob: true,
    logprob_start_len: from - 1,
    sampling_params: { max_new_tokens: 0, temperature: 0 },
  }),
  read(answer, ids, from, host) {
    const list = at(answer, 'meta_info', 'input_token_logprobs') ?? at(answer, 0, 'meta_info', 'input_token_logprobs');
    const entries = listOf(list, ids.length - (from - 1), 0, host);
    return filled(ids, from, host, t => {
      const entry = entries[t - (from - 1)];
      if (at(entry, 1) !== ids[t]) throw otherTokens(host, t);
      return at(entry, 0);
    });
  },
};

/** In the order in which they are tried. */
export const routes: readonly Route[] = [promptLogprobs, generate, echo];

/** No model's log-probability is lower; vLLM writes −9999 for minus infinity. */
const lowest = -9000;
/** Rounding may lift a certain token a little above 0. */
const highest = 1e-3;

function filled(ids: Int32Array, from: number, host: string, value: (t: number) => unknown): Float32Array {
  const logProbs = new Float32Array(ids.length);
  for (let t = from; t < ids.length; t++) {
    const said = value(t);
    if (typeof said !== 'number' || !(said > lowest && said <= highest)) {
      throw new ServerFailure(
        'nonsense',
        `${host} gives ${show(said)} as the log-probability of token ${t}, which can't be one: the weights it serves are broken, or overflow in its number format.`,
      );
    }
    logProbs[t] = said;
  }
  return logProbs;
}

function listOf(list: unknown, length: number, more: number, host: string): readonly unknown[] {
  if (!Array.isArray(list)) throw new NoLogProbs(host);
  if (list.length < length || list.length > length + more) {
    throw new ServerFailure(
      'nonsense',
      `${host} gives ${list.length} log-probabilities for ${length} tokens: it reads another text than the one that was sent.`,
    );
  }
  return list;
}

/** An answer of the right kind that simply has no log-probabilities in it. */
export class NoLogProbs extends ServerFailure {
  constructor(host: string) {
    super('nonsense', `${host} gives no log-probabilities of the text it was sent.`);
  }
}

const otherTokens = (host: string, t: number) =>
  new ServerFailure(
    'nonsense',
    `${host} answers for other tokens than were sent (first at token ${t}): something between here and the model changes the text.`,
  );

/** What stands at this path, or undefined where the path breaks off. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

const show = (value: unknown) => String(JSON.stringify(value) ?? value).slice(0, 40);
