import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from '../../../server/src/documents/parse.ts';
import { inSlices, remembered } from '../../../server/src/features/eachExercise.ts';
import type { Judged, Snapshot } from '../../../server/src/service.ts';
import { defaultSettings } from '../../../server/src/settings.ts';
import { textsFor } from '../../../server/src/texts.ts';

const texts = textsFor('en');
const text = 'Some words.\n\n**Problem.** Solve $2x = 4$.\n\n**Solution.** Halve: $x = 2$.\n';

function snapshotOf(text: string, judged?: Judged): Snapshot {
  const parsed = parse(text, 'markdown', defaultSettings);
  const document = TextDocument.create('file:///a.md', 'markdown', 1, text);
  const all = judged ? [judged] : parsed.exercises.map(exercise => ({ exercise, verdicts: [] }));
  return { document, parsed, settings: defaultSettings, judged: all, complete: true };
}

describe('what is said of an exercise', () => {
  it('is said once, until there is news or it stands on other lines', () => {
    let said = 0;
    const say = remembered(() => ++said);
    const first = snapshotOf(text);
    const [judged] = first.judged;
    assert.deepEqual([say(first, judged!, texts), say(first, judged!, texts)], [1, 1]);
    // A space that becomes a line break moves no offset, but a line.
    assert.equal(say(snapshotOf(text.replace('Some ', 'Some\n'), judged), judged!, texts), 2);
    assert.equal(say(first, { ...judged! }, texts), 3, 'another judgement');
    assert.equal(say(first, { ...judged! }, textsFor('de')), 4);
  });

  it('is said of all of them when others were let in between', async () => {
    const of: Judged[] = [];
    let others = 0;
    const snapshot = { ...snapshotOf(text), judged: Array.from({ length: 40 }, () => snapshotOf(text).judged[0]!) };
    const busy = setInterval(() => others++, 0);
    await inSlices(snapshot, texts, (_, judged) => {
      of.push(judged);
      for (const end = performance.now() + 2; performance.now() < end; );
    });
    clearInterval(busy);
    assert.deepEqual(of, snapshot.judged);
    assert.ok(others > 2);
  });
});
