import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, it } from 'node:test';
import type { CodeAction } from 'vscode-languageserver-types';
import { type LspClient, positionAt, startServer } from '../support/lspClient.ts';

/** The server as it ships, with its own exact check. */
const product = ['dist/server.mjs'];
const uri = 'file:///garden.md';
const text = `**Problem.** How many plants stand in 12 beds of 13?

**Solution.** There are $12 \\cdot 13 = 146$ plants.

With four more there are $146 + 4 = 150$.
`;

let server: LspClient;
afterEach(() => server.stop());
const found = () => server.news(({ diagnostics }) => diagnostics.length === 2);

describe('a false equality', () => {
  it('is shown on exactly the false relation, with the right value', async () => {
    server = await startServer(product);
    server.open(uri, text);
    const { diagnostics } = await found();
    const [first, second] = diagnostics;
    assert.deepEqual([first?.code, second?.code], ['false-statement', 'follows']);
    assert.match(String(first?.message), /156, not 146/);
    const { start, end } = first!.range;
    const line = text.split('\n')[start.line]!;
    assert.equal(line.slice(start.character, end.character), '12 \\cdot 13 = 146');
    assert.deepEqual(
      (await server.hints(uri)).map(({ label }) => label),
      ['▼ ≠'],
    );
  });

  it('has a quick fix that writes the right value, for this version of the text only', async () => {
    server = await startServer(product);
    server.open(uri, text);
    const { diagnostics } = await found();
    const actions: CodeAction[] = await server.actions(uri, diagnostics.slice(0, 1));
    const change = actions[0]?.edit?.documentChanges?.[0];
    assert.ok(change && 'edits' in change);
    assert.deepEqual(
      [change.textDocument.version, change.edits.map(edit => 'newText' in edit && edit.newText)],
      [1, ['156']],
    );
    server.edit(uri, '146$ plants', '147$ plants');
    const later = await server.actions(uri, diagnostics.slice(0, 1));
    assert.deepEqual(
      later.filter(({ isPreferred }) => isPreferred),
      [],
    );
  });

  it('has its quick fixes anywhere in its step, and nowhere else', async () => {
    const display = text.replace(/ \$(.*146)\$ plants/, '\n\n$$$$\n$1\n$$$$\n\nplants in all');
    server = await startServer(product, { settings: { prm: '/nowhere' } });
    server.open(uri, display);
    const { diagnostics } = await found();
    const titlesAt = async (place: string, problems: typeof diagnostics = []) => {
      const start = positionAt(display, display.indexOf(place));
      return (await server.actions(uri, problems, { start, end: start })).map(({ title }) => title);
    };
    const underlined = await titlesAt('12 \\cdot', diagnostics.slice(0, 1));
    assert.deepEqual(
      underlined.map(title => /^(?:Write 156|Regenerate from step 1|Ignore this step|Tell Steplight)/.test(title)),
      Array(6).fill(true),
      underlined.join('\n'),
    );
    assert.deepEqual(await titlesAt('There are'), underlined);
    assert.deepEqual(await titlesAt('With four'), []);
    assert.deepEqual(await titlesAt('How many'), []);
  });

  it('has its quick fixes before the marker of a list, and not on the lines of its neighbours', async () => {
    const list = '**Problem.** Add.\n\n**Solution.**\n\n1. $1 + 1 = 2$\n2. $2 + 2 = 5$  \n3. $3 + 3 = 6$\n';
    server = await startServer(product, { settings: { prm: '/nowhere' } });
    server.open(uri, list);
    await found();
    const offered = async (line: number, character: number) => {
      const place = { line, character };
      return (await server.actions(uri, [], { start: place, end: place })).length > 0;
    };
    const ends = [4, 5, 6].flatMap(line => [[line, 0] as const, [line, list.split('\n')[line]!.length] as const]);
    assert.deepEqual(await Promise.all(ends.map(end => offered(...end))), [false, false, true, true, false, false]);
  });

  it('has what is offered for its step only once, however many formulas of it are false', async () => {
    server = await startServer(product, { settings: { prm: '/nowhere' } });
    server.open(uri, '**Problem.** Add.\n\n**Solution.** We have $2 + 2 = 5$ and $3 + 3 = 7$.\n');
    const { diagnostics } = await found();
    const titles = (await server.actions(uri, diagnostics)).map(({ title }) => title);
    assert.deepEqual(titles.slice(0, 2), ['Write 4', 'Write 6']);
    assert.deepEqual([...new Set(titles)], titles);
  });

  it('says where to read on about it', async () => {
    server = await startServer(product);
    server.open(uri, text);
    const { diagnostics } = await found();
    const pages = diagnostics.map(({ codeDescription }) => codeDescription!.href.split('/main/')[1]!);
    assert.deepEqual(pages, ['docs/exact-check.md#how-to-read-a-message', 'docs/reading-a-score.md']);
    for (const page of pages) {
      const [file, section] = page.split('#') as [string, string?];
      const headings = (await readFile(file, 'utf8')).matchAll(/^#+ (.*)$/gm);
      const sections = [...headings].map(([, heading]) => heading!.toLowerCase().replaceAll(' ', '-'));
      assert.ok(section === undefined || sections.includes(section), `${page} has that section`);
    }
  });

  it('offers the right value also where the solution goes on with the wrong one, to be confirmed place by place', async () => {
    server = await startServer(product);
    server.open(uri, text);
    const { diagnostics } = await found();
    const actions: CodeAction[] = await server.actions(uri, diagnostics.slice(0, 1));
    const onward = actions.find(({ title }) => /1 later place/.test(title))?.edit;
    const change = onward?.documentChanges?.[0];
    assert.ok(change && 'edits' in change);
    assert.deepEqual(
      change.edits.map(edit => 'newText' in edit && [edit.range.start.line, edit.newText]),
      [
        [2, '156'],
        [4, '156'],
      ],
    );
    assert.deepEqual(
      Object.values(onward!.changeAnnotations!).map(({ needsConfirmation }) => needsConfirmation),
      [true],
    );
  });

  it('and what holds say so where the mouse rests on them', async () => {
    server = await startServer(product);
    server.open(uri, text);
    await found();
    const at = async (place: string) => JSON.stringify((await server.hover(uri, place))?.contents);
    assert.match(await at('13 = 146'), /`12 \\\\cdot 13` = 156.*12·13 is 156, not 146/s);
    assert.match(await at('4 = 150'), /`146 \+ 4` = 150.*`146 \+ 4 = 150` holds/s);
  });

  it('is not looked for where the user switched the check off', async () => {
    server = await startServer(product, { settings: { exact: { enable: false }, prm: '/nowhere' } });
    server.open(uri, text);
    await server.news(({ version }) => version === 1);
    await server.until(() => server.statuses.at(-1)?.state === 'ready', 'a calm status');
    assert.deepEqual(await server.hints(uri), []);
  });
});

describe('an equation that lost the solution it had', () => {
  const solution = `**Problem.** Solve $6(x - 2) = 4x + 8$.

**Solution.** The bracket first: $6x - 2 = 4x + 8$. With $x$ on the left, $2x = 10$.

Hence $x = 5$.
`;

  it('is shown on exactly that equation, with a number that tells it from the one before', async () => {
    server = await startServer(product, { settings: { prm: '/nowhere' } });
    server.open(uri, solution);
    const { diagnostics } = await server.news(({ diagnostics }) => diagnostics.length > 1);
    const [first, ...others] = diagnostics;
    assert.equal(first!.message, "for x = 10, 6(x - 2) = 4x + 8 holds, but 6x - 2 = 4x + 8 doesn't");
    const { start, end } = first!.range;
    assert.equal(solution.split('\n')[start.line]!.slice(start.character, end.character), '6x - 2 = 4x + 8');
    assert.equal(start.line, end.line);
    assert.deepEqual(
      others.map(({ code }) => code),
      ['follows'],
    );
  });

  it('is said in German to who reads German', async () => {
    server = await startServer(product, { settings: { prm: '/nowhere' }, locale: 'de' });
    server.open(uri, solution);
    const { diagnostics } = await server.news(({ diagnostics }) => diagnostics.length > 1);
    assert.equal(diagnostics[0]!.message, 'für x = 10 stimmt 6(x - 2) = 4x + 8, aber 6x - 2 = 4x + 8 nicht');
  });

  it('is not looked for where letters are not to be followed', async () => {
    server = await startServer(product, { settings: { prm: '/nowhere', exact: { algebra: false } } });
    server.open(uri, `${solution}\nHence $12 \\cdot 13 = 146$.\n`);
    const { diagnostics } = await server.news(({ diagnostics }) => diagnostics.length > 0);
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      ['12·13 is 156, not 146'],
    );
  });
});
