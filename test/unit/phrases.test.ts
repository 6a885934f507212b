import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { germanPhrases } from '../../server/src/germanPhrases.ts';
import { HubError } from '../../server/src/hub/failure.ts';
import { phrase, sentenceOf, spoken } from '../../server/src/phrase.ts';
import { textsFor } from '../../server/src/texts.ts';

const sources = join(import.meta.dirname, '../../server/src');

/** The words of every phrase in a source, with `{0}`, `{1}`, … for its values. */
function phrasesIn(source: string): string[] {
  return [...source.matchAll(/(?<![`\w])phrase`/g)].map(
    ({ index }) => wordsFrom(source, index + 'phrase`'.length).words,
  );
}

function wordsFrom(source: string, start: number): { words: string; end: number } {
  let words = '';
  let values = 0;
  let at = start;
  while (source[at] !== '`') {
    assert.ok(at < source.length);
    if (source[at] === '\\') {
      words += source[at + 1];
      at += 2;
    } else if (source.startsWith('${', at)) {
      at = behindValue(source, at + 2);
      words += `{${values++}}`;
    } else words += source[at++];
  }
  return { words, end: at + 1 };
}

function behindValue(source: string, start: number): number {
  let at = start;
  for (let open = 1; open > 0; ) {
    const c = source[at++];
    if (c === '`') at = wordsFrom(source, at).end;
    else if (c === "'" || c === '"') at = source.indexOf(c, at) + 1;
    else open += c === '{' ? 1 : c === '}' ? -1 : 0;
  }
  return at;
}

const english = new Set(
  globSync('**/*.ts', { cwd: sources }).flatMap(file => phrasesIn(readFileSync(join(sources, file), 'utf8'))),
);
const valuesIn = (words: string) => [...words.matchAll(/\{\d\}/g)].map(([value]) => value).sort();

describe('what went wrong', () => {
  it('can be said in German, with the same values', () => {
    assert.ok(english.size > 100);
    const wordless = (words: string) => !/\p{L}{2}/u.test(words.replace(/\{\d\}/g, ''));
    for (const words of english) {
      if (wordless(words)) continue;
      const german = germanPhrases[words];
      assert.ok(german, `${words} has no German`);
      assert.deepEqual(valuesIn(german), valuesIn(words), words);
    }
  });

  it('has no German for what is not said any more', () => {
    assert.deepEqual(
      Object.keys(germanPhrases).filter(words => !english.has(words)),
      [],
    );
  });

  it('is English in its message, and in the language of the reader where it is shown', () => {
    const why = phrase`Nobody answers at ${phrase`${'host'}${phrase` (through the proxy ${'{0}'})`}`}. Is the server running, and is the port right?`;
    const error = new HubError(
      'network',
      phrase`${why} What was fetched stays: fetch again, and it goes on from there.`,
    );
    assert.equal(
      error.message,
      'Nobody answers at host (through the proxy {0}). Is the server running, and is the port right? What was fetched stays: fetch again, and it goes on from there.',
    );
    // As it comes out of another process.
    const sentence = structuredClone(sentenceOf(error));
    assert.equal(spoken(sentence), error.message);
    assert.equal(
      textsFor('de').said(sentence),
      'Unter host (über den Proxy {0}) antwortet niemand. Läuft der Server, und stimmt der Port? Was geladen ist, bleibt: Lade noch einmal, dann geht es dort weiter.',
    );
    assert.equal(textsFor('de').said('no phrase'), 'no phrase');
  });
});
