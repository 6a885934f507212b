import { type ChatTemplate, openChatTemplate } from '../checkpoint/chatTemplate.ts';
import { Refusal } from '../checkpoint/fields.ts';
import { Tokenizer } from '../checkpoint/tokenizer.ts';
import type { ScoreOptions, StepScorer } from '../engine/engine.ts';
import type { ScoreJob, ScoreResult } from '../engine/messages.ts';
import { type Question, questionOf, stepLogProbs } from '../engine/question.ts';
import type { Patience } from '../generate/http.ts';
import { type ImplicitManifest, readManifest } from '../manifest.ts';
import { towerFolder } from '../prms/places.ts';
import type { AskAccess } from './access.ts';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import { insist, type Server } from './exchange.ts';
import { ServerFailure } from './failure.ts';
import { probe, type Sample, type Served } from './probe.ts';

/** Where a tower is served: an address, and the model's name there (empty: the only one). */
export interface ServedAt {
  readonly base: URL;
  readonly model: string;
}

export interface RemoteScorerOptions {
  /** The PRM's folder. Of its towers only the tokenizer's files are needed here. */
  readonly folder: string;
  readonly policy: ServedAt;
  readonly reference: ServedAt | undefined;
  readonly access: AskAccess;
  readonly log: (message: string) => void;
  readonly statusChanged?: () => void;
  readonly patience?: Patience;
  readonly dispatching?: Omit<DispatcherOptions, 'trouble' | 'pace'>;
}

export interface RemoteStatus {
  readonly state: 'idle' | 'loading' | 'ready' | 'busy' | 'failed';
  readonly manifest?: ImplicitManifest;
  /** "vLLM 0.32.0 at gpu:8000" */
  readonly served?: string;
  /** Why it failed, or why the server isn't being asked just now. */
  readonly reason?: string;
  /** Questions that the servers have at once. */
  readonly width?: number;
}

const remotePatience: Patience = { connect: 10_000, answer: 300_000, silence: 60_000 };
/** A server that couldn't be used isn't probed again for so long. */
const retryMilliseconds = 5_000;
/** So many texts are remembered, for the edits that follow. */
const mostRemembered = 256;
const bytesPerToken = 1024;

interface Tower {
  readonly name: 'policy' | 'reference';
  readonly server: Server;
  readonly dispatcher: Dispatcher;
  readonly model: string;
}

interface Parts {
  readonly manifest: ImplicitManifest;
  readonly tokenizer: Tokenizer;
  readonly chat: ChatTemplate | undefined;
  /** Policy first. */
  readonly towers: readonly (Tower & { readonly served: Served })[];
}

/** What was read of an exercise last: a text that begins as it did needs no second word on the beginning. */
interface Remembered {
  readonly ids: Int32Array;
  /** The first token whose log-probability was asked for. */
  readonly begin: number;
  readonly logProbs: readonly Float32Array[];
}

/**
 * A PRM whose towers are served elsewhere. Texts become tokens here, with the checkpoint's own tokenizer, so that both sides speak of
 * the same ones; the servers only tell their log-probabilities.
 */
export class RemoteScorer implements StepScorer {
  private readonly options: RemoteScorerOptions;
  private readonly towers: readonly Tower[];
  private readonly closed = new AbortController();
  private readonly remembered = new Map<string, Remembered>();
  private parts: Promise<Parts> | undefined;
  private known: Parts | undefined;
  private failure: { readonly error: unknown; readonly at: number } | undefined;
  private trouble: string | undefined;
  private running = 0;

  constructor(options: RemoteScorerOptions) {
    this.options = options;
    const { policy, reference, access, patience = remotePatience } = options;
    const dispatchers = new Map<string, Dispatcher>();
    const tower = (name: Tower['name'], { base, model }: ServedAt): Tower => {
      const dispatcher = dispatchers.get(base.href) ?? this.dispatcher(base);
      dispatchers.set(base.href, dispatcher);
      return { name, server: { base, access, patience }, dispatcher, model };
    };
    this.towers = [tower('policy', policy), ...(reference ? [tower('reference', reference)] : [])];
  }

  get status(): RemoteStatus {
    const { known, failure, trouble } = this;
    const extras = {
      ...(known ? { manifest: known.manifest, served: known.towers.map(describe).join(', ') } : {}),
      ...(known ? { width: known.towers.reduce((sum, { dispatcher }) => Math.max(sum, dispatcher.limit), 0) } : {}),
    };
    if (failure) return { state: 'failed', reason: reasonOf(failure.error), ...extras };
    if (trouble !== undefined) return { state: this.running > 0 ? 'busy' : 'ready', reason: trouble, ...extras };
    if (known) return { state: this.running > 0 ? 'busy' : 'ready', ...extras };
    return { state: this.parts ? 'loading' : 'idle' };
  }

  /** Reads what is needed here and probes the servers; resolves when solutions can be scored. */
  async open(
    signal: AbortSignal,
  ): Promise<{ readonly manifest: ImplicitManifest; readonly served: readonly Served[] }> {
    const { manifest, towers } = await this.ready(signal);
    return { manifest, served: towers.map(({ served }) => served) };
  }

  async score(job: ScoreJob, { signal, priority, onStep }: ScoreOptions): Promise<ScoreResult> {
    const both = AbortSignal.any([signal, this.closed.signal]);
    this.running++;
    try {
      const parts = await this.ready(both);
      const result = await this.ask(parts, job, priority > 0, both, onStep);
      this.failure = undefined;
      return result;
    } catch (error) {
      if (!both.aborted) this.failure = { error, at: Date.now() };
      throw error;
    } finally {
      this.running--;
      this.changed();
    }
  }

  async dispose(): Promise<void> {
    this.closed.abort(new ServerFailure('refused', 'The server is not asked any more: another one was chosen.'));
  }

  private async ask(
    { manifest, tokenizer, chat, towers }: Parts,
    job: ScoreJob,
    urgent: boolean,
    signal: AbortSignal,
    onStep: ScoreOptions['onStep'],
  ): Promise<ScoreResult> {
    const question = questionOf(manifest, chat, tokenizer, job);
    const { begin, ends } = question.owned;
    // Servers write at least one token, and have no room for it in a text that fills their context.
    const room = Math.min(...towers.map(({ served }) => (served.contextTokens ?? Infinity) - 1));
    const needed = Math.min(ends.at(-1) ?? 0, room);
    const ids = question.encoded.ids.subarray(0, needed);
    const before = this.remembered.get(job.key);
    const same = before && before.begin <= begin ? commonLength(before.ids, ids) : 0;
    const from = Math.max(1, begin, same);
    const logProbs =
      from >= ids.length
        ? towers.map((_, i) => begun(before, i, ids.length, same))
        : await Promise.all(
            towers.map(async (tower, i) => {
              const found = await tokensAsked(tower, ids, from, urgent, signal);
              found.set(begun(before, i, ids.length, same).subarray(0, Math.min(from, same)));
              return found;
            }),
          );
    this.remember(job.key, { ids: ids.slice(), begin, logProbs });
    const fitting = ends.filter(end => end <= needed).length;
    for (let step = 0; step < fitting; step++) onStep(stepLogProbs(question, step, logProbs[0]!, logProbs[1]));
    return { tokens: ids.length, computed: Math.max(0, ids.length - from), fitting };
  }

  private remember(key: string, read: Remembered): void {
    this.remembered.delete(key);
    this.remembered.set(key, read);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > mostRemembered) this.remembered.delete(oldest!);
  }

  private async ready(signal: AbortSignal): Promise<Parts> {
    signal.throwIfAborted();
    const { failure } = this;
    if (this.parts === undefined && failure && Date.now() - failure.at < retryMilliseconds) throw failure.error;
    this.parts ??= this.prepare().then(
      parts => {
        this.known = parts;
        this.failure = undefined;
        this.changed();
        return parts;
      },
      error => {
        this.parts = undefined;
        this.failure = { error, at: Date.now() };
        this.changed();
        throw error;
      },
    );
    this.changed();
    return abortable(this.parts, signal);
  }

  private async prepare(): Promise<Parts> {
    const { folder, log } = this.options;
    const manifest = await readManifest(folder);
    if (manifest.family !== 'implicit') {
      throw new ServerFailure(
        'refused',
        `${manifest.name} is of the family ${manifest.family}, and so far only implicit PRMs can be scored by a server. Leave "steplight.endpoint.policy" empty to score it on this machine.`,
      );
    }
    if (manifest.reference !== undefined && this.towers.length < 2) {
      throw new ServerFailure(
        'refused',
        `${manifest.name} has a reference beside its policy, and only the policy's server is named. Set "steplight.endpoint.reference" or "steplight.endpoint.referenceModel" (--reference-endpoint or --reference-model on the command line).`,
      );
    }
    const towers = manifest.reference === undefined ? this.towers.slice(0, 1) : this.towers;
    const checkpoint = await towerFolder(folder, manifest.policy);
    const tokenizer = await Tokenizer.open(checkpoint);
    const chat = manifest.template.kind === 'chat' ? await openChatTemplate(checkpoint) : undefined;
    const sample = sampleOf(questionOf(manifest, chat, tokenizer, sampleJob), tokenizer);
    const served = await Promise.all(
      towers.map(async tower => ({
        ...tower,
        served: await probe(tower.server, tower.model, sample, this.closed.signal),
      })),
    );
    for (const tower of served) {
      const { route, contextTokens, tokenizer } = tower.served;
      const context = contextTokens === undefined ? 'a context it does not tell' : `${contextTokens} tokens of context`;
      const compared = tokenizer === 'same' ? 'the same tokenizer' : 'a tokenizer it does not tell';
      log(`${tower.name}: ${describe(tower)} by ${route.title}; ${context}; ${compared}`);
    }
    return { manifest, tokenizer, chat, towers: served };
  }

  private dispatcher({ host }: URL): Dispatcher {
    return new Dispatcher({
      ...this.options.dispatching,
      trouble: reason => {
        if (reason === this.trouble) return;
        if (reason !== undefined && this.trouble === undefined) this.options.log(`${reason} It is asked again.`);
        if (reason === undefined) this.options.log(`${host} answers again.`);
        this.trouble = reason;
        this.changed();
      },
    });
  }

  private changed(): void {
    this.options.statusChanged?.();
  }
}

async function tokensAsked(
  { server, dispatcher, served: { route, model } }: Parts['towers'][number],
  ids: Int32Array,
  from: number,
  urgent: boolean,
  signal: AbortSignal,
): Promise<Float32Array> {
  return dispatcher.ask({
    size: route.reusesPrefixes ? ids.length - from : ids.length,
    urgent,
    signal,
    send: async ended => {
      const longest = (64 + ids.length) * bytesPerToken;
      const answer = await insist(server, route.path, route.body(model, ids, from), longest, ended);
      return route.read(answer, ids, from, server.base.host);
    },
  });
}

/** What was known of tower i, at its places in a text of this length. */
function begun(before: Remembered | undefined, i: number, length: number, same: number): Float32Array {
  const found = new Float32Array(length);
  if (before) found.set(before.logProbs[i]!.subarray(0, same));
  return found;
}

function commonLength(a: Int32Array, b: Int32Array): number {
  const length = Math.min(a.length, b.length);
  for (let t = 0; t < length; t++) if (a[t] !== b[t]) return t;
  return length;
}

/** The wait ends with the signal; what is waited for goes on, for others. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** What tokenizers like to differ in: digits, spaces, formulas, other alphabets, emoji. */
const sampleJob: ScoreJob = {
  key: 'probe',
  problem: 'Löse $3x + 5 = 20$.  Then add 12,345.67 to it — 答えは?',
  steps: ['$$\\begin{aligned} 3x &= 15 \\\\\n x &= 5 \\end{aligned}$$', 'So it is\t12350.67 🙂'],
};

const sampleOf = ({ prompt, encoded }: Question, tokenizer: Tokenizer): Sample => ({
  text: prompt.text,
  encoded,
  tokenizer,
});

const describe = ({ server, served }: Tower & { readonly served: Served }) =>
  `${served.model} at ${server.base.host} (${served.software})`;

const reasonOf = (error: unknown): string =>
  error instanceof Refusal ? `${error.message}.` : error instanceof Error ? error.message : String(error);
