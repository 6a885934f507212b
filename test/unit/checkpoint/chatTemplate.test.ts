import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openChatTemplate } from '../../../server/src/checkpoint/chatTemplate.ts';

const folder = mkdtempSync(join(tmpdir(), 'steplight-chat-'));
after(() => rmSync(folder, { recursive: true }));
const settings = (value: object) => writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(value));
const conversation = [{ role: 'user', content: 'Q' }] as const;
const plain =
  '{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}>{% endif %}';

describe('a chat template', () => {
  it('stands in tokenizer_config.json, special tokens as texts or objects', async () => {
    settings({ chat_template: plain, bos_token: { content: '<s>' } });
    const chat = await openChatTemplate(folder);
    assert.equal(chat(conversation, false), '<s>[user]Q');
    assert.equal(chat(conversation, true), '<s>[user]Q>');
  });

  it('may be one of several', async () => {
    settings({
      chat_template: [
        { name: 'tool', template: 'x' },
        { name: 'default', template: plain },
      ],
    });
    assert.equal((await openChatTemplate(folder))(conversation, false), '[user]Q');
  });

  it('is refused when there is none, or it breaks', async () => {
    settings({});
    await assert.rejects(openChatTemplate(folder), /has no chat template/);
    settings({ chat_template: '{% for %}' });
    await assert.rejects(openChatTemplate(folder), /can't be read/);
    settings({ chat_template: '{{ raise_exception("roles must alternate") }}' });
    const chat = await openChatTemplate(folder);
    assert.throws(() => chat(conversation, false), /fails: .*roles must alternate/);
  });
});
