import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ownTokens, renderPrompt } from '../../../server/src/engine/prompt.ts';

const raw = { kind: 'raw', prefix: '<bos>', afterProblem: '\n', separator: '\n', end: '<eos>' } as const;
const chat = { kind: 'chat', separator: '\n\n' } as const;
const template = (messages: readonly { content: string }[]) =>
  messages.map(({ content }) => `<turn>${content.trim()}<end>\n`).join('');

describe('a prompt', () => {
  it('of formulas is prefix, problem, steps and end', () => {
    assert.deepEqual(renderPrompt(raw, undefined, '2x=4', ['x=4/2', 'x=2']), {
      text: '<bos>2x=4\nx=4/2\nx=2<eos>',
      stepStarts: [10, 16],
      solutionEnd: 19,
    });
  });

  it('of a chat is what the checkpoint’s template makes of it', () => {
    const { text, stepStarts, solutionEnd } = renderPrompt(chat, template, 'Why?', ['Because.', 'So.']);
    assert.equal(text, '<turn>Why?<end>\n<turn>Because.\n\nSo.<end>\n');
    assert.deepEqual(
      stepStarts.map(start => text.slice(start, start + 3)),
      ['Bec', 'So.'],
    );
    assert.equal(text.slice(solutionEnd), '<end>\n');
  });

  it('finds the steps in a template that trims, and in a solution that repeats the problem', () => {
    const trimmed = renderPrompt(chat, template, 'a', [' a', 'b ']);
    assert.equal(trimmed.text.slice(trimmed.stepStarts[1]!, trimmed.stepStarts[1]! + 1), 'b');
    const same = renderPrompt(chat, template, 'Same.', ['Same.']);
    assert.equal(same.stepStarts[0], same.text.lastIndexOf('Same.'));
  });

  it('is refused when the template changes the solution', () => {
    const shouting = (messages: readonly { content: string }[]) => messages.map(m => m.content.toUpperCase()).join('');
    assert.throws(() => renderPrompt(chat, shouting, 'a', ['b']), /changes the solution's text/);
  });
});

describe('a step owns the tokens that begin in it or in the separator behind it', () => {
  //            <bos> 2x=4 \n | x=4 /2 \n | x =2 | <eos>
  const starts = Uint32Array.of(0, 5, 9, 10, 13, 15, 16, 17, 19, 24);
  const prompt = renderPrompt(raw, undefined, '2x=4', ['x=4/2', 'x=2']);
  const tokens = { ids: new Int32Array(9), starts };

  it('and the last one also the token that ends the turn', () => {
    assert.deepEqual(ownTokens(prompt, tokens), { begin: 3, ends: [6, 9] });
  });

  it('wherever the tokenizer cuts', () => {
    // "\nx" and "2\n" are one token each: they begin before the border, in what they begin in.
    const across = { ids: new Int32Array(6), starts: Uint32Array.of(0, 5, 9, 13, 14, 16, 24) };
    assert.deepEqual(ownTokens(prompt, across), { begin: 3, ends: [5, 6] });
  });

  it('each token of the solution once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        (steps, seed) => {
          const prompt = renderPrompt(raw, undefined, 'p', steps);
          const cuts = Array.from(prompt.text, (_, i) => i).filter(i => i === 0 || (i * 7919 + seed) % 3 !== 0);
          const starts = Uint32Array.from([...cuts, prompt.text.length]);
          const { begin, ends } = ownTokens(prompt, { ids: new Int32Array(cuts.length), starts });
          assert.equal(ends.length, steps.length);
          for (const [k, end] of ends.entries()) assert.ok(end >= (ends[k - 1] ?? begin) || end === cuts.length);
          for (let t = begin; t < ends.at(-1)! - 1; t++) {
            const k = ends.findIndex(end => t < end);
            assert.ok(starts[t]! >= prompt.stepStarts[k]!);
          }
        },
      ),
    );
  });
});
