/**
 * Candidates from llama.cpp's own server, which nobody here wrote. It needs a Python with llama.cpp in it:
 *
 *     python -m venv .venv && .venv/bin/pip install xllamacpp==2026.10.11549 gguf==0.19.0
 *     STEPLIGHT_LLAMA_PYTHON=.venv/bin/python node --test test/generate/realServer.test.ts
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { defaultParseOptions, parse } from '../../server/src/documents/parse.ts';
import { applied, openingAt } from '../../server/src/generate/edit.ts';
import { type OpenAIServer, openAISource } from '../../server/src/generate/openai.ts';
import { promptFor } from '../../server/src/generate/prompt.ts';
import { regenerate } from '../../server/src/generate/regenerate.ts';
import type { Piece, Prompt, Sampling } from '../../server/src/generate/source.ts';
import { spoken } from '../../server/src/phrase.ts';
import { textsFor } from '../../server/src/texts.ts';

const python = process.env.STEPLIGHT_LLAMA_PYTHON;
const skip = python
  ? false
  : 'STEPLIGHT_LLAMA_PYTHON names no Python with xllamacpp and gguf (see the top of this file)';
const key = 'the-key';
const prompt: Prompt = {
  system: 'You solve equations.',
  user: 'Problem:\n\nSolve $3x + 5 = 20$.\n\nWrite the solution.',
  text: 'Problem: Solve $3x + 5 = 20$.\n\nSolution:\n\n',
  stop: ['\n\nProblem:'],
};
const sampling: Sampling = { n: 4, temperature: 0.8, topP: 0.95, seed: 11, maxTokens: 24 };

describe('llama.cpp, serving a small Llama checkpoint that has learnt nothing', { skip }, () => {
  let server: ChildProcess;
  let settings: OpenAIServer;

  before(async () => {
    const script = ['test/generate/llamaServer.py', 'test/fixtures/parity/pair-llama3/reference'];
    server = spawn(python!, script, { stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = (await Promise.race([once(server.stdout!, 'data'), once(server, 'exit')])) as [Buffer | number];
    assert.ok(typeof line !== 'number', `llama.cpp ended with status ${line}`);
    settings = { endpoint: `${String(line).trim()}/v1`, model: 'tiny', key, form: 'chat', pause: 10 };
  });
  after(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.stdin!.end();
    await ended;
  });

  async function written(change: Partial<OpenAIServer> = {}, signal = new AbortController().signal): Promise<Piece[]> {
    const pieces: Piece[] = [];
    for await (const piece of openAISource({ ...settings, ...change }).write(prompt, sampling, signal))
      pieces.push(piece);
    return pieces;
  }
  const texts = (pieces: readonly Piece[]) =>
    Array.from({ length: sampling.n }, (_, k) =>
      pieces.flatMap(one => (one.candidate === k && 'text' in one ? [one.text] : [])).join(''),
    );

  for (const form of ['chat', 'completion'] as const) {
    it(`writes N different candidates, piece by piece, and the same ones again for the same seed (${form})`, async () => {
      const first = await written({ form });
      assert.equal(first.filter(piece => 'ended' in piece).length, sampling.n);
      assert.ok(first.filter(piece => 'text' in piece).length > 3 * sampling.n, 'it did not stream');
      assert.equal(new Set(texts(first)).size, sampling.n);
      assert.deepEqual(texts(await written({ form })), texts(first));
    });
  }

  it('cuts a candidate at the limit of tokens and says so', async () => {
    const endings = (await written()).flatMap(piece => ('ended' in piece ? [piece.ended] : []));
    assert.ok(endings.includes('cut'), endings.join());
  });

  it('refuses a wrong key, in words that do not repeat it', async () => {
    await assert.rejects(written({ key: 'another-key' }), (error: Error) => {
      assert.match(error.message, /wants another key \(status 401\).*Invalid API Key/);
      return !error.message.includes('another-key');
    });
  });

  it('says that nothing is there under a wrong path', async () => {
    await assert.rejects(
      written({ endpoint: `${settings.endpoint}/elsewhere` }),
      /nothing at \/v1\/elsewhere\/chat\/completions \(status 404\)/,
    );
  });

  it('stops in the middle, and answers the next question', async () => {
    const abort = new AbortController();
    const pieces: Piece[] = [];
    for await (const piece of openAISource(settings).write(prompt, { ...sampling, maxTokens: 900 }, abort.signal)) {
      pieces.push(piece);
      if (pieces.length === 5) abort.abort();
    }
    assert.ok(pieces.length < 30);
    assert.equal(texts(await written()).length, sampling.n);
  });

  it('writes into a document: what it says becomes edits that touch the solution only', async () => {
    const text =
      '# One\n\n**Problem.** Solve $3x + 5 = 20$.\n\n**Solution.** Subtract 5: $3x = 15$.\n\nDivide: $x = 6$.\n\n# Two\n';
    const opening = openingAt(text, 'markdown', parse(text, 'markdown', defaultParseOptions).exercises[0]!, 1);
    assert.ok(!('refused' in opening));
    const never = new AbortController().signal;
    const candidates = await regenerate({
      opening,
      n: sampling.n,
      write: signal => openAISource(settings).write(promptFor(opening), sampling, signal),
      witnesses: [],
      parse: defaultParseOptions,
      aggregation: 'min',
      sensitivity: 'balanced',
      algebra: false,
      texts: textsFor('en').candidates,
      changed: () => {},
      enough: never,
      gone: never,
    });
    assert.equal(candidates.length, sampling.n);
    for (const { edit, state } of candidates) {
      assert.ok(state === 'ready' || state === 'failed');
      if (!edit) continue;
      const after = applied(text, edit);
      assert.ok(after.startsWith(text.slice(0, text.indexOf('Divide'))) && after.endsWith('\n\n# Two\n'));
    }
  });

  it('goes away in the middle, and that is told', async () => {
    const pieces: Piece[] = [];
    for await (const piece of openAISource(settings).write(
      prompt,
      { ...sampling, maxTokens: 900 },
      new AbortController().signal,
    )) {
      if (pieces.push(piece) === 5) server.kill('SIGKILL');
    }
    const failed = pieces.flatMap(piece => ('failed' in piece ? [piece.failed] : []));
    assert.ok(failed.length > 0);
    for (const reason of failed) assert.match(spoken(reason), /closed the connection|Nobody answers/);
  });
});
