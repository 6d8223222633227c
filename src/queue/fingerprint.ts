/** What decides how a picture will look, as one short text: equal for requests that would be painted alike. */
import { createHash } from 'node:crypto';
import { framesOf } from '../domain/motion.js';
import { RECIPE_VERSION, SETTINGS, type Settings, type StyleRequest } from '../domain/request.js';

/**
 * Names of files do not matter, and of the styles' weights only their proportions. What a picture has passed does: one that was painted
 * without screening is no answer where there is one.
 */
export function fingerprint(request: StyleRequest): string {
  const { content, styles, initial, mask, settings, sheet = [], screening } = request;
  const parts = [RECIPE_VERSION, content, sharesOf(styles), initial ?? null, valuesOf(settings)];
  const cells = sheet.map((cell) => [sharesOf(cell.styles), valuesOf({ ...settings, ...cell.settings })]);
  const frames = framesOf(request);
  const more = [
    ...(cells.length === 0 ? [] : [cells]),
    ...(frames === 1 ? [] : [frames]),
    ...(mask ? [mask] : []),
    ...(screening ? [[screening.level, screening.threshold]] : []),
  ];
  return createHash('sha256')
    .update(JSON.stringify([...parts, ...more]))
    .digest('hex');
}

function sharesOf(styles: StyleRequest['styles']) {
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  return styles.map(({ picture, weight }) => [picture, Number((weight / total).toPrecision(9))]);
}

/** `motion` is left out: whether the picture moves is said by its frames, and stills of earlier versions stay what they were. */
function valuesOf(settings: Settings) {
  const names = (Object.keys(SETTINGS) as (keyof Settings)[]).filter((name) => name !== 'motion');
  return names.map((name) => [name, settings[name]]);
}
