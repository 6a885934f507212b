import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { createEngine, pairFolder, score } from './prms.ts';

it('the engine keeps no device id and no queue of reports for the makers of its runtime', async () => {
  const home = await mkdtemp(join(tmpdir(), 'steplight-home-'));
  const before = { ...process.env };
  // Build servers are spared by the runtime itself; users aren't.
  for (const name of Object.keys(process.env)) if (/^(CI|GITHUB_|TF_BUILD|ORT_)/.test(name)) delete process.env[name];
  Object.assign(process.env, { HOME: home, XDG_CACHE_HOME: join(home, '.cache'), LOCALAPPDATA: home });
  const { engine } = createEngine();
  try {
    await score(engine.use(pairFolder), ['So 3 + 4 = 7.']).result;
    assert.deepEqual(await readdir(home), []);
  } finally {
    await engine.dispose();
    Object.assign(process.env, before);
    await rm(home, { recursive: true });
  }
});
