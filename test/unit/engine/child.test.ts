import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { deathReason } from '../../../server/src/engine/child.ts';
import { spoken } from '../../../server/src/phrase.ts';

it('a machine without a runtime is told so, in words that do not blame the user', () => {
  const { status, stderr } = spawnSync(process.execPath, [
    '--input-type=module',
    '-e',
    "import 'onnxruntime-node-for-no-machine'",
  ]);
  assert.match(spoken(deathReason(status, null, String(stderr))), /no ONNX Runtime for this machine \(\w+-\w+\)/);
});

it('other ends are told by what the process said last', () => {
  assert.equal(
    spoken(deathReason(3, null, 'some noise\nthe disk is on fire\n')),
    'the engine ended with code 3 (the disk is on fire)',
  );
  assert.match(spoken(deathReason(null, 'SIGBUS', '')), /became shorter/);
});
