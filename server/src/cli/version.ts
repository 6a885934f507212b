import { readFileSync } from 'node:fs';
import { packaged } from '../assets.ts';

/** The version of this Steplight. */
export function version(): string {
  return (JSON.parse(readFileSync(packaged('package.json'), 'utf8')) as { version: string }).version;
}
