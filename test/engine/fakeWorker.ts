import { basename } from 'node:path';
import type { Device, Reply, Request } from '../../server/src/engine/messages.ts';
import { manifest } from '../../server/src/manifest.ts';

/** A child process without towers, that misbehaves as the last part of the PRM's folder says. */
let device: Device = 'cpu';
let behaviour = '';

process.on('message', (request: Request) => {
  if (request.type === 'load') load(request);
  else if (request.type === 'score') score(request.id);
});
process.on('disconnect', () => process.exit(0));

const say = (reply: Reply) => process.send!(reply);

function load({ folder, avoid }: Request & { type: 'load' }): void {
  behaviour = basename(folder);
  device = avoid.some(rung => rung.device === 'webgpu') ? 'cpu' : 'webgpu';
  if (behaviour === 'dies-trying' && device === 'webgpu') {
    say({ type: 'trying', device });
    setTimeout(() => process.abort(), 20);
    return;
  }
  const rungs = [...avoid, { device, used: true, reason: 'because it is a test' }];
  say({ type: 'loaded', prm: { folder, manifest: manifest(plain), device, rungs, mode: 'float', contextTokens: 100 } });
}

function score(id: number): void {
  if (behaviour === 'fails-at-work' && device === 'webgpu') {
    say({ type: 'device-failed', id, rung: { device, used: false, reason: 'it failed at work: no more memory' } });
    return;
  }
  // Deaf: it is busy for ever with the first text it gets, as a runtime call that doesn't return.
  if (behaviour === 'deaf' && id === 0) return;
  say({
    type: 'done',
    id,
    result: { tokens: 1, computed: 1, fitting: 0 },
    vitals: { tokensPerSecond: 1, residentBytes: 1, cacheBytes: 1 },
  });
}

const plain = {
  name: 'fake',
  version: '1',
  family: 'implicit',
  policy: 'policy',
  beta: 1,
  view: 'text',
  template: { kind: 'chat' },
};
