import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SAFETY_CLASSES } from '../../../src/domain/screening.js';
import { decodePicture } from '../../../src/engine/images/decode.js';
import { bytesToPlanes } from '../../../src/engine/images/pixels.js';
import { rateSafety } from '../../../src/engine/vision/safety.js';

/** By the original model in TensorFlow.js 4.22, after nsfwjs' own preprocessing: drawing, hentai, neutral, porn, sexy. */
const ORIGINAL = {
  'config/demo.jpg': [0.02132, 0.00007, 0.97783, 0.00004, 0.00073],
  'test/photos/cat-chelsea.jpg': [0.00103, 0.00072, 0.91815, 0.07499, 0.00511],
  'config/presets/hokusai-poppies.jpg': [0.67853, 0.06068, 0.2597, 0.00066, 0.00044],
  'config/presets/gauguin-arearea.jpg': [0.0501, 0.00202, 0.89964, 0.00303, 0.04521],
};

async function rate(path: string) {
  const { rgb, width, height } = await decodePicture(await readFile(path));
  return rateSafety({ data: bytesToPlanes(rgb), width, height });
}

describe('rateSafety', () => {
  it.each(Object.entries(ORIGINAL))('rates %s as the original does', async (path, original) => {
    const rating = await rate(path);
    const off = SAFETY_CLASSES.map((name, index) => Math.abs(rating[name] - original[index]!));
    expect(Math.max(...off)).toBeLessThan(1e-3);
  });
});
