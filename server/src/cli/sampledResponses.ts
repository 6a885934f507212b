import { answerKey, finalAnswer } from '../generate/answers.ts';
import { DataError, type JsonRecord, jsonRecords, kindOf, textField, textsField } from './jsonRecords.ts';

/** A problem with responses that somebody sampled. */
export interface SampledProblem {
  readonly problem: string;
  readonly responses: readonly SampledResponse[];
}

export interface SampledResponse {
  readonly steps: readonly string[];
  readonly correct: boolean;
  /** Equal answers have equal keys. */
  readonly answer: string;
}

const problemNames = ['problem', 'question', 'input', 'prompt'] as const;
const listNames = ['responses', 'samples', 'solutions', 'completions'] as const;
const textNames = ['response', 'solution', 'completion', 'text', 'output'] as const;
const truthNames = ['target', 'answer', 'ground_truth', 'reference'] as const;

/**
 * Sampled responses out of a data file: {problem, answer, responses: [...]}, one response per record ({problem, target, response}),
 * or GSM8K's samples ({question, ground_truth, NAME: {solution, is_correct}}). Records of one problem belong together.
 */
export function sampledResponses(text: string): SampledProblem[] {
  const problems = new Map<string, SampledResponse[]>();
  for (const record of jsonRecords(text)) {
    const problem = textField(record, ...problemNames);
    const responses = problems.get(problem) ?? [];
    responses.push(...responsesOf(record));
    problems.set(problem, responses);
  }
  return [...problems].map(([problem, responses]) => ({ problem, responses }));
}

function responsesOf(record: JsonRecord): SampledResponse[] {
  const { fields, place } = record;
  const list = listNames.find(name => Array.isArray(fields[name]));
  if (list !== undefined) {
    const truth = truthOf(fields, truthNames);
    return (fields[list] as unknown[]).map((one, i) => responseOf(one, truth, `${place}, ${list} ${i + 1}`));
  }
  const named = Object.values(fields).filter(value => isObject(value) && 'is_correct' in value);
  if (named.length > 0) {
    const truth = truthOf(fields, ['ground_truth']);
    return named.map(one => responseOf(one, truth, place));
  }
  // Here "answer" is what the response says, unless nothing else says what is right.
  return [responseOf(fields, truthOf(fields, ['target', 'ground_truth', 'reference']), place)];
}

function responseOf(value: unknown, truth: string | undefined, place: string): SampledResponse {
  const fields = typeof value === 'string' ? { text: value } : value;
  if (!isObject(fields)) throw new DataError(`${place} must be a text or an object, not ${kindOf(value)}`);
  const record: JsonRecord = { fields, place };
  const text = 'steps' in fields ? textsField(record, 'steps').join('\n\n') : textField(record, ...textNames);
  const steps = 'steps' in fields ? textsField(record, 'steps') : stepsOf(text);
  if (steps.length === 0) throw new DataError(`${place}: the response is empty`);
  const said = typeof fields.answer === 'string' ? answerKey(fields.answer) : (finalAnswer(text)?.key ?? '');
  const known = fields.correct ?? fields.is_correct;
  if (typeof known !== 'boolean' && truth === undefined)
    throw new DataError(`${place}: neither "correct" nor a target says whether the response is right`);
  return { steps, answer: said, correct: typeof known === 'boolean' ? known : said !== '' && said === truth };
}

/** Blocks between empty lines; lines, where there are no blocks. */
function stepsOf(text: string): string[] {
  // GSM8K's samples repeat every calculation for a calculator.
  const plain = text.replace(/<<[^<>]*>>/g, '');
  const cut = (border: RegExp) => plain.split(border).filter(step => step.trim() !== '');
  const blocks = cut(/\n\s*\n/);
  return blocks.length > 1 ? blocks : cut(/\n/);
}

function truthOf(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  const name = names.find(one => typeof fields[one] === 'string' || typeof fields[one] === 'number');
  if (name === undefined) return undefined;
  const text = String(fields[name]);
  // A whole solution as the truth has its answer at the end; a short text is the answer itself.
  return text.includes('\n') ? (finalAnswer(text)?.key ?? '') : answerKey(text);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
