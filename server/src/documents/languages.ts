import type { Language } from './draft.ts';
import { latex } from './latex.ts';
import { lean } from './lean.ts';
import { markdown } from './markdown.ts';

/** Every language Steplight reads, by the identifier an editor gives it. A new language is one file and one line here. */
export const languages: ReadonlyMap<string, Language> = new Map([
  ['markdown', markdown],
  ['latex', latex],
  ['lean4', lean],
  ['lean', lean],
]);
