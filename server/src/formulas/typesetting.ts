/**
 * A text with blanks where LaTeX only sets space, size or colour (`\,=\;`, `\displaystyle`, `\left(`, `\color{red}`), and with the signs of a plain
 * keyboard, at the same places as before: how a formula is set says nothing of it. What parts columns (`\quad`) or thousands (`1\,000`)
 * stays. A `$` moves to the formula that it opens; other space that touches one stays, too, because beside a blank it would be a dollar.
 */
export const plainlySet = (text: string): string =>
  text
    .replace(opening, found => '$'.padStart(found.length))
    .replace(setting, found => (found === '\\\\' ? found : ' '.repeat(found.length)))
    .replace(/\\left *\(/g, found => '('.padEnd(found.length))
    .replace(/\\right *\)/g, found => ')'.padStart(found.length))
    .replace(/[＋－＝]/g, sign => plain[sign]!);

const styles = String.raw`\\(?:display|text|script)style(?![a-zA-Z])`;
/** Behind the `$` that closes a formula nobody sets a style. */
const opening = new RegExp(String.raw`(?<![$\\])\$ *${styles} *(?=[^$\s])`, 'g');
const space = String.raw`(?<![\d,}])\\[,!]|\\[,!](?!\d{3})|\\[;:> ]`;
const setting = new RegExp(
  String.raw`\\\\|(?<!\$)(?:${space}|${styles}|\\(?:text)?color *\{[a-zA-Z]+\})(?!\s*\$)`,
  'g',
);
const plain: Readonly<Record<string, string>> = { '＋': '+', '－': '-', '＝': '=' };
