import type { Exercise } from './exercise.ts';

/** What a step is: a block of text, a line (rows of aligned formulas, list items), or a sentence. */
export type Granularity = 'paragraph' | 'line' | 'sentence';

export interface ParseOptions {
  readonly granularity: Granularity;
  /** Words beside the built-in ones that open a solution ("Lösungsweg"). */
  readonly solutionWords: readonly string[];
  /** Words beside the built-in ones that open a problem. */
  readonly problemWords: readonly string[];
}

export const defaultParseOptions: ParseOptions = { granularity: 'paragraph', solutionWords: [], problemWords: [] };

/** What the document itself asks for, in front matter. */
export interface DocumentWishes {
  readonly prm?: string;
  readonly off?: boolean;
}

export interface ParsedDocument {
  readonly language: string;
  readonly exercises: readonly Exercise[];
  readonly wishes: DocumentWishes;
}
