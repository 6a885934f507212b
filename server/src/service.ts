import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Exercise, Span } from './documents/exercise.ts';
import { firstChange } from './documents/exercise.ts';
import { detached, movedBy } from './documents/location.ts';
import { type ParsedDocument, type ParseOptions, parse, selectionAsExercise } from './documents/parse.ts';
import { type JudgedExercise, judge } from './judgement.ts';
import { createLane, type Job, type Lane } from './lane.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Testimony, Witness } from './witness.ts';

/** What an editor, a command line or a test hands to the service. */
export interface Host {
  /** The settings for a document; asked for once per document, and again after `settingsChanged`. */
  settings(uri: string): Promise<Settings>;
  /** What is known of a document has changed. Called often; the host decides when to look. */
  changed(uri: string): void;
  log(message: string): void;
}

/** What is known of a document, all of it said of exactly this version's text. */
export interface Snapshot {
  readonly document: TextDocument;
  readonly settings: Settings;
  readonly exercises: readonly JudgedExercise[];
  /** Nothing is computed any more and nothing waits: this is the last word on this text. */
  readonly complete: boolean;
}

export interface Focus {
  readonly uri: string | null;
  readonly offset?: number;
}

interface Scored {
  exercise: Exercise;
  /** What each witness said, step by step from the first one: `said.get(name)[k]` is about step k. */
  readonly said: Map<Witness['name'], Testimony[]>;
}

interface OpenDocument {
  document: TextDocument;
  settings: Settings;
  /** Undefined until the first parse is done. */
  parsed: ParsedDocument | undefined;
  parsedVersion: number;
  scored: Map<string, Scored>;
  selections: readonly Span[];
  /** May be scored from this moment on (milliseconds); `Infinity` until someone asks. */
  due: number;
  ready: Promise<void>;
  closed: boolean;
}

/** Steplight without an editor: documents come in, verdicts come out, nothing else is known here. */
export interface Service {
  open(uri: string, languageId: string, version: number, text: string): void;
  /** The next state of an open document. */
  change(document: TextDocument): void;
  save(uri: string): void;
  close(uri: string): void;
  focus(focus: Focus): void;
  settingsChanged(): Promise<void>;
  /** Score now, whatever the run mode. With a span, that text as a solution of its own. Resolves when all is known. */
  score(uri: string, span?: Span): Promise<Snapshot | undefined>;
  /** What is known now, of the newest text: waits for the parse, never for a witness. */
  snapshot(uri: string): Promise<Snapshot | undefined>;
  /** The same without waiting: undefined while the newest text isn't parsed yet. */
  current(uri: string): Snapshot | undefined;
  readonly documents: Iterable<string>;
  /** Whether any witness is at work or has work waiting that is due. */
  readonly busy: boolean;
  dispose(): Promise<void>;
}

export function createService(host: Host, witnesses: readonly Witness[]): Service {
  const open = new Map<string, OpenDocument>();
  const waiting = new Set<() => void>();
  let focused: Focus = { uri: null };
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lanes = new Map<Witness['name'], Lane>(
    witnesses.map(witness => [witness.name, createLane(witness, testimony => heard(witness.name, testimony), wake, host.log)]),
  );

  function admit(uri: string, document: TextDocument): void {
    const state: OpenDocument = {
      document,
      settings: defaultSettings,
      parsed: undefined,
      parsedVersion: -1,
      scored: new Map(),
      selections: [],
      due: Number.POSITIVE_INFINITY,
      ready: Promise.resolve(),
      closed: false,
    };
    open.set(uri, state);
    state.ready = host.settings(uri).then(settings => {
      state.settings = settings;
      if (settings.run !== 'manual') state.due = 0;
      reparse(uri, state);
    });
  }

  /** Parses the newest text, keeps what is still true of it, and lets the lanes look for work. */
  function reparse(uri: string, state: OpenDocument): void {
    if (state.closed) return;
    const text = state.document.getText();
    const options = parseOptions(state.settings);
    const parsed = parse(text, state.document.languageId, options, state.parsed);
    state.parsed = parsed;
    state.parsedVersion = state.document.version;
    const silent = !state.settings.enable || parsed.wishes.off === true;
    const exercises = silent ? [] : [...parsed.exercises];
    for (const span of state.selections) {
      const exercise = selectionAsExercise(text, span, state.document.languageId, options);
      if (exercise) exercises.push(exercise);
    }
    const scored = new Map<string, Scored>();
    for (const exercise of exercises) scored.set(exercise.id, carryOver(state.scored.get(exercise.id), exercise));
    for (const [id, before] of state.scored) if (scored.get(id) !== before) for (const lane of lanes.values()) lane.forget(id, scored.get(id));
    state.scored = scored;
    host.changed(uri);
    wake();
  }

  function heard(name: Witness['name'], { job, testimony }: { job: Job; testimony: Testimony }): void {
    const said = job.scored.said.get(name);
    // A testimony counts only when it is the next one of an exercise that is still being asked about.
    if (!said || testimony.step !== said.length) return;
    said.push(testimony);
    host.changed(job.uri);
  }

  /** Work for a lane, the most wanted first: what the user looks at, then the rest in the order of the text. */
  function nextJob(lane: Lane): Job | undefined {
    let best: Job | undefined;
    const now = Date.now();
    for (const [uri, state] of open) {
      if (state.due > now || state.parsedVersion !== state.document.version) continue;
      if (lane.witness.name === 'exact' && !state.settings['exact.enable']) continue;
      for (const scored of state.scored.values()) {
        const from = scored.said.get(lane.witness.name)?.length ?? 0;
        if (from >= scored.exercise.steps.length) continue;
        const priority = priorityOf(uri, scored.exercise);
        if (!best || priority > best.priority) best = { uri, scored, from, priority, settings: state.settings };
      }
    }
    return best;
  }

  function priorityOf(uri: string, exercise: Exercise): number {
    if (uri !== focused.uri) return 0;
    const { offset } = focused;
    if (offset === undefined) return 1;
    const begin = Math.min(exercise.problem.span.start, exercise.solution.start);
    return begin <= offset && offset <= exercise.solution.end ? 2 : 1;
  }

  function wake(): void {
    clearTimeout(timer);
    for (const lane of lanes.values()) lane.offer(nextJob(lane));
    const now = Date.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const state of open.values()) if (state.due > now) soonest = Math.min(soonest, state.due);
    if (soonest < Number.POSITIVE_INFINITY) timer = setTimeout(wake, soonest - now);
    for (const check of [...waiting]) check();
  }

  function complete(state: OpenDocument): boolean {
    if (state.parsedVersion !== state.document.version) return false;
    for (const scored of state.scored.values())
      for (const lane of lanes.values()) {
        if (lane.witness.name === 'exact' && !state.settings['exact.enable']) continue;
        if ((scored.said.get(lane.witness.name)?.length ?? 0) < scored.exercise.steps.length) return false;
      }
    return true;
  }

  function look(state: OpenDocument): Snapshot | undefined {
    if (state.parsedVersion !== state.document.version) return undefined;
    const exercises = [...state.scored.values()].map(({ exercise, said }) =>
      judge(exercise, [...said.values()].flat(), state.settings),
    );
    return { document: state.document, settings: state.settings, exercises, complete: complete(state) };
  }

  /** Carries over what stays true: everything said of the steps before the first change. */
  function carryOver(before: Scored | undefined, exercise: Exercise): Scored {
    if (!before) return { exercise, said: new Map(witnesses.map(({ name }) => [name, []])) };
    const kept = before.exercise === exercise ? exercise.steps.length : firstChange(before.exercise, exercise);
    const untouched =
      kept === exercise.steps.length && before.exercise.steps.length === exercise.steps.length;
    if (untouched) {
      before.exercise = exercise;
      return before;
    }
    return { exercise, said: new Map([...before.said].map(([name, said]) => [name, said.slice(0, kept)])) };
  }

  return {
    open: (uri, languageId, version, text) => admit(uri, TextDocument.create(uri, languageId, version, text)),
    change(document) {
      const state = open.get(document.uri);
      if (!state) return;
      const before = state.document.getText();
      state.document = document;
      state.selections = state.selections.flatMap(span => movedBy(span, before, document.getText()) ?? []);
      const { run, delay } = state.settings;
      state.due = run === 'onType' ? Date.now() + delay : Number.POSITIVE_INFINITY;
      state.ready = state.ready.then(
        () =>
          new Promise<void>(done =>
            setImmediate(() => {
              // Several changes in one go need one parse: the newest text is the one that counts.
              if (!state.closed && state.parsedVersion !== state.document.version) reparse(document.uri, state);
              done();
            }),
          ),
      );
    },
    save(uri) {
      const state = open.get(uri);
      if (!state || state.settings.run === 'manual') return;
      state.due = 0;
      wake();
    },
    close(uri) {
      const state = open.get(uri);
      if (!state) return;
      state.closed = true;
      open.delete(uri);
      for (const id of state.scored.keys()) for (const lane of lanes.values()) lane.forget(id, undefined);
      wake();
    },
    focus(next) {
      focused = next;
      wake();
    },
    async settingsChanged() {
      await Promise.all(
        [...open].map(async ([uri, state]) => {
          const before = state.settings;
          state.settings = await host.settings(uri);
          if (state.settings['exact.algebra'] !== before['exact.algebra'])
            for (const scored of state.scored.values()) scored.said.set('exact', []);
          if (state.settings.run === 'manual') state.due = Number.POSITIVE_INFINITY;
          else if (before.run === 'manual') state.due = 0;
          state.parsed = undefined;
          reparse(uri, state);
        }),
      );
    },
    async score(uri, span) {
      const state = open.get(uri);
      if (!state) return undefined;
      await state.ready;
      if (span) state.selections = [...state.selections.filter(one => one.start !== span.start), span];
      state.due = 0;
      if (span) reparse(uri, state);
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
      if (!state) return undefined;
      // The text may change again while we wait: only the newest parse counts.
      while (!state.closed && state.parsedVersion !== state.document.version) await state.ready;
      return state.closed ? undefined : look(state);
    },
    current(uri) {
      const state = open.get(uri);
      return state && look(state);
    },
    get documents() {
      return open.keys();
    },
    get busy() {
      return [...lanes.values()].some(lane => lane.busy);
    },
    async dispose() {
      clearTimeout(timer);
      for (const state of open.values()) state.closed = true;
      open.clear();
      await Promise.all([...lanes.values()].map(lane => lane.dispose()));
    },
  };
}

const parseOptions = (settings: Settings): ParseOptions => ({
  granularity: settings.granularity,
  solutionWords: settings.solutionWords,
  problemWords: settings.problemWords,
});
