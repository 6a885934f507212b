import { phrase } from '../phrase.ts';
import { at, NotThisWay, type Route, type Tokens } from './answers.ts';
import { ServerFailure } from './failure.ts';

/** What a head of two classes says at some tokens of a text, at each of which the same tag stands. */
export interface HeadQuestion extends Tokens {
  readonly rows: readonly number[];
  /** It isn't known yet whether the server gives logits when it is asked for them. */
  readonly trying?: boolean;
}

/** Reads answers as the log-odds of the class "right", one for each row. */
type HeadRoute = Route<HeadQuestion>;

const pooling = (model: string, { ids }: HeadQuestion, activated: boolean) => ({
  model,
  input: [...ids],
  task: 'token_classify',
  encoding_format: 'float',
  use_activation: activated,
  add_special_tokens: false,
});

/** vLLM's pooling, told to leave its softmax aside: no chance is then too near to one to be told. */
const logits: HeadRoute = {
  title: '/pooling with token_classify, logits',
  path: 'pooling',
  reusesPrefixes: false,
  body: (model, question) => pooling(model, question, false),
  read(answer, question, host) {
    const pairs = pairsOf(answer, question, host);
    // Older versions don't know how to leave it aside, and what they say would be taken for logits.
    if (question.trying && pairs.every(isChances)) {
      throw new NotThisWay(phrase`${host} gives chances where logits were asked for.`);
    }
    return Float32Array.from(pairs, ([bad, good]) => good - bad);
  },
};

/** Rounding of a number format may move a sum of chances so far. */
const rounding = 0.02;
/** The smallest normal float32: a chance below it was written as 0. */
const smallest = 2 ** -126;

/** The same, after the softmax. */
const chances: HeadRoute = {
  title: '/pooling with token_classify, chances',
  path: 'pooling',
  reusesPrefixes: false,
  body: (model, question) => pooling(model, question, true),
  read(answer, question, host) {
    const pairs = pairsOf(answer, question, host);
    const wrong = pairs.findIndex(pair => !isChances(pair));
    if (wrong >= 0) {
      throw new ServerFailure(
        'nonsense',
        phrase`${host} gives ${pairs[wrong]!.join(' and ')} as the chances of two classes at step ${wrong + 1}, which can't be: their sum is not 1.`,
      );
    }
    const log = (chance: number) => Math.log(Math.max(chance, smallest));
    return Float32Array.from(pairs, ([bad, good]) => log(good) - log(bad));
  },
};

/** In the order in which they are tried. */
export const headRoutes: readonly HeadRoute[] = [logits, chances];

type Pair = readonly [bad: number, good: number];

const isChances = ([bad, good]: Pair) => bad >= 0 && good >= 0 && Math.abs(bad + good - 1) <= rounding;

/** One for each row. vLLM tells all tokens, or only those where its `step_tag_id` stands: for Qwen's PRMs it knows the tag. */
function pairsOf(answer: unknown, { ids, rows }: HeadQuestion, host: string): readonly Pair[] {
  const list = at(answer, 'data', 0, 'data');
  if (!Array.isArray(list)) throw new NotThisWay(phrase`${host} gives no classes of the text it was sent.`);
  const tag = ids[rows[0]!];
  // Those that the problem or a step has in its own text count, too.
  const tagged = [...ids.keys()].filter(t => ids[t] === tag);
  const places = list.length === ids.length ? undefined : list.length === tagged.length ? tagged : [];
  if (places?.length === 0) {
    throw new ServerFailure(
      'nonsense',
      phrase`${host} gives ${list.length} classes for ${ids.length} tokens, of which ${tagged.length} are tags (token ${tag ?? ''}). Serve the PRM with --pooler-config '{"step_tag_id": ${tag ?? ''}}'.`,
    );
  }
  return rows.map((row, k) => {
    const pair = list[places ? places.indexOf(row) : row];
    if (Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite)) return pair as unknown as Pair;
    throw new ServerFailure(
      'nonsense',
      phrase`${host} gives ${String(JSON.stringify(pair)).slice(0, 40)} at step ${k + 1}, which isn't what a head of two classes says: it serves another model, or broken weights.`,
    );
  });
}
