import { phrase } from '../phrase.ts';
import { at, completion, logProb, NotThisWay, type Route, type Tokens } from './answers.ts';
import { ServerFailure } from './failure.ts';

/** The log-probabilities of a text's tokens, of which those before `from` are known or not wanted; it is at least 1. */
export interface TextQuestion extends Tokens {
  readonly from: number;
}

/** Reads answers so that entry t is the log-probability of token t, for those from `from` on. */
type TextRoute = Route<TextQuestion>;

/** vLLM: its own addition to OpenAI's protocol. `0` asks for the tokens of the text and for no likelier ones. */
const promptLogprobs: TextRoute = {
  title: '/v1/completions with prompt_logprobs',
  path: 'v1/completions',
  reusesPrefixes: false,
  body: (model, { ids }) => ({ ...completion(model, ids), prompt_logprobs: 0 }),
  read(answer, { ids, from }, host) {
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
const echo: TextRoute = {
  title: '/v1/completions with echo',
  path: 'v1/completions',
  reusesPrefixes: false,
  body: (model, { ids }) => ({
    ...completion(model, ids),
    echo: true,
    logprobs: 1,
    return_tokens_as_token_ids: true,
  }),
  read(answer, { ids, from }, host) {
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
const generate: TextRoute = {
  title: '/generate with return_logprob',
  path: 'generate',
  reusesPrefixes: true,
  body: (_, { ids, from }) => ({
    input_ids: [...ids],
    return_logprob: true,
    logprob_start_len: from - 1,
    sampling_params: { max_new_tokens: 0, temperature: 0 },
  }),
  read(answer, { ids, from }, host) {
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
export const textRoutes: readonly TextRoute[] = [promptLogprobs, generate, echo];

function filled(ids: Int32Array, from: number, host: string, value: (t: number) => unknown): Float32Array {
  const logProbs = new Float32Array(ids.length);
  for (let t = from; t < ids.length; t++) {
    logProbs[t] = logProb(value(t), `token ${t}`, host);
  }
  return logProbs;
}

function listOf(list: unknown, length: number, more: number, host: string): readonly unknown[] {
  if (!Array.isArray(list)) throw new NotThisWay(phrase`${host} gives no log-probabilities of the text it was sent.`);
  if (list.length < length || list.length > length + more) {
    throw new ServerFailure(
      'nonsense',
      phrase`${host} gives ${list.length} log-probabilities for ${length} tokens: it reads another text than the one that was sent.`,
    );
  }
  return list;
}

const otherTokens = (host: string, t: number) =>
  new ServerFailure(
    'nonsense',
    phrase`${host} answers for other tokens than were sent (first at token ${t}): something between here and the model changes the text.`,
  );
