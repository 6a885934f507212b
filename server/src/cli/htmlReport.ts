import { createHash } from 'node:crypto';
import { readable } from '../readable.ts';
import type { VerdictKind } from '../reward/verdict.ts';
import type { TokenReward } from '../witness.ts';
import { html, Markup } from './markup.ts';
import {
  addTallies,
  chanceShown,
  chanceTitle,
  type ExerciseReport,
  type FileReport,
  isScored,
  noTally,
  type StepReport,
  tally,
} from './report.ts';
import { count } from './table.ts';

const signs: Record<VerdictKind, string> = { sound: '✓', suspicious: '✗', follows: '↳', unjudged: '·' };

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2330, #e4e7ee); --faint: light-dark(#5c6475, #9aa3b5);
  --paper: light-dark(#ffffff, #14171f); --card: light-dark(#f5f6f9, #1c212c); --line: light-dark(#d9dde6, #333b4b);
  --bad: light-dark(#b3261e, #ff8a80); --good: light-dark(#1b7040, #7fd6a0); --note: light-dark(#7a4f00, #f0c674); }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem;
  margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; } a { color: inherit; } .faint { color: var(--faint); }
table { border-collapse: collapse; width: 100%; } th { text-align: start; font-weight: 600; color: var(--faint); }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: .75rem 0; padding: .6rem 1rem; }
summary { cursor: pointer; } details table { margin-top: .5rem; } tr:last-child td { border-bottom: 0; }
.step { white-space: pre-wrap; overflow-wrap: anywhere; } .verdict { white-space: nowrap; }
.suspicious .verdict, b.suspicious { color: var(--bad); font-weight: 700; } .sound .verdict, b.sound { color: var(--good); }
.follows, .unjudged { color: var(--faint); } .evidence { color: var(--note); }
.chart { width: 100%; max-width: 34rem; height: auto; display: block; margin: .5rem 0; }
.chart text { font: 11px system-ui, sans-serif; fill: var(--faint); } .axis { stroke: var(--line); }
.curve { fill: none; stroke: var(--faint); stroke-width: 1.5; } .dot { fill: var(--good); } .cross { stroke: var(--bad); stroke-width: 2.5; }
.after { fill: var(--faint); }
.cost { border-radius: .2em; } .c1 { background: light-dark(#fdeeec, #33211f); } .c2 { background: light-dark(#fad4cf, #55291f); }
.c3 { background: light-dark(#f4a79e, #84352a); text-decoration: underline; }
.g1 { background: light-dark(#e9f5ee, #1b2b22); } .g2 { background: light-dark(#c9e8d5, #204632); } .g3 { background: light-dark(#99d4b0, #2b6a47); }
@media print { details { break-inside: avoid; } }
`;

/** The page may show itself and nothing else: no script, no request, no style but its own. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A run as one page that needs nothing beside itself: read it offline, send it, print it. */
export function htmlReport(reports: readonly FileReport[], judge: string): string {
  const total = reports.map(report => tally([report])).reduce(addTallies, noTally);
  const { verdicts } = total;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Steplight: ${count(verdicts.suspicious, 'suspicious step')}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<h1>Steplight</h1>
<p><b class="${verdicts.suspicious > 0 ? 'suspicious' : 'sound'}">${count(verdicts.suspicious, 'suspicious step')}</b> in
${count(total.exercises, 'exercise')} of ${count(total.files, 'file')}; ${verdicts.sound} sound, ${verdicts.follows} following,
${verdicts.unjudged} unjudged.</p>
<p class="faint">${judge} Steplight screens; it doesn’t certify.</p>
${reports.length > 1 ? overview(reports) : ''}
${reports.map(fileSection)}
</body>
</html>
`;
  return page.html;
}

function overview(reports: readonly FileReport[]): Markup {
  const rows = reports.map((report, k) => {
    const { exercises, steps, verdicts } = tally([report]);
    return html`<tr class="${verdicts.suspicious > 0 ? 'suspicious' : ''}"><td><a href="#file${k + 1}">${report.file}</a></td>
<td class="number">${exercises}</td><td class="number">${steps}</td><td class="number verdict">${
      verdicts.suspicious > 0 ? `${signs.suspicious} ${verdicts.suspicious}` : '0'
    }</td><td class="number">${verdicts.unjudged}</td></tr>
`;
  });
  return html`<table>
<thead><tr><th>File</th><th class="number">Exercises</th><th class="number">Steps</th><th class="number">Suspicious</th><th class="number">Unjudged</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

const fileSection = (report: FileReport, k: number): Markup => html`<section id="file${k + 1}">
<h2>${report.file}</h2>
${report.exercises.length > 0 ? report.exercises.map(exerciseSection) : html`<p class="faint">No solution found.</p>`}
</section>
`;

function exerciseSection(exercise: ExerciseReport, k: number): Markup {
  const { problem, solution, steps, verdict } = exercise;
  const scored = steps.some(isScored);
  const rewards = steps.flatMap(({ tokens }) => tokens.map(({ reward }) => Math.abs(reward)));
  // One scale for the whole solution: a small cost beside a large one must look small.
  const most = rewards.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
  const open = verdict === 'suspicious' ? ' open' : '';
  const label = verdict === 'sound' ? '✓ nothing suspicious' : verdict === 'suspicious' ? '✗ suspicious' : '· unjudged';
  return html`<details${open}>
<summary><strong>Exercise ${k + 1}</strong> <b class="${verdict}">${label}</b> <span class="faint">line ${
    solution.range.start.line + 1
  }</span> ${readable(problem.text)}</summary>
${scored ? chart(steps) : ''}
<table>
<thead><tr><th class="number">Step</th><th>Verdict</th>${
    scored ? html`<th class="number">${chanceTitle(steps)}</th><th class="number">Reward</th>` : ''
  }<th></th></tr></thead>
<tbody>
${steps.map((step, i) => stepRow(step, i, scored, most))}</tbody>
</table>
</details>
`;
}

function stepRow(step: StepReport, k: number, scored: boolean, most: number): Markup {
  const { verdict, reward, reason, evidence } = step;
  const against = [
    ...evidence.map(({ text }) => readable(text)),
    ...(evidence.length === 0 && verdict !== 'follows' && reason ? [reason] : []),
  ];
  const scores = html`<td class="number">${chanceShown(step)?.toFixed(2) ?? ''}</td><td class="number">${reward === null ? '' : signed(reward)}</td>`;
  return html`<tr class="${verdict}"><td class="number">${k + 1}</td><td class="verdict">${signs[verdict]} ${verdict}</td>${
    scored ? scores : ''
  }<td><div class="step">${heatMap(step, most)}</div>${against.map(said => html`<div class="evidence">${said}</div>`)}</td></tr>
`;
}

/** The step with a background under each token that gave or took something; the dearest are underlined too. */
function heatMap({ text, reading, tokens }: StepReport, most: number): Markup {
  if (tokens.length === 0) return html`${text}`;
  const parts: Markup[] = [];
  let at = 0;
  for (const { span, reward } of tokens.toSorted(byPlace)) {
    if (span.start < at) continue;
    const level = Math.round((3 * Math.abs(reward)) / most);
    const inside = html`${reading.slice(span.start, span.end)}`;
    parts.push(html`${reading.slice(at, span.start)}`);
    const name = `cost ${reward < 0 ? 'c' : 'g'}${level}`;
    parts.push(level === 0 ? inside : html`<span class="${name}" title="${signed(reward)}">${inside}</span>`);
    at = span.end;
  }
  return html`${parts}${reading.slice(at)}`;
}

const byPlace = (a: TokenReward, b: TokenReward) => a.span.start - b.span.start;

/** The chance that the solution is still right after each step, or that the step is; Q where the PRM tells none. */
function chart(steps: readonly StepReport[]): Markup {
  const chances = steps.some(step => chanceShown(step) !== null);
  const points = steps.flatMap((step, k) => {
    const value = chances ? chanceShown(step) : step.q;
    return value === null ? [] : [{ k, value, verdict: step.verdict }];
  });
  const values = points.map(({ value }) => value);
  const low = chances ? 0 : Math.min(0, ...values);
  const high = chances ? 1 : Math.max(0, ...values);
  const x = (k: number) => round(48 + (k * 448) / Math.max(1, steps.length - 1));
  const y = (value: number) => round(104 - (92 * (value - low)) / (high - low || 1));
  const marks = points.map(({ k, value, verdict }) => mark(x(k), y(value), verdict));
  const every = Math.ceil(steps.length / 24);
  const ticks = steps.flatMap((_, k) =>
    k % every === 0 ? [html`<text x="${x(k)}" y="122" text-anchor="middle">${k + 1}</text>`] : [],
  );
  const what = `${chances ? chanceTitle(steps) : 'Q'} after each step`;
  return html`<svg class="chart" viewBox="0 0 510 128" role="img" aria-label="${what}: ${values.map(value => value.toFixed(2)).join(', ')}">
<line class="axis" x1="40" x2="504" y1="${y(low)}" y2="${y(low)}"/><line class="axis" x1="40" x2="504" y1="${y(high)}" y2="${y(high)}"/>
<text x="34" y="${y(high) + 4}" text-anchor="end">${short(high)}</text><text x="34" y="${y(low) + 4}" text-anchor="end">${short(low)}</text>
<polyline class="curve" points="${points.map(({ k, value }) => `${x(k)},${y(value)}`).join(' ')}"/>${marks}${ticks}
</svg>`;
}

function mark(x: number, y: number, verdict: VerdictKind): Markup {
  if (verdict === 'suspicious') return html`<path class="cross" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
  return html`<circle class="${verdict === 'sound' ? 'dot' : 'after'}" cx="${x}" cy="${y}" r="4"/>`;
}

const round = (value: number) => Math.round(value * 10) / 10;
const short = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1));
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
