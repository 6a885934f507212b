import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { wordsFor } from '../../server/src/documents/words.ts';

it('every word for "step" that documents know stands out in comments', () => {
  const grammar = JSON.parse(readFileSync('syntaxes/comments.tmLanguage.json', 'utf8'));
  // Oniguruma's inline flag is the only thing in this pattern that JavaScript writes in another way.
  const marker = new RegExp(grammar.repository.step.match.replace('(?i:', '(?:'), 'i');
  const words = [...wordsFor({ solutionWords: [], problemWords: [] })].flatMap(([word, role]) =>
    role === 'step' ? [word] : [],
  );
  assert.ok(words.length > 20);
  assert.deepEqual(
    words.filter(word => !marker.test(`-- ${word} 2: …`)),
    [],
  );
});
