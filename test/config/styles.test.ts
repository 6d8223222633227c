/** The styles painted by code: same code, same picture; and the committed pictures are what the code paints. */
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROCEDURAL_STYLES } from '../../config/styles/all.js';
import { type Painter, paint } from '../../config/styles/canvas.js';
import { loadPresets, presetPicture } from '../../src/app/presets.js';

const names = Object.keys(PROCEDURAL_STYLES);
const presets = await loadPresets();

/** Both pictures are compared at this size, where the JPEG's noise and the coarser sampling average out. */
const COMPARED = 24;

async function reduced(picture: Uint8Array | Sharp): Promise<Uint8Array> {
  const image = picture instanceof Uint8Array ? sharp(picture) : picture;
  return image.resize(COMPARED, COMPARED, { kernel: 'lanczos3' }).removeAlpha().raw().toBuffer();
}

/** Mean absolute difference, 0..255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

it('each is a preset by Atelier, and each preset by Atelier is one', () => {
  const own = presets.filter(({ artist }) => artist === 'Atelier');
  expect(own.map(({ id }) => id).sort()).toEqual([...names].sort());
  for (const { id, source, picture } of own) {
    expect(source).toBe(`config/styles/${id}.ts`);
    expect(picture).toBe(`${id}.jpg`);
  }
});

describe.each(names)('%s', (name) => {
  let painter: Painter;
  beforeAll(() => {
    painter = PROCEDURAL_STYLES[name]();
  });

  it('paints the same bytes when it is set up again', () => {
    const first = paint(painter, 40);
    expect(first).toEqual(paint(PROCEDURAL_STYLES[name](), 40));
    expect(new Set(first).size).toBeGreaterThan(40);
  });

  it('is the committed picture', async () => {
    const size = 320;
    const pixels = paint(painter, size);
    const fresh = await reduced(sharp(pixels, { raw: { width: size, height: size, channels: 3 } }));
    const preset = presets.find(({ id }) => id === name)!;
    const committed = await reduced(await presetPicture(preset));
    // Empirical: 1.3 to 2.2 by the coarser sampling and JPEG; 2.7 to 50 with one seed or one line width of the code changed.
    expect(difference(fresh, committed)).toBeLessThan(2.5);
  });
});
