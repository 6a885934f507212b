import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScoreJob, StepChance } from '../../server/src/engine/messages.ts';
import { RemoteScorer } from '../../server/src/remote/remoteScorer.ts';
import { listening } from './recording.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
const job: ScoreJob = { key: 'k', problem: 'How much is $3 + 4$?', steps: ['We add: $3 + 4 = 7$.', 'So it is 7.'] };
const [good, bad] = [14, 16];

type Body = Record<string, unknown>;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers each question on a path as told, and everything else with 404. */
async function served(paths: Record<string, (body: Body) => unknown>, prm = 'prm-turns') {
  const asked: Body[] = [];
  let hungUp = 0;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    response.on('close', () => {
      if (!response.writableEnded) hungUp++;
    });
    const send = (status: number, json: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (request.url === '/v1/models') return send(200, { data: [{ id: 'tower', owned_by: 'x', max_model_len: 2048 }] });
    const answer = paths[request.url!];
    if (answer === undefined) return send(404, {});
    const body = JSON.parse(text);
    asked.push(body);
    const said = await answer(body);
    return said === undefined ? send(400, { error: 'not so' }) : send(200, said);
  });
  open.push(server);
  const log: string[] = [];
  const scorer = new RemoteScorer({
    folder: join(fixtures, prm),
    policy: { base: await listening(server), model: '' },
    reference: undefined,
    access: async () => ({}),
    log: line => log.push(line),
    dispatching: { pause: 10, tryMilliseconds: 2000, deadlines: { urgent: 2000, bulk: 2000 } },
  });
  return { scorer, asked, log, hungUp: () => hungUp };
}

async function chances(scorer: RemoteScorer, asked = job, signal = new AbortController().signal): Promise<number[]> {
  const steps: StepChance[] = [];
  await scorer.score(asked, { signal, priority: 1, onStep: step => steps.push(step as StepChance) });
  assert.deepEqual(
    steps.map(({ step }) => step),
    steps.map((_, k) => k),
  );
  return steps.map(({ logOdds }) => logOdds);
}

const completion = (top: Body, more: Body = {}) => ({ choices: [{ logprobs: { top_logprobs: [top] } }], ...more });
const both = (g: unknown = -1, b: unknown = -3) => ({ [`token_id:${good}`]: g, [`token_id:${bad}`]: b });
const labels = (answer: (body: Body) => unknown) => ({
  '/v1/completions': (body: Body) => (body.logprob_token_ids ? answer(body) : undefined),
});

describe('a PRM that judges by a token', () => {
  it('each step is asked for once, with the tokens before its label, and an edit asks for what it touches', async () => {
    const { scorer, asked, log } = await served(labels(() => completion(both())));
    assert.deepEqual(await chances(scorer), [2, 2]);
    assert.match(log[0]!, /by \/v1\/completions with logprob_token_ids/);
    assert.equal(asked.length, 3);
    await chances(scorer, { ...job, steps: [job.steps[0]!, 'So it is 8.'] });
    assert.equal(asked.length, 4);
  });
  it('SGLang', async () => {
    const entries = [
      [-3, bad, null],
      [-1, good, null],
    ];
    const { scorer, log } = await served({
      '/generate': () => ({ meta_info: { output_token_ids_logprobs: [entries] } }),
    });
    assert.deepEqual(await chances(scorer), [2, 2]);
    assert.match(log[0]!, /by \/generate with token_ids_logprob/);
  });
  it('llama.cpp', async () => {
    const top_logprobs = [
      { id: bad, token: '-', logprob: -1 },
      { id: good, token: '+', logprob: -2 },
    ];
    const { scorer, log } = await served({ '/completion': () => ({ completion_probabilities: [{ top_logprobs }] }) });
    assert.deepEqual(await chances(scorer), [-1, -1]);
    assert.match(log[0]!, /by \/completion with the 512 likeliest tokens/);
  });
  it('a server that tells five tokens, as texts', async () => {
    const { scorer } = await served({
      '/v1/completions': body => (body.logprobs === 5 ? completion({ '+': -1, ' +': -0.5, '-': -2 }) : undefined),
    });
    assert.deepEqual(await chances(scorer), [1, 1]);
  });
  it('a label that is not among them is not guessed', async () => {
    const { scorer } = await served({
      '/v1/completions': body =>
        body.logprob_token_ids ? undefined : completion({ [`token_id:${good}`]: -0.1, 'token_id:9': -4 }),
    });
    await assert.rejects(chances(scorer), /tells only the 2 likeliest tokens.*label "-" is not among them.*vLLM 0\.32/);
  });
  for (const [name, answer, message] of [
    ['null', completion(both(null)), /gives null as the log-probability of "\+"/],
    ['minus infinity', completion(both(-1, -9999)), /gives -9999 as the log-probability of "-"/],
    ['a chance above one', completion(both(0.5)), /gives 0\.5 as/],
    ['another text', completion(both(), { usage: { prompt_tokens: 3 } }), /has read 3 tokens where \d+ were sent/],
  ] as const) {
    it(`scores nothing from ${name}`, async () => {
      const { scorer } = await served(labels(() => answer));
      await assert.rejects(chances(scorer), message);
    });
  }
  it('hangs up when nobody wants to know any more', async () => {
    const abort = new AbortController();
    let n = 0;
    const { scorer, hungUp } = await served(
      labels(async () => {
        if (n++ > 0) {
          abort.abort();
          await sleep(300);
        }
        return completion(both());
      }),
    );
    await assert.rejects(chances(scorer, job, abort.signal), { name: 'AbortError' });
    await sleep(50);
    assert.ok(hungUp() > 0);
  });
  it('a server that takes no tokens says what is missing', async () => {
    const { scorer } = await served({ '/v1/completions': () => undefined });
    await assert.rejects(
      chances(scorer),
      /gives no log-probabilities of the next token.*Ollama takes texts and no tokens/,
    );
  });
});

describe('a PRM that judges by a head', () => {
  const pooled = (pair: (t: number, activated: boolean) => unknown, more = 0) => ({
    '/pooling': ({ input, use_activation }: Body) => ({
      data: [
        { data: Array.from({ length: (input as number[]).length + more }, (_, t) => pair(t, use_activation === true)) },
      ],
    }),
  });
  it('logits, and the chances of a server that gives no others', async () => {
    const plain = await served(
      pooled(() => [-1.5, 2]),
      'prm-head',
    );
    assert.deepEqual(await chances(plain.scorer), [3.5, 3.5]);
    assert.match(plain.log[0]!, /logits/);
    const old = await served(
      pooled(() => [0.25, 0.75]),
      'prm-head',
    );
    assert.ok(Math.abs((await chances(old.scorer))[0]! - Math.log(3)) < 1e-6);
    assert.match(old.log[0]!, /chances/);
    assert.equal(old.asked.length, 3);
  });
  for (const [name, paths, message] of [
    ['too few', pooled(() => [1, 2], -1), /gives \d+ classes for \d+ tokens.*step_tag_id": 3/],
    ['one value', pooled(() => [1]), /gives \[1\] at step 1/],
    ['null', pooled(t => (t > 7 ? [null, 1] : [1, 2])), /gives \[null,1\] at step 1/],
    [
      'chances whose sum is not one',
      pooled((_, activated) => (activated ? [0.5, 0.9] : [0.25, 0.75])),
      /gives 0\.5 and 0\.9 as the chances.*sum is not 1/,
    ],
    ['nothing', {}, /gives no classes of tokens.*--runner pooling/],
  ] as const) {
    it(`scores nothing from ${name}`, async () => {
      const { scorer } = await served(paths, 'prm-head');
      await assert.rejects(chances(scorer), message);
    });
  }
});

it('a PRM that judges by a value is scored on this machine only, and that is said', async () => {
  const { scorer } = await served({}, 'prm-value');
  await assert.rejects(chances(scorer), /family value.*Leave "steplight\.endpoint\.policy" empty/);
});
