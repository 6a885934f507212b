import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message } from '../../../server/src/checkpoint/chatTemplate.ts';
import { type TaggedPrompt, taggedPrompt, tagRows } from '../../../server/src/engine/taggedPrompt.ts';
import type { StepTemplate } from '../../../server/src/manifest.ts';

const chat = (messages: readonly Message[]) => messages.map(({ role, content }) => `<${role}>${content}</>`).join('');
const written = (template: StepTemplate, problem: string, steps: readonly string[]) =>
  taggedPrompt(template, chat, '<s>', problem, steps);
/** The text, with ‸ in front of what is read. */
const shown = ({ parts, tags }: TaggedPrompt) =>
  tags.reduceRight((text, at) => `${text.slice(0, at)}‸${text.slice(at)}`, parts.join(''));

describe('the prompt of a PRM that speaks at the end of each step', () => {
  const qwen: StepTemplate = { kind: 'chat', system: 'Reason.', tag: '<extra_0>' };
  const skywork: StepTemplate = {
    ...{ kind: 'raw', bos: true, afterProblem: '\n', label: '', separator: '', tag: '\n' },
    apart: true,
  };
  const shepherd: StepTemplate = {
    ...{ kind: 'raw', bos: true, afterProblem: ' ', label: 'Step {k}: ', separator: '\n', tag: ' ки' },
    apart: false,
  };
  const rlhflow: StepTemplate = { kind: 'turns', afterProblem: ' ', answer: '+' };

  it('is a conversation with a tag after each step', () => {
    assert.equal(
      shown(written(qwen, 'How much?', ['One.', 'Two. \n'])),
      '<system>Reason.</><user>How much?</><assistant>One.‸<extra_0>Two.‸<extra_0></>',
    );
  });

  it('is a turn for each step, judged where the answer is expected', () => {
    const prompt = written(rlhflow, 'How much?', ['One.', 'Two.']);
    assert.equal(shown(prompt), '<user>How much? One.</><assistant>‸+</><user>Two.</><assistant>‸+</>');
    assert.equal(prompt.expected, true);
  });

  it('is lines with a tag, each numbered unless it is already', () => {
    const steps = ['One.', 'Step 2: Two.', 'Three.'];
    assert.equal(
      shown(written(shepherd, 'How much?', steps)),
      '<s>How much? Step 1: One.‸ ки\nStep 2: Two.‸ ки\nStep 3: Three.‸ ки',
    );
  });

  it('is parts that are made into tokens each by itself; a step of several lines is read at its last', () => {
    const prompt = written(skywork, 'How much?', ['One\nand a half.', 'Two.']);
    assert.deepEqual(prompt.parts, ['<s>', 'How much?\n', 'One', '\n', 'and a half.', '\n', 'Two.', '\n']);
    assert.equal(shown(prompt), '<s>How much?\nOne\nand a half.‸\nTwo.‸\n');
  });

  it('takes nothing of the writer’s for a tag, whatever it is', () => {
    for (const word of ['<extra_0>', '+', ' ки', '\ue000', '</>']) {
      for (const template of [qwen, shepherd, rlhflow]) {
        const { parts, tags, tag } = written(template, `What is ${word}?`, [`It is ${word}.`, word.trim()]);
        assert.equal(tags.length, 2);
        for (const at of tags) assert.equal(parts.join('').slice(at, at + tag.length), tag);
        assert.ok(parts.join('').includes(`It is ${word}.`));
      }
    }
  });

  it('is refused where a chat template drops what the assistant says', () => {
    const users = (messages: readonly Message[]) => chat(messages.filter(({ role }) => role === 'user'));
    assert.throws(() => taggedPrompt(qwen, users, '', 'p', ['One.']), /changes what the assistant says/);
  });
});

describe('the token at which a step is judged', () => {
  // One token for each character but the tag.
  const tokens = (text: string, tag: string) => {
    const starts: number[] = [];
    for (let at = 0; at < text.length; at += text.startsWith(tag, at) ? tag.length : 1) starts.push(at);
    return { ids: new Int32Array(starts.length), starts: Uint32Array.from([...starts, text.length]) };
  };
  const prompt = (expected: boolean): TaggedPrompt => ({ parts: ['ab#cd#'], tags: [2, 5], tag: '#', expected });

  it('is the tag itself, or the one before an answer', () => {
    assert.deepEqual(tagRows(prompt(false), tokens('ab#cd#', '#')), [2, 5]);
    assert.deepEqual(tagRows(prompt(true), tokens('ab#cd#', '#')), [1, 4]);
  });

  it('must be one token and no part of another', () => {
    const split = { ...prompt(false), tag: '#c', tags: [2] };
    assert.throws(() => tagRows(split, tokens('ab#cd#', '-')), /has no token of its own for "#c"/);
    assert.throws(() => tagRows(prompt(false), tokens('ab#cd#', 'b#')), /has no token of its own for "#"/);
  });
});
