import { setTimeout as sleep } from 'node:timers/promises';
import { amount } from '../amount.ts';
import { get, isThisMachine, type Reply, type Route } from '../generate/http.ts';
import { SourceError } from '../generate/source.ts';
import { phrase, type Sentence } from '../phrase.ts';
import { HubError } from './failure.ts';
import { type FileHash, hashOf } from './hash.ts';
import { PartialFile, type Stretch } from './partialFile.ts';

/** A file to be fetched. */
export interface Wanted {
  /** For people. */
  readonly name: string;
  /** Asked anew for every piece: the addresses it leads to expire. */
  readonly url: URL;
  readonly bytes: number;
  readonly hash: FileHash;
  /** Where it will lie when it is whole and right, never before. */
  readonly path: string;
}

export interface DownloadOptions {
  readonly route: Route;
  /** Sent to the origin of a file's own address, and to nobody it leads to. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** How many bytes are there now, those of earlier tries included. */
  readonly fetched?: (bytes: number) => void;
  /** So many bytes more were read back. */
  readonly verified?: (bytes: number) => void;
  /** Nothing comes, for this reason; undefined: it goes on. */
  readonly waiting?: (reason: string | undefined) => void;
  /** What a refusal by the files' own origin means; undefined: nothing in particular. */
  readonly explain?: (reply: Reply, wanted: Wanted) => HubError | undefined;
  readonly tuning?: Partial<Tuning>;
}

export interface Tuning {
  readonly connections: number;
  readonly pieceBytes: number;
  /** Before the second try; each further one waits twice as long. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** Tries in a row that bring no byte. */
  readonly tries: number;
}

const usual: Tuning = { connections: 6, pieceBytes: 64 * 2 ** 20, firstDelay: 500, longestDelay: 30_000, tries: 9 };

/** A stretch of one file, and how often it was asked for in vain. */
interface Piece extends Stretch {
  readonly one: Download;
  readonly failures: number;
}

interface Download {
  readonly wanted: Wanted;
  readonly partial: PartialFile;
  /** Whether its server sends stretches: known after the first answer. */
  stretches: boolean | undefined;
  /** Connections that fetch of it now. */
  busy: number;
  /** Its bytes are being read back. */
  completing: boolean;
  /** How often all of it came and was wrong. */
  wrong: number;
}

/**
 * Fetches files in stretches over several connections, going on where an earlier try ended, and lets each have its name only after
 * its bytes were read back and hashed. It may be killed at any moment.
 */
export async function download(files: readonly Wanted[], options: DownloadOptions): Promise<void> {
  const tuning = { ...usual, ...options.tuning };
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const downloads = files.map(
    (wanted): Download => ({
      wanted,
      partial: new PartialFile(wanted.path, wanted.bytes, wanted.hash.hex),
      stretches: undefined,
      busy: 0,
      completing: false,
      wrong: 0,
    }),
  );
  let queue: Piece[] = [];
  let working = 0;
  let failed: { readonly error: unknown } | undefined;
  /** No connection asks before: a hub that is asked too often says until when. */
  let quietUntil = 0;
  const fetched = () => options.fetched?.(downloads.reduce((sum, { partial }) => sum + partial.doneBytes, 0));

  const begin = (one: Download) => {
    const [first] = one.partial.missing();
    if (first === undefined) return [];
    const to = Math.min(first.to, first.from + tuning.pieceBytes);
    return [{ one, from: first.from, to, failures: 0 }];
  };

  try {
    for (const one of downloads) await one.partial.open();
    fetched();
    queue = downloads.flatMap(begin);
    // An earlier try may have been killed between the last byte and the hash.
    for (const one of downloads) if (one.partial.missing().length === 0) await complete(one);
    // All let go of the files before these are closed; what stopped the first stops the others.
    await Promise.allSettled(Array.from({ length: tuning.connections }, worker));
    options.signal.throwIfAborted();
    if (failed !== undefined) throw failed.error;
  } finally {
    await Promise.all(downloads.map(({ partial }) => partial.save().catch(() => {})));
    await Promise.all(downloads.map(({ partial }) => partial.close()));
  }

  async function worker(): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const piece = queue.shift();
      if (piece === undefined) {
        if (working === 0) return;
        // Another connection may give back what it couldn't fetch.
        await sleep(20, undefined, { signal });
        continue;
      }
      const { one } = piece;
      working++;
      one.busy++;
      try {
        if (overlap(one.partial.missing(), piece)) await attempt(piece);
        if (one.busy === 1 && !one.completing && one.partial.missing().length === 0) await complete(one);
      } catch (error) {
        failed ??= { error };
        stop.abort();
        throw error;
      } finally {
        working--;
        one.busy--;
      }
    }
  }

  /** Fetches a piece, or gives back what couldn't be fetched of it. */
  async function attempt(piece: Piece): Promise<void> {
    const delay = Math.min(tuning.longestDelay, tuning.firstDelay * 2 ** (piece.failures - 1));
    const until = Math.max(
      quietUntil,
      piece.failures === 0 ? 0 : performance.now() + delay * (0.75 + Math.random() / 2),
    );
    if (until > performance.now()) await sleep(until - performance.now(), undefined, { signal });
    let { from, to } = piece;
    const { one } = piece;
    try {
      const reply = await follow(one.wanted, { from, to });
      try {
        const range = rangeOf(reply, one.wanted, from);
        if (range === 'whole') {
          // The server sends all or nothing: this connection takes all, and the others leave the file alone.
          queue = queue.filter(other => other.one !== one);
          to = one.wanted.bytes;
        } else if (one.stretches === undefined) queue.push(...rest(one, to));
        one.stretches = range === 'stretch';
        let at = range === 'whole' ? 0 : from;
        for await (const chunk of reply.body) {
          options.waiting?.(undefined);
          const skip = Math.max(0, from - at);
          const part = chunk.subarray(skip, Math.max(skip, to - at));
          if (part.length > 0) {
            await one.partial.write(at + skip, part);
            from = at + skip + part.length;
            fetched();
          }
          at += chunk.length;
          if (from >= to) return;
          signal.throwIfAborted();
        }
        throw new SourceError(phrase`${one.wanted.url.host} ended the answer ${amount(to - from)} too early.`);
      } finally {
        reply.discard();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      const failures = from > piece.from ? 1 : piece.failures + 1;
      const broken = error instanceof Broken;
      if (failures >= (broken ? Math.min(3, tuning.tries) : tuning.tries)) {
        const code = broken ? 'corrupt' : 'network';
        throw new HubError(
          code,
          phrase`${error.sentence} What was fetched stays: fetch again, and it goes on from there.`,
        );
      }
      options.waiting?.(error.message);
      queue.push({ one, from, to, failures });
    }
  }

  /** What follows the first piece, cut up. */
  function rest(one: Download, after: number): Piece[] {
    return one.partial.missing().flatMap(gap => {
      const pieces: Piece[] = [];
      for (let from = Math.max(gap.from, after); from < gap.to; from += tuning.pieceBytes) {
        pieces.push({ one, from, to: Math.min(gap.to, from + tuning.pieceBytes), failures: 0 });
      }
      return pieces;
    });
  }

  /** Asks for a stretch and goes where the answer leads; the headers go to the first origin alone. */
  async function follow(wanted: Wanted, { from, to }: Stretch): Promise<Reply> {
    let url = wanted.url;
    for (let hops = 0; hops < 8; hops++) {
      const own = url.origin === wanted.url.origin;
      const headers = {
        ...(own ? options.headers : {}),
        'accept-encoding': 'identity',
        range: `bytes=${from}-${to - 1}`,
      };
      const reply = await get(url, headers, options.route, signal);
      const { status } = reply;
      if (status === 200 || status === 206) return reply;
      const next = status >= 300 && status < 400 ? reply.headers.location : undefined;
      const explained = own && next === undefined ? options.explain?.(reply, wanted) : undefined;
      reply.discard();
      if (explained) throw explained;
      if (next !== undefined) {
        const target = URL.parse(next, url.href);
        const safe = target?.protocol === 'https:' || (target?.protocol === 'http:' && url.protocol === 'http:');
        if (!target || !safe)
          throw new HubError('failed', phrase`${url.host} leads ${wanted.name} to an address that is not safe.`);
        url = target;
        continue;
      }
      if (status === 429 || status === 503) quietUntil = Math.max(quietUntil, performance.now() + pauseOf(reply));
      if (status === 416) throw new Broken(phrase`${url.host} says that ${wanted.name} is shorter than it promised.`);
      if (status === 408 || status === 429 || status >= 500 || !own) {
        throw new SourceError(phrase`${url.host} answers ${status} for ${wanted.name}.`);
      }
      throw new HubError('failed', phrase`${url.host} answers ${status} for ${wanted.name}.`);
    }
    throw new HubError('failed', phrase`${wanted.url.host} leads ${wanted.name} in circles.`);
  }

  /** All bytes are there: are they the right ones? */
  async function complete(one: Download): Promise<void> {
    const { wanted, partial } = one;
    one.completing = true;
    const found = await hashOf(partial.partPath, wanted.hash.kind, signal, bytes => options.verified?.(bytes));
    if (found === wanted.hash.hex) {
      await partial.finish();
      return;
    }
    await partial.discard();
    if (++one.wrong > 1) {
      throw new HubError(
        'corrupt',
        phrase`${wanted.name} came twice with other bytes than ${wanted.url.host} promises (its hash is ${found.slice(0, 12)}…, not ${wanted.hash.hex.slice(0, 12)}…). Something on the way changes it: try another network or mirror.`,
      );
    }
    options.waiting?.(`${wanted.name} came with wrong bytes and is fetched again.`);
    await partial.open();
    one.stretches = undefined;
    one.completing = false;
    queue.push(...begin(one));
  }
}

/** The server doesn't send what it says: worth another try, but not many. */
class Broken extends SourceError {}

/** Whether the answer is the stretch that was asked for, or all of the file. Anything else is a lie about lengths. */
function rangeOf({ status, headers }: Reply, { name, url, bytes }: Wanted, from: number): 'stretch' | 'whole' {
  const lie = (found: Sentence) =>
    new Broken(phrase`${name} should have ${bytes} bytes, but ${url.host} sends ${found}.`);
  if (status === 200) {
    const length = headers['content-length'];
    if (length !== undefined && Number(length) !== bytes) throw lie(length);
    return 'whole';
  }
  const range = headers['content-range'] ?? '';
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
  if (Number(start) !== from || (total !== '*' && Number(total) !== bytes)) throw lie(range || phrase`no range`);
  return 'stretch';
}

/** `Retry-After`, in seconds or as a date; a hub that asks for more than five minutes waits that long, too. */
function pauseOf({ headers }: Reply): number {
  const said = headers['retry-after'];
  if (said === undefined) return 0;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(300, Math.max(0, seconds)) * 1000 : 0;
}

const overlap = (stretches: readonly Stretch[], { from, to }: Stretch) =>
  stretches.some(other => other.from < to && from < other.to);

/** A token goes over the network encrypted, or not at all. */
export const mayCarryToken = (url: URL) => url.protocol === 'https:' || isThisMachine(url);
