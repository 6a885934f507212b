import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { whyNoCodeServer } from '../../scripts/codeServer.ts';
import { describeInEditor, type Editor, openEditor, resultPath } from './harness.ts';
import { packTestExtension } from './testExtension.ts';

const files = {
  'note.md': '# Note\n\n<!-- steplight: problem: Show it. -->\n',
  'note.tex': '% steplight: ignore\nText.\n',
  'Four.lean': '-- Step 1: compute\ntheorem four : 2 * 2 = 4 := by\n  sorry\n\n/- steplight: off -/\n',
};

describeInEditor('without a Lean extension', { files, size: { width: 1280, height: 500 } }, editor => {
  it('a directive stands out in a Markdown comment', async () => {
    await editor().openFile('note.md');
    await editor().scopesOf('steplight', /keyword\.control\.steplight[\s\S]*comment\.block\.html/);
    await editor().scopesOf('problem', /constant\.language\.directive\.steplight/);
    await editor().scopesOf('Show it.', /string\.unquoted\.problem\.steplight/);
  });

  it('and in a LaTeX comment', async () => {
    await editor().openFile('note.tex');
    await editor().scopesOf('ignore', /constant\.language\.directive\.steplight/);
  });

  it('Lean has colours, and its comments too', async () => {
    await editor().openFile('Four.lean');
    await editor().scopesOf('theorem', /keyword\.other\.definitioncommand\.lean4/);
    await editor().scopesOf('sorry', /invalid\.illegal\.lean4/);
    await editor().scopesOf('Step 1', /section\.step\.steplight/);
    await editor().scopesOf('off', /constant\.language\.directive\.steplight/);
    await editor().screenshot(resultPath('lean light'));
  });
});

describe('beside a Lean extension', { skip: whyNoCodeServer() ?? false }, () => {
  let lean: Awaited<ReturnType<typeof packLeanExtension>>;
  let editor: Editor;
  before(async () => {
    lean = await packLeanExtension();
    editor = await openEditor({ files, beside: [lean.path] });
    await editor.openFile('Four.lean');
  });
  after(async () => {
    await editor?.close();
    await lean?.remove();
  });

  it('Lean has the colours of that extension and no others', async () => {
    await editor.scopesOf('theorem', /keyword\.of-the-lean-extension/);
    const plain = await editor.scopesOf('sorry', /source\.lean4/);
    assert.doesNotMatch(plain, /invalid\.illegal/);
  });

  it('steps and directives still stand out in comments', async () => {
    await editor.scopesOf('Step 1', /section\.step\.steplight/);
  });
});

/** An extension with the Lean extension's name, language and scope, and a grammar that can be told from ours. */
function packLeanExtension() {
  return packTestExtension(
    'lean4',
    {
      publisher: 'leanprover',
      contributes: {
        languages: [{ id: 'lean4', extensions: ['.lean'] }],
        grammars: [{ language: 'lean4', scopeName: 'source.lean4', path: './lean4.json' }],
      },
    },
    {
      'lean4.json': JSON.stringify({
        scopeName: 'source.lean4',
        patterns: [
          { match: '\\btheorem\\b', name: 'keyword.of-the-lean-extension' },
          { begin: '--', end: '$', name: 'comment.line.double-dash.lean4' },
        ],
      }),
    },
  );
}
