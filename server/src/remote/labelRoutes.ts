import { phrase } from '../phrase.ts';
import { at, completion, logProb, NotThisWay, type Route, type Tokens } from './answers.ts';
import { ServerFailure } from './failure.ts';

/** A token that calls a step right or wrong. */
export interface Label {
  readonly id: number;
  /** As the vocabulary spells it. */
  readonly token: string;
  /** What servers write for this token and for no other; undefined where one can't be sure of that. */
  readonly text: string | undefined;
}

/** How likely each of two tokens is as the next one after a text. */
export interface LabelQuestion extends Tokens {
  readonly good: Label;
  readonly bad: Label;
}

/** Reads answers as the log-odds of the good label against the bad one. */
type LabelRoute = Route<LabelQuestion>;

/** The server tells only the likeliest tokens, and a label isn't one of them. */
export class MissingLabel extends ServerFailure {
  constructor({ token }: Label, told: number, host: string) {
    super(
      'refused',
      phrase`${host} tells only the ${told} likeliest tokens, and the PRM's label ${JSON.stringify(token)} is not among them, so this step's chance is not known. Serve the PRM with vLLM 0.32 or later or with SGLang, which are asked for the labels themselves, or leave "steplight.endpoint.policy" empty to score on this machine.`,
    );
  }
}

/** vLLM tells the log-probabilities of tokens that are named. Versions that don't know the field leave it aside. */
const named: LabelRoute = {
  title: '/v1/completions with logprob_token_ids',
  path: 'v1/completions',
  reusesPrefixes: true,
  body: (model, { ids, good, bad }) => ({
    ...completion(model, ids),
    logprobs: 1,
    logprob_token_ids: [good.id, bad.id],
    return_tokens_as_token_ids: true,
  }),
  read(answer, question, host) {
    sameLength(at(answer, 'usage', 'prompt_tokens'), question, host);
    const told = likeliest(answer, host);
    return odds(question, host, ({ id }) => {
      const found = told.find(one => one.id === id);
      if (found === undefined) throw new NotThisWay(phrase`${host} doesn't tell the tokens it was asked about.`);
      return found.logProb;
    });
  },
};

/** SGLang's own route. */
const generate: LabelRoute = {
  title: '/generate with token_ids_logprob',
  path: 'generate',
  reusesPrefixes: true,
  body: (_, { ids, good, bad }) => ({
    input_ids: [...ids],
    return_logprob: true,
    token_ids_logprob: [good.id, bad.id],
    sampling_params: { max_new_tokens: 1, temperature: 0 },
  }),
  read(answer, question, host) {
    const meta = at(answer, 'meta_info') ?? at(answer, 0, 'meta_info');
    sameLength(at(meta, 'prompt_tokens'), question, host);
    const told = at(meta, 'output_token_ids_logprobs', 0);
    if (!Array.isArray(told)) throw new NotThisWay(phrase`${host} doesn't tell the tokens it was asked about.`);
    return odds(question, host, ({ id, token }) => {
      const entry = told.find(one => at(one, 1) === id);
      if (entry === undefined) {
        throw new ServerFailure(
          'nonsense',
          phrase`${host} answers for other tokens than the PRM's ${JSON.stringify(token)}.`,
        );
      }
      return at(entry, 0);
    });
  },
};

/** So many of the likeliest tokens llama.cpp is asked for; it has no limit of its own. */
const llamaTokens = 512;

/** llama.cpp's own route, which tells more tokens than its imitation of OpenAI's. */
const llama: LabelRoute = {
  title: `/completion with the ${llamaTokens} likeliest tokens`,
  path: 'completion',
  reusesPrefixes: true,
  body: (_, { ids }) => ({
    prompt: [...ids],
    n_predict: 1,
    temperature: 0,
    n_probs: llamaTokens,
    post_sampling_probs: false,
  }),
  read(answer, question, host) {
    sameLength(at(answer, 'tokens_evaluated'), question, host);
    const told = listed(at(answer, 'completion_probabilities', 0, 'top_logprobs'));
    if (told === undefined) throw noneTold(host);
    return chosen(question, told, host);
  },
};

/** Any other server of OpenAI's protocol: the likeliest tokens, as many as it tells. */
const likeliestOf = (count: number): LabelRoute => ({
  title: `/v1/completions with the ${count} likeliest tokens`,
  path: 'v1/completions',
  reusesPrefixes: true,
  body: (model, { ids }) => ({ ...completion(model, ids), logprobs: count, return_tokens_as_token_ids: true }),
  read(answer, question, host) {
    sameLength(at(answer, 'usage', 'prompt_tokens'), question, host);
    return chosen(question, likeliest(answer, host), host);
  },
});

/** In the order in which they are tried: those that tell just the labels first. OpenAI's own limit is 5, most servers' is 20. */
export const labelRoutes: readonly LabelRoute[] = [named, generate, llama, likeliestOf(20), likeliestOf(5)];

/** A token among the likeliest, by its id where the server tells it. */
interface Told {
  readonly id: number | undefined;
  readonly text: string;
  readonly logProb: unknown;
}

function chosen(question: LabelQuestion, told: readonly Told[], host: string): Float32Array {
  return odds(question, host, label => {
    const { id, text, token } = label;
    if (told.every(one => one.id !== undefined)) {
      const found = told.find(one => one.id === id);
      if (found === undefined) throw new MissingLabel(label, told.length, host);
      return found.logProb;
    }
    if (text === undefined) {
      throw new ServerFailure(
        'refused',
        phrase`${host} tells tokens as texts and not as ids, and the PRM's label ${JSON.stringify(token)} can't be told from others of its vocabulary by its text.`,
      );
    }
    const found = told.filter(one => one.text === text);
    if (found.length > 1) {
      throw new ServerFailure(
        'nonsense',
        phrase`${host} tells ${JSON.stringify(text)} ${found.length} times as a next token.`,
      );
    }
    if (found.length === 0) throw new MissingLabel(label, told.length, host);
    return found[0]!.logProb;
  });
}

/** Both forms in which servers tell the likeliest next tokens: a record by token, and the list that chats have. */
function likeliest(answer: unknown, host: string): readonly Told[] {
  const logprobs = at(answer, 'choices', 0, 'logprobs');
  const record = at(logprobs, 'top_logprobs', 0);
  if (typeof record === 'object' && record !== null) {
    return Object.entries(record).map(([text, value]) => {
      const id = /^token_id:(\d+)$/.exec(text)?.[1];
      return { id: id === undefined ? undefined : Number(id), text, logProb: value };
    });
  }
  const list = listed(at(logprobs, 'content', 0, 'top_logprobs'));
  if (list === undefined) throw noneTold(host);
  return list;
}

function listed(list: unknown): readonly Told[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return list.map(one => {
    const id = at(one, 'id');
    return {
      id: typeof id === 'number' ? id : undefined,
      text: String(at(one, 'token')),
      logProb: at(one, 'logprob'),
    };
  });
}

/** The difference of two log-probabilities, whatever they are normalised over. */
function odds({ good, bad }: LabelQuestion, host: string, said: (label: Label) => unknown): Float32Array {
  const of = (label: Label) => logProb(said(label), JSON.stringify(label.token), host);
  return Float32Array.of(of(good) - of(bad));
}

/** Servers that tell how many tokens they have read are held to it. */
function sameLength(told: unknown, { ids }: Tokens, host: string): void {
  if (typeof told === 'number' && told !== ids.length) {
    throw new ServerFailure(
      'nonsense',
      phrase`${host} has read ${told} tokens where ${ids.length} were sent: it reads another text than the one that was sent.`,
    );
  }
}

const noneTold = (host: string) =>
  new NotThisWay(phrase`${host} gives no log-probabilities of what it could write next.`);
