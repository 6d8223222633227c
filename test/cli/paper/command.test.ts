/** `npm run paper` as people run it, and what its words mean. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePaperArguments } from '../../../src/cli/paper/arguments.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const PHOTO = join(ROOT, 'config/demo.jpg');

describe('its words', () => {
  it('mean three paintings in quality paper that differ by their mode', () => {
    const command = parsePaperArguments(['cat.jpg', 'mosaic', '--size', '128', '--normalisation', 'keras']);
    if (command.name !== 'paper') throw new Error('help');
    expect(command.out).toBe('out/paper.png');
    const given = { size: 128, normalisation: 'keras', quality: 'paper' };
    expect(command.requests).toMatchObject([
      { photo: 'cat.jpg', styles: [], given: { ...given, mode: 'content' } },
      { photo: 'cat.jpg', styles: [{ name: 'mosaic' }], given: { ...given, mode: 'style' } },
      { photo: 'cat.jpg', styles: [{ name: 'mosaic' }], given: { ...given, mode: 'transfer' } },
    ]);
  });

  it('mean the ratio of the paper’s figures, unless another or the first implementation is asked for', () => {
    const ratioOf = (...options: string[]) => {
      const command = parsePaperArguments(['cat.jpg', 'mosaic', ...options]);
      return command.name === 'paper' && command.requests[2]!.given.ratio;
    };
    expect(ratioOf()).toBe(1e-4);
    expect(ratioOf('--ratio', '0.001')).toBe(1e-3);
    expect(ratioOf('--normalisation=keras')).toBeUndefined();
  });

  it.each([
    ['no style', ['cat.jpg'], 'usage: paper PHOTO STYLE'],
    ['options first', ['--size', '128', 'cat.jpg', 'mosaic'], 'usage: paper PHOTO STYLE'],
    ['a mode', ['cat.jpg', 'mosaic', '--mode=style'], '--mode=style has no meaning here'],
    ['a file of losses', ['cat.jpg', 'mosaic', '--losses', 'a.csv'], '--losses has no meaning here'],
    ['an option out of bounds', ['cat.jpg', 'mosaic', '--size', '20'], '--size must be'],
  ])('are refused with %s', (_, words, message) => {
    expect(() => parsePaperArguments(words)).toThrow(message);
  });
});

describe('the command', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-paper-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const paper = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/bin/paper.js', ...args], { cwd: ROOT });

  it('makes one picture of three paintings and their curves', { timeout: 240_000 }, async () => {
    const out = join(folder, 'paper.jpg');
    const { stdout } = await paper(PHOTO, 'mosaic', '--size', '64', '--out', out);
    expect(stdout).toMatch(/three pictures of 64 x 43 px, 500 steps each \(compact/);
    expect(await readdir(folder)).toEqual(['paper.jpg']);
    const { format, width, height } = await sharp(out).metadata();
    expect(format).toBe('jpeg');
    expect(width).toBe(16 + 3 * (320 + 16));
    expect(height).toBeGreaterThan(43 + 0.5 * 320);
  });

  it('says in one line what is wrong, before anything is painted', async () => {
    await expect(paper(PHOTO, 'mosaic', '--out', join(folder, 'no/paper.png'))).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^paper: there is no folder .*--out.*\n$/),
    });
  });
});
