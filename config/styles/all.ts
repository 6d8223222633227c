/** The procedural styles by name; a name is also the preset's id and its picture's name. */
import type { Painter } from './canvas.js';
import { engraving } from './engraving.js';
import { impasto } from './impasto.js';
import { linocut } from './linocut.js';
import { marbling } from './marbling.js';
import { mosaic } from './mosaic.js';
import { pointillism } from './pointillism.js';
import { stainedGlass } from './stained-glass.js';

/** Each entry sets its style up (places tiles, drops ink) and gives the painter. */
export const PROCEDURAL_STYLES: Readonly<Record<string, () => Painter>> = {
  marbling,
  'stained-glass': stainedGlass,
  mosaic,
  linocut,
  pointillism,
  engraving,
  impasto,
};
