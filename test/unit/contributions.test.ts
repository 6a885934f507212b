import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { languages } from '../../client/src/languages.ts';
import { readSettings, settingsTable } from '../../server/src/settings.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest = json('package.json');
type Properties = Record<string, { scope: string; default: unknown; enum?: unknown[]; order: number }>;
const groups: { title: string; properties: Properties }[] = manifest.contributes.configuration;
const properties: Properties = Object.assign({}, ...groups.map(({ properties }) => properties));

describe('the settings', () => {
  it('of the manifest are the table of the server, with the same scopes and defaults', () => {
    const fromTable = Object.entries(settingsTable).map(([name, { scope, fallback }]) => [
      `steplight.${name}`,
      { scope, default: fallback },
    ]);
    const fromManifest = Object.entries(properties).map(([name, property]) => [
      name,
      { scope: property.scope, default: property.default },
    ]);
    assert.deepEqual(Object.fromEntries(fromManifest), Object.fromEntries(fromTable));
  });

  it('accept every value that the manifest offers, and nothing else in its place', () => {
    for (const [name, { enum: offered }] of Object.entries(properties)) {
      const key = name.replace('steplight.', '') as keyof typeof settingsTable;
      for (const value of offered ?? []) assert.equal(readSettings({ [key]: value })[key], value);
      assert.deepEqual(readSettings({ [key]: { nonsense: true } })[key], settingsTable[key].fallback);
    }
  });

  it('have a place of their own in their group', () => {
    for (const { title, properties } of groups)
      assert.deepEqual(
        Object.values(properties).map(({ order }) => order),
        Object.keys(properties).map((_, k) => k),
        title,
      );
  });

  it('may be nested, as an editor sends them', () => {
    assert.equal(readSettings({ exact: { enable: false } })['exact.enable'], false);
  });

  it('that choose what is executed belong to the user alone, and are restricted in an untrusted workspace', () => {
    const machine = Object.keys(properties).filter(name => properties[name]!.scope === 'machine');
    assert.ok(machine.includes('steplight.prm') && machine.includes('steplight.device'));
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort(), machine.sort());
  });
});

describe('the texts of the manifest', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
  for (const file of readdirSync('.').filter(name => /^package\.nls(\.\w+)?\.json$/.test(name))) {
    it(`${file} has every text and no other`, () => {
      assert.deepEqual(Object.keys(json(file)).sort(), [...new Set(used)].sort());
    });
    it(`${file} names pages of the walkthrough that there are`, () => {
      const pages = Object.entries<string>(json(file)).filter(([key]) => key.endsWith('.media'));
      assert.ok(pages.length > 0);
      for (const [key, page] of pages) assert.ok(existsSync(page), `${key}: ${page}`);
    });
  }
});

describe('the texts of the client', () => {
  const files = readdirSync('client/src', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const sources = files.map(name => readFileSync(`client/src/${name}`, 'utf8')).join('\n');
  const used = [...sources.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) =>
    text!.replaceAll("\\'", "'"),
  );
  for (const file of readdirSync('l10n')) {
    it(`l10n/${file} translates every one and no other`, () => {
      assert.deepEqual(Object.keys(json(`l10n/${file}`)).sort(), [...new Set(used)].sort());
    });
  }
});

describe('the manifest', () => {
  it('activates on the languages that the client serves', () => {
    assert.deepEqual(
      manifest.activationEvents,
      languages.map(language => `onLanguage:${language}`),
    );
  });

  it('offers the commands that the client registers, and hides those that need arguments', () => {
    const source = readFileSync('client/src/commands/index.ts', 'utf8');
    const registered = [...source.matchAll(/'(steplight\.\w+)':/g)].map(([, name]) => name!);
    const offered = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const inner = ['steplight.goToStep', 'steplight.ignoreStep'];
    assert.deepEqual(registered.filter(name => !inner.includes(name)).sort(), offered.sort());
    for (const { category } of manifest.contributes.commands) assert.equal(category, 'Steplight');
  });
});
