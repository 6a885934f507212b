import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tokenizer } from '../../server/src/checkpoint/tokenizer.ts';
import type { ScoreJob, StepLogProbs } from '../../server/src/engine/messages.ts';
import { RemoteScorer, type RemoteScorerOptions } from '../../server/src/remote/remoteScorer.ts';
import { drip, type FakeTower, type FakeTowerOptions, fakeLogProb, fakeTower } from '../support/fakeTower.ts';

const folder = join(import.meta.dirname, '../fixtures/parity/pair-qwen');
const tokenizer = await Tokenizer.open(join(folder, 'policy'));
const tokenize = (text: string) => [...tokenizer.encode(text).ids];
const job: ScoreJob = { key: 'k', problem: 'How much is $3 + 4$?', steps: ['We add: $3 + 4 = 7$.', 'So it is 7.'] };

const open: FakeTower[] = [];
afterEach(() => {
  for (const tower of open.splice(0)) tower.close();
});

async function served(options: FakeTowerOptions = {}): Promise<FakeTower> {
  const tower = await fakeTower({ tokenize, ...options });
  open.push(tower);
  return tower;
}

/** Both towers at one server, with little patience. */
function scorerFor(tower: Pick<FakeTower, 'base'>, options: Partial<RemoteScorerOptions> = {}) {
  const log: string[] = [];
  const at = { base: tower.base, model: 'tower' };
  const scorer = new RemoteScorer({
    folder,
    policy: at,
    reference: at,
    access: async () => ({}),
    log: line => log.push(line),
    patience: { connect: 1000, answer: 1000, silence: 200 },
    dispatching: { pause: 10, tryMilliseconds: 400, deadlines: { urgent: 1500, bulk: 3000 } },
    ...options,
  });
  return { scorer, log };
}

async function scored(scorer: RemoteScorer, asked: ScoreJob = job, signal = new AbortController().signal) {
  const steps: StepLogProbs[] = [];
  const onStep = (step: object) => steps.push(step as StepLogProbs);
  return { result: await scorer.score(asked, { signal, priority: 1, onStep }), steps };
}

/** What the fake tower says of these tokens is what arrived, for each step in its place. */
async function assertRight(tower: FakeTower, steps: readonly StepLogProbs[]): Promise<void> {
  const bodies = tower.asked.map(({ body }) => (body.prompt ?? body.input_ids) as number[]).filter(Array.isArray);
  const ids = bodies.at(-1)!;
  const values = steps.flatMap(({ policy }) => [...policy]);
  const begin = ids.length - values.length;
  assert.deepEqual(
    values,
    values.map((_, i) => Math.fround(fakeLogProb(ids, begin + i))),
  );
}

const raw = (response: ServerResponse, text: string, status = 200): true => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  return true;
};

describe('each kind of server is asked in its own way', () => {
  for (const [dialect, route, software] of [
    ['vllm', '/v1/completions', 'vLLM 1.2.3'],
    ['sglang', '/generate', 'SGLang 1.2.3'],
    ['echo', '/v1/completions', 'a server that does not say what it is'],
  ] as const) {
    it(dialect, async () => {
      const tower = await served({ dialect });
      const { scorer, log } = scorerFor(tower);
      const { steps, result } = await scored(scorer);
      assert.equal(result.fitting, 2);
      await assertRight(tower, steps);
      assert.ok(log[0]!.includes(software) && log[0]!.includes(route), log[0]);
    });
  }

  it('an edit sends SGLang the place from which on it wants to know; vLLM is asked anew, and what was said before stays', async () => {
    const tower = await served({ dialect: 'sglang' });
    const { scorer } = scorerFor(tower);
    const first = await scored(scorer);
    const second = await scored(scorer, { ...job, steps: [job.steps[0]!, 'So it is 8.'] });
    const starts = tower.asked.flatMap(({ body }) =>
      typeof body.logprob_start_len === 'number' ? [body.logprob_start_len] : [],
    );
    assert.ok(starts.at(-1)! > starts.at(-3)!, starts.join());
    assert.ok(second.result.computed < first.result.computed);
    assert.deepEqual(second.steps[0], first.steps[0]);
    await assertRight(tower, second.steps);
  });

  it('the same text again costs no question', async () => {
    const tower = await served();
    const { scorer } = scorerFor(tower);
    const first = await scored(scorer);
    const before = tower.asked.length;
    assert.deepEqual((await scored(scorer)).steps, first.steps);
    assert.equal(tower.asked.length, before);
  });

  it('a text longer than the context is scored as far as it fits', async () => {
    const tower = await served({ context: 60 });
    const { scorer } = scorerFor(tower);
    const { result, steps } = await scored(scorer, { ...job, steps: [...job.steps, 'And more. '.repeat(40)] });
    assert.equal(result.fitting, steps.length);
    assert.ok(steps.length < 3);
  });
});

describe('what a server is not good for is said before anything is scored', () => {
  it('llama.cpp gives no prompt log-probabilities', async () => {
    const { scorer } = scorerFor(await served({ dialect: 'llamacpp' }));
    await assert.rejects(scored(scorer), /\(llama\.cpp b1-c0ffee\) gives no prompt log-probabilities.*vLLM or SGLang/);
  });

  it('another tokenizer, by the first token that differs', async () => {
    const other = (text: string) => tokenize(text).map((id, t) => (t === 5 ? id + 1 : id));
    const { scorer } = scorerFor(await served({ tokenize: other }));
    await assert.rejects(
      scored(scorer),
      /has another tokenizer than the PRM: at ".+" the PRM's gives token \d+ \(".*"\), the server's \d+/,
    );
  });

  it('another model', async () => {
    const tower = await served();
    const { scorer } = scorerFor(tower, { policy: { base: tower.base, model: 'another' } });
    await assert.rejects(scored(scorer), /serves tower, and not another/);
  });

  it('only the policy is named, and the PRM has a reference', async () => {
    const { scorer } = scorerFor(await served(), { reference: undefined });
    await assert.rejects(scored(scorer), /has a reference beside its policy.*steplight\.endpoint\.reference/);
  });

  it('nobody is there', async () => {
    const tower = await served();
    tower.close();
    await assert.rejects(scored(scorerFor(tower).scorer), /Nobody answers at 127\.0\.0\.1:\d+/);
  });

  it('a wrong key, in words that do not repeat it', async () => {
    const { scorer, log } = scorerFor(await served({ key: 'the-right-one' }), {
      access: async () => ({ key: 'my-secret' }),
    });
    await assert.rejects(scored(scorer), (error: Error) => {
      assert.match(error.message, /wants a key, or another one \(status 401\)/);
      return !error.message.includes('my-secret');
    });
    assert.ok(!log.join().includes('my-secret') && !JSON.stringify(scorer.status).includes('my-secret'));
  });

  it('a redirect is not followed', async () => {
    const instead = (_: number, response: ServerResponse) => {
      response.writeHead(307, { location: 'http://elsewhere.example/' }).end();
      return true;
    };
    await assert.rejects(scored(scorerFor(await served({ instead })).scorer), /sends elsewhere \(status 307\)/);
  });
});

describe('an answer that can not be believed scores nothing', () => {
  type Entry = Record<string, { logprob: unknown }> | null;
  const spoilt = (spoil: (entries: Entry[]) => unknown) => async () => {
    const tower = await served({
      instead: (n, response, { json }) => {
        if (n < 2) return false;
        const answer = structuredClone(json) as { choices: { prompt_logprobs: unknown }[] };
        answer.choices[0]!.prompt_logprobs = spoil(answer.choices[0]!.prompt_logprobs as Entry[]);
        return raw(response, JSON.stringify(answer));
      },
    });
    const steps: unknown[] = [];
    const { scorer } = scorerFor(tower);
    const { signal } = new AbortController();
    await assert.rejects(
      scorer.score(job, { signal, priority: 1, onStep: step => steps.push(step) }),
      (error: Error) => {
        message = error.message;
        return true;
      },
    );
    assert.deepEqual(steps, []);
  };
  let message = '';
  const last = (entries: Entry[], value: unknown) => {
    const entry = entries.at(-1)!;
    entry[Object.keys(entry)[0]!]!.logprob = value;
    return entries;
  };

  it('too few', async () => {
    await spoilt(entries => entries.slice(1))();
    assert.match(message, /gives \d+ log-probabilities for \d+ tokens: it reads another text/);
  });
  it('too many', async () => {
    await spoilt(entries => [null, ...entries])();
    assert.match(message, /gives \d+ log-probabilities for \d+ tokens/);
  });
  it('other tokens', async () => {
    await spoilt(entries => entries.map(entry => entry && { 99999: { logprob: -1 } }))();
    assert.match(message, /answers for other tokens than were sent \(first at token \d+\)/);
  });
  it('none in the middle', async () => {
    await spoilt(entries => entries.map((entry, t) => (t === entries.length - 3 ? null : entry)))();
    assert.match(message, /answers for other tokens/);
  });
  it('null, as some write what is no number', async () => {
    await spoilt(entries => last(entries, null))();
    assert.match(message, /gives null as the log-probability of token \d+/);
  });
  it('a probability above one', async () => {
    await spoilt(entries => last(entries, 0.5))();
    assert.match(message, /gives 0\.5 as the log-probability/);
  });
  it('minus infinity, as vLLM writes it', async () => {
    await spoilt(entries => last(entries, -9999))();
    assert.match(message, /gives -9999 as the log-probability/);
  });
  it('a text', async () => {
    await spoilt(entries => last(entries, '-1'))();
    assert.match(message, /gives "-1" as the log-probability/);
  });
  it('nothing at all', async () => {
    await spoilt(() => undefined)();
    assert.match(message, /gives no log-probabilities of the text/);
  });
  it('NaN, as Python writes it', async () => {
    const instead = (n: number, response: ServerResponse, { text }: { text: string }) =>
      n >= 2 && raw(response, text.replace(/"logprob":-[\d.]+/, '"logprob":NaN'));
    await assert.rejects(scored(scorerFor(await served({ instead })).scorer), /computes values that aren't numbers/);
  });
  it('more than an answer can be long', async () => {
    const instead = (n: number, response: ServerResponse, { text }: { text: string }) =>
      n >= 2 && raw(response, text + ' '.repeat(2 ** 20));
    await assert.rejects(scored(scorerFor(await served({ instead })).scorer), /sends more than an answer can be long/);
  });
});

describe('what passes by itself is waited for, and nothing is lost', () => {
  const onceBroken: Record<string, (response: ServerResponse, text: string) => boolean | Promise<boolean>> = {
    'half a body': (response, text) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, text.length / 2));
      setTimeout(() => response.destroy(), 20);
      return true;
    },
    'a connection closed before the answer': response => {
      response.destroy();
      return true;
    },
    'a slow drip': (response, text) => drip(response, text, 50),
    'an error page': response => raw(response, '<html>Bad gateway</html>', 502),
    'something that is no JSON': response => raw(response, '<html>'),
    'one answer out of its mind': (response, text) => raw(response, text.replaceAll('logprob"', 'chance"')),
  };
  for (const [name, broken] of Object.entries(onceBroken)) {
    it(name, async () => {
      const tower = await served({
        instead: (n, response, { text }) => (n === 2 || n === 3) && broken(response, text),
      });
      const { steps } = await scored(scorerFor(tower).scorer);
      assert.equal(steps.length, 2);
      await assertRight(tower, steps);
    });
  }

  it('a storm of 429, with and without a time to wait', async () => {
    const tower = await served({
      instead: (n, response) => {
        if (n < 2 || n > 9) return false;
        response.writeHead(429, n % 2 === 0 ? { 'retry-after': '0' } : {}).end('{"error": {"message": "slow down"}}');
        return true;
      },
    });
    const { steps } = await scored(scorerFor(tower).scorer);
    await assertRight(tower, steps);
  });

  it('a storm without end has an end for who waits in front of an editor', async () => {
    const tower = await served({ instead: (n, response) => n >= 2 && raw(response, '{"detail": "no room"}', 429) });
    await assert.rejects(scored(scorerFor(tower).scorer), /is busy \(status 429\)\. It says: no room/);
  });

  it('a server that starts anew in the middle of a job of many: each solution is scored, and rightly', async () => {
    let gone = false;
    const tower = await served({
      instead: async (n, response) => {
        if (n === 40) {
          gone = true;
          setTimeout(() => {
            gone = false;
          }, 150);
        }
        await sleep(5);
        if (!gone) return false;
        response.destroy();
        return true;
      },
    });
    const { scorer, log } = scorerFor(tower);
    const jobs = Array.from({ length: 60 }, (_, i) => ({ ...job, key: `k${i}`, steps: [`It is ${i}.`] }));
    const { signal } = new AbortController();
    const all = await Promise.all(
      jobs.map(async one => {
        const steps: StepLogProbs[] = [];
        await scorer.score(one, { signal, priority: 0, onStep: step => steps.push(step as StepLogProbs) });
        return steps;
      }),
    );
    for (const steps of all) assert.equal(steps.length, 1);
    const different = new Set(all.map(([step]) => step!.policy.join()));
    assert.equal(different.size, jobs.length);
    assert.ok(
      log.some(line => /asked again/.test(line)) && log.some(line => /answers again/.test(line)),
      log.join('\n'),
    );
  });

  it('a question that nobody wants answered any more is hung up', async () => {
    const abort = new AbortController();
    const tower = await served({
      instead: async n => {
        if (n < 2) return false;
        setTimeout(() => abort.abort(), 20);
        await sleep(300);
        return false;
      },
    });
    const { scorer } = scorerFor(tower);
    await assert.rejects(scored(scorer, job, abort.signal), { name: 'AbortError' });
    await sleep(50);
    assert.equal(tower.hungUp(), 2);
    assert.equal(scorer.status.state, 'ready');
  });
});
