import { phrase } from '../phrase.ts';
import type { Settings } from '../settings.ts';
import type { WitnessesContext } from '../witnesses.ts';
import { baseAddress } from './access.ts';
import { ServerFailure } from './failure.ts';
import { RemoteScorer, type ServedAt } from './remoteScorer.ts';

/** Whether the PRM's towers are on servers, by the settings. */
export const isServed = (settings: Settings): boolean => settings['endpoint.policy'].trim() !== '';

/** The scorer that the settings ask for, or why there can't be one. */
export function remoteScorer(
  folder: string,
  settings: Settings,
  { access, log, statusChanged }: Pick<WitnessesContext, 'access' | 'log' | 'statusChanged'>,
): RemoteScorer | ServerFailure {
  try {
    if (access === undefined) throw new ServerFailure('refused', phrase`No server can be asked from here.`);
    return new RemoteScorer({ folder, ...towersServed(settings), access, log, statusChanged });
  } catch (error) {
    if (error instanceof ServerFailure) return error;
    throw error;
  }
}

/** One server with two models, or two servers. */
function towersServed(settings: Settings): { policy: ServedAt; reference: ServedAt | undefined } {
  const named = (name: 'policyModel' | 'referenceModel') => settings[`endpoint.${name}`].trim();
  const policy = {
    base: baseAddress(settings['endpoint.policy'], 'steplight.endpoint.policy'),
    model: named('policyModel'),
  };
  const own = settings['endpoint.reference'].trim();
  if (own === '' && named('referenceModel') === '') return { policy, reference: undefined };
  const base = own === '' ? policy.base : baseAddress(own, 'steplight.endpoint.reference');
  return { policy, reference: { base, model: named('referenceModel') } };
}
