import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { MarkupContent } from 'vscode-languageserver-types';
import { parse } from '../../../server/src/documents/parse.ts';
import { diagnostics } from '../../../server/src/features/diagnostics.ts';
import { feedback } from '../../../server/src/features/feedback.ts';
import { heatMap } from '../../../server/src/features/heatMap.ts';
import { hover } from '../../../server/src/features/hover.ts';
import { documentState } from '../../../server/src/features/steps.ts';
import { verdicts } from '../../../server/src/reward/verdict.ts';
import { parseOptions, type Snapshot } from '../../../server/src/service.ts';
import { defaultSettings } from '../../../server/src/settings.ts';
import { textsFor } from '../../../server/src/texts.ts';
import type { Testimony, TokenReward } from '../../../server/src/witness.ts';

const text =
  '**Problem.** Find $\\frac{x}{2}$.\n\n**Solution.** So $12 \\cdot 13 = 146$.\n\nHence $x = 3$.\n\nAnd that is it.\n';

function snapshotWith(said: readonly Testimony[]): Snapshot {
  const document = TextDocument.create('file:///a.md', 'markdown', 4, text);
  const parsed = parse(text, 'markdown', parseOptions(defaultSettings));
  const [exercise] = parsed.exercises;
  const judged = [
    { exercise: exercise!, verdicts: verdicts(exercise!, said, [{ name: 'exact' }, { name: 'prm' }], 'balanced') },
  ];
  return { document, parsed, settings: defaultSettings, judged, complete: true };
}

const score = (step: number, onTrack: number, tokens: readonly TokenReward[] = []): Testimony => {
  const suspicious = { cautious: false, balanced: onTrack < 0.3, strict: false };
  return { step, witness: 'prm', score: { reward: -1, q: -2, onTrack, suspicious, tokens }, milliseconds: 12.4 };
};

describe('the state of a document', () => {
  it('has every step with its mark, and says in words how it stands', () => {
    const evidence = { kind: 'other', side: '12·13', value: { exact: '156' }, claimed: '146' } as const;
    const relation = { span: { start: 3, end: 24 }, answer: 'fails', evidence } as const;
    const snapshot = snapshotWith([
      { step: 0, witness: 'exact', relations: [relation] },
      score(0, 0.9),
      score(1, 0.2),
      { step: 2, witness: 'prm', unjudged: { code: 'too-long', text: 'it is too long.' } },
    ]);
    const { exercises } = documentState(snapshot, textsFor('en'));
    assert.equal(exercises[0]?.title, 'Find x/2.');
    assert.deepEqual(
      exercises[0]!.steps.map(({ text, kind, looksWrong, mark, says }) => ({ text, kind, looksWrong, mark, says })),
      [
        {
          text: 'So 12 · 13 = 146.',
          kind: 'suspicious',
          looksWrong: true,
          mark: '▼ ≠',
          says: "Step 1 states something that doesn't hold. 12·13 is 156, not 146",
        },
        {
          text: 'Hence x = 3.',
          kind: 'follows',
          looksWrong: false,
          mark: '',
          says: 'Comes after step 1, which looks wrong.',
        },
        { text: 'And that is it.', kind: 'unjudged', looksWrong: false, mark: '', says: 'Not looked at yet.' },
      ],
    );
  });
});

describe('the heat map', () => {
  it('gives each token that moved the score a strength, against the largest', () => {
    const tokens = [-1, -0.6, 0.3, 0.01].map((reward, k) => ({ span: { start: 2 * k, end: 2 * k + 2 }, reward }));
    const { version, tokens: heat } = heatMap(snapshotWith([score(1, 0.9, tokens)]), textsFor('en'));
    assert.equal(version, 4);
    assert.deepEqual(
      heat.map(({ range, level }) => [range.start.line, range.start.character, level]),
      [
        [4, 0, -3],
        [4, 2, -2],
        [4, 4, 1],
      ],
    );
  });

  it('is empty where no PRM spoke', () => {
    assert.deepEqual(heatMap(snapshotWith([]), textsFor('en')).tokens, []);
  });
});

describe('the hover', () => {
  it('says who scored the step, how its neighbours stand, and where it is explained', () => {
    const tokens = [{ span: { start: 6, end: 11 }, reward: -0.75 }];
    const snapshot = snapshotWith([score(0, 0.9), score(1, 0.2, tokens), score(2, 0.1)]);
    const { contents } = hover(snapshot, text.indexOf('Hence'), textsFor('en'), 'starter on cpu')!;
    const { value } = contents as MarkupContent;
    assert.match(value, /^\*\*Step 2 looks wrong: 20 % on track after it\.\*\*/);
    assert.match(value, /What cost most: `\$x =` −0\.75/);
    assert.match(value, /Step 1: 0\.90 · \*\*Step 2: ▼0\.20\*\* · Step 3: 0\.10/);
    assert.match(
      value,
      /_Steplight screens; it doesn't certify\._ · starter on cpu · scored in 12 ms · \[How to read a score\]\(https:/,
    );
  });
});

describe('a PRM that says how likely each step is to be right', () => {
  const said = (step: number, chance: number): Testimony => ({
    step,
    witness: 'prm',
    score: { chance, suspicious: { cautious: false, balanced: chance < 0.5, strict: true } },
  });
  const snapshot = snapshotWith([said(0, 0.97), said(1, 0.21), said(2, 0.6)]);
  const shown = (language: string) => {
    const { contents } = hover(snapshot, text.indexOf('Hence'), textsFor(language), 'a PRM')!;
    return (contents as MarkupContent).value;
  };

  it('is shown with a chance where others have reward, Q and on track', () => {
    assert.match(shown('en'), /^\*\*Step 2 looks wrong: 21 % likely to be right\.\*\*/);
    assert.match(shown('en'), /\| Chance that the step is right \|\n\| :-- \|\n\| ▰▰▱▱▱▱▱▱ 0\.21 \|/);
    assert.match(shown('en'), /Step 1: 0\.97 · \*\*Step 2: ▼0\.21\*\*/);
    assert.match(shown('de'), /^\*\*Schritt 2 sieht falsch aus: zu 21 % richtig\.\*\*/);
    for (const language of ['en', 'de'])
      assert.doesNotMatch(shown(language), /Reward|Belohnung|track|Weg|NaN|undefined/);
  });

  it('has marks and words of its own, and no tokens to colour', () => {
    const [first, second] = documentState(snapshot, textsFor('en')).exercises[0]!.steps;
    assert.deepEqual(
      [first?.mark, first?.says, first?.chance, first?.reward, first?.onTrack],
      ['0.97', 'Nothing suspicious: 97 % likely to be right.', 0.97, undefined, undefined],
    );
    assert.equal(second?.mark, '▼0.21');
    assert.deepEqual(heatMap(snapshot, textsFor('en')).tokens, []);
    assert.match(
      String(diagnostics(snapshot, textsFor('en'))[0]!.message),
      /^Step 2 looks wrong: 21 % likely to be right\./,
    );
  });

  it('leaves what it says for feedback', () => {
    const position = snapshot.document.positionAt(text.indexOf('Hence') + 2);
    const asked = { uri: 'file:///a.md', position, about: 'step', right: true, texts: false } as const;
    assert.partialDeepStrictEqual(feedback(snapshot, asked, 'a PRM'), { chance: 0.21, verdict: 'suspicious' });
  });
});

describe('feedback', () => {
  const snapshot = snapshotWith([score(0, 0.9), score(1, 0.2), score(2, 0.1)]);
  const position = snapshot.document.positionAt(text.indexOf('Hence') + 2);
  const asked = { uri: 'file:///a.md', position, about: 'step', right: true, texts: false } as const;

  it('on a step is kept beside the verdict, without the text', () => {
    const record = feedback(snapshot, asked, 'starter')!;
    const { about, right, step, verdict, onTrack, prm, texts } = record;
    assert.deepEqual(
      { about, right, step, verdict, onTrack, prm, texts },
      { about: 'step', right: true, step: 1, verdict: 'suspicious', onTrack: 0.2, prm: 'starter', texts: undefined },
    );
    assert.doesNotMatch(JSON.stringify(record), /Hence|Find/);
  });

  it('has the texts when the reader agreed', () => {
    const record = feedback(snapshot, { ...asked, about: 'solution', right: false, texts: true }, undefined)!;
    assert.equal(record.step, 1, 'the first suspicious step');
    assert.deepEqual(record.texts?.steps.at(-1), 'And that is it.');
  });

  it('is about nothing outside a solution', () => {
    const nowhere = snapshotWith([]);
    assert.equal(feedback({ ...nowhere, judged: [] }, asked, undefined), null);
  });
});
