import { whenAborted } from '../cancelling.ts';
import { openChatTemplate } from '../checkpoint/chatTemplate.ts';
import { beginToken } from '../checkpoint/endTokens.ts';
import { Refusal } from '../checkpoint/fields.ts';
import { Tokenizer } from '../checkpoint/tokenizer.ts';
import type { ScoreOptions, StepScorer } from '../engine/engine.ts';
import type { ScoreJob, ScoreResult } from '../engine/messages.ts';
import { stepReadings } from '../engine/reading.ts';
import { headOf } from '../engine/stepHead.ts';
import type { Patience } from '../generate/http.ts';
import { type Manifest, readManifest } from '../manifest.ts';
import { phrase, type Sentence, sentenceOf, spoken } from '../phrase.ts';
import { towerFolder } from '../prms/places.ts';
import type { AskAccess } from './access.ts';
import type { Tokens } from './answers.ts';
import { headInquiry, labelInquiry } from './chanceInquiry.ts';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import type { Server } from './exchange.ts';
import { ServerFailure } from './failure.ts';
import type { Inquiry, ServedTower, Solution } from './inquiry.ts';
import { probe } from './probe.ts';
import { textInquiry } from './textInquiry.ts';

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
  readonly manifest?: Manifest;
  /** "vLLM 0.32.0 at gpu:8000" */
  readonly served?: string;
  /** Why it failed, or why the server isn't being asked just now. */
  readonly reason?: Sentence;
  /** Questions that the servers have at once. */
  readonly width?: number;
}

const remotePatience: Patience = { connect: 10_000, answer: 300_000, silence: 60_000 };
/** A server that couldn't be used isn't probed again for so long. */
const retryMilliseconds = 5_000;

interface Tower {
  readonly name: 'policy' | 'reference';
  readonly server: Server;
  readonly dispatcher: Dispatcher;
  readonly model: string;
}

interface Parts {
  readonly manifest: Manifest;
  /** Policy first. */
  readonly towers: readonly (Tower & ServedTower)[];
  readonly score: (solution: Solution) => Promise<ScoreResult>;
}

/**
 * A PRM whose towers are served elsewhere. Texts become tokens here, with the checkpoint's own tokenizer, so that both sides speak of
 * the same ones; the servers only tell what their family is made of.
 */
export class RemoteScorer implements StepScorer {
  private readonly options: RemoteScorerOptions;
  private readonly towers: readonly Tower[];
  private readonly closed = new AbortController();
  private parts: Promise<Parts> | undefined;
  private known: Parts | undefined;
  private failure: { readonly error: unknown; readonly at: number } | undefined;
  private trouble: Sentence | undefined;
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
  async open(signal: AbortSignal): Promise<{ readonly manifest: Manifest }> {
    const { manifest } = await this.ready(signal);
    return { manifest };
  }

  async score(job: ScoreJob, { signal, priority, onStep }: ScoreOptions): Promise<ScoreResult> {
    const both = AbortSignal.any([signal, this.closed.signal]);
    this.running++;
    try {
      const parts = await this.ready(both);
      const result = await parts.score({ job, urgent: priority > 0, signal: both, onStep });
      this.failure = undefined;
      return result;
    } catch (error) {
      if (!both.aborted) this.failure = { error, at: performance.now() };
      throw error;
    } finally {
      this.running--;
      this.changed();
    }
  }

  async dispose(): Promise<void> {
    this.closed.abort(new ServerFailure('refused', phrase`The server is not asked any more: another one was chosen.`));
  }

  private async ready(signal: AbortSignal): Promise<Parts> {
    signal.throwIfAborted();
    const { failure } = this;
    if (this.parts === undefined && failure && performance.now() - failure.at < retryMilliseconds) throw failure.error;
    this.parts ??= this.prepare().then(
      parts => {
        this.known = parts;
        this.failure = undefined;
        this.changed();
        return parts;
      },
      error => {
        this.parts = undefined;
        this.failure = { error, at: performance.now() };
        this.changed();
        throw error;
      },
    );
    this.changed();
    return abortable(this.parts, signal);
  }

  private async prepare(): Promise<Parts> {
    const { folder } = this.options;
    const manifest = await readManifest(folder);
    if (manifest.family === 'value') {
      throw new ServerFailure(
        'refused',
        phrase`${manifest.name} is of the family value, for which servers have no head. Leave "steplight.endpoint.policy" empty to score it on this machine.`,
      );
    }
    if (manifest.reference !== undefined && this.towers.length < 2) {
      throw new ServerFailure(
        'refused',
        phrase`${manifest.name} has a reference beside its policy, and only the policy's server is named. Set "steplight.endpoint.reference" or "steplight.endpoint.referenceModel" (--reference-endpoint or --reference-model on the command line).`,
      );
    }
    const checkpoint = await towerFolder(folder, manifest.policy);
    const tokenizer = await Tokenizer.open(checkpoint);
    const chat = manifest.template.kind === 'raw' ? undefined : await openChatTemplate(checkpoint);
    if (manifest.family === 'implicit') return this.opened(manifest, textInquiry(manifest, tokenizer, chat));
    const readingOf = stepReadings(manifest, tokenizer, chat, await beginToken(checkpoint));
    const head = headOf(manifest, tokenizer);
    return typeof head === 'object'
      ? this.opened(manifest, labelInquiry(readingOf, tokenizer, head))
      : this.opened(manifest, headInquiry(readingOf, tokenizer));
  }

  private async opened<Question extends Tokens>(manifest: Manifest, inquiry: Inquiry<Question>): Promise<Parts> {
    const needed = manifest.reference === undefined ? this.towers.slice(0, 1) : this.towers;
    const towers = await Promise.all(
      needed.map(async tower => ({
        ...tower,
        served: await probe(tower.server, tower.model, inquiry.sample, this.closed.signal),
      })),
    );
    for (const tower of towers) {
      const { route, contextTokens, tokenizer } = tower.served;
      const context = contextTokens === undefined ? 'a context it does not tell' : `${contextTokens} tokens of context`;
      const compared = tokenizer === 'same' ? 'the same tokenizer' : 'a tokenizer it does not tell';
      this.options.log(`${tower.name}: ${describe(tower)} by ${route.title}; ${context}; ${compared}`);
    }
    return { manifest, towers, score: solution => inquiry.score(towers, solution) };
  }

  private dispatcher({ host }: URL): Dispatcher {
    return new Dispatcher({
      ...this.options.dispatching,
      trouble: reason => {
        const [was, is] = [this.trouble, reason].map(one => one && spoken(one));
        if (is === was) return;
        if (is !== undefined && was === undefined) this.options.log(`${is} It is asked again.`);
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

/** The wait ends with the signal; what is waited for goes on, for others. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const deaf = whenAborted(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(deaf);
  });
}

const describe = ({ server, served }: ServedTower) => `${served.model} at ${server.base.host} (${served.software})`;

const reasonOf = (error: unknown): Sentence =>
  error instanceof Refusal ? phrase`${error.sentence}.` : sentenceOf(error);
