/** What decides how a picture will look, as one short text: equal for requests that would be painted alike. */
import { createHash } from 'node:crypto';
import { RECIPE_VERSION, SETTINGS, type Settings, type StyleRequest } from '../domain/request.js';

/** Names of files do not matter, and of the styles' weights only their proportions. */
export function fingerprint({ content, styles, initial, settings }: StyleRequest): string {
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  const shares = styles.map(({ picture, weight }) => [picture, Number((weight / total).toPrecision(9))]);
  const values = (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => [name, settings[name]]);
  const parts = JSON.stringify([RECIPE_VERSION, content, shares, initial ?? null, values]);
  return createHash('sha256').update(parts).digest('hex');
}
