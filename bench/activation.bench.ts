/** How long the editor waits for the extension when a Markdown file is opened, by the editor's own clock. */
import { openEditor } from '../test/vscode/harness.ts';
import { wrongProduct } from '../test/vscode/samples.ts';

const runs = 5;

export default async function bench(): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const editor = await openEditor({ files: { 'note.md': wrongProduct } });
    try {
      await editor.openFile('note.md');
      await editor.settled();
      times.push(await editor.activationTime());
    } finally {
      await editor.close();
    }
  }
  times.sort((one, other) => one - other);
  console.log(
    `activation in ${runs} fresh editors: ${times.join(', ')} ms; median ${times[Math.floor(runs / 2)]} ms (aim: under 200)`,
  );
}
