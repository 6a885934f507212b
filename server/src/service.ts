import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Exercise, firstChange, type Span } from './documents/exercise.ts';
import { moved } from './documents/location.ts';
import { type ParsedDocument, type ParseOptions, parseSliced, selectionAsExercise } from './documents/parse.ts';
import { withIgnored } from './ignored.ts';
import { createLane, type Job, type Lane, type Scored } from './lane.ts';
import { type Verdict, verdicts } from './reward/verdict.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Testimony, Witness } from './witness.ts';

/** Where the service gets its settings and whom it tells. An editor, the command line and the tests each bring one. */
export interface Host {
  settings(uri: string): Promise<Settings>;
  /** What is known of a document has changed. Called often: the host decides when to look. */
  changed(uri: string): void;
  log(message: string): void;
}

/** An exercise with the verdicts on its steps. */
export interface Judged {
  readonly exercise: Exercise;
  readonly verdicts: readonly Verdict[];
}

/** What is known of a document, all of it said of exactly this version's text. */
export interface Snapshot {
  readonly document: TextDocument;
  readonly parsed: ParsedDocument;
  readonly settings: Settings;
  readonly judged: readonly Judged[];
  /** Nothing is computed any more and nothing waits: the last word on this text. */
  readonly complete: boolean;
}

/** What the user looks at. */
export interface Focus {
  readonly uri: string | null;
  readonly offset?: number;
}

/** Steplight without an editor: documents come in, verdicts come out; nothing else is known here. */
export interface Service {
  open(uri: string, languageId: string, version: number, text: string): void;
  /** The next state of an open document. */
  change(document: TextDocument): void;
  save(uri: string): void;
  close(uri: string): void;
  focus(focus: Focus): void;
  /** From now on the steps of these keys (see ignored.ts) get no verdict. Asks nobody anything. */
  ignore(keys: ReadonlySet<string>): void;
  settingsChanged(): Promise<void>;
  /** Forgets what a witness said, so that it is asked again: another PRM, a restarted engine. */
  askAgain(witness: Witness['name']): void;
  /** Scores now, whatever the run mode; with a span, that text as a solution of its own. Resolves when all is known. */
  score(uri: string, span?: Span): Promise<Snapshot | undefined>;
  /** What is known of the newest text. Waits for the parse, never for a witness. */
  snapshot(uri: string): Promise<Snapshot | undefined>;
  /** The same at once; undefined while the newest text isn't parsed. */
  current(uri: string): Snapshot | undefined;
  readonly busy: boolean;
  dispose(): Promise<void>;
}

interface Entry extends Scored {
  /** What was last said of each step's text, after other steps than those before it now. Shown as outdated. */
  earlier: readonly (readonly Testimony[])[];
  /** The verdicts as far as everything said so far goes; absent after something new was said. */
  judged?: Judged | undefined;
}

interface OpenDocument {
  document: TextDocument;
  settings: Settings;
  /** The settings are this document's own. Until then nothing runs: they may say "manual". */
  settled: boolean;
  parsed: ParsedDocument | undefined;
  /** The version that `entries` speak of. */
  parsedVersion: number;
  entries: Map<string, Entry>;
  selections: readonly Span[];
  /** May be scored from this moment on, by a clock that nobody sets back; `Infinity` until somebody asks. */
  due: number;
  /** Resolves when the newest text that was known at the time is parsed. */
  ready: Promise<void>;
  closed: boolean;
}

/** No document has this version. */
const unparsed = Number.NEGATIVE_INFINITY;

/** Milliseconds for which a parse may hold the event loop. */
const slicePatience = 8;

export function createService(host: Host, witnesses: readonly Witness[]): Service {
  const open = new Map<string, OpenDocument>();
  const waiting = new Set<() => void>();
  const lanes = witnesses.map(witness => createLane(witness, { heard, free: wake, log: message => host.log(message) }));
  let focused: Focus = { uri: null };
  let ignored: ReadonlySet<string> = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function heard(job: Job, testimony: Testimony): void {
    const said = job.scored.said.get(testimony.witness);
    // Only the next word counts: what comes late, twice or out of order is about another text.
    if (!said || testimony.step !== said.length) return;
    said.push(testimony);
    (job.scored as Entry).judged = undefined;
    host.changed(job.uri);
  }

  /** Parses until the newest text is parsed, giving way to others between the slices of a long text. */
  async function parseNewest(state: OpenDocument): Promise<void> {
    while (!state.closed && state.parsedVersion !== state.document.version) {
      const { document, settings } = state;
      const parsing = parseSliced(document.getText(), document.languageId, parseOptions(settings), state.parsed);
      let since = performance.now();
      let slice = parsing.next();
      for (; !slice.done; slice = parsing.next()) {
        if (performance.now() - since < slicePatience) continue;
        await giveWay();
        since = performance.now();
      }
      // Also a parse that came too late is good for something: the next one takes over what reads the same.
      state.parsed = slice.value;
      if (document === state.document && settings === state.settings && !state.closed) take(state, slice.value);
    }
  }

  /** Keeps of what was said what is still true of the parsed text, and lets the lanes look for work. */
  function take(state: OpenDocument, parsed: ParsedDocument): void {
    const { document, settings } = state;
    state.parsedVersion = document.version;
    const off = !settings.enable || parsed.wishes.off === true;
    const chosen = state.selections.flatMap(
      span => selectionAsExercise(document.getText(), span, document.languageId, parseOptions(settings)) ?? [],
    );
    const entries = new Map<string, Entry>();
    for (const exercise of off ? chosen : [...parsed.exercises, ...chosen])
      entries.set(exercise.id, carryOver(state.entries.get(exercise.id), exercise));
    for (const [id, entry] of state.entries) if (entries.get(id) !== entry) for (const lane of lanes) lane.drop(entry);
    state.entries = entries;
    host.changed(document.uri);
    wake();
  }

  /** Keeps what stays true: everything said of the steps before the first change. */
  function carryOver(before: Entry | undefined, exercise: Exercise): Entry {
    if (!before) return { exercise, said: new Map(witnesses.map(({ name }) => [name, []])), earlier: [] };
    if (before.exercise === exercise) return before;
    const kept = firstChange(before.exercise, exercise);
    if (kept === exercise.steps.length && kept === before.exercise.steps.length) {
      before.exercise = exercise;
      before.judged = undefined;
      return before;
    }
    const said = new Map([...before.said].map(([name, said]) => [name, said.slice(0, kept)]));
    return { exercise, said, earlier: earlierWords(before, exercise, kept) };
  }

  /** The lane's most wanted work: what the user looks at, then the rest in the order of the text. */
  function nextJob(lane: Lane, now: number): Job | undefined {
    let best: Job | undefined;
    for (const [uri, state] of open) {
      if (state.due > now || state.parsedVersion !== state.document.version || !asked(lane, state)) continue;
      for (const scored of state.entries.values()) {
        const from = saidBy(lane, scored);
        if (from >= scored.exercise.steps.length) continue;
        const priority = wanted(uri, scored.exercise);
        if (best && priority <= best.priority) continue;
        const wish = { algebra: state.settings['exact.algebra'], urgent: priority > 0 };
        best = { uri, scored, from, priority, wish };
        if (priority === 2) return best;
      }
    }
    return best;
  }

  function wanted(uri: string, { problem, solution }: Exercise): 0 | 1 | 2 {
    if (uri !== focused.uri) return 0;
    const { offset } = focused;
    if (offset === undefined) return 1;
    return Math.min(problem.span.start, solution.start) <= offset && offset <= solution.end ? 2 : 1;
  }

  /** Offers every lane its most wanted work, and sets the clock for the next document whose pause ends. */
  function wake(): void {
    clearTimeout(timer);
    // One moment for both questions: whatever isn't due yet is waited for.
    const now = performance.now();
    for (const lane of lanes) lane.offer(nextJob(lane, now));
    const soonest = Math.min(...[...open.values()].map(({ due }) => (due > now ? due : Number.POSITIVE_INFINITY)));
    if (soonest !== Number.POSITIVE_INFINITY) timer = setTimeout(wake, soonest - now);
    for (const check of [...waiting]) check();
  }

  const asked = (lane: Lane, { settings }: OpenDocument) => lane.witness.name !== 'exact' || settings['exact.enable'];
  const saidBy = (lane: Lane, { said }: Scored) => said.get(lane.witness.name)?.length ?? 0;

  function complete(state: OpenDocument): boolean {
    if (state.parsedVersion !== state.document.version) return false;
    const due = lanes.filter(lane => asked(lane, state));
    for (const scored of state.entries.values())
      if (due.some(lane => saidBy(lane, scored) < scored.exercise.steps.length)) return false;
    return true;
  }

  function look(state: OpenDocument): Snapshot | undefined {
    const { document, parsed, settings } = state;
    if (state.parsedVersion !== document.version || !parsed) return undefined;
    const asking = lanes.filter(lane => asked(lane, state)).map(lane => lane.witness);
    const judged = [...state.entries.values()].map(entry => {
      entry.judged ??= judge(entry, asking, settings.sensitivity);
      return entry.judged;
    });
    return { document, parsed, settings, judged, complete: complete(state) };
  }

  function judge(entry: Entry, asking: readonly Witness[], sensitivity: Settings['sensitivity']): Judged {
    const exercise = withIgnored(entry.exercise, ignored);
    const said = asking.flatMap(({ name }) => entry.said.get(name) ?? []);
    return { exercise, verdicts: verdicts(exercise, said, asking, sensitivity, entry.earlier) };
  }

  function forget(state: OpenDocument, witness: Witness['name']): void {
    for (const entry of state.entries.values()) {
      for (const lane of lanes) if (lane.witness.name === witness) lane.drop(entry);
      entry.said.set(witness, []);
      entry.earlier = entry.earlier.map(words => words.filter(one => one.witness !== witness));
      entry.judged = undefined;
    }
  }

  return {
    open(uri, languageId, version, text) {
      const state: OpenDocument = {
        document: TextDocument.create(uri, languageId, version, text),
        settings: defaultSettings,
        settled: false,
        parsed: undefined,
        parsedVersion: unparsed,
        entries: new Map(),
        selections: [],
        due: Number.POSITIVE_INFINITY,
        ready: Promise.resolve(),
        closed: false,
      };
      open.set(uri, state);
      state.ready = host.settings(uri).then(settings => {
        state.settings = settings;
        state.settled = true;
        if (settings.run !== 'manual') state.due = 0;
        return parseNewest(state);
      });
    },
    change(document) {
      const state = open.get(document.uri);
      if (!state) return;
      const before = state.document.getText();
      const after = document.getText();
      state.selections = state.selections.flatMap(span => moved(span, before, after) ?? []);
      state.document = document;
      const { run, delay } = state.settings;
      state.due = state.settled && run === 'onType' ? performance.now() + delay : Number.POSITIVE_INFINITY;
      // Several changes that arrive together need one parse: of the newest text.
      state.ready = state.ready.then(giveWay).then(() => parseNewest(state));
    },
    save(uri) {
      const state = open.get(uri);
      if (!state?.settled || state.settings.run === 'manual') return;
      state.due = 0;
      wake();
    },
    close(uri) {
      const state = open.get(uri);
      if (!state) return;
      state.closed = true;
      open.delete(uri);
      for (const entry of state.entries.values()) for (const lane of lanes) lane.drop(entry);
      wake();
    },
    focus(next) {
      focused = next;
      wake();
    },
    ignore(keys) {
      ignored = keys;
      for (const [uri, state] of open) {
        for (const entry of state.entries.values()) entry.judged = undefined;
        host.changed(uri);
      }
    },
    async settingsChanged() {
      await Promise.all(
        [...open].map(async ([uri, state]) => {
          const before = state.settings;
          state.settings = await host.settings(uri);
          if (state.closed) return;
          if (state.settings['exact.algebra'] !== before['exact.algebra']) forget(state, 'exact');
          if (state.settings.run === 'manual') state.due = Number.POSITIVE_INFINITY;
          else if (before.run === 'manual') state.due = 0;
          for (const entry of state.entries.values()) entry.judged = undefined;
          state.parsed = undefined;
          state.parsedVersion = unparsed;
          state.ready = state.ready.then(() => parseNewest(state));
          await state.ready;
        }),
      );
    },
    askAgain(witness) {
      for (const [uri, state] of open) {
        forget(state, witness);
        host.changed(uri);
      }
      wake();
    },
    async score(uri, span) {
      const state = open.get(uri);
      if (!state) return undefined;
      await state.ready;
      if (span) {
        state.selections = [...state.selections.filter(one => one.end <= span.start || span.end <= one.start), span];
        state.parsedVersion = unparsed;
        await parseNewest(state);
      }
      state.due = 0;
      wake();
      await new Promise<void>(done => {
        const check = () => {
          if (!state.closed && !complete(state)) return;
          waiting.delete(check);
          done();
        };
        waiting.add(check);
        check();
      });
      return state.closed ? undefined : look(state);
    },
    async snapshot(uri) {
      const state = open.get(uri);
      // The text may change again while this waits: only the newest parse counts.
      while (state && !state.closed && state.parsedVersion !== state.document.version) await state.ready;
      return state && !state.closed ? look(state) : undefined;
    },
    current(uri) {
      const state = open.get(uri);
      return state && look(state);
    },
    get busy() {
      return lanes.some(lane => lane.busy);
    },
    async dispose() {
      clearTimeout(timer);
      for (const state of open.values()) state.closed = true;
      open.clear();
      for (const check of [...waiting]) check();
      await Promise.all(lanes.map(lane => lane.dispose()));
    },
  };
}

/** The last words on those steps that read as before, though something in front of them has changed. */
function earlierWords(before: Entry, { steps }: Exercise, kept: number): (readonly Testimony[])[] {
  const words = before.exercise.steps.map((_, k) => {
    const fresh = [...before.said.values()].flatMap(said => said[k] ?? []);
    const older = (before.earlier[k] ?? []).filter(({ witness }) => !fresh.some(one => one.witness === witness));
    return [...fresh, ...older];
  });
  let next = kept;
  return steps.map(({ reading }, k) => {
    if (k < kept) return before.earlier[k] ?? [];
    const same = before.exercise.steps.findIndex((step, j) => j >= next && step.reading.text === reading.text);
    if (same < 0) return [];
    next = same + 1;
    return words[same]!;
  });
}

const giveWay = () => new Promise<void>(resolve => setImmediate(resolve));

export const parseOptions = (settings: Settings): ParseOptions => ({
  granularity: settings.granularity,
  solutionWords: settings.solutionWords,
  problemWords: settings.problemWords,
});
