import type { Doubt } from './formulas/check.ts';
import type { Evidence, Shown, Valued } from './formulas/evidence.ts';
import type { Hindrance } from './generate/edit.ts';
import { germanPhrases } from './germanPhrases.ts';
import { type Sentence, spoken } from './phrase.ts';
import { chanceIn, isReward } from './reward/stepScore.ts';
import type { StepScore, Unjudged, Witness } from './witness.ts';

/**
 * Every sentence that the server shows to a person, in one place, in the languages there are. A sentence says what is the
 * matter in the reader's words; it never claims more than was computed: Steplight screens, it doesn't certify.
 */
export interface Texts {
  readonly suspicious: (step: number, score: StepScore | undefined) => string;
  readonly doesNotHold: (step: number) => string;
  readonly follows: (step: number) => string;
  readonly outdated: string;
  readonly gap: string;
  readonly sound: (score: StepScore | undefined) => string;
  readonly settled: string;
  readonly settledSoFar: string;
  readonly partlySettled: (open: string) => string;
  readonly onlyInPart: string;
  readonly unjudged: (reason: string) => string;
  readonly notYet: string;
  readonly reward: string;
  readonly runningSum: string;
  readonly onTrack: string;
  readonly chance: string;
  readonly costliest: string;
  readonly cost: (token: string, reward: string) => string;
  readonly witnesses: Readonly<Record<Witness['name'], string>>;
  readonly screens: string;
  readonly holds: string;
  readonly cannotSay: (why: string) => string;
  readonly doubts: Readonly<Record<Doubt, string>>;
  /** What speaks against a relation; empty where nothing more is known than that it doesn't hold. */
  readonly evidence: (evidence: Evidence | undefined) => string;
  readonly number: (shown: Shown) => string;
  readonly correct: (right: string) => string;
  readonly correctOnward: (right: string, places: number) => string;
  readonly regenerate: (step: number) => string;
  readonly ignoreByComment: string;
  readonly ignoreInMemory: string;
  readonly stepIsFine: string;
  readonly step: (step: number) => string;
  readonly took: (milliseconds: number) => string;
  readonly howToRead: string;
  readonly lens: (judged: number, steps: number) => string;
  readonly lensSuspicious: (step: number) => string;
  readonly lensBusy: (done: number, steps: number) => string;
  readonly lensUnjudged: (steps: number) => string;
  readonly lensNotYet: (steps: number) => string;
  readonly exercise: (n: number) => string;
  readonly noExercise: string;
  readonly slow: (seconds: number) => string;
  /** Reasons that need nothing of the case; the others come with their own words. */
  readonly reasons: Readonly<Partial<Record<Unjudged['code'], string>>>;
  readonly noWitness: string;
  readonly candidates: CandidateTexts;
  readonly status: StatusTexts;
  /** What went wrong, as those said it who found it out. */
  readonly said: (sentence: Sentence) => string;
  readonly language: 'en' | 'de';
  readonly prms: PrmTexts;
}

/** Why there are no candidates, or why one can't be accepted. */
export interface CandidateTexts {
  readonly hindrance: (hindrance: Hindrance) => string;
  readonly unreadable: string;
  readonly nothingHere: string;
  readonly noPrm: string;
  readonly nothingWritten: string;
  readonly gone: string;
  readonly served: string;
  readonly otherSource: (reason: string) => string;
}

/** How the PRM is doing, in a line. */
export interface StatusTexts {
  readonly on: (prm: string, device: string) => string;
  readonly server: string;
  readonly atOnce: (width: number) => string;
  readonly notOn: (devices: readonly string[]) => string;
  readonly crashedOn: (devices: readonly string[]) => string;
  readonly speed: (tokensPerSecond: number) => string;
  readonly none: string;
  readonly settingsUnknown: string;
  readonly noEmbedded: string;
  readonly notInstalled: (name: string, file: string, folder: string) => string;
}

/** What is said of PRMs that can be chosen. */
export interface PrmTexts {
  readonly memory: (amount: string) => string;
  readonly card: (name: string, free: string) => string;
  readonly disk: (free: string) => string;
  readonly embedded: string;
  readonly own: (towers: string) => string;
  readonly fitsCard: (all: string, card: string, free: string) => string;
  readonly fitsCardInTurn: (one: string, card: string, free: string) => string;
  readonly cardLacksSupport: string;
  readonly fitsMemory: (all: string, memory: string, slow: boolean) => string;
  readonly fitsMemoryInTurn: (one: string, memory: string) => string;
  readonly fitsNot: (one: string, memory: string) => string;
  readonly noRoom: (needed: string, free: string) => string;
  readonly notFetched: (repository: string) => string;
  readonly filesMissing: (repository: string, files: number) => string;
  readonly looking: string;
  readonly fetching: (done: string, total: string, speed: string | undefined, left: string | undefined) => string;
  readonly verifying: (done: string, total: string) => string;
  readonly unpacking: (done: string, total: string) => string;
  readonly seconds: (n: number) => string;
  readonly minutes: (n: number) => string;
  readonly wasThere: (repository: string) => string;
  readonly neededBy: (repository: string, prm: string) => string;
}

const english: Texts = {
  suspicious: (step, score) =>
    `Step ${step} looks wrong${told(
      score,
      p => `${p} on track after it`,
      p => `${p} likely to be right`,
    )}. Steplight screens; it doesn't certify.`,
  doesNotHold: step => `Step ${step} states something that doesn't hold.`,
  outdated: 'This was said before something above it changed.',
  follows: step => `Comes after step ${step}, which looks wrong.`,
  gap: 'A gap: nothing is proved here, and nothing is scored.',
  sound: score =>
    `Nothing suspicious${told(
      score,
      p => `${p} on track`,
      p => `${p} likely to be right`,
    )}.`,
  settled: 'What the formulas of this step state was worked out, or follows from what stands before them.',
  settledSoFar: 'What the formulas of this step state holds. The PRM, which reads words too, has not spoken yet.',
  partlySettled: open =>
    `The exact check can't say whether ${open} holds; what else the formulas of this step state does.`,
  onlyInPart: 'only a part of it was worked out.',
  unjudged: reason => `Not judged: ${reason}`,
  notYet: 'Not looked at yet.',
  reward: 'Reward',
  runningSum: 'Q, the sum so far',
  onTrack: 'On track',
  chance: 'Chance that the step is right',
  costliest: 'What cost most',
  cost: (token, reward) => `"${token}" cost ${reward}`,
  witnesses: { prm: 'PRM', exact: 'Exact check' },
  screens: "Steplight screens; it doesn't certify.",
  holds: 'holds',
  cannotSay: why => `– can't say: ${why}`,
  doubts: {
    variable: 'a letter in it stands for something the check does not know',
    notation: 'it can be read in more than one way',
    size: 'its numbers are too large to calculate here',
    undefined: 'one side has no value',
    irrational: 'it needs roots, logarithms or angles that are not calculated here',
    given: 'nothing is calculated: both sides are plain numbers',
    units: 'the two sides may be counted in different units',
    rounded: 'one side may be rounded',
    running: 'it goes on calculating on the right-hand side',
    words: 'the words around it may change what is meant',
    approximate: 'it only claims to be approximate',
    grouping: 'the point in its numbers may separate thousands or decimals',
    condition: 'it is a condition or a question, not a claim',
    modulus: 'no modulus is given',
    unread: 'something in it is not read',
  },
  evidence: evidence => (evidence ? englishEvidence(evidence) : ''),
  number: shown => numberAbout('about', shown),
  correct: right => `Write ${right}`,
  correctOnward: (right, places) => `Write ${right} here and at ${count(places, 'later place')} (preview)`,
  regenerate: step => `Regenerate from step ${step} (best of N)`,
  ignoreByComment: 'Ignore this step, with a comment in the text',
  ignoreInMemory: 'Ignore this step, without touching the text',
  stepIsFine: 'Tell Steplight that this step is fine',
  step: step => `Step ${step}`,
  took: milliseconds => `scored in ${milliseconds} ms`,
  howToRead: 'How to read a score',
  lens: (judged, steps) =>
    `Steplight: nothing suspicious in ${judged === steps ? count(steps, 'step') : `${judged} of ${count(steps, 'step')}`}`,
  lensSuspicious: step => `Steplight: look at step ${step}`,
  lensBusy: (done, steps) => `Steplight: ${done} of ${count(steps, 'step')} …`,
  lensUnjudged: steps => `Steplight: ${count(steps, 'step')}, not judged`,
  lensNotYet: steps => `Steplight: score ${count(steps, 'step')}`,
  exercise: n => `Exercise ${n}`,
  noExercise:
    'Nothing here is marked as a solution. Begin one with a heading or words such as "Solution." or "Proof.", or choose "Score Selection as Solution".',
  slow: seconds =>
    `Scoring this document has taken ${count(seconds, 'second')} so far. A smaller PRM is faster, and with "steplight.run" set to "onSave" it runs only when you save.`,
  reasons: {
    ignored: 'you asked to ignore this step.',
    unsure: 'the PRM has doubts, but is not sure enough to call anything wrong here.',
    'after-ignored': 'its low score comes from a step that you asked to ignore.',
    gap: 'it is a gap.',
    'no-formula':
      'the embedded PRM reads formulas only, and there is none here that it can read. A PRM that reads words can.',
    'out-of-range': 'what stands up to here is unlike anything this PRM was calibrated on.',
    'too-long': 'the solution is longer than this PRM can read at once.',
    'no-prm': 'there is no PRM to ask. Only what can be worked out exactly is checked.',
  },
  noWitness: 'nobody could say anything about it.',
  candidates: {
    hindrance(hindrance) {
      if (hindrance === 'no-step') return 'The solution has no step yet. Write its first one.';
      if (hindrance === 'empty') return 'The candidate has no step.';
      if (hindrance === 'changed')
        return 'The problem or the solution has changed since the candidates were written. Ask for new ones.';
      return `The solution ends before ${hindrance.unclosed}, so that nothing else can be put in its place. Close it first.`;
    },
    unreadable: 'It could not be read as steps of this solution.',
    nothingHere: 'There is no problem and no solution here. Put the cursor into one.',
    noPrm: 'There is no PRM that could write.',
    nothingWritten: 'The source has written nothing.',
    gone: 'This candidate is gone. Ask for new ones.',
    served:
      'A PRM that is scored by a server does not write here. Set "steplight.generate.source" to "endpoint" and name a server that writes.',
    otherSource: reason => `${reason} Choose another source in the setting "steplight.generate.source".`,
  },
  status: {
    on: (prm, device) => `${prm} on ${device}`,
    server: 'a server',
    atOnce: width => `up to ${width} at once`,
    notOn: devices => `not on ${devices.join(' or ')}, the log says why`,
    crashedOn: devices =>
      `${devices.join(' and ')} crashed and ${devices.length === 1 ? 'is' : 'are'} left out: "Steplight: Restart" tries again`,
    speed: tokensPerSecond => `${tokensPerSecond} tokens/s`,
    none: 'no PRM',
    settingsUnknown: 'The settings are not known yet.',
    noEmbedded: 'The embedded PRM is not part of this build.',
    notInstalled: (name, file, folder) =>
      name === folder
        ? `${folder} is no folder of a PRM: there is no ${file} in it.`
        : `"${name}" is not installed: fetch it with "Steplight: Choose PRM" or \`steplight prm fetch ${name}\`.`,
  },
  said: sentence => spoken(sentence),
  language: 'en',
  prms: {
    memory: amount => `${amount} of memory`,
    card: (name, free) => `${name} with ${free} free`,
    disk: free => `${free} of disk free`,
    embedded: 'The embedded PRM: small and fast everywhere, reads formulas only.',
    own: towers => `A pair of your own: ${towers}`,
    fitsCard: (all, card, free) => `Both towers (${all}) fit into ${card} (${free} free).`,
    fitsCardInTurn: (one, card, free) =>
      `Only one tower at a time (${one}) fits into ${card} (${free} free): each scoring loads both, one after the other, which costs seconds every time.`,
    cardLacksSupport: '"Steplight: Install CUDA Support" has to fetch what the card needs first.',
    fitsMemory: (all, memory, slow) =>
      `Runs on the processor, ${all} of ${memory} of memory.${slow ? ' A solution takes minutes there.' : ''}`,
    fitsMemoryInTurn: (one, memory) =>
      `Runs on the processor, one tower at a time (${one} of ${memory} of memory): each scoring reads both from the disk, one after the other, and takes minutes.`,
    fitsNot: (one, memory) => `Doesn't fit: a tower needs ${one}, and this machine has ${memory} of memory.`,
    noRoom: (needed, free) => `${needed} would have to be fetched, and the disk has ${free} free.`,
    notFetched: repository => `${repository} has not been fetched yet.`,
    filesMissing: (repository, files) =>
      `${count(files, 'file')} of ${repository} ${files === 1 ? 'is' : 'are'} missing: "Repair" fetches ${files === 1 ? 'it' : 'them'} again.`,
    looking: 'Asking the hub …',
    fetching: (done, total, speed, left) =>
      [`${done} of ${total}`, ...(speed ? [`${speed}/s`] : []), ...(left ? [`${left} left`] : [])].join(', '),
    verifying: (done, total) => `Verifying: ${done} of ${total}`,
    unpacking: (done, total) => `Unpacking: ${done} of ${total}`,
    seconds: n => `${n} s`,
    minutes: n => `${n} min`,
    wasThere: repository => `${repository} stays: it was there before Steplight needed it.`,
    neededBy: (repository, prm) => `${repository} stays: ${prm} needs it, too.`,
  },
};

const german: Texts = {
  suspicious: (step, score) =>
    `Schritt ${step} sieht falsch aus${told(
      score,
      p => `danach noch zu ${p} auf dem richtigen Weg`,
      p => `zu ${p} richtig`,
    )}. Steplight gibt Hinweise, es beweist nichts.`,
  doesNotHold: step => `Schritt ${step} behauptet etwas, das nicht stimmt.`,
  outdated: 'Das galt, bevor sich weiter oben etwas geändert hat.',
  follows: step => `Folgt auf Schritt ${step}, der falsch aussieht.`,
  gap: 'Eine Lücke: Hier wird nichts bewiesen und nichts bewertet.',
  sound: score =>
    `Nichts Verdächtiges${told(
      score,
      p => `zu ${p} auf dem richtigen Weg`,
      p => `zu ${p} richtig`,
    )}.`,
  settled: 'Was die Formeln dieses Schritts behaupten, wurde nachgerechnet oder folgt aus dem, was davor steht.',
  settledSoFar:
    'Was die Formeln dieses Schritts behaupten, stimmt. Das PRM, das auch Worte liest, hat noch nichts gesagt.',
  partlySettled: open =>
    `Ob ${open} stimmt, kann die exakte Prüfung nicht sagen; was die Formeln dieses Schritts sonst behaupten, stimmt.`,
  onlyInPart: 'Nur ein Teil davon wurde nachgerechnet.',
  unjudged: reason => `Nicht beurteilt: ${reason}`,
  notYet: 'Noch nicht angesehen.',
  reward: 'Belohnung',
  runningSum: 'Q, die Summe bis hier',
  onTrack: 'Auf dem richtigen Weg',
  chance: 'Chance, dass der Schritt stimmt',
  costliest: 'Was am meisten kostete',
  cost: (token, reward) => `„${token}“ kostete ${reward}`,
  witnesses: { prm: 'PRM', exact: 'Exakte Prüfung' },
  screens: 'Steplight gibt Hinweise, es beweist nichts.',
  holds: 'stimmt',
  cannotSay: why => `– nicht zu sagen: ${why}`,
  doubts: {
    variable: 'ein Buchstabe darin steht für etwas, das die Prüfung nicht kennt',
    notation: 'es lässt sich auf mehr als eine Weise lesen',
    size: 'die Zahlen darin sind zu groß, um sie hier auszurechnen',
    undefined: 'eine Seite hat keinen Wert',
    irrational: 'es braucht Wurzeln, Logarithmen oder Winkel, die hier nicht ausgerechnet werden',
    given: 'nichts wird gerechnet: Beide Seiten sind bloße Zahlen',
    units: 'die beiden Seiten sind vielleicht in verschiedenen Einheiten gezählt',
    rounded: 'eine Seite ist vielleicht gerundet',
    running: 'rechts wird weitergerechnet',
    words: 'die Worte darum herum ändern vielleicht, was gemeint ist',
    approximate: 'es behauptet nur, ungefähr zu stimmen',
    grouping: 'der Punkt in den Zahlen trennt vielleicht Tausender oder Dezimalen',
    condition: 'es ist eine Bedingung oder eine Frage, keine Behauptung',
    modulus: 'es ist kein Modul angegeben',
    unread: 'etwas darin wird nicht gelesen',
  },
  evidence: evidence => (evidence ? germanEvidence(evidence) : ''),
  number: shown => numberAbout('etwa', shown),
  correct: right => `${right} schreiben`,
  correctOnward: (right, places) =>
    `${right} hier und an ${places === 1 ? '1 späteren Stelle' : `${places} späteren Stellen`} schreiben (Vorschau)`,
  regenerate: step => `Ab Schritt ${step} neu vorschlagen (Best of N)`,
  ignoreByComment: 'Diesen Schritt übergehen, mit einem Kommentar im Text',
  ignoreInMemory: 'Diesen Schritt übergehen, ohne den Text zu ändern',
  stepIsFine: 'Steplight sagen, dass dieser Schritt stimmt',
  step: step => `Schritt ${step}`,
  took: milliseconds => `bewertet in ${milliseconds} ms`,
  howToRead: 'Wie eine Bewertung zu lesen ist',
  lens: (judged, steps) =>
    `Steplight: nichts Verdächtiges in ${judged === steps ? '' : `${judged} von `}${steps === 1 ? '1 Schritt' : `${steps} Schritten`}`,
  lensSuspicious: step => `Steplight: Schritt ${step} ansehen`,
  lensBusy: (done, steps) => `Steplight: ${done} von ${steps === 1 ? '1 Schritt' : `${steps} Schritten`} …`,
  lensUnjudged: steps => `Steplight: ${steps === 1 ? '1 Schritt' : `${steps} Schritte`}, nicht beurteilt`,
  lensNotYet: steps => `Steplight: ${steps === 1 ? '1 Schritt' : `${steps} Schritte`} bewerten`,
  exercise: n => `Aufgabe ${n}`,
  noExercise:
    'Hier ist nichts als Lösung gekennzeichnet. Eine Überschrift oder Worte wie „Lösung.“ oder „Beweis.“ beginnen eine, oder „Auswahl als Lösung bewerten“.',
  slow: seconds =>
    `Dieses Dokument zu bewerten dauert schon ${seconds === 1 ? '1 Sekunde' : `${seconds} Sekunden`}. Ein kleineres PRM ist schneller, und mit „onSave“ unter „steplight.run“ läuft es nur beim Speichern.`,
  reasons: {
    ignored: 'Dieser Schritt soll übergangen werden.',
    unsure: 'Das PRM hat Zweifel, ist sich aber nicht sicher genug, hier etwas falsch zu nennen.',
    'after-ignored': 'Die niedrige Bewertung kommt von einem Schritt, der übergangen werden soll.',
    gap: 'Hier ist eine Lücke.',
    'no-formula':
      'Das eingebaute PRM liest nur Formeln, und hier steht keine, die es lesen kann. Ein PRM, das Worte liest, kann es.',
    'out-of-range': 'Was bis hier steht, gleicht nichts, woran dieses PRM kalibriert wurde.',
    'too-long': 'Die Lösung ist länger, als dieses PRM auf einmal lesen kann.',
    'no-prm': 'Es gibt kein PRM, das gefragt werden könnte. Geprüft wird nur, was sich genau nachrechnen lässt.',
  },
  noWitness: 'Niemand konnte etwas dazu sagen.',
  candidates: {
    hindrance(hindrance) {
      if (hindrance === 'no-step') return 'Die Lösung hat noch keinen Schritt. Schreib den ersten.';
      if (hindrance === 'empty') return 'Der Kandidat hat keinen Schritt.';
      if (hindrance === 'changed')
        return 'Die Aufgabe oder die Lösung ist anders als zu der Zeit, als die Kandidaten geschrieben wurden. Bitte um neue.';
      return `Die Lösung endet vor ${hindrance.unclosed}, sodass nichts anderes an ihre Stelle treten kann. Schließ es erst.`;
    },
    unreadable: 'Er ließ sich nicht als Schritte dieser Lösung lesen.',
    nothingHere: 'Hier ist weder eine Aufgabe noch eine Lösung. Setz den Cursor in eine.',
    noPrm: 'Es gibt kein PRM, das schreiben könnte.',
    nothingWritten: 'Die Quelle hat nichts geschrieben.',
    gone: 'Diesen Kandidaten gibt es nicht mehr. Bitte um neue.',
    served:
      'Ein PRM, das ein Server bewertet, schreibt hier nicht. Setz „steplight.generate.source“ auf „endpoint“ und nenn einen Server, der schreibt.',
    otherSource: reason => `${reason} Die Einstellung „steplight.generate.source“ nennt andere Quellen.`,
  },
  status: {
    on: (prm, device) => `${prm} auf ${device}`,
    server: 'einem Server',
    atOnce: width => `bis zu ${width} zugleich`,
    notOn: devices => `nicht auf ${devices.join(' oder ')}, das Protokoll sagt, warum`,
    crashedOn: devices =>
      `${devices.join(' und ')} ${devices.length === 1 ? 'ist abgestürzt und wird' : 'sind abgestürzt und werden'} ausgelassen: „Steplight: Neu starten“ versucht es wieder`,
    speed: tokensPerSecond => `${tokensPerSecond} Token/s`,
    none: 'kein PRM',
    settingsUnknown: 'Die Einstellungen sind noch nicht bekannt.',
    noEmbedded: 'Das eingebaute PRM gehört nicht zu diesem Paket.',
    notInstalled: (name, file, folder) =>
      name === folder
        ? `${folder} ist kein Ordner eines PRM: Es ist keine ${file} darin.`
        : `„${name}“ ist nicht installiert: Mit „Steplight: PRM wählen“ oder \`steplight prm fetch ${name}\` wird es geladen.`,
  },
  said: sentence => spoken(sentence, germanPhrases),
  language: 'de',
  prms: {
    memory: amount => `${amount} Speicher`,
    card: (name, free) => `${name} mit ${free} frei`,
    disk: free => `${free} Platte frei`,
    embedded: 'Das eingebaute PRM: klein und überall schnell, liest nur Formeln.',
    own: towers => `Eigenes Paar: ${towers}`,
    fitsCard: (all, card, free) => `Beide Türme (${all}) passen auf ${card} (${free} frei).`,
    fitsCardInTurn: (one, card, free) =>
      `Auf ${card} (${free} frei) passt nur ein Turm auf einmal (${one}): Jede Bewertung lädt beide nacheinander, das kostet jedes Mal Sekunden.`,
    cardLacksSupport: 'Vorher muss „Steplight: CUDA-Unterstützung installieren“ laden, was die Karte braucht.',
    fitsMemory: (all, memory, slow) =>
      `Läuft auf dem Prozessor, ${all} von ${memory} Speicher.${slow ? ' Eine Lösung dauert dort Minuten.' : ''}`,
    fitsMemoryInTurn: (one, memory) =>
      `Läuft auf dem Prozessor, ein Turm auf einmal (${one} von ${memory} Speicher): Jede Bewertung liest beide nacheinander von der Platte und dauert Minuten.`,
    fitsNot: (one, memory) => `Passt nicht: Ein Turm braucht ${one}, der Rechner hat ${memory} Speicher.`,
    noRoom: (needed, free) => `Zu laden sind ${needed}, auf der Platte sind ${free} frei.`,
    notFetched: repository => `${repository} ist noch nicht geladen.`,
    filesMissing: (repository, files) =>
      `Von ${repository} ${files === 1 ? 'fehlt eine Datei' : `fehlen ${files} Dateien`}: „Reparieren“ lädt sie nach.`,
    looking: 'Der Hub wird gefragt …',
    fetching: (done, total, speed, left) =>
      [`${done} von ${total}`, ...(speed ? [`${speed}/s`] : []), ...(left ? [`noch ${left}`] : [])].join(', '),
    verifying: (done, total) => `Prüfsummen: ${done} von ${total}`,
    unpacking: (done, total) => `Auspacken: ${done} von ${total}`,
    seconds: n => `${n} s`,
    minutes: n => `${n} min`,
    wasThere: repository => `${repository} bleibt: Es war schon da, bevor Steplight es brauchte.`,
    neededBy: (repository, prm) => `${repository} bleibt: ${prm} braucht es auch.`,
  },
};

function englishEvidence(evidence: Evidence): string {
  const is = ({ side, value }: Valued) => `${side} is ${numberAbout('about', value)}`;
  switch (evidence.kind) {
    case 'other':
      return `${is(evidence)}, not ${evidence.claimed}`;
    case 'apart':
      return `${is(evidence.left)}, but ${is(evidence.right)}`;
    case 'order':
      return `${orderOf(evidence, ({ side }) => side)} would mean ${orderOf(evidence, ({ value }) => numberAbout('about', value))}`;
    case 'residues': {
      const leaves = ({ side, value }: Valued) => `${side} leaves ${value.exact}`;
      return `${leaves(evidence.left)} modulo ${evidence.modulus}, ${leaves(evidence.right)}`;
    }
    case 'function':
      return `for ${behind(evidence.where)} ${is(evidence.left)}, but ${is(evidence.right)}`;
    case 'contradiction': {
      const holding = evidence.holding.join(' and ');
      const verb = evidence.holding.length > 1 ? 'hold' : 'holds';
      return `for ${behind(evidence.where)} ${holding} ${verb}, but ${evidence.failing} doesn't`;
    }
    case 'root':
      return `${evidence.equation} gives ${evidence.root}, not ${evidence.claimed}`;
    case 'derivative':
      return `the derivative of ${evidence.of} is ${evidence.is}, not ${evidence.claimed}`;
    case 'no-root':
      return `${evidence.claimed} doesn't solve ${evidence.equation}`;
    case 'left-out':
      return `${evidence.root} solves ${evidence.equation}, but the answer leaves it out`;
  }
}

/** "for x = 2, x = 3: …": a comma would make equations of the same kind of them. */
const behind = (where: string) => where + (where.includes(', ') ? ':' : ',');

function germanEvidence(evidence: Evidence): string {
  const is = ({ side, value }: Valued) => `${side} ist ${numberAbout('etwa', value)}`;
  switch (evidence.kind) {
    case 'other':
      return `${is(evidence)}, nicht ${evidence.claimed}`;
    case 'apart':
      return `${is(evidence.left)}, aber ${is(evidence.right)}`;
    case 'order':
      return `${orderOf(evidence, ({ side }) => side)} hieße ${orderOf(evidence, ({ value }) => numberAbout('etwa', value))}`;
    case 'residues': {
      const leaves = ({ side, value }: Valued) => `${side} lässt den Rest ${value.exact}`;
      return `modulo ${evidence.modulus}: ${leaves(evidence.left)}, ${leaves(evidence.right)}`;
    }
    case 'function':
      return `für ${evidence.where}: ${is(evidence.left)}, aber ${is(evidence.right)}`;
    case 'contradiction': {
      const holding = evidence.holding.join(' und ');
      const verb = evidence.holding.length > 1 ? 'stimmen' : 'stimmt';
      return `für ${evidence.where} ${verb} ${holding}, aber ${evidence.failing} nicht`;
    }
    case 'root':
      return `aus ${evidence.equation} folgt ${evidence.root}, nicht ${evidence.claimed}`;
    case 'derivative':
      return `die Ableitung von ${evidence.of} ist ${evidence.is}, nicht ${evidence.claimed}`;
    case 'no-root':
      return `${evidence.claimed} löst ${evidence.equation} nicht`;
    case 'left-out':
      return `${evidence.root} löst ${evidence.equation}, fehlt aber in der Antwort`;
  }
}

function orderOf({ left, sign, right }: Evidence & { kind: 'order' }, said: (side: Valued) => string): string {
  return `${said(left)} ${sign === '~' ? '≈' : sign} ${said(right)}`;
}

function numberAbout(word: string, { exact, about }: Shown): string {
  if (about === undefined) return exact ?? '';
  return exact === undefined ? `${word} ${about}` : `${exact} (${word} ${about})`;
}

/** The texts for an editor's language; English where there is none. */
export function textsFor(locale: string | undefined): Texts {
  return locale?.toLowerCase().startsWith('de') ? german : english;
}

/** What the score's chance is one of, in words; nothing where it tells none. */
function told(score: StepScore | undefined, onTrack: (p: string) => string, right: (p: string) => string): string {
  const chance = score && chanceIn(score);
  return chance === undefined ? '' : `: ${(isReward(score!) ? onTrack : right)(percent(chance))}`;
}

const percent = (p: number) => (p < 0.005 ? '<1 %' : `${Math.round(100 * p)} %`);
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
