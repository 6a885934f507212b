import type { Range } from 'vscode-languageserver-types';
import type { FileReport, StepReport } from './report.ts';

/** A file's report as docs/score.schema.json describes it. */
export function scoreJson({ file, language, prm, device, exercises }: FileReport): unknown {
  return {
    file,
    language,
    prm,
    device,
    exercises: exercises.map(({ problem, solution, steps, verdict }) => ({
      problem,
      solution,
      steps: steps.map(stepJson),
      verdict,
    })),
  };
}

const stepJson = ({ text, range, reward, q, onTrack, chance, verdict, reason, by, evidence }: StepReport) => ({
  text,
  range,
  reward,
  q,
  onTrack,
  chance,
  verdict,
  reason,
  by,
  evidence: evidence satisfies readonly { range: Range }[],
});

/** An array that is written element by element, so that nobody waits for the last one or keeps the first ones. */
export function jsonArray(): { element(value: unknown): string; end(): string } {
  let any = false;
  return {
    element(value) {
      const text = `${any ? ',' : '['}\n${JSON.stringify(value, undefined, 2).replaceAll(/^/gm, '  ')}`;
      any = true;
      return text;
    },
    end: () => (any ? '\n]\n' : '[]\n'),
  };
}
