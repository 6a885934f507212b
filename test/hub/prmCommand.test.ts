import assert from 'node:assert/strict';
import { readFileSync, realpathSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCommandLine } from '../../server/src/cli/commandLine.ts';
import { prmFolder } from '../../server/src/prms/places.ts';
import { productWitnesses } from '../../server/src/productWitnesses.ts';
import { pairFolder } from '../engine/prms.ts';
import { goodToken } from '../support/hub.ts';
import { filesOf, type HubHome, hubHome } from '../support/hubHome.ts';
import { testTerminal } from '../support/terminal.ts';

/** `steplight prm` as somebody types it. */

let home: HubHome;
before(async () => {
  home = await hubHome();
  for (const tower of ['policy', 'reference'])
    home.hub.put(`tiny/${tower}`, filesOf(join(pairFolder, tower)), { gated: tower === 'reference' });
});
after(() => home.remove());

async function typed(command: string, environment: Record<string, string> = {}) {
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const terminal = testTerminal(home.folder, { environment: { ...Object.fromEntries(given), ...environment } });
  const code = await runCommandLine(command.split(' '), { terminal, createWitnesses: productWitnesses });
  return { code, printed: terminal.printed(), said: terminal.said() };
}

describe('steplight prm', () => {
  it('says what can be done, and asks for the name that is missing', async () => {
    assert.match((await typed('prm')).said, /There are list, show, fetch, check, verify, repair, remove, pair/);
    assert.match((await typed('prm fetch')).said, /"steplight prm fetch" takes a name/);
    assert.match((await typed('prm list much')).said, /"steplight prm list" takes no name/);
    assert.equal((await typed('prm fetch nobody')).code, 2);
    assert.match((await typed('prm fetch nobody')).said, /There is no PRM "nobody"\. There are EurusPRM-Stage2, /);
  });

  it('lists all with what is here, what fits and what was published', async () => {
    const { code, printed } = await typed('prm list');
    assert.equal(code, 0);
    assert.match(printed, /^starter +installed +on cpu$/m);
    assert.match(printed, /^EurusPRM-Stage2 +30\.5 GB to fetch .*ProcessBench: 31\.3 F1, mean \(arXiv:2501\.07301\)$/m);
    const { prms } = JSON.parse((await typed('prm list --json')).printed);
    assert.ok(prms.length >= 7);
  });

  it('shows one with its licence, its gate and its doubts', async () => {
    const { printed } = await typed('prm show ImplicitPRM-CE');
    assert.match(printed, /meta-llama\/Llama-3\.1-8B-Instruct is gated: ask for access at http/);
    assert.match(
      (await typed('prm show Qwen2.5-Math-1.5B-pair')).printed,
      /^Published: no figures.*\nExperimental: Nobody/m,
    );
  });

  it('makes a pair, which says what it needs before it can be checked', async () => {
    const { printed } = await typed('prm pair tiny --policy tiny/policy --reference tiny/reference');
    assert.equal(printed, 'tiny is made. Fetch it with "steplight prm fetch tiny".\n');
    const { code, printed: found } = await typed('prm check tiny --device cpu');
    assert.equal(code, 1);
    assert.match(found, /^✗ Loading +tiny\/policy isn't on this machine .*steplight prm fetch/);
    const again = await typed('prm pair tiny --policy tiny/policy');
    assert.match(again.said, /There is a PRM "tiny" already/);
  });

  it('fetches with the token of the environment, and refuses in words without', async () => {
    const { code, said } = await typed('prm fetch tiny');
    assert.equal(code, 2);
    assert.match(said, /tiny\/reference is gated: ask for access at .*HF_TOKEN/);
    const { printed } = await typed('prm fetch tiny', { HF_TOKEN: goodToken });
    assert.match(printed, /^tiny: \d+\.\d kB fetched\. Use it with --prm tiny/);
    assert.match((await typed('prm fetch tiny')).printed, /everything was there/);
  });

  it('proves that it runs here, and that random towers tell nothing', async () => {
    const { code, printed } = await typed('prm check tiny --device cpu');
    assert.match(printed, /^✓ Files .*\n✓ Device cpu +used: .*\n✓ Loading +float/);
    assert.match(printed, /^✓ Speed +\d+ tokens\/s, [\d.]+ MB of memory; a solution of 40 steps in \d+ ms, an edit/m);
    assert.match(
      printed,
      /^✗ Order +the right step scores higher in [0-4] of 5 examples only: .* random weights can't/m,
    );
    assert.equal(code, 1);
  });

  it('verifies, repairs and removes', async () => {
    const { code, printed } = await typed('prm verify tiny');
    assert.deepEqual([code, /10 files, 187 kB: all as they were published\.\n$/.test(printed)], [0, true], printed);
    const manifest = JSON.parse(readFileSync(join(prmFolder('tiny'), 'steplight.json'), 'utf8'));
    const snapshot = join(home.cache, 'models--tiny--policy', 'snapshots', manifest.policy.revision);
    truncateSync(realpathSync(join(snapshot, 'model.safetensors')), 1000);
    const broken = await typed('prm verify tiny');
    assert.equal(broken.code, 1);
    assert.match(
      broken.printed,
      /^✗ tiny\/policy\/model\.safetensors: it has 1\.00 kB of 70\.3 kB\n.*1 broken: "steplight prm repair tiny"/,
    );
    assert.match((await typed('prm repair tiny')).printed, /^tiny: 70\.3 kB fetched/);
    assert.match((await typed('prm remove tiny --dry-run')).printed, /tiny would be removed: 187 kB to gain/);
    assert.match((await typed('prm remove tiny')).printed, /tiny is removed: 187 kB freed/);
    assert.equal((await typed('prm remove tiny')).code, 2);
  });
});

describe('steplight prm check', () => {
  it('finds that the embedded PRM tells right from wrong', async () => {
    const { code, printed } = await typed('prm check starter --device cpu');
    assert.match(printed, /^✓ Order +the right step scores higher in 5 of 5 examples/m);
    assert.equal(code, 0);
  });
});
