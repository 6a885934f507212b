import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Range } from 'vscode-languageserver-types';
import { home, pages } from '../features/documentation.ts';
import type { Obstacle } from './files.ts';
import type { ExerciseReport, FileReport, StepReport } from './report.ts';

const rules = [
  {
    id: 'false-statement',
    name: 'FalseStatement',
    level: 'error',
    help: pages.exactCheck,
    short: "What a formula states doesn't hold.",
    full: 'The exact check worked it out, or found a number that shows that it contradicts what stands before it.',
  },
  {
    id: 'suspicious-step',
    name: 'SuspiciousStep',
    level: 'warning',
    help: pages.score,
    short: 'A step looks wrong to the PRM.',
    full: "The process reward model gives the solution little chance of being right after this step. It screens; it doesn't certify.",
  },
  {
    id: 'gap',
    name: 'Gap',
    level: 'note',
    help: pages.score,
    short: 'A gap: nothing is proved here.',
    full: 'sorry, admit and their like stand where a proof should be.',
  },
] as const;

type RuleId = (typeof rules)[number]['id'];

/** A run as SARIF 2.1.0, which GitHub code scanning and other reviewers' tools show at the lines it speaks of. */
export function sarif(reports: readonly FileReport[], obstacles: readonly Obstacle[], version: string): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Steplight',
            informationUri: home,
            semanticVersion: version,
            rules: rules.map(({ id, name, level, help, short, full }) => ({
              id,
              name,
              shortDescription: { text: short },
              fullDescription: { text: full },
              helpUri: help,
              defaultConfiguration: { level },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: obstacles.length === 0,
            toolExecutionNotifications: obstacles.map(({ name, obstacle }) => ({
              level: 'error',
              message: { text: `${name}: ${obstacle}.` },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(name) } } }],
            })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: reports.flatMap(report => report.exercises.flatMap(exercise => resultsOf(report.file, exercise))),
      },
    ],
  };
}

function resultsOf(file: string, exercise: ExerciseReport): unknown[] {
  return exercise.steps.flatMap((step, k) => {
    const result = (rule: RuleId, text: string, range: Range, more = {}) => ({
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level: rules.find(({ id }) => id === rule)!.level,
      message: { text },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: regionOf(range) } }],
      partialFingerprints: { 'steplight/v1': fingerprint(rule, exercise, step, text) },
      ...more,
    });
    const found: unknown[] = step.evidence.map(({ text, range, correction }) =>
      result('false-statement', text, range, correction ? { fixes: [fix(file, correction)] } : {}),
    );
    if (step.verdict === 'suspicious' && found.length === 0)
      found.push(result('suspicious-step', step.reason ?? `Step ${k + 1} looks wrong.`, step.range));
    if (step.gap) found.push(result('gap', step.reason ?? 'A gap.', step.range));
    return found;
  });
}

const fix = (file: string, { text, range }: { readonly text: string; readonly range: Range }) => ({
  description: { text: `Write ${text}` },
  artifactChanges: [
    {
      artifactLocation: { uri: uriOf(file) },
      replacements: [{ deletedRegion: regionOf(range), insertedContent: { text } }],
    },
  ],
});

/** SARIF counts from 1. */
const regionOf = ({ start, end }: Range) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

function uriOf(name: string): string {
  if (isAbsolute(name)) return pathToFileURL(name).href;
  return name === '-' ? 'stdin' : name.split('/').map(encodeURIComponent).join('/');
}

/** The same finding keeps its identity when lines are added above it. */
const fingerprint = (rule: RuleId, { problem }: ExerciseReport, { text }: StepReport, said: string): string =>
  createHash('sha256').update([rule, problem.text, text, said].join('\0')).digest('hex').slice(0, 32);
