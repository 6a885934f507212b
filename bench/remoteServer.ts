/** The server of the remote bench: `node bench/remoteServer.ts CAPACITY`, as a child process that tells its port and its work. */
import { performance } from 'node:perf_hooks';
import { fakeTower } from '../test/support/fakeTower.ts';

const capacity = Number(process.argv[2]);
let busy = 0;
let worked = 0;
let answered = 0;
const waiting: (() => void)[] = [];

const tower = await fakeTower({
  instead: async (_, response, { json }) => {
    const { choices } = json as { choices: { prompt_logprobs: unknown[] }[] };
    if (busy >= capacity) await new Promise<void>(resolve => waiting.push(resolve));
    else busy++;
    const begun = performance.now();
    if (!response.closed) {
      await new Promise(resolve => setTimeout(resolve, 300 + choices[0]!.prompt_logprobs.length));
      worked += performance.now() - begun;
      answered++;
    }
    const next = waiting.shift();
    if (next) next();
    else busy--;
    return false;
  },
});
process.on('message', () => process.send!({ at: performance.now(), worked, answered }));
process.on('disconnect', () => process.exit());
process.send!(Number(tower.base.port));
