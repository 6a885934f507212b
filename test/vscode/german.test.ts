import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeInEditor, eventually, resultPath } from './harness.ts';

const homework = String.raw`# Hausaufgaben

## Aufgabe 1

Bestimme alle $x$ mit $\frac{x}{2} + \frac{x}{3} = 10$.

### Lösung

Mit 6 malnehmen:

\[
3x + 2x = 10
\]

Das sind $5x = 10$, also $x = 2$.

## Aufgabe 2

Für welche $x$ gilt $5 - 2x > 11$?

**Lösung.** Zuerst die Fünf auf die andere Seite: $-2x > 6$.

Dann durch $-2$ teilen: $x > -3$.
`;
const options = { files: { 'aufgaben.md': homework }, language: 'de' };

describeInEditor('an editor that speaks German', options, editor => {
  it('says in German which line contradicts the one before, with a number that shows it', async () => {
    await editor().openFile('aufgaben.md');
    const warnings = await eventually(
      'two warnings',
      async () => (await editor().problems()).filter(({ severity }) => severity === 'Warning'),
      found => found.length === 2,
    );
    assert.deepEqual(
      warnings.map(({ message, line }) => [line, message]),
      [
        [12, 'für x = 12 stimmt x/2+x/3 = 10, aber 3x + 2x = 10 nicht'],
        [23, 'für x = -4 stimmt -2x > 6, aber x > -3 nicht'],
      ],
    );
    await editor().settled();
  });

  const ignoring = () =>
    editor().page.locator('.action-widget .monaco-list-row', { hasText: 'Diesen Schritt übergehen' });
  const offered = async () => {
    await editor().press('ControlOrMeta+.');
    await ignoring()
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => {});
    return (await ignoring().count()) === 2;
  };

  it('and what can be done about it', async () => {
    assert.match(await editor().hover('3x + 2x'), /Exakte Prüfung: für x = 12/);
    await editor().screenshot(resultPath('German hover'));
    await editor().page.keyboard.press('Escape');
    await editor().click('3x + 2x');
    await eventually('the quick fixes', offered, Boolean);
    await editor().screenshot(resultPath('German quick fix'));
    await editor().page.keyboard.press('Escape');
  });

  it('also where the step begins, lines above the formula that is wrong', async () => {
    await editor().press('ControlOrMeta+Home', 'ControlOrMeta+F8');
    await eventually(
      'the step',
      () => editor().statusBar(),
      entries => entries.some(entry => /Ln 9, Col 1$/.test(entry)),
    );
    await editor().page.locator('.lightBulbWidget:visible, .codicon-gutter-lightbulb:visible').first().waitFor();
    await eventually('the quick fixes', offered, Boolean);
    await editor().screenshot(resultPath('quick fix where the step begins'));
    await editor().page.keyboard.press('Escape');
  });
});
