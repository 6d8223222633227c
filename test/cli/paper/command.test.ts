/** `atelier paper` as people run it, and what its words mean. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declarePaper, type PaperArguments } from '../../../src/cli/paper/arguments.js';
import type { Declare } from '../../../src/cli/run-command.js';
import { atelier } from '../../support/command-line.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const PHOTO = join(ROOT, 'config/demo.jpg');

/** What the words are read as. */
async function read(...argv: string[]) {
  const read: PaperArguments[] = [];
  const declare: Declare = (program) => declarePaper(program, async (words) => void read.push(words));
  const { code, stderr } = await atelier(['paper', ...argv], { declare });
  return { code, stderr, words: read[0] };
}

describe('its words', () => {
  it('mean three paintings in quality paper that differ by their mode', async () => {
    const { words } = await read('cat.jpg', 'mosaic', '--size', '128', '--normalisation', 'keras');
    const given = { size: 128, normalisation: 'keras', quality: 'paper' };
    expect(words).toMatchObject({
      photo: 'cat.jpg',
      paintings: [
        { styles: [], given: { ...given, mode: 'content' } },
        { styles: [{ name: 'mosaic' }], given: { ...given, mode: 'style' } },
        { styles: [{ name: 'mosaic' }], given: { ...given, mode: 'transfer' } },
      ],
    });
  });

  it('mean the ratio of the paper’s figures, unless another or the first implementation is asked for', async () => {
    const ratioOf = async (...options: string[]) =>
      (await read('cat.jpg', 'mosaic', ...options)).words!.paintings[2]!.given.ratio;
    expect(await ratioOf()).toBe(1e-4);
    expect(await ratioOf('--ratio', '0.001')).toBe(1e-3);
    expect(await ratioOf('--normalisation=keras')).toBeUndefined();
  });

  it.each([
    ['no style', ['cat.jpg'], "missing required argument 'style'"],
    ['a mode', ['cat.jpg', 'mosaic', '--mode=style'], "unknown option '--mode=style'"],
    ['a file of losses', ['cat.jpg', 'mosaic', '--losses', 'a.csv'], "unknown option '--losses'"],
    ['an option out of bounds', ['cat.jpg', 'mosaic', '--size', '20'], '--size must be'],
  ])('are refused with %s', async (_, argv, message) => {
    expect(await read(...argv)).toEqual({
      code: 2,
      stderr: expect.stringContaining(message),
      words: undefined,
    });
  });
});

describe('the command', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-paper-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const paper = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/bin/atelier.js', 'paper', ...args], { cwd: ROOT });

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
      stderr: expect.stringMatching(/^atelier paper: there is no folder .*--out.*\n$/),
    });
  });
});
