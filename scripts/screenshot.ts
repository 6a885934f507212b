/**
 * Writes what the editor shows for a file to a PNG.
 *
 *     npm run screenshot -- FILE [--theme light|dark|hc] [--out PNG] [--problems] [--hover TEXT] [--wait SECONDS]
 */
import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openEditor, resultPath, type Theme, themeNames } from '../test/vscode/harness.ts';
import { runScript } from './script.ts';

const usage =
  'npm run screenshot -- FILE [--theme light|dark|hc] [--out PNG] [--problems] [--hover TEXT] [--wait SECONDS]';

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      theme: { type: 'string', default: 'light' },
      out: { type: 'string' },
      problems: { type: 'boolean' },
      hover: { type: 'string' },
      wait: { type: 'string', default: '10' },
    },
  });
  const file = positionals[0] && resolve(positionals[0]);
  if (!file || !existsSync(file)) throw new Error(`${file ?? 'A file to show'} is missing. Usage: ${usage}`);
  if (!isTheme(values.theme))
    throw new Error(`No theme is called ${values.theme}: there are ${themeNames.join(', ')}.`);
  const out = values.out ? resolve(values.out) : resultPath(`${basename(file)} ${values.theme}`);

  const editor = await openEditor({ workspace: dirname(file), theme: values.theme });
  try {
    await editor.openFile(basename(file));
    await editor.settled(Number(values.wait));
    if (values.problems) await editor.problems();
    if (values.hover) await editor.hover(values.hover);
    await editor.screenshot(out);
  } finally {
    await editor.close();
  }
  console.log(relative(process.cwd(), out));
});

function isTheme(name: string): name is Theme {
  return themeNames.some(theme => theme === name);
}
