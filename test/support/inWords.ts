import type { Judgement } from '../../server/src/formulas/check.ts';
import { textsFor } from '../../server/src/texts.ts';

const texts = textsFor('en');

/** A judgement as an English reader gets it: "holds", "doesn't hold: 12·13 is 156, not 146", "can't say: it may be rounded". */
export function inWords({ answer, why, evidence }: Pick<Judgement, 'answer' | 'why' | 'evidence'>): string {
  if (answer === 'holds') return 'holds';
  return answer === 'fails' ? `doesn't hold: ${texts.evidence(evidence)}` : `can't say: ${why && texts.doubts[why]}`;
}

/** What speaks against a relation, or else how it was answered. */
export const evidenceOr = ({ answer, evidence }: Pick<Judgement, 'answer' | 'evidence'>): string =>
  evidence ? texts.evidence(evidence) : answer;
