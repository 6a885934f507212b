import type { ExerciseState, StepState } from '../../../server/src/protocol.ts';

/** The words in and around a drawing, in the reader's language. */
export interface ChartTexts {
  readonly title: string;
  readonly onTrack: string;
  readonly q: string;
  readonly chance: string;
  readonly verdicts: string;
  readonly candidates: (n: number) => string;
  readonly noScores: string;
  readonly step: (n: number, says: string, values: string) => string;
}

/** Candidates for what comes after the first `from` steps, drawn over the solution. */
export interface Overlay {
  readonly from: number;
  readonly candidates: readonly (readonly Figures[])[];
  /** The one that is looked at. */
  readonly chosen: number;
}

type Figures = Pick<StepState, 'q' | 'onTrack' | 'chance'>;
type Figure = (of: Figures) => number | undefined;

interface Scale {
  readonly x: (k: number) => number;
  readonly y: (value: number) => number;
}

const margin = { left: 48, right: 16, top: 4, bottom: 30 };
const stripHeight = 24;
const panelHeight = 130;
const gap = 36;

/**
 * A solution over its steps, as SVG: a strip of verdicts, whoever they come from; then chances, where the PRM gives them, and
 * Q. Each step is one thing to click or to reach with the keyboard, and says in words what it shows; shapes tell verdicts
 * apart, not colours alone.
 */
export function drawChart(
  exercise: ExerciseState,
  cursor: number,
  width: number,
  texts: ChartTexts,
  overlay?: Overlay,
): string {
  const { steps } = exercise;
  const candidates = overlay?.candidates ?? [];
  const all: Figures[] = [...steps, ...candidates.flat()];
  const panels = [
    { name: texts.onTrack, value: (({ onTrack }) => onTrack) as Figure, range: [0, 1] as const },
    { name: texts.chance, value: (({ chance }) => chance) as Figure, range: [0, 1] as const },
    { name: texts.q, value: (({ q }) => q) as Figure, range: rangeOf(all.flatMap(({ q }) => q ?? [])) },
  ].filter(({ value }) => all.some(one => value(one) !== undefined));
  const noScores = panels.length === 0 ? `<p>${literal(texts.noScores)}</p>` : '';
  const columns = Math.max(steps.length, ...candidates.map(({ length }) => (overlay?.from ?? 0) + length));
  if (columns === 0) return noScores;
  const wide = Math.max(width, margin.left + margin.right + (columns > 30 ? 18 : 28) * columns);
  const height = margin.top + stripHeight + panels.length * (gap + panelHeight) + margin.bottom;
  const column = (wide - margin.left - margin.right) / columns;
  const x = (k: number) => margin.left + (k + 0.5) * column;
  const drawn = panels.map(({ name, value, range: [low, high] }, row) => {
    const top = margin.top + stripHeight + gap + row * (panelHeight + gap);
    const y = (v: number) => top + panelHeight - ((v - low) / (high - low)) * panelHeight;
    const scale = { x, y };
    const marks = steps.map((step, k) => mark(step, k, value(step), scale)).join('');
    const others = overlay ? overlaid(steps, overlay, value, scale) : '';
    return `${frame(name, [low, high], top, wide, y)}${others}<path class="line" d="${path(steps, value, scale)}"/>${marks}`;
  });
  const strip = steps.map((step, k) => sign(step, round(x(k)), margin.top + stripHeight / 2)).join('');
  const beyond = Array.from({ length: columns - steps.length }, (_, k) => steps.length + k).map(
    k => `<text class="step beyond" x="${round(x(k))}" y="${height - 7}">${k + 1}</text>`,
  );
  const targets = steps.map((step, k) => {
    const values = panels.flatMap(({ name, value }) => {
      const v = value(step);
      return v === undefined ? [] : [`${name} ${number(v)}`];
    });
    const label = literal(texts.step(k + 1, step.says, values.join(', ')));
    const band = `<rect class="band" x="${round(x(k) - column / 2)}" y="1" width="${round(column)}" height="${height - 2}"/>`;
    const name = `<text class="step" x="${round(x(k))}" y="${height - 7}">${k + 1}</text>`;
    const current = k === cursor ? ' aria-current="step"' : '';
    const stop = k === Math.max(0, cursor) ? 0 : -1;
    return `<g role="button" tabindex="${stop}" data-step="${k}" aria-label="${label}"${current}><title>${label}</title>${band}${name}</g>`;
  });
  // What is drawn lies over the targets, and lets the mouse through to them.
  const size = `width="${wide}" height="${height}"`;
  const legend = [texts.verdicts, ...(candidates.length > 0 ? [texts.candidates(candidates.length)] : [])]
    .map(line => `<p>${literal(line)}</p>`)
    .join('');
  return `${legend}<div class="wide"><svg role="group" aria-label="${literal(texts.title)}" ${size}>${targets.join('')}<g class="drawn" aria-hidden="true">${strip}${beyond.join('')}${drawn.join('')}</g></svg></div>${noScores}`;
}

/** Each candidate as a dashed line from the last step that it keeps; the one that is looked at is whole. */
function overlaid(
  steps: readonly Figures[],
  { from, candidates, chosen }: Overlay,
  value: Figure,
  { x, y }: Scale,
): string {
  const before = Math.max(0, from - 1);
  return candidates
    .map((candidate, index) => {
      const line = path([...steps.slice(before, from), ...candidate], value, { x: k => x(before + k), y });
      const name = index === chosen ? 'candidate chosen' : 'candidate';
      // A line of one point would not be seen.
      const points = [...line.matchAll(/M[^ML]+(?=M|$)/g)].map(([point]) => `${point}h0`).join('');
      return `<path class="${name}" d="${line}"/>${points && `<path class="${name} point" d="${points}"/>`}`;
    })
    .join('');
}

/** The axis with its name, and lines at both ends and at zero or the middle. */
function frame(name: string, [low, high]: readonly [number, number], top: number, wide: number, y: Scale['y']) {
  const crossed = low < 0 && high > 0;
  // Where an end lies close to zero, its figure would be written over that of zero.
  const ticks = crossed
    ? [low, 0, high].filter(tick => tick === 0 || Math.abs(y(tick) - y(0)) > 12)
    : [low, (low + high) / 2, high];
  const lines = ticks.map(
    tick =>
      `<line class="grid" x1="${margin.left}" x2="${wide - margin.right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/>` +
      `<text class="tick" x="${margin.left - 6}" y="${round(y(tick) + 4)}">${number(tick)}</text>`,
  );
  return `<text x="${margin.left}" y="${top - 10}">${literal(name)}</text>${lines.join('')}`;
}

/** A verdict in the strip: ▼ looks wrong, ✓ sound, • follows, – not judged; dotted while outdated. */
function sign({ kind, looksWrong, outdated }: StepState, cx: number, cy: number): string {
  const name = `sign ${looksWrong ? 'wrong' : kind}${outdated ? ' outdated' : ''}`;
  if (looksWrong) return `<path class="${name}" d="${triangle(cx, cy)}"/>`;
  if (kind === 'follows') return `<circle class="${name}" cx="${cx}" cy="${cy}" r="2"/>`;
  const line = kind === 'sound' ? `M${cx - 5} ${cy}l4 4l6-9` : `M${cx - 4} ${cy}h8`;
  return `<path class="${name}" d="${line}"/>`;
}

const triangle = (cx: number, cy: number) => `M${cx - 6} ${cy - 5}h12l-6 10z`;

/** ▼ where it looks wrong, ● else; hollow while outdated. Nothing where nothing is known. */
function mark(step: StepState, k: number, value: number | undefined, { x, y }: Scale): string {
  if (value === undefined) return '';
  const [cx, cy] = [round(x(k)), round(y(value))];
  const kind = `mark ${step.looksWrong ? 'wrong' : step.kind}${step.outdated ? ' outdated' : ''}`;
  if (!step.looksWrong) return `<circle class="${kind}" cx="${cx}" cy="${cy}" r="4"/>`;
  return `<path class="${kind}" d="${triangle(cx, cy)}"/>`;
}

/** Through all steps with a value; a step without one is a gap. */
function path(steps: readonly Figures[], value: Figure, { x, y }: Scale): string {
  let drawing = false;
  return steps
    .map((step, k) => {
      const v = value(step);
      const move = drawing ? 'L' : 'M';
      drawing = v !== undefined;
      return v === undefined ? '' : `${move}${round(x(k))} ${round(y(v))}`;
    })
    .join('');
}

/** A range with 0 in it and never empty. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return low === high ? [-1, 1] : [low, high];
}

const round = (value: number) => Math.round(value * 10) / 10;
const number = (value: number) => value.toFixed(2).replace('-', '−');
const literal = (text: string) => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
