import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { findFiles, readSource } from '../../../server/src/cli/files.ts';
import { globToRegExp } from '../../../server/src/cli/glob.ts';
import { ignoreRules, isIgnored } from '../../../server/src/cli/ignoreFile.ts';
import { folderWith } from '../../support/folder.ts';

const names = (folder: string, ...operands: string[]) => findFiles(operands, folder, undefined).map(({ name }) => name);

test('a folder means the supported files under it that no ignore file excludes', t => {
  const folder = folderWith(t, {
    '.git/config': '',
    '.gitignore': 'drafts/\n*.tmp.md\n!keep.tmp.md\n',
    'notes/.steplightignore': '/private.md\n',
    'notes/private.md': '',
    'notes/deep/private.md': '',
    'notes/Zeta.md': '',
    'notes/alpha.tex': '',
    'notes/table.csv': '',
    'drafts/one.md': '',
    'a.tmp.md': '',
    'keep.tmp.md': '',
    'Proof.lean': '',
    'node_modules/x/README.md': '',
  });
  assert.deepEqual(names(folder, '.'), [
    'keep.tmp.md',
    'notes/alpha.tex',
    'notes/deep/private.md',
    'notes/Zeta.md',
    'Proof.lean',
  ]);
  // Rules of the folders above hold too, and what is named itself is never ignored.
  assert.deepEqual(names(folder, 'drafts'), ['drafts/one.md']);
  assert.deepEqual(names(join(folder, 'notes'), 'private.md', 'deep'), ['private.md', 'deep/private.md']);
  assert.deepEqual(names(folder, 'notes/*.md', 'notes/Zeta.md'), ['notes/Zeta.md']);
  assert.deepEqual(names(folder, '**/*.{tex,lean}'), ['notes/alpha.tex', 'Proof.lean']);
});

test('links to files are read, links to folders are not followed', t => {
  const folder = folderWith(t, { 'a/one.md': '' });
  symlinkSync(folder, join(folder, 'a', 'loop'));
  symlinkSync(join(folder, 'a', 'one.md'), join(folder, 'two.md'));
  assert.deepEqual(names(folder, '.'), ['a/one.md', 'two.md']);
});

test('what cannot be meant is an obstacle with a reason', t => {
  const folder = folderWith(t, { 'data.csv': '', 'empty/.keep': '' });
  const found = findFiles(['none.md', 'data.csv', 'empty', '*.tex'], folder, undefined);
  assert.deepEqual(
    found.map(one => ('obstacle' in one ? `${one.name}: ${one.obstacle}` : one)),
    [
      'none.md: no such file or folder',
      'data.csv: its name ends in none of .md .markdown .mdx .qmd .rmd .lean .tex .latex .ltx; say what it is with --language',
      'empty: no Markdown, Lean 4 or LaTeX file in this folder',
      '*.tex: no supported file matches this pattern',
    ],
  );
  assert.deepEqual(findFiles(['data.csv'], folder, 'latex'), [
    { name: 'data.csv', path: join(folder, 'data.csv'), language: 'latex' },
  ]);
  assert.throws(() => findFiles(['-'], folder, undefined), /Standard input needs --language/);
});

test('patterns stay inside a folder unless they say otherwise', () => {
  const matches: [string, string, boolean][] = [
    ['*.md', 'a.md', true],
    ['*.md', 'b/a.md', false],
    ['**/*.md', 'a.md', true],
    ['**/*.md', 'b/c/a.md', true],
    ['b/**', 'b/c/a.md', true],
    ['chapter?.md', 'chapter1.md', true],
    ['chapter[1-3].md', 'chapter4.md', false],
    ['chapter[!1-3].md', 'chapter4.md', true],
    ['{a,b}.{md,tex}', 'b.tex', true],
    ['a+b(c).md', 'a+b(c).md', true],
    ['\\*.md', '*.md', true],
    ['a[', 'a[', true],
  ];
  for (const [glob, path, expected] of matches)
    assert.equal(globToRegExp(glob).test(path), expected, `${glob} ${path}`);
});

test('ignore files are read as git reads them', () => {
  const rules = ignoreRules('# notes\nbuild/\n/top.md\ndocs/*.md\n*.bak\n!important.bak\n\\#odd\n', '/r');
  const ignored = (path: string, folder = false) => isIgnored(`/r/${path}`, folder, rules);
  assert.equal(ignored('build', true), true);
  assert.equal(ignored('build', false), false);
  assert.equal(ignored('x/build', true), true);
  assert.equal(ignored('top.md'), true);
  assert.equal(ignored('x/top.md'), false);
  assert.equal(ignored('docs/a.md'), true);
  assert.equal(ignored('x/docs/a.md'), false);
  assert.equal(ignored('x/y.bak'), true);
  assert.equal(ignored('important.bak'), false);
  assert.equal(ignored('#odd'), true);
});

test('a text is read as UTF-8; what is none is said with its place', async t => {
  const folder = folderWith(t, {
    'fine.md': '\ufeffÜber 12 · 13 = 156\r\n',
    'latin.md': Buffer.from('one\ntwo\ndrei f\u00fcnf', 'latin1'),
    'binary.md': Uint8Array.of(1, 2, 0, 3),
    'huge.md': Buffer.alloc(17 * 1024 * 1024, 'x'),
  });
  const read = (name: string) =>
    readSource({ name, path: join(folder, name), language: 'markdown' }, Readable.from([]));
  const text = async (name: string) => {
    const file = await read(name);
    return 'text' in file ? file.text : undefined;
  };
  assert.equal(await text('fine.md'), 'Über 12 · 13 = 156\r\n');
  const obstacle = async (name: string) => {
    const file = await read(name);
    return 'obstacle' in file ? file.obstacle : undefined;
  };
  assert.equal(await obstacle('latin.md'), "line 3 isn't UTF-8 (byte 14); save the file as UTF-8");
  assert.equal(await obstacle('binary.md'), 'it is binary: a zero byte at byte 2');
  assert.equal(await obstacle('huge.md'), '17.0 MB are more than the 16 MB that Steplight reads');
  assert.equal(await obstacle('gone.md'), 'no such file or folder');
  const input = Readable.from([Buffer.from('x = 1')]);
  const stdin = { name: '-', language: 'latex' as const };
  assert.deepEqual(await readSource(stdin, input), { ...stdin, text: 'x = 1' });
});
