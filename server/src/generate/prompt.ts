import type { Opening } from './edit.ts';
import type { Prompt } from './source.ts';

/**
 * What a source is asked: the problem, the steps that are kept, and to write the rest as the document would. It names no
 * human language: "the language of the problem" works for all of them.
 */
export function promptFor(opening: Opening): Prompt {
  return opening.language.startsWith('lean') ? forTactics(opening) : forProse(opening);
}

function forProse({ exercise: { problem, steps }, from, language }: Opening): Prompt {
  const formulas = language === 'latex' ? 'LaTeX' : 'Markdown with $…$ for formulas';
  const system = [
    'You write careful solutions, step by step.',
    'Write in the language of the problem and in the style of the steps that are there.',
    `Use ${formulas}. Write one step per paragraph, with an empty line between two steps; no headings, no introduction, no remarks about what you do.`,
    'Show each calculation. Let the last step state the final answer, if the problem asks for one.',
  ].join(' ');
  const kept = steps
    .slice(0, from)
    .map(step => step.reading.text)
    .join('\n\n');
  const task =
    from === 0
      ? 'Write the solution.'
      : `Go on with the solution: write only the steps that come after these, beginning with step ${from + 1}.`;
  const stated = section('Problem', problem.text.trim());
  return {
    system,
    user: joined([stated, section('Solution so far', kept), task]),
    text: `${joined([stated, section('Solution', kept) || 'Solution:'])}\n\n`,
    stop: ['\n\nProblem:', '\nProblem:\n'],
  };
}

function forTactics({ text, exercise: { problem, steps }, from }: Opening): Prompt {
  const statement = `${problem.text.trim().replace(/\s*:=\s*(?:by)?$/, '')} := by`;
  // As they stand in the document: indentation means something here.
  const first = text.lastIndexOf('\n', (steps[0]?.span.start ?? 0) - 1) + 1;
  const raw = from === 0 ? '' : text.slice(first, steps[from - 1]!.span.end).replaceAll('\r\n', '\n');
  const kept = raw.trimStart().startsWith(steps[0]?.text.split(/\r?\n/, 1)[0] ?? '') ? raw : (steps[0]?.text ?? '');
  const system =
    'You write Lean 4 proofs in tactic mode. Reply with tactics only, in one ```lean block: no statement, no explanation, no `sorry`.';
  const task = from === 0 ? 'Prove it.' : 'The proof begins as shown. Write only the tactics that come after these.';
  return {
    system,
    user: joined([fenced(from === 0 ? statement : `${statement}\n${kept}`), task]),
    text: from === 0 ? `${statement}\n` : `${statement}\n${kept}\n`,
    stop: ['\ntheorem', '\nlemma', '\nexample', '\n```'],
  };
}

const joined = (parts: readonly string[]) => parts.filter(part => part !== '').join('\n\n');
const section = (title: string, text: string) => (text === '' ? '' : `${title}:\n\n${text}`);
const fenced = (text: string) => `\`\`\`lean\n${text}\n\`\`\``;
