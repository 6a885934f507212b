import { Failure, phrase, type Sentence, spoken } from '../phrase.ts';
import { cudaFolder } from '../runtime/cudaFolder.ts';
import { Child } from './child.ts';
import { cudaEnvironment } from './cuda.ts';
import { rememberedFailures, rememberFailure } from './deviceMemory.ts';
import type {
  Device,
  Generated,
  GenerateJob,
  JobResult,
  LoadedPrm,
  Reply,
  Request,
  Rung,
  RunSettings,
  ScoreJob,
  ScoreResult,
  StepAnswer,
  Vitals,
} from './messages.ts';

export interface EngineSettings extends RunSettings {
  /** After so long without work the towers' memory is given back; 0: never. */
  readonly idleMilliseconds: number;
  /** A child that doesn't stop within this time is killed. */
  readonly patienceMilliseconds: number;
}

const defaultEngineSettings: EngineSettings = {
  device: 'auto',
  cacheBytes: 2 ** 30,
  contextTokens: 8192,
  threads: 0,
  memory: 'auto',
  runtimeFolder: undefined,
  idleMilliseconds: 15 * 60_000,
  patienceMilliseconds: 10_000,
};

export interface EngineOptions {
  /** The script of the child process. */
  readonly worker: string;
  /** For what may be deleted at any time. */
  readonly cacheFolder?: string | undefined;
  readonly log: (message: string) => void;
  readonly statusChanged?: () => void;
  /** The PRM's files aren't any more what was loaded: what was scored with them should be asked again. */
  readonly filesChanged?: () => void;
  readonly settings?: Partial<EngineSettings>;
}

export interface EngineStatus {
  readonly state: 'idle' | 'loading' | 'ready' | 'busy' | 'failed';
  /** What was loaded last; a new object after every load. */
  readonly prm?: LoadedPrm;
  /** Why it failed. */
  readonly reason?: Sentence;
  readonly vitals?: Vitals;
}

export interface JobOptions {
  readonly signal: AbortSignal;
  /** More is more urgent; a more urgent job interrupts, and the other goes on afterwards where it was. */
  readonly priority: number;
}

export interface ScoreOptions extends JobOptions {
  /** Called for each step once, in order. */
  readonly onStep: (step: StepAnswer) => void;
}

/** Whoever tells the log-probabilities of a solution's steps: an engine on this machine, or a server elsewhere. */
export interface StepScorer {
  /** Rejects with the signal's reason or an EngineError. */
  score(job: ScoreJob, options: ScoreOptions): Promise<ScoreResult>;
}

export interface GenerateOptions extends JobOptions {
  /** Called as the text of a candidate grows. */
  readonly onText?: (candidate: number, text: string) => void;
  /** Called when a candidate gets no further: `ended` by itself, or because there was no more room. */
  readonly onEnd?: (candidate: number, ended: boolean) => void;
}

export type EngineErrorCode = 'refused' | 'crashed' | 'broken-numbers' | 'changed' | 'error';

export class EngineError extends Failure {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, sentence: Sentence) {
    super(sentence);
    this.code = code;
  }
}

type Part = Reply & { type: 'step' | 'text' | 'end' };

interface Task extends JobOptions {
  readonly id: number;
  readonly request: Request;
  readonly onPart: (part: Part) => void;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
  /** How many parts of the answer were passed on; a second try begins with the same ones. */
  told: number;
  heard: number;
  crashes: number;
  stopping: boolean;
}

/** A PRM that can't be loaded isn't tried again for this long, unless somebody asks for it. */
const retryMilliseconds = 30_000;
const maxCrashes = 2;

/**
 * The parent's handle of a PRM that runs in a child process. It holds the queue; the child does one job at a time. The child may
 * die at any moment: what it was doing is tried once more in a new one.
 */
export class Engine implements StepScorer {
  private readonly options: EngineOptions;
  private readonly settings: EngineSettings;
  private folder: string | undefined;
  private child: Child | undefined;
  private prm: LoadedPrm | undefined;
  private ready = false;
  private starting = false;
  private queue: Task[] = [];
  private running: Task | undefined;
  private failure: { readonly error: EngineError; readonly at: number } | undefined;
  private vitals: Vitals | undefined;
  private trying: Device | undefined;
  private avoid: Rung[] | undefined;
  private runtimeFolder: string | undefined;
  private loadCrashes = 0;
  private nextId = 0;
  private idle: NodeJS.Timeout | undefined;
  private patience: NodeJS.Timeout | undefined;
  private loading: { resolve: (prm: LoadedPrm) => void; reject: (error: Error) => void }[] = [];
  private disposed = false;

  constructor(options: EngineOptions) {
    this.options = options;
    this.settings = { ...defaultEngineSettings, ...options.settings };
  }

  get status(): EngineStatus {
    const extras = { ...(this.prm ? { prm: this.prm } : {}), ...(this.vitals ? { vitals: this.vitals } : {}) };
    if (this.failure) return { state: 'failed', reason: this.failure.error.sentence, ...extras };
    if (this.child === undefined && !this.starting) return { state: 'idle', ...extras };
    return { state: this.ready ? (this.running ? 'busy' : 'ready') : 'loading', ...extras };
  }

  /** The process that holds the towers, while there is one. */
  get childId(): number | undefined {
    return this.child?.id;
  }

  /** The PRM of this folder from now on. It is loaded when something is to be scored. */
  use(folder: string): this {
    if (folder === this.folder) return this;
    const running = this.running;
    this.running = undefined;
    for (const task of [...(running ? [running] : []), ...this.queue.splice(0)]) {
      task.reject(new EngineError('changed', phrase`another PRM was chosen`));
    }
    void this.unload();
    this.folder = folder;
    this.prm = undefined;
    this.failure = undefined;
    this.loadCrashes = 0;
    return this;
  }

  /** The PRM of this folder from now on; resolves when it can score. */
  async load(folder: string): Promise<LoadedPrm> {
    this.use(folder);
    this.failure = undefined;
    this.loadCrashes = 0;
    if (this.ready && this.prm) return this.prm;
    return new Promise((resolve, reject) => {
      this.loading.push({ resolve, reject });
      void this.start();
    });
  }

  /** Scores a solution, loading the PRM first where necessary. Rejects with the signal's reason or an EngineError. */
  score(job: ScoreJob, options: ScoreOptions): Promise<ScoreResult> {
    const request = (id: number): Request => ({ type: 'score', id, job });
    const onPart = (part: Part) => part.type === 'step' && options.onStep(part.step);
    return this.enqueue(options, request, onPart) as Promise<ScoreResult>;
  }

  /** Continues a solution with the PRM's reference (or its policy, where there is none). Rejects as `score` does. */
  generate(job: GenerateJob, options: GenerateOptions): Promise<readonly Generated[]> {
    const request = (id: number): Request => ({ type: 'generate', id, job });
    const onPart = (part: Part) => {
      if (part.type === 'text') options.onText?.(part.candidate, part.text);
      else if (part.type === 'end') options.onEnd?.(part.candidate, part.ended);
    };
    return this.enqueue(options, request, onPart) as Promise<readonly Generated[]>;
  }

  private enqueue(
    { signal, priority }: JobOptions,
    request: (id: number) => Request,
    onPart: (part: Part) => void,
  ): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (this.failure && performance.now() - this.failure.at < retryMilliseconds) throw this.failure.error;
      this.failure = undefined;
      const id = this.nextId++;
      const state = { told: 0, heard: 0, crashes: 0, stopping: false };
      const task: Task = { id, request: request(id), signal, priority, onPart, resolve, reject, ...state };
      signal.addEventListener('abort', () => this.abort(task), { once: true });
      this.queue.push(task);
      if (this.running && this.running.priority < task.priority) this.stop(this.running);
      this.next();
    });
  }

  /** Gives all memory back. The next job loads again. */
  async unload(): Promise<void> {
    clearTimeout(this.idle);
    clearTimeout(this.patience);
    const { child } = this;
    this.child = undefined;
    this.ready = false;
    this.vitals = undefined;
    if (this.running) {
      this.queue.unshift(this.running);
      this.running = undefined;
    }
    await child?.kill();
    this.changed();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.unload();
    this.fail(new EngineError('error', phrase`the engine was closed`));
  }

  private next(): void {
    if (this.running || this.queue.length === 0 || this.disposed) return;
    clearTimeout(this.idle);
    if (!this.ready || !this.child) {
      void this.start();
      return;
    }
    const task = this.queue.reduce((best, one) => (one.priority > best.priority ? one : best));
    this.queue = this.queue.filter(one => one !== task);
    task.stopping = false;
    task.heard = 0;
    this.running = task;
    this.child.send(task.request);
    this.changed();
  }

  private async start(): Promise<void> {
    const { folder } = this;
    if (this.child || this.starting || this.disposed) return;
    if (folder === undefined) {
      this.fail(new EngineError('refused', phrase`no PRM was chosen`));
      return;
    }
    this.starting = true;
    this.changed();
    const { worker, cacheFolder, log } = this.options;
    const { idleMilliseconds: _, patienceMilliseconds: __, ...wishes } = this.settings;
    // Looked for at every start: CUDA support may have been installed or removed since.
    const settings: RunSettings = { ...wishes, runtimeFolder: wishes.runtimeFolder ?? cudaFolder() };
    if (settings.runtimeFolder !== this.runtimeFolder) this.avoid = undefined;
    this.runtimeFolder = settings.runtimeFolder;
    this.avoid ??= await rememberedFailures(cacheFolder);
    const environment = await cudaEnvironment(worker, settings.runtimeFolder, cacheFolder).catch(error => {
      log(`${cacheFolder} can't be written (${error.message}): CUDA is not available`);
      return {};
    });
    this.starting = false;
    if (this.disposed) return;
    if (this.folder !== folder) {
      this.goOn();
      return;
    }
    this.child = new Child(worker, environment, {
      reply: reply => this.hear(reply),
      died: sentence => this.died(sentence),
    });
    this.child.send({ type: 'load', folder, settings, avoid: this.avoid });
  }

  private hear(reply: Reply): void {
    if (reply.type === 'log') this.options.log(reply.text);
    else if (reply.type === 'trying') this.trying = reply.device;
    else if (reply.type === 'loaded') this.loaded(reply.prm);
    else if (reply.type === 'refused') this.refused(reply.sentence);
    else if (this.running?.id === reply.id) this.hearOf(this.running, reply);
  }

  private hearOf(task: Task, reply: Reply & { id: number }): void {
    switch (reply.type) {
      case 'step':
      case 'text':
      case 'end':
        if (++task.heard <= task.told || task.signal.aborted) break;
        task.told = task.heard;
        task.onPart(reply);
        break;
      case 'done':
        this.vitals = reply.vitals;
        this.loadCrashes = 0;
        task.resolve(reply.result);
        this.finish();
        break;
      case 'stopped':
        // Interrupted by something more urgent: it goes on later, where it was.
        if (!task.signal.aborted) this.queue.unshift(task);
        this.finish();
        break;
      case 'failed':
        task.reject(new EngineError(reply.code, reply.sentence));
        this.finish();
        break;
      case 'device-failed':
        this.options.log(`device ${reply.rung.device}: given up, ${reply.rung.reason}`);
        this.avoid = [...(this.avoid ?? []), reply.rung];
        void this.unload().then(() => this.goOn());
        break;
      case 'changed':
        this.reload(task, reply.file);
        break;
    }
  }

  private loaded(prm: LoadedPrm): void {
    this.trying = undefined;
    this.ready = true;
    this.prm = prm;
    for (const { device, used, reason } of prm.rungs) {
      this.options.log(`device ${device}: ${used ? 'used' : 'not used'}, ${reason}`);
    }
    for (const { resolve } of this.loading.splice(0)) resolve(prm);
    this.rest();
    this.changed();
    this.next();
  }

  private refused(sentence: Sentence): void {
    void this.unload();
    this.fail(new EngineError('refused', sentence));
  }

  /** Nothing told from the old files may stand beside something from the new ones. */
  private reload(task: Task, file: string): void {
    this.options.log(`${file} has changed: the PRM is loaded again`);
    if (task.told > 0) {
      this.running = undefined;
      task.reject(new EngineError('changed', phrase`${file} changed while the text was read. Score it again.`));
    }
    void this.unload().then(() => this.goOn());
    this.options.filesChanged?.();
  }

  private died(sentence: Sentence): void {
    const reason = spoken(sentence);
    const wasReady = this.ready;
    this.options.log(reason);
    this.child = undefined;
    this.ready = false;
    clearTimeout(this.patience);
    const task = this.running;
    this.running = undefined;
    if (this.trying !== undefined) this.giveUp(this.trying, reason);
    else if (!wasReady && ++this.loadCrashes >= maxCrashes) this.fail(new EngineError('crashed', sentence));
    if (task && !task.signal.aborted) {
      if (++task.crashes < maxCrashes) this.queue.unshift(task);
      else task.reject(new EngineError('crashed', sentence));
    }
    this.changed();
    this.goOn();
  }

  private goOn(): void {
    if (this.loading.length > 0) void this.start();
    this.next();
  }

  /** A device that takes the process with it is not tried again. */
  private giveUp(device: Device, reason: string): void {
    const rung: Rung = { device, used: false, crashed: true, reason: `trying it ended the engine: ${reason}` };
    this.trying = undefined;
    this.avoid = [...(this.avoid ?? []), rung];
    void rememberFailure(this.options.cacheFolder, rung, this.options.log);
  }

  private abort(task: Task): void {
    task.reject(task.signal.reason);
    this.queue = this.queue.filter(one => one !== task);
    if (this.running === task) this.stop(task);
  }

  private stop(task: Task): void {
    if (task.stopping) return;
    task.stopping = true;
    this.child?.send({ type: 'stop', id: task.id });
    this.patience = setTimeout(() => {
      this.options.log('the engine does not stop: it is started anew');
      if (task.signal.aborted) this.running = undefined;
      void this.unload().then(() => this.goOn());
    }, this.settings.patienceMilliseconds);
  }

  private finish(): void {
    clearTimeout(this.patience);
    this.running = undefined;
    this.rest();
    this.next();
    this.changed();
  }

  /** From now on nothing is to be done, perhaps for long. */
  private rest(): void {
    clearTimeout(this.idle);
    if (this.settings.idleMilliseconds === 0) return;
    this.idle = setTimeout(() => void this.unload(), this.settings.idleMilliseconds).unref();
  }

  private fail(error: EngineError): void {
    this.failure = { error, at: performance.now() };
    for (const task of this.queue.splice(0)) task.reject(error);
    for (const { reject } of this.loading.splice(0)) reject(error);
    this.changed();
  }

  private changed(): void {
    this.options.statusChanged?.();
  }
}
