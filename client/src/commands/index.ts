import { commands } from 'vscode';
import { moveInChooser } from '../candidates/chooser.ts';
import { setApiKey } from '../candidates/keys.ts';
import type { Context } from '../ctx.ts';
import { setHubToken } from '../prms/access.ts';
import { choosePrm } from '../prms/choosePrm.ts';
import { installCuda, removeCuda } from '../prms/cuda.ts';
import { removePrm, repairPrm, verifyPrm } from '../prms/manage.ts';
import { exportFeedback, giveFeedback } from './feedback.ts';
import { goToStep } from './goToStep.ts';
import { ignoreStep, showIgnored } from './ignore.ts';
import { openSample } from './openSample.ts';
import { regenerate } from './regenerate.ts';
import { clearReview, exportReview, reviewFolder } from './review.ts';
import { scoreDocument, scoreSelection } from './score.ts';
import { suspiciousStep } from './suspiciousStep.ts';

import { unload } from './unload.ts';

/** Every command of the manifest, once. */
const table: Readonly<Record<string, (context: Context) => (...args: never[]) => unknown>> = {
  'steplight.restart': context => () => context.restart('afresh'),
  'steplight.showLog': context => () => context.log.show(),
  'steplight.showStatus': context => () => context.showStatus(),
  'steplight.unload': unload,
  'steplight.openSample': openSample,
  'steplight.scoreDocument': scoreDocument,
  'steplight.scoreSelection': scoreSelection,
  'steplight.goToStep': goToStep,
  'steplight.ignoreStep': ignoreStep,
  'steplight.showIgnored': showIgnored,
  'steplight.nextSuspiciousStep': suspiciousStep('next'),
  'steplight.previousSuspiciousStep': suspiciousStep('previous'),
  'steplight.showScoreChart': context => () => context.scoreChart.show(),
  'steplight.toggleHeatMap': context => () => context.heatMap.toggle(),
  'steplight.stepIsFine': giveFeedback('step', true),
  'steplight.stepIsWrong': giveFeedback('step', false),
  'steplight.solutionIsRight': giveFeedback('solution', true),
  'steplight.solutionIsWrong': giveFeedback('solution', false),
  'steplight.exportFeedback': exportFeedback,
  'steplight.reviewFolder': reviewFolder,
  'steplight.exportReview': exportReview,
  'steplight.clearReview': clearReview,
  'steplight.sortByDocument': context => () => context.stepsView.sort('document'),
  'steplight.sortByWorst': context => () => context.stepsView.sort('worst'),
  'steplight.regenerateFromStep': regenerate('step'),
  'steplight.regenerateSolution': regenerate('solution'),
  'steplight.continueSolution': regenerate('continuation'),
  'steplight.setApiKey': setApiKey,
  'steplight.choosePrm': choosePrm,
  'steplight.verifyPrm': verifyPrm,
  'steplight.repairPrm': repairPrm,
  'steplight.removePrm': removePrm,
  'steplight.setHubToken': setHubToken,
  'steplight.installCuda': installCuda,
  'steplight.removeCuda': removeCuda,
  'steplight.nextCandidate': () => moveInChooser(1),
  'steplight.previousCandidate': () => moveInChooser(-1),
};

export function registerCommands(context: Context): void {
  for (const [name, command] of Object.entries(table)) context.own(commands.registerCommand(name, command(context)));
}
