/** What tests need from the operating system, and how it gets there. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Something outside npm: Debian's package for it, and how to see whether this machine has it. */
export interface SystemNeed {
  readonly debian: string;
  readonly isThere: () => boolean;
}

/** A browser that the editor is opened in. */
export const browserNeeds: readonly SystemNeed[] = [
  { debian: 'chromium', isThere: () => findChromium() !== undefined },
  // Without fonts every character of a screenshot is a box.
  { debian: 'fonts-dejavu-core', isThere: () => process.platform !== 'linux' || existsSync('/usr/share/fonts') },
];

/** code-server comes from npm as sources of native modules. */
export const compilerNeeds: readonly SystemNeed[] = [
  ...['python3', 'make', 'g++'].map(command => ({ debian: command, isThere: () => which(command) !== undefined })),
  { debian: 'libkrb5-dev', isThere: () => existsSync('/usr/include/gssapi/gssapi.h') },
];

/** Installs what is missing with apt where that needs no password; otherwise throws what a person has to install. */
export function provide(needs: readonly SystemNeed[]): void {
  const missing = needs.filter(need => !need.isThere()).map(need => need.debian);
  if (missing.length === 0) return;
  const packages = missing.join(' ');
  const sudo = passwordlessSudo();
  if (!which('apt-get') || !sudo) {
    throw new Error(
      `${packages} must be there first: "sudo apt-get install ${packages}", or what your system calls them.`,
    );
  }
  console.log(`Installing ${packages} with apt-get …`);
  const apt = (...args: string[]) =>
    spawnSync([...sudo, 'apt-get'][0]!, [...sudo, 'apt-get', ...args].slice(1), {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  if (!apt('update', '-q') || !apt('install', '-q', '-y', '--no-install-recommends', ...missing)) {
    throw new Error(`apt-get could not install ${packages}: see its message above.`);
  }
}

/** The words to put before a command that needs root; undefined where it would ask for a password. */
function passwordlessSudo(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return which('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Where a Chromium lies that can be driven; STEPLIGHT_CHROMIUM names another. */
export function findChromium(): string | undefined {
  return (
    process.env.STEPLIGHT_CHROMIUM ??
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(which).find(Boolean)
  );
}

/** The full path of a command, as a shell would find it. */
export function which(command: string): string | undefined {
  const names = process.platform === 'win32' ? ['.exe', '.cmd', ''].map(end => command + end) : [command];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
