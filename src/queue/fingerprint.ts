/** What decides how a picture will look, as one short text: equal for requests that would be painted alike. */
import { createHash } from 'node:crypto';
import { RECIPE_VERSION, SETTINGS, type Settings, type StyleRequest } from '../domain/request.js';

/**
 * Names of files do not matter, and of the styles' weights only their proportions. What a picture has passed does: one that was painted
 * without screening is no answer where there is one.
 */
export function fingerprint({
  content,
  styles,
  initial,
  settings,
  sheet = [],
  screening,
}: StyleRequest): string {
  const parts = [RECIPE_VERSION, content, sharesOf(styles), initial ?? null, valuesOf(settings)];
  const cells = sheet.map((cell) => [sharesOf(cell.styles), valuesOf({ ...settings, ...cell.settings })]);
  return createHash('sha256')
    .update(
      JSON.stringify([
        ...parts,
        ...(cells.length === 0 ? [] : [cells]),
        ...(screening ? [[screening.level, screening.threshold]] : []),
      ]),
    )
    .digest('hex');
}

function sharesOf(styles: StyleRequest['styles']) {
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  return styles.map(({ picture, weight }) => [picture, Number((weight / total).toPrecision(9))]);
}

function valuesOf(settings: Settings) {
  return (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => [name, settings[name]]);
}
