/**
 * The same solutions through vLLM, which nobody here wrote, and through the engine on this machine. What vLLM 0.32.0 answered is
 * recorded in test/fixtures/remote/vllm.json and said again here; to ask a running one, and to record it anew:
 *
 *     python -m venv .venv && .venv/bin/pip install vllm
 *     node test/remote/servedPair.ts /tmp/pair
 *     .venv/bin/vllm serve /tmp/pair/policy    --port 8801 --served-model-name policy    --dtype float32
 *     .venv/bin/vllm serve /tmp/pair/reference --port 8802 --served-model-name reference --dtype float32
 *     STEPLIGHT_VLLM=http://localhost:8801,http://localhost:8802 node --test test/remote/realServer.test.ts
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Engine, type StepScorer } from '../../server/src/engine/engine.ts';
import type { ScoreJob, ScoreResult, StepLogProbs } from '../../server/src/engine/messages.ts';
import { RemoteScorer, type ServedAt } from '../../server/src/remote/remoteScorer.ts';
import { listening, type Recording, recorder, replay } from './recording.ts';
import { servedPair } from './servedPair.ts';

const fixture = join(import.meta.dirname, '../fixtures/remote/vllm.json');
const worker = join(import.meta.dirname, '../../server/src/engine/worker.ts');
const asked = process.env.STEPLIGHT_VLLM?.split(',');

const jobs: readonly ScoreJob[] = [
  { key: 'one', problem: 'Solve $3x + 5 = 20$.', steps: ['Subtract 5: $3x = 15$.', 'So $x = 5$.'] },
  { key: 'two', problem: 'Löse $2x = 7$ 🙂.', steps: ['$x = \\frac{7}{2}$, also $3{,}5$.', 'Fertig —', '  3.5'] },
  { key: 'three', problem: '', steps: ['A single step, and nothing that was asked.'] },
];

describe('what a served PRM says is what the engine says', () => {
  const { folder, remove } = servedPair();
  const recordings: [Recording, Recording] = asked ? [{}, {}] : JSON.parse(readFileSync(fixture, 'utf8'));
  const servers: Server[] = [];
  let engine: Engine;
  let policy: ServedAt;
  let reference: ServedAt;

  before(async () => {
    engine = new Engine({ worker, log: () => {}, settings: { device: 'cpu', threads: 1 } }).use(folder);
    const bases: URL[] = [];
    for (const [i, recording] of recordings.entries()) {
      const server = asked ? recorder(asked[i]!, recording) : replay(recording);
      servers.push(server);
      bases.push(await listening(server));
    }
    policy = { base: bases[0]!, model: 'policy' };
    reference = { base: bases[1]!, model: '' };
  });
  after(async () => {
    for (const server of servers) server.close();
    await engine.dispose();
    remove();
    if (asked) writeFileSync(fixture, `${JSON.stringify(recordings, undefined, 1)}\n`);
  });

  for (const job of jobs) {
    it(job.key, async () => {
      const log: string[] = [];
      const remote = new RemoteScorer({
        folder,
        policy,
        reference,
        access: async () => ({}),
        log: line => log.push(line),
      });
      const [here, there] = [await told(engine, job), await told(remote, job)];
      assert.equal(there.steps.length, job.steps.length);
      assert.deepEqual(there.result.fitting, here.result.fitting);
      for (const [k, step] of here.steps.entries()) {
        assert.deepEqual(there.steps[k]!.starts, step.starts);
        near(there.steps[k]!.policy, step.policy);
        near(there.steps[k]!.reference!, step.reference!);
      }
      assert.match(
        log[0]!,
        /^policy: policy at 127\.0\.0\.1:\d+ \(vLLM [\d.]+\) by \/v1\/completions with prompt_logprobs; 8192 tokens of context; the same tokenizer$/,
      );
    });
  }
});

async function told(scorer: StepScorer, job: ScoreJob): Promise<{ steps: StepLogProbs[]; result: ScoreResult }> {
  const steps: StepLogProbs[] = [];
  const { signal } = new AbortController();
  const onStep = (step: object) => steps.push(step as StepLogProbs);
  return { result: await scorer.score(job, { signal, priority: 1, onStep }), steps };
}

function near(these: Float32Array, those: Float32Array): void {
  assert.equal(these.length, those.length);
  for (const [t, value] of these.entries()) {
    assert.ok(Math.abs(value - those[t]!) < 1e-3, `token ${t}: ${value} and ${those[t]}`);
  }
}
