export const home = 'https://github.com/steplight/steplight';

/** Where to read on about what Steplight says. */
export const pages = {
  score: `${home}/blob/main/docs/reading-a-score.md`,
  exactCheck: `${home}/blob/main/docs/exact-check.md#how-to-read-a-message`,
};
