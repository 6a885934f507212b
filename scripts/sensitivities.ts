/**
 * Where the three sensitivities lie on a PRM's precision–recall curve: prints the figures for the settings' texts and draws
 * the curve, from what `steplight eval` has kept.
 *
 *     npm run steplight -- eval DATA --results RESULTS
 *     npm run sensitivities -- DATA RESULTS [--prm FOLDER] [--out SVG]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { StepFacts } from '../server/src/cli/judging.ts';
import { labelledSolutions } from '../server/src/cli/labelledSolutions.ts';
import { type Manifest, readManifest } from '../server/src/manifest.ts';
import { onTrack } from '../server/src/reward/implicit.ts';
import { root } from './root.ts';
import { runScript } from './script.ts';

interface Solution {
  readonly firstError: number | null;
  /** Per step what the PRM's rule holds against a threshold; the exact check's word is certain: 0 and 1. */
  readonly doubts: readonly (number | undefined)[];
}

interface Point {
  readonly warnings: number;
  /** Warnings on the labelled step, and in wrong solutions. */
  readonly found: number;
  readonly inWrong: number;
}

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      prm: { type: 'string', default: join(root, 'models/starter') },
      out: { type: 'string', default: join(root, 'docs/sensitivities.svg') },
    },
  });
  const [data, results] = positionals;
  if (data === undefined || results === undefined)
    throw new Error('Name the data and the results that "steplight eval DATA --results RESULTS" has kept.');
  const manifest = await readManifest(resolve(values.prm));
  const { thresholds } = manifest;
  if (!thresholds) throw new Error(`${manifest.name} has no thresholds: "steplight calibrate" finds them.`);
  const solutions = read(data, results, manifest);
  const wrong = solutions.filter(({ firstError }) => firstError !== null).length;

  const marks = Object.entries(thresholds).map(([name, threshold]) => ({ name, ...at(solutions, threshold) }));
  const alone = { name: 'exact check alone', ...at(solutions, Number.MIN_VALUE) };
  console.table(
    [alone, ...marks].map(({ name, found, warnings, inWrong }) => ({
      '': name,
      'on the wrong step': `${found} of ${wrong}`,
      warnings,
      'false alarms': `${warnings - inWrong} of ${solutions.length - wrong}`,
    })),
  );
  const levels = solutions.flatMap(({ doubts }) => doubts.filter(doubt => doubt !== undefined && doubt > 0));
  const curve = [...new Set(levels)].sort((a, b) => a! - b!).map(level => at(solutions, level! + Number.EPSILON));
  writeFileSync(resolve(values.out), drawn(curve, [alone, ...marks], wrong, `${manifest.name} on ${basename(data)}`));
  console.log(values.out);
});

/** The results' lines are in the order in which they became known; their keys end with the number of the solution. */
function read(data: string, results: string, manifest: Manifest): Solution[] {
  const labelled = labelledSolutions(readFileSync(data, 'utf8'));
  const [, ...lines] = readFileSync(results, 'utf8').trim().split('\n');
  return lines.map(line => {
    const { key, result } = JSON.parse(line) as { key: string; result: StepFacts[] };
    const { firstError } = labelled[Number(key.slice(key.lastIndexOf('#') + 1)) - 1]!;
    return { firstError, doubts: result.map(facts => doubtOf(facts, manifest)) };
  });
}

function doubtOf({ score, exact }: StepFacts, manifest: Manifest): number | undefined {
  if (exact === 'wrong') return 0;
  if (exact === 'right' && score?.formulasOnly !== undefined) return 1;
  if (!score) return undefined;
  if (!('reward' in score)) return score.chance;
  if (manifest.family !== 'implicit' || !manifest.calibration) return undefined;
  if (manifest.rule === 'cumulative') return score.onTrack;
  return onTrack(manifest.calibration, { q: score.reward, tokens: score.logProbs?.tokens ?? 0 });
}

/** One warning per solution, on the first step below the threshold. */
function at(solutions: readonly Solution[], threshold: number): Point {
  let [warnings, found, inWrong] = [0, 0, 0];
  for (const { firstError, doubts } of solutions) {
    const first = doubts.findIndex(doubt => doubt !== undefined && doubt < threshold);
    if (first < 0) continue;
    warnings++;
    if (firstError !== null) inWrong++;
    if (first === firstError) found++;
  }
  return { warnings, found, inWrong };
}

function drawn(
  curve: readonly Point[],
  marks: readonly (Point & { name: string })[],
  wrong: number,
  title: string,
): string {
  const [left, top, side] = [56, 34, 300];
  const x = ({ found }: Point) => Math.round(left + (found / wrong) * side);
  const y = ({ found, warnings }: Point) => Math.round(top + side - (warnings === 0 ? 1 : found / warnings) * side);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(share => {
    const [along, up] = [left + share * side, top + side - share * side];
    return `<path class="grid" d="M${left} ${up}h${side}M${along} ${top}v${side}"/><text x="${along}" y="${top + side + 16}" text-anchor="middle">${100 * share} %</text><text x="${left - 6}" y="${up + 4}" text-anchor="end">${100 * share} %</text>`;
  });
  const shapes = ['M-5-5h10v10h-10z', 'M0-6l6 11h-12z', 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z', 'M0-6l6 6l-6 6l-6-6z'];
  const named = marks.map(
    (mark, k) =>
      `<path class="mark" transform="translate(${x(mark)} ${y(mark)})" d="${shapes[k]}"/><path class="mark" transform="translate(${left + side + 24} ${top + 12 + 22 * k})" d="${shapes[k]}"/><text x="${left + side + 36}" y="${top + 16 + 22 * k}">${mark.name}: ${mark.found} of ${mark.warnings} warnings</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 400" width="620" height="400" font-family="sans-serif" font-size="12">
<title>${title}: precision over recall of the first wrong step</title>
<style>text{fill:#555}.grid{stroke:#999;stroke-opacity:.35}.curve{fill:none;stroke:#2a7ab8;stroke-width:1.5}.mark{fill:#c05a00}@media(prefers-color-scheme:dark){text{fill:#bbb}}</style>
<text x="${left}" y="18">${title}: precision over recall of the first wrong step</text>
${ticks.join('\n')}
<path class="curve" d="M${curve.map(point => `${x(point)} ${y(point)}`).join('L')}"/>
${named.join('\n')}
<text x="${left + side / 2}" y="${top + side + 40}" text-anchor="middle">recall: wrong solutions with the warning on the wrong step</text>
</svg>
`;
}
