import assert from 'node:assert/strict';
import { after, beforeEach, describe, it, mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createService, type Service } from '../../server/src/service.ts';
import { defaultSettings } from '../../server/src/settings.ts';
import type { Witness } from '../../server/src/witness.ts';

const uri = 'file:///a.md';
const pause = 3;
const written = (step: string) => `**Problem.** Find $x$.\n\n**Solution.** ${step}\n`;

describe('an edit is scored after its pause', () => {
  let asked: string[];
  let service: Service;
  const listener: Witness = {
    name: 'prm',
    async *testify({ steps }, from) {
      for (let step = from; step < steps.length; step++) {
        asked.push(steps[step]!.reading.text);
        yield { witness: 'prm', step, unjudged: { code: 'engine', text: 'It only listens.' } };
      }
    },
  };
  const edit = (version: number) =>
    service.change(TextDocument.create(uri, 'markdown', version, written(`So $x = ${version}$.`)));
  const until = async (questions: number) => {
    for (let tries = 0; asked.length < questions && tries < 500; tries++) await sleep(2);
    assert.equal(asked.at(-1), `So $x = ${questions}$.`);
  };

  beforeEach(async () => {
    await service?.dispose();
    asked = [];
    const settings = { ...defaultSettings, delay: pause };
    service = createService({ settings: async () => settings, changed: () => {}, log: () => {} }, [listener]);
    service.open(uri, 'markdown', 1, written('So $x = 1$.'));
    await service.score(uri);
  });
  after(() => service.dispose());

  it('also when the clock on the wall is set back meanwhile', async () => {
    mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    try {
      edit(2);
      mock.timers.setTime(10_000);
      await until(2);
    } finally {
      mock.timers.reset();
    }
  });

  it('in whatever moment the pause ends', async () => {
    // A clock that goes on whenever it is read: the pause ends before its first reading, its second one, and so on.
    let [time, step] = [0, 0];
    const clock = mock.method(performance, 'now', () => {
      time += step;
      return time;
    });
    try {
      for (let version = 2; version <= 30; version++) {
        step = pause / (version - 1.5);
        edit(version);
        await until(version);
      }
    } finally {
      clock.mock.restore();
    }
  });
});
