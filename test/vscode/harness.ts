/**
 * A real editor for tests and screenshots: the packaged extension installed in code-server, opened in Chromium. What
 * tests read here is what a person would see on the page.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, afterEach, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import {
  type CodeServer,
  type EditorFolders,
  installCodeServer,
  installExtension,
  startCodeServer,
  whyNoCodeServer,
} from '../../scripts/codeServer.ts';
import { upToDatePackage } from '../../scripts/package.ts';
import { root } from '../../scripts/root.ts';
import { browserNeeds, findChromium, provide } from '../../scripts/system.ts';
import { processesOf, type RunningProcess } from './processes.ts';

const themes = {
  light: { name: 'Light Modern', mark: 'vs' },
  dark: { name: 'Dark Modern', mark: 'vs-dark' },
  hc: { name: 'Default High Contrast', mark: 'hc-black' },
} as const;
export type Theme = keyof typeof themes;
export const themeNames = Object.keys(themes) as Theme[];

export interface EditorOptions {
  /** A folder to open; without it, one made for this run from `files`. */
  readonly workspace?: string;
  /** Contents by path, written to a workspace of this run alone. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  /** VSIX files to install beside the extension. */
  readonly beside?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The language of the interface, as a language pack brings it; the editor's own texts stay English. */
  readonly language?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Problem {
  readonly severity: string;
  readonly message: string;
  readonly line: number;
}

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/** Tests that share one editor. A test that fails leaves a screenshot in test-results/. */
export function describeInEditor(name: string, options: EditorOptions, body: (editor: () => Editor) => void): void {
  describe(name, { skip: whyNoCodeServer() ?? false }, () => {
    let editor: Editor | undefined;
    before(async () => {
      editor = await openEditor(options);
    });
    afterEach(async context => {
      if ('passed' in context && !context.passed) await editor?.screenshot(resultPath(`failed ${context.name}`));
    });
    after(() => editor?.close());
    body(() => editor!);
  });
}

/** A picture that is kept with the results of the tests. */
export function resultPath(name: string): string {
  return join(root, 'test-results', `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`);
}

/** Asks again until the answer is good. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  seconds = 40,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s. Last seen: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

export async function openEditor(options: EditorOptions) {
  provide(browserNeeds);
  await installCodeServer();
  const vsix = await upToDatePackage();

  const home = await mkdtemp(join(tmpdir(), 'steplight-editor-'));
  const folders: EditorFolders = { userData: join(home, 'user-data'), extensions: join(home, 'extensions') };
  const workspace = options.workspace ?? join(home, 'workspace');
  for (const [path, text] of Object.entries(options.files ?? {})) await write(join(workspace, path), text);
  const settings = { ...quiet, 'workbench.colorTheme': themes[options.theme ?? 'light'].name, ...options.settings };
  await write(join(folders.userData, 'User', 'settings.json'), JSON.stringify(settings));
  for (const extension of [vsix, ...(options.beside ?? [])]) installExtension(extension, folders);
  if (options.language) await speak(options.language, folders);

  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', remove);
  // If nobody closes it, it ends by itself a minute after its last page is gone.
  const server: CodeServer = await startCodeServer(folders, {
    arguments: ['--idle-timeout-seconds', '61', ...(options.language ? ['--locale', options.language] : [])],
    environment: options.environment ?? {},
  });
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
    process.removeListener('exit', remove);
    remove();
  };
  try {
    browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumFlags });
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    const address = new URL(server.address);
    address.search = new URLSearchParams({ folder: workspace }).toString();
    // A busy machine takes its time to bring a whole editor up.
    await page.goto(address.href, { timeout: 120_000 });
    await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 120_000 });
    return driver(page);
  } catch (error) {
    await close();
    throw error;
  }

  function driver(page: Page) {
    const viewLines = page.locator('.editor-group-container.active .view-lines .view-line');
    const focusEditor = () =>
      page.locator('.editor-group-container.active .monaco-editor textarea, .native-edit-context').first().focus();
    const placeOf = async (text: string) => {
      const place = await viewLines.evaluateAll(middleOf, text);
      if (!place) throw new Error(`"${text}" is not in view, there is:\n${(await editor.lines()).join('\n')}`);
      return place;
    };
    /** Opens the palette or the list of files. An editor that has just come up may not listen yet. */
    const openQuickInput = async (key: string) => {
      const input = page.locator('.quick-input-widget:visible input[type="text"]');
      const shown = async () => {
        await page.keyboard.press(key);
        await input.waitFor({ timeout: 1000 }).catch(() => {});
        return input.isVisible();
      };
      await eventually(`what ${key} opens`, shown, Boolean);
      return input;
    };
    const editor = {
      page,
      workspace,
      close,

      /** Runs a command by its title, as one does with the command palette. */
      async run(title: string): Promise<void> {
        // A list that was opened in the middle of something else can close by itself, or stay as it was.
        const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
        const listed = async () => {
          const input = await openQuickInput('F1');
          await input.fill(`>${title}`, { timeout: 3000 }).catch(() => {});
          await row.waitFor({ timeout: 5000 }).catch(() => {});
          return row.isVisible();
        };
        await eventually(`the command "${title}"`, listed, Boolean);
        await row.click();
      },

      async openFile(path: string): Promise<void> {
        const row = page
          .locator('.quick-input-list .monaco-list-row')
          .filter({ hasText: basename(path) })
          .first();
        const tab = page.locator(`.tab.active[data-resource-name="${basename(path)}"]`);
        // As with commands: a list that was opened in the middle of something else can close by itself.
        const opened = async () => {
          const input = await openQuickInput('ControlOrMeta+P');
          await input.fill(path, { timeout: 3000 }).catch(() => {});
          await row.waitFor({ timeout: 5000 }).catch(() => {});
          await row.click({ timeout: 1000 }).catch(() => {});
          await tab.waitFor({ timeout: 5000 }).catch(() => {});
          return tab.isVisible();
        };
        await eventually(`the file ${path}`, opened, Boolean, 90);
        // An editor that was slow to listen has been asked twice.
        const list = page.locator('.quick-input-widget:visible');
        if (await list.isVisible()) await page.keyboard.press('Escape');
        await list.waitFor({ state: 'hidden', timeout: 5000 }).catch(() => {});
        await viewLines.first().waitFor();
      },

      /** The lines in view, hints included. */
      async lines(): Promise<string[]> {
        const lines = await viewLines.evaluateAll(found =>
          found.map(line => ({ top: Number.parseFloat(line.style.top), text: line.textContent ?? '' })),
        );
        return lines.sort((one, other) => one.top - other.top).map(line => withSpaces(line.text));
      },

      /** The inlay hints in view. The editor draws them into the line, with a class that it makes up for each look. */
      async inlayHints(): Promise<string[]> {
        const texts = await viewLines.locator('[class*="dyn-rule"]').allTextContents();
        return texts.map(text => withSpaces(text).trim()).filter(text => text !== '');
      },

      /** What the Problems panel lists. */
      async problems(): Promise<Problem[]> {
        if (!(await page.locator('.markers-panel').isVisible())) await editor.run('Problems: Focus on Problems View');
        await page.locator('.markers-panel').waitFor();
        const labels = await page
          .locator('.markers-panel .monaco-list-row[aria-level="2"]')
          .evaluateAll(rows => rows.map(row => row.getAttribute('aria-label') ?? ''));
        return labels.flatMap(label => {
          const parts = /^(\w+): (.*) at line (\d+) and character \d+/su.exec(label);
          return parts ? [{ severity: parts[1]!, message: parts[2]!, line: Number(parts[3]) }] : [];
        });
      },

      /** What appears when the mouse rests on a text in view. */
      async hover(text: string): Promise<string> {
        const place = await placeOf(text);
        await page.mouse.move(0, 0);
        await page.mouse.move(place.x, place.y, { steps: 4 });
        const shown = page.locator('.monaco-editor .monaco-hover:visible');
        await shown.waitFor();
        return eventually(
          'hover',
          () => shown.innerText(),
          content => content !== '' && !content.includes('Loading...'),
        );
      },

      /** Puts the cursor into a text in view. */
      async click(text: string): Promise<void> {
        const { x, y } = await placeOf(text);
        await page.mouse.click(x, y);
      },

      /** The TextMate scopes of a text in view, as the editor's own inspection lists them. */
      async scopesOf(text: string, expected = /./): Promise<string> {
        // Lines move when a code lens comes: a click may have hit another place. Grammars come when their extensions do.
        const inspected = async () => {
          await editor.click(text);
          await editor.run('Developer: Inspect Editor Tokens and Scopes');
          const widget = page.locator('.token-inspect-widget');
          await widget.locator('.tiw-metadata-table').first().waitFor();
          const scopes = await widget.innerText();
          await page.keyboard.press('Escape');
          return scopes;
        };
        return eventually(`the scopes of "${text}"`, inspected, scopes => {
          const token = scopes.split('\n')[0]!.trim().replaceAll('·', ' ');
          return (token.includes(text) || text.includes(token)) && expected.test(scopes);
        });
      },

      /** The entries of the status bar, as a screen reader says them. */
      async statusBar(): Promise<string[]> {
        const labels = await page
          .locator('.statusbar-item')
          .evaluateAll(items => items.map(item => item.getAttribute('aria-label')));
        return labels.filter(label => label !== null);
      },

      /** What the language status shows when it is opened, one line for each entry. */
      async languageStatus(): Promise<string[]> {
        await page.locator('[id="status.languageStatus"]').click();
        const entries = page.locator('.hover-language-status .element .left');
        await entries.first().waitFor();
        const texts = await entries.allInnerTexts();
        await page.keyboard.press('Escape');
        return texts;
      },

      /** Waits until the server has come up and what the page shows has not changed for a while, `seconds` at most. */
      async settled(seconds = 20): Promise<void> {
        const end = Date.now() + seconds * 1000;
        let [shown, since] = ['', Date.now()];
        while (Date.now() < end && Date.now() - since < 1500) {
          const now = JSON.stringify([await editor.lines(), await editor.statusBar()]);
          if (now !== shown || (await editor.processes()).length === 0) [shown, since] = [now, Date.now()];
          await sleep(100);
        }
      },

      /** Types at the cursor of the open file. */
      async type(text: string): Promise<void> {
        await focusEditor();
        await page.keyboard.type(text, { delay: 20 });
      },

      /** Replaces a text everywhere in the open file, as find and replace does. */
      async replaceAll(text: string, by: string): Promise<void> {
        await focusEditor();
        await page.keyboard.press('ControlOrMeta+H');
        const widget = page.locator('.find-widget.visible');
        await widget.locator('.find-part textarea').fill(text);
        await widget.locator('.replace-part textarea').fill(by);
        await widget.locator('.codicon-find-replace-all').click();
        await page.keyboard.press('Escape');
      },

      async press(...keys: string[]): Promise<void> {
        await focusEditor();
        for (const key of keys) await page.keyboard.press(key);
      },

      /** Changes settings of the workspace; those that belong to the user alone are given when the editor is opened. */
      async configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
        await write(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
      },

      async setTheme(theme: Theme): Promise<void> {
        await editor.run('Preferences: Color Theme');
        await page.locator('.quick-input-widget:visible input[type="text"]').fill(themes[theme].name);
        await page
          .locator('.quick-input-list .monaco-list-row')
          .filter({ hasText: themes[theme].name })
          .first()
          .click();
        await page.locator(`.monaco-workbench.${themes[theme].mark}`).waitFor();
      },

      /** The milliseconds that activating the extension took, as the editor itself measured. */
      async activationTime(): Promise<number> {
        await editor.run('Developer: Show Running Extensions');
        const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'Steplight' });
        const text = await row.locator('.activation-time').innerText();
        await page.keyboard.press('Escape');
        return Number(/(\d+)\s*ms/.exec(text)?.[1] ?? Number.NaN);
      },

      /** The messages on the page that say that something went wrong. */
      async notifications(): Promise<string[]> {
        return page.locator('.notification-list-item-message').allInnerTexts();
      },

      /** All that was logged in a file of this name: `Steplight` is the extension's, `remoteexthost` the extension host's. */
      async log(name: string): Promise<string> {
        const logs = join(folders.userData, 'logs');
        const files = (await readdir(logs, { recursive: true })).filter(file => basename(file).endsWith(`${name}.log`));
        return (await Promise.all(files.map(file => readFile(join(logs, file), 'utf8')))).join('\n');
      },

      /** The processes that run a file of the extension. */
      processes: () => processesOf(words => words.some(word => word.startsWith(`${folders.extensions}/`))),

      /** The process in which the editor runs extensions. */
      async extensionHost(): Promise<RunningProcess> {
        const hosts = await processesOf(
          (words, group) => group === server.pid && words.includes('--type=extensionHost'),
        );
        return hosts[0] ?? Promise.reject(new Error('no extension host runs'));
      },

      async screenshot(path: string): Promise<void> {
        await mkdir(dirname(path), { recursive: true });
        await page.screenshot({ path });
      },

      /** Leaves as a person does who closes the tab, while the editor's server goes on. */
      async closePage(): Promise<void> {
        await page.close({ runBeforeUnload: true });
      },
    };
    return editor;
  }
}

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** An editor that shows the file and nothing of its own. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.autoDetectColorScheme': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
};

/** As if a language pack were installed that leaves every text as it is. */
async function speak(language: string, { userData }: EditorFolders): Promise<void> {
  const translations = join(userData, 'language', 'main.i18n.json');
  await write(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `tests.language-pack-${language}` }, version: '1.0.0' }];
  const pack = { hash: language, extensions, translations: { vscode: translations }, label: language };
  await write(join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** The editor draws spaces as no-break spaces. */
function withSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

/** What is used here of the page's own types, which are not this program's. */
interface PageLine {
  readonly textContent: string | null;
  readonly ownerDocument: {
    createTreeWalker(line: PageLine, show: number): { nextNode(): { readonly data: string } | null };
    createRange(): {
      setStart(node: unknown, offset: number): void;
      setEnd(node: unknown, offset: number): void;
      getBoundingClientRect(): { x: number; y: number; width: number; height: number };
    };
  };
}

/** Where the middle of a text is drawn. Runs in the page: it knows nothing of this file. */
function middleOf(lines: PageLine[], wanted: string): { x: number; y: number } | undefined {
  for (const line of lines) {
    const document = line.ownerDocument;
    const textNodes = document.createTreeWalker(line, 4 /* NodeFilter.SHOW_TEXT */);
    let at = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
    if (at < 0) continue;
    at += Math.floor(wanted.length / 2);
    for (let node = textNodes.nextNode(); node; node = textNodes.nextNode()) {
      if (at >= node.data.length) {
        at -= node.data.length;
        continue;
      }
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
  }
  return undefined;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
