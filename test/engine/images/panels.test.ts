/** Where things stand on a sheet, and that drawings can be read for it alone. */
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodePicture } from '../../../src/engine/images/decode.js';
import { encodePicture } from '../../../src/engine/images/encode.js';
import { evidenceOf, ownEvidence } from '../../../src/engine/images/evidence.js';
import { drawPanels } from '../../../src/engine/images/panels.js';

const svg = (colour: string, width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour}"/></svg>`;

async function panel(colour: string, value: number) {
  const planes = new Float32Array(3 * 400 * 200).fill(value);
  const picture = await encodePicture({ width: 400, height: 200, planes }, { format: 'png' });
  return { title: colour, picture, below: (width: number, height: number) => svg(colour, width, height) };
}

it('a sheet has the pictures side by side and the drawing of each beneath it', async () => {
  const panels = [await panel('#ff0000', 0.2), await panel('#00ff00', 0.4), await panel('#0000ff', 0.6)];
  const bytes = await drawPanels(panels, 'png', evidenceOf({ network: 'compact' }));
  expect(ownEvidence((await sharp(bytes).metadata()).xmpAsString)).toContain('(compact)');
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x)).subarray(0, 3)];
  const columns = [0, 1, 2].map((i) => Math.round(((i + 0.5) * info.width) / 3));
  expect(info.width).toBeGreaterThan(3 * 400);
  expect(columns.map((x) => at(x, 150)[0])).toEqual([51, 102, 153]);
  expect(columns.map((x) => at(x, info.height - 40))).toEqual([
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ]);
  expect(at(2, 2)).toEqual([255, 255, 255]);
});

it('SVG from outside is refused after it as before', async () => {
  await drawPanels([await panel('#ff0000', 0.5)], 'jpeg', evidenceOf({}));
  await expect(decodePicture(Buffer.from(svg('red', 100, 100)))).rejects.toMatchObject({
    code: expect.stringMatching(/^picture_/),
  });
});
