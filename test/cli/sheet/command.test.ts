/** `atelier sheet`, on sheets of the smallest cells. */
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allPresets } from '../../../src/cli/sheet/command.js';
import { atelier } from '../../support/command-line.js';

const ROOT = resolve(import.meta.dirname, '../../..');
interface Preset {
  id: string;
  title: string;
  strength: number;
  styleScale: number;
  picture: string;
}

const small = ['--size', '64'];

let folder: string;
let photo: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-sheet-'));
  photo = join(folder, 'cat.jpg');
  await copyFile(join(ROOT, 'config/demo.jpg'), photo);
});
afterEach(() => rm(folder, { recursive: true }));

it('has every preset with its own settings, its title and the name to type', async () => {
  const presets = JSON.parse(await readFile(join(ROOT, 'config/presets.json'), 'utf8')) as Preset[];
  const { sheet, label } = await allPresets();
  expect(label).toBe('sheet');
  expect(sheet).toHaveLength(presets.length);
  for (const [index, { id, title, strength, styleScale, picture }] of presets.entries()) {
    const { styles, ...cell } = sheet[index]!;
    expect(cell).toEqual({ settings: { strength, styleScale }, caption: { title, note: id } });
    expect(styles.map(({ weight }) => weight)).toEqual([1]);
    // Not toEqual: on half a megabyte it takes seconds.
    const painting = await readFile(join(ROOT, 'config/presets', picture));
    expect(painting.equals(styles[0]!.picture)).toBe(true);
  }
});

it('paints one style at five strengths, as one picture beside the photo', async () => {
  const { code, stdout, stderr } = await atelier(['sheet', photo, '-s', 'mosaic', '--strengths', ...small]);
  expect(code, stderr).toBe(0);
  const out = join(folder, 'cat-mosaic-strengths.jpg');
  expect(stdout).toContain(`${out}: 5 pictures in `);
  expect((await readdir(folder)).sort()).toEqual(['cat-mosaic-strengths.jpg', 'cat.jpg']);
  const { width, height, format, xmpAsString } = await sharp(out).metadata();
  expect(xmpAsString).toContain('<xmp:CreatorTool>Atelier<');
  expect({ width, format }).toEqual({ width: 5 * (64 + 8) - 8, format: 'jpeg' });
  expect(height).toBeGreaterThan(43 + 15); // with the strengths beneath
});
