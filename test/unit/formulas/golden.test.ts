import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Checker } from '../../../server/src/formulas/checker.ts';
import { extract } from '../../../server/src/formulas/extract.ts';
import { numberStyle } from '../../../server/src/formulas/numbers.ts';
import { inWords } from '../../support/inWords.ts';

/**
 * Each file holds exercises (`# …`) of paragraphs, and under every paragraph what is found in it: `f` a formula in normal
 * form and the text it was taken from, then its relations: `✓` holds, `✗` doesn't, `?` can't say.
 *
 * STEPLIGHT_BLESS=1 node --test test/unit/formulas/golden.test.ts writes what is found into the fixtures: read the diff.
 */
const bless = process.env.STEPLIGHT_BLESS === '1';
const folder = fileURLToPath(new URL('../../fixtures/formulas/', import.meta.url));
const program = fileURLToPath(new URL('../../../server/src/formulas/checkerWorker.ts', import.meta.url));

describe('formulas in context', () => {
  const checker = new Checker({ program, formulaLimit: 5000 });
  after(() => checker.dispose());

  for (const file of readdirSync(folder).sort()) {
    it(file, async () => {
      const written = readFileSync(folder + file, 'utf8');
      const found = await annotated(checker, withoutFindings(written));
      if (bless) writeFileSync(folder + file, found);
      else assert.equal(written, found);
    });
  }

  it('are at least 150, in at least six languages', () => {
    const texts = readdirSync(folder).map(file => readFileSync(folder + file, 'utf8'));
    const formulas = texts.flatMap(text => text.match(/^ {4}f /gm) ?? []);
    assert.ok(formulas.length >= 150, `${formulas.length} formulas`);
    assert.ok(texts.length >= 6);
  });
});

function withoutFindings(text: string): string {
  return text.replace(/^ {4}(?:[f✓✗?] ).*\n?/gm, '').trimEnd();
}

async function annotated(checker: Checker, text: string): Promise<string> {
  const exercises = text.split(/^(?=# )/m).map(exercise => exercise.trimEnd());
  const out: string[] = [];
  for (const exercise of exercises) {
    const [title, ...paragraphs] = exercise.split(/\n\n(?!```\n|y = )/);
    const style = numberStyle([title!, ...paragraphs]);
    const question = { problem: title!, steps: paragraphs, from: 0, algebra: false };
    out.push(title!);
    for await (const { step, judgements } of checker.check(question, new AbortController().signal)) {
      const paragraph = paragraphs[step]!;
      const slice = ({ start, end }: { start: number; end: number }) =>
        paragraph.slice(start, end).replace(/\s*\n\s*/g, ' ⏎ ');
      const formulas = extract(paragraph, { style })
        .filter(formula => formula.text !== '')
        .map(formula => `    f ${formula.text}    ⟦${slice(formula.span)}⟧`);
      const relations = judgements.map(judgement => {
        const sign = { holds: '✓', fails: '✗', unknown: '?' }[judgement.answer];
        const { correction } = judgement;
        const fix = correction ? ` [${slice(correction.span)} → ${correction.text}]` : '';
        const reason = judgement.answer === 'holds' ? '' : `: ${inWords(judgement).replace(/^[^:]*: /, '')}`;
        return `    ${sign} ${slice(judgement.span)}${reason}${fix}`;
      });
      out.push([paragraph, ...formulas, ...relations].join('\n'));
    }
  }
  return `${out.join('\n\n')}\n`;
}
