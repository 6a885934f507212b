/** The editor's names of the languages that the server reads. `lean` is what Lean 4 was called by older extensions. */
export const languages: readonly string[] = ['markdown', 'lean4', 'lean', 'latex'];
