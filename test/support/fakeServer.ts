/**
 * The real server over the real protocol, with a fake PRM in the place of the engine and, where it is asked for, a fake exact
 * check. For tests and benchmarks only.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connect } from '../../server/src/connection.ts';
import { fakeExactWitness } from './fakeExactWitness.ts';
import { fakeWitness } from './fakeWitness.ts';

const delay = Number(process.env.FAKE_DELAY ?? 0);
const connection = createConnection(ProposedFeatures.all);

const loop = monitorEventLoopDelay({ resolution: 5 });
connection.onRequest('test/watchEventLoop', () => {
  loop.reset();
  loop.enable();
});
connection.onRequest('test/eventLoopDelay', () => ({
  p50: loop.percentile(50) / 1e6,
  p99: loop.percentile(99) / 1e6,
  max: loop.max / 1e6,
}));

let configured = false;
connect(connection, ({ log }) => ({
  all: [
    ...(process.env.FAKE_EXACT === undefined ? [] : [fakeExactWitness()]),
    fakeWitness(delay, question => log(`asked: ${question}`)),
  ],
  // As with a real PRM, the first settings choose it, and later ones don't change it.
  configure() {
    const first = !configured;
    configured = true;
    return first;
  },
  status: () => ({ state: 'ready', text: 'fake on CPU', detail: 'A deterministic PRM for tests.' }),
}));
