/**
 * A text with blanks where LaTeX only sets space or size, `\,=\;` or `\displaystyle`, at the same places as before: how a formula is set
 * says nothing of it. What parts columns (`\quad`) or thousands (`1\,000`) stays, and so does what touches a `$`, which beside a blank
 * would be a dollar.
 */
export const plainlySpaced = (text: string): string =>
  text.includes('\\') ? text.replace(setting, found => (found === '\\\\' ? found : ' '.repeat(found.length))) : text;

const space = String.raw`(?<![\d,}])\\[,!]|\\[,!](?!\d{3})|\\[;:> ]`;
const setting = new RegExp(
  String.raw`\\\\|(?<!\$)(?:${space}|\\(?:display|text|script)style(?![a-zA-Z]))(?!\s*\$)`,
  'g',
);
