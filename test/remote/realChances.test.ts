/**
 * PRMs that say a chance per step, through vLLM and through the engine on this machine. What vLLM 0.32.0 answered is recorded in
 * test/fixtures/remote/vllm-chances.json and said again here; to ask a running one, and to record it anew:
 *
 *     node test/remote/servedChances.ts /tmp/prms
 *     .venv/bin/vllm serve /tmp/prms/turns/policy --port 8811 --served-model-name turns --dtype float32
 *     .venv/bin/vllm serve /tmp/prms/head/policy  --port 8812 --served-model-name head  --dtype float32 --runner pooling \
 *       --pooler-config '{"step_tag_id": 3}'
 *     STEPLIGHT_VLLM_CHANCES=http://localhost:8811,http://localhost:8812 node --test test/remote/realChances.test.ts
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Engine, type StepScorer } from '../../server/src/engine/engine.ts';
import type { ScoreJob, StepChance } from '../../server/src/engine/messages.ts';
import { RemoteScorer } from '../../server/src/remote/remoteScorer.ts';
import { listening, type Recording, recorder, replay } from './recording.ts';
import { servedChances } from './servedChances.ts';

const fixture = join(import.meta.dirname, '../fixtures/remote/vllm-chances.json');
const worker = join(import.meta.dirname, '../../server/src/engine/worker.ts');
const asked = process.env.STEPLIGHT_VLLM_CHANCES?.split(',');

const jobs: readonly ScoreJob[] = [
  { key: 'one', problem: 'Solve $3x + 5 = 20$.', steps: ['Subtract 5: $3x = 15$.', 'So $x = 5$.'] },
  { key: 'two', problem: 'Löse $2x = 7$ 🙂.', steps: ['$x = \\frac{7}{2}$, also $3{,}5$.', 'Fertig —', '  3.5 + 0'] },
];

describe('the chances of a served PRM are those of the engine', () => {
  const { folder, remove } = servedChances();
  const recordings: [Recording, Recording] = asked ? [{}, {}] : JSON.parse(readFileSync(fixture, 'utf8'));
  after(() => {
    remove();
    if (asked) writeFileSync(fixture, `${JSON.stringify(recordings, undefined, 1)}\n`);
  });

  for (const [i, [name, route]] of [
    ['turns', '/v1/completions with logprob_token_ids'],
    ['head', '/pooling with token_classify, logits'],
  ].entries() as ArrayIterator<[number, [string, string]]>) {
    it(`${name}: ${route}`, async () => {
      const prm = join(folder, name);
      const server = asked ? recorder(asked[i]!, recordings[i]!) : replay(recordings[i]!);
      const engine = new Engine({ worker, log: () => {}, settings: { device: 'cpu', threads: 1 } }).use(prm);
      const log: string[] = [];
      try {
        const policy = { base: await listening(server), model: name };
        const access = async () => ({});
        const note = (line: string) => log.push(line);
        const remote = new RemoteScorer({ folder: prm, policy, reference: undefined, access, log: note });
        const chances: number[] = [];
        for (const job of jobs) {
          const [here, there] = [await told(engine, job), await told(remote, job)];
          assert.equal(there.length, job.steps.length);
          for (const [k, { logOdds }] of here.entries()) {
            assert.ok(Math.abs(there[k]!.logOdds - logOdds) < 1e-5, `step ${k}: ${there[k]!.logOdds} and ${logOdds}`);
            chances.push(logOdds);
          }
        }
        assert.ok(Math.max(...chances) - Math.min(...chances) > 0.005, chances.join());
        assert.ok(
          log[0]!.includes(`(vLLM `) && log[0]!.includes(`by ${route}; 8192 tokens of context; the same`),
          log[0],
        );
      } finally {
        server.close();
        await engine.dispose();
      }
    });
  }
});

async function told(scorer: StepScorer, job: ScoreJob): Promise<StepChance[]> {
  const steps: StepChance[] = [];
  const { signal } = new AbortController();
  await scorer.score(job, { signal, priority: 1, onStep: step => steps.push(step as StepChance) });
  return steps;
}
