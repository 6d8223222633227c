/** `atelier sheet`, on sheets of the smallest cells. */
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { atelier } from '../../support/command-line.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const small = ['--size', '64'];

let folder: string;
let photo: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-sheet-'));
  photo = join(folder, 'cat.jpg');
  await copyFile(join(ROOT, 'config/demo.jpg'), photo);
});
afterEach(() => rm(folder, { recursive: true }));

it('paints the photo in every preset, as one picture beside it', { timeout: 240_000 }, async () => {
  const { code, stdout, stderr } = await atelier(['sheet', photo, ...small]);
  expect(code, stderr).toBe(0);
  const presets = JSON.parse(await readFile(join(ROOT, 'config/presets.json'), 'utf8')) as unknown[];
  const out = join(folder, 'cat-sheet.jpg');
  expect(stdout).toContain(`${out}: ${presets.length} pictures in `);
  expect((await readdir(folder)).sort()).toEqual(['cat-sheet.jpg', 'cat.jpg']);
  const { width, height, format } = await sharp(out).metadata();
  expect({ width, format }).toEqual({ width: 5 * (64 + 8) - 8, format: 'jpeg' });
  expect(height).toBeGreaterThan(5 * (43 + 8) + 5 * 30); // with the titles
});

it('paints one style at five strengths', async () => {
  const out = join(folder, 'strengths.png');
  const { code, stderr } = await atelier([
    'sheet',
    photo,
    '-s',
    'mosaic',
    '--strengths',
    '-o',
    out,
    ...small,
  ]);
  expect(code, stderr).toBe(0);
  expect(await sharp(out).metadata()).toMatchObject({ width: 5 * (64 + 8) - 8, format: 'png' });
});
