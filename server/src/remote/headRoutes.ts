import { at, NotThisWay, type Route, type Tokens } from './answers.ts';
import { ServerFailure } from './failure.ts';

/** What a head of two classes says at some tokens of a text. */
export interface HeadQuestion extends Tokens {
  readonly rows: readonly number[];
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
  read(answer, { ids, rows }, host) {
    const pairs = pairsOf(answer, ids, host);
    // Older versions don't know how to leave it aside, and what they say would be taken for logits.
    if (pairs.every(pair => pair.every(value => value >= 0 && value <= 1))) {
      throw new NotThisWay(`${host} gives chances where logits were asked for.`);
    }
    return Float32Array.from(rows, row => pairs[row]![1] - pairs[row]![0]);
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
  read(answer, { ids, rows }, host) {
    const pairs = pairsOf(answer, ids, host);
    const wrong = pairs.findIndex(([bad, good]) => bad < 0 || good < 0 || Math.abs(bad + good - 1) > rounding);
    if (wrong >= 0) {
      throw new ServerFailure(
        'nonsense',
        `${host} gives ${pairs[wrong]!.join(' and ')} as the chances of two classes at token ${wrong}, which can't be: their sum is not 1.`,
      );
    }
    const log = (chance: number) => Math.log(Math.max(chance, smallest));
    return Float32Array.from(rows, row => log(pairs[row]![1]) - log(pairs[row]![0]));
  },
};

/** In the order in which they are tried. */
export const headRoutes: readonly HeadRoute[] = [logits, chances];

type Pair = readonly [bad: number, good: number];

function pairsOf(answer: unknown, { length }: Int32Array, host: string): readonly Pair[] {
  const list = at(answer, 'data', 0, 'data');
  if (!Array.isArray(list)) throw new NotThisWay(`${host} gives no classes of the text it was sent.`);
  if (list.length !== length) {
    throw new ServerFailure(
      'nonsense',
      `${host} gives ${list.length} classes for ${length} tokens. Serve the PRM without a step_tag_id in --pooler-config: Steplight picks the steps' tokens itself.`,
    );
  }
  return list.map((pair, t) => {
    if (Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite)) return pair as unknown as Pair;
    throw new ServerFailure(
      'nonsense',
      `${host} gives ${String(JSON.stringify(pair)).slice(0, 40)} at token ${t}, which isn't what a head of two classes says: it serves another model, or broken weights.`,
    );
  });
}
