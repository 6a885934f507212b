import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Exercise } from '../../server/src/documents/exercise.ts';
import { defaultParseOptions, parse } from '../../server/src/documents/parse.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { formulaView } from '../../server/src/formulas/view.ts';
import { createPrmSource } from '../../server/src/generate/prmSource.ts';
import type { Piece, Sampling } from '../../server/src/generate/source.ts';
import { copyPair, createEngine, editJson, pairFolder } from '../engine/prms.ts';

const text = '**Problem.** Solve $3x + 5 = 20$.\n\n**Solution.** Subtract 5: $3x = 15$.\n\nDivide: $x = 6$.\n';
const exercise: Exercise = parse(text, 'markdown', defaultParseOptions).exercises[0]!;
const sampling: Sampling = { n: 3, temperature: 1, topP: 1, seed: 5, maxTokens: 20 };

describe('the PRM as a source', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine().engine;
  });
  after(() => engine.dispose());

  async function pieces(
    folder: string,
    signal = new AbortController().signal,
    most = Number.POSITIVE_INFINITY,
  ): Promise<Piece[]> {
    const all: Piece[] = [];
    for await (const piece of createPrmSource({ engine, folder, formulaView })(exercise, 1, sampling, signal)) {
      all.push(piece);
      if (all.length >= most) break;
    }
    return all;
  }
  const textOf = (all: readonly Piece[], k: number) =>
    all.flatMap(one => (one.candidate === k && 'text' in one ? [one.text] : [])).join('');

  it('writes N candidates, piece by piece, and the same ones for the same seed', async () => {
    const first = await pieces(pairFolder);
    assert.ok(first.filter(one => 'text' in one).length > 10);
    for (let k = 0; k < 3; k++) assert.equal(first.filter(one => one.candidate === k && 'ended' in one).length, 1);
    assert.equal(new Set([0, 1, 2].map(k => textOf(first, k))).size, 3);
    const last = (k: number) => first.findLast(one => one.candidate === k);
    assert.deepEqual(
      [0, 1, 2].map(last),
      [0, 1, 2].map(candidate => ({ candidate, ended: 'cut' })),
    );
    const texts = first.findLastIndex(one => 'text' in one && one.candidate === 0);
    assert.ok(first.findIndex(one => 'text' in one && one.candidate === 2) < texts, 'they grow side by side');
    assert.deepEqual(await pieces(pairFolder), first);
  });

  it('writes formulas between dollars when it reads nothing else', async () => {
    const { folder, remove } = copyPair();
    editJson(join(folder, 'steplight.json'), json => Object.assign(json, { view: 'formulas', viewVersion: 1 }));
    try {
      const all = await pieces(folder);
      for (const piece of all) if ('text' in piece) assert.match(piece.text, /^\$[\s\S]*\$\n\n$/);
      assert.equal(all.filter(one => 'ended' in one).length, 3);
    } finally {
      await engine.unload();
      remove();
    }
  });

  it('stops when nobody listens, and can be asked again', async () => {
    assert.equal((await pieces(pairFolder, undefined, 2)).length, 2);
    assert.equal((await pieces(pairFolder)).filter(one => 'ended' in one).length, 3);
  });

  it('says in words why it can not', async () => {
    await assert.rejects(pieces(join(pairFolder, 'policy')), {
      name: 'SourceError',
      message: /isn't a PRM: it has no steplight\.json/,
    });
  });
});
