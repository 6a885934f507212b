import { type ChildProcess, fork } from 'node:child_process';
import { phrase, type Sentence } from '../phrase.ts';
import type { Reply, Request } from './messages.ts';

export interface ChildListener {
  reply(reply: Reply): void;
  /** It ended without being told to. */
  died(reason: Sentence): void;
}

/**
 * ONNX Runtime reports to its makers unless told not to, and it must be told before it is loaded. The name of the variable
 * changed between versions.
 */
const silence = { ORT_DISABLE_TELEMETRY: '1', ORT_TELEMETRY_DISABLED: '1' };

/** The engine's child process as its parent sees it. */
export class Child {
  private readonly process: ChildProcess;
  private lastWords = '';
  private expected = false;
  private readonly gone: Promise<void>;

  constructor(worker: string, environment: Readonly<Record<string, string>>, listener: ChildListener) {
    this.process = fork(worker, {
      // Inside VS Code `execPath` is Electron, which is Node when told so.
      env: { ...process.env, ...environment, ...silence, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-2000);
    });
    this.process.on('message', (reply: Reply) => {
      if (!this.expected) listener.reply(reply);
    });
    this.gone = new Promise(resolve => {
      const end = (reason: Sentence) => {
        resolve();
        if (this.expected) return;
        this.expected = true;
        listener.died(reason);
      };
      this.process.once('error', error => end(phrase`the engine's process can't be started: ${error.message}`));
      this.process.once('exit', (code, signal) => end(deathReason(code, signal, this.lastWords)));
    });
  }

  get id(): number | undefined {
    return this.process.pid;
  }

  send(request: Request): void {
    // A child that has just died is reported by its exit.
    if (this.process.connected) this.process.send(request, () => {});
  }

  /** Ends it whatever it does; resolves when it is gone. */
  async kill(): Promise<void> {
    this.expected = true;
    this.process.kill('SIGKILL');
    await this.gone;
  }
}

/** Why a process ended, for people. */
export function deathReason(code: number | null, signal: NodeJS.Signals | null, lastWords: string): Sentence {
  const line = lastWords
    .trim()
    .split('\n')
    .findLast(words => words.trim() !== '')
    ?.trim();
  if (/Cannot find (?:package|module)[^\n]*onnxruntime/.test(lastWords)) {
    return phrase`there is no ONNX Runtime for this machine (${process.platform}-${process.arch}), so no PRM can run here; what can be worked out exactly is checked all the same`;
  }
  const said = line === undefined ? '' : phrase` (${line.slice(0, 300)})`;
  switch (signal) {
    case 'SIGBUS':
      return phrase`a file of the PRM became shorter while it was in use, or its disk failed`;
    case 'SIGKILL':
      return phrase`the engine was killed from outside: perhaps the memory ran out`;
    case 'SIGSEGV':
    case 'SIGABRT':
    case 'SIGILL':
      return /heap out of memory|bad_alloc|allocat/i.test(lastWords)
        ? phrase`the engine ran out of memory${said}`
        : phrase`the engine crashed with ${signal}${said}`;
    case null:
      return phrase`the engine ended with code ${code ?? ''}${said}`;
    default:
      return phrase`the engine ended by ${signal}${said}`;
  }
}
