/** The editor's names of the languages that the server reads. `lean` is what Lean 4 was called by older extensions. */
export const languages: readonly string[] = ['markdown', 'lean4', 'lean', 'latex'];

/** Documents that only show another state of a document, beside it in a difference: nobody works in them. */
export const isAnotherState = ({ scheme }: { readonly scheme: string }): boolean =>
  scheme === 'git' || scheme === candidateScheme;

/** The scheme of documents that show how a document would be with a candidate accepted. */
export const candidateScheme = 'steplight-candidate';
