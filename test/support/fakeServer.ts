/** The real server over the real protocol, with a fake PRM in the place of the engine. For tests and benchmarks only. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connect } from '../../server/src/connection.ts';
import { fakeWitness } from './fakeWitness.ts';

const delay = Number(process.env.FAKE_DELAY ?? 0);

connect(createConnection(ProposedFeatures.all), ({ log }) => ({
  all: [fakeWitness(delay, question => log(`asked: ${question}`))],
  configure: () => false,
  status: () => ({ state: 'ready', text: 'fake on CPU', detail: 'A deterministic PRM for tests.' }),
}));
