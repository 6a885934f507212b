import { answerKey } from '../generate/answers.ts';
import { DataError, type JsonRecord, jsonRecords, kindOf, textField, textsField } from './jsonRecords.ts';

/** A solution in steps whose first wrong step is known. */
export interface LabelledSolution {
  readonly problem: string;
  readonly steps: readonly string[];
  /** Index of the first wrong step; null when all are right. */
  readonly firstError: number | null;
  /** Whether its final answer is right; absent when the data don't say. */
  readonly correct?: boolean;
}

/**
 * Labelled solutions out of a data file: ProcessBench's records ({problem, steps, label, final_answer_correct}, −1 for "all
 * right") or BIG-Bench Mistake's ({input, steps, target, answer, mistake_index}, null for "no mistake").
 */
export function labelledSolutions(text: string): LabelledSolution[] {
  return jsonRecords(text).map(record => {
    if ('label' in record.fields) return ofProcessBench(record);
    if ('mistake_index' in record.fields) return ofMistakes(record);
    throw new DataError(`${record.place}: there is neither a label nor a mistake_index`);
  });
}

function ofProcessBench(record: JsonRecord): LabelledSolution {
  const steps = textsField(record, 'steps');
  const correct = record.fields.final_answer_correct;
  return {
    problem: textField(record, 'problem'),
    steps,
    firstError: record.fields.label === -1 ? null : stepIndex(record, 'label', steps.length),
    ...(typeof correct === 'boolean' ? { correct } : {}),
  };
}

function ofMistakes(record: JsonRecord): LabelledSolution {
  const { target, answer, mistake_index } = record.fields;
  const steps = textsField(record, 'steps');
  const known = typeof target === 'string' && typeof answer === 'string';
  return {
    problem: textField(record, 'input'),
    steps,
    firstError: mistake_index === null ? null : stepIndex(record, 'mistake_index', steps.length),
    ...(known ? { correct: answerKey(target) === answerKey(answer) } : {}),
  };
}

function stepIndex({ fields, place }: JsonRecord, name: string, steps: number): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < steps) return value;
  const none = name === 'label' ? '-1' : 'null';
  throw new DataError(
    `${place}: ${name} must be the index of one of the ${steps} steps, or ${none} when all are right, not ${kindOf(value)}`,
  );
}
