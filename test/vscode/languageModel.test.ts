import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { describeInEditor, eventually, resultPath } from './harness.ts';
import { wrongProduct } from './samples.ts';
import { packTestExtension } from './testExtension.ts';

/** An extension that brings a language model, as others do: it answers twice, then its quota is used up. */
const gardener = await packTestExtension(
  'gardener',
  {
    publisher: 'steplight-tests',
    main: './main.js',
    activationEvents: ['onStartupFinished'],
    contributes: { languageModelChatProviders: [{ vendor: 'garden', displayName: 'Garden' }] },
  },
  {
    'main.js': `
      const vscode = require('vscode');
      let answers = 0;
      exports.activate = () => vscode.lm.registerLanguageModelChatProvider('garden', {
        provideLanguageModelChatInformation: () => [
          { id: 'gardener', name: 'Gardener', family: 'garden', version: '1', maxInputTokens: 10000, maxOutputTokens: 1000, capabilities: {} },
        ],
        async provideLanguageModelChatResponse(model, messages, options, progress) {
          if (++answers > 2) throw vscode.LanguageModelError.Blocked('The gardener is asleep.');
          for (const text of ['There are $12 \\\\cdot 13 = 156$ seedlings.', '\\n\\n', 'Giving 20 away leaves $156 - 20 = 136$.'])
            progress.report(new vscode.LanguageModelTextPart(text));
        },
        provideTokenCount: async () => 1,
      });
    `,
  },
);

const options = {
  files: { 'seedlings.md': wrongProduct },
  beside: [gardener.path],
  settings: { 'steplight.generate.source': 'editor', 'steplight.generate.candidates': 2 },
};
const command = 'Steplight: Regenerate Solution (Best of N)';

describeInEditor('a language model that the editor has', options, editor => {
  after(() => gardener.remove());
  const rows = () =>
    editor().page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row').allInnerTexts();

  it('is used when the user asks, and the editor allows it', async () => {
    await editor().openFile('seedlings.md');
    await editor().settled();
    await editor().run(command);
    // Some editors ask whether the extension may; others leave that to who brings the model.
    const allow = editor().page.locator('.monaco-dialog-box').getByText('Allow');
    await eventually(
      'both candidates',
      async () => {
        if (await allow.isVisible()) await allow.click();
        return rows();
      },
      found => found.filter(row => row.includes('136')).length === 2,
    );
    await editor().screenshot(resultPath('language model answers'));
    await editor().page.keyboard.press('Escape');
    await eventually(
      'no difference',
      () => editor().page.locator('.tab').count(),
      count => count === 1,
    );
    await editor().settled();
  });

  it('says in plain words why it does not answer', async () => {
    await editor().run(command);
    const [message] = await eventually(
      'a message',
      () => editor().notifications(),
      found => found.length > 0,
    );
    assert.match(
      message!,
      /Gardener refused to answer: the quota is used up, or its filter objects to the text\. It says: The gardener is asleep/,
    );
    await editor().screenshot(resultPath('language model refuses'));
  });
});
