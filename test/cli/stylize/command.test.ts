/** The command line as people run it: a process, its exit code, its two streams, and what it leaves on the disk. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SETTINGS } from '../../../src/domain/request.js';
import { atelier } from '../../support/command-line.js';
import { describeWithSmallDisk, mountSmallDisk } from '../../support/small-disk.js';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = resolve(import.meta.dirname, '../../..');
const PHOTO = join(ROOT, 'config/demo.jpg');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

function start(args: string[], env: NodeJS.ProcessEnv = {}, stdin: 'ignore' | 'pipe' = 'ignore') {
  return spawn(process.execPath, ['dist/bin/atelier.js', 'stylize', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
}

async function stylize(args: string[], env?: NodeJS.ProcessEnv) {
  const child = start(args, env);
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout!), text(child.stderr!)]);
  return { code, stdout, stderr };
}

describe('help', () => {
  it('names every option of a painting', async () => {
    const { code, stdout } = await atelier(['stylize', '--help']);
    expect(code).toBe(0);
    const words = stdout.replaceAll(/\s+/g, ' ');
    for (const { meaning } of Object.values(SETTINGS)) expect(words).toContain(meaning);
    expect(stdout).toMatch(/--keep-colours {2}/);
    expect(stdout).toMatch(/--style-scale <number>/);
    expect(await atelier(['stylize', '-h'])).toEqual({ code, stdout, stderr: '' });
  });
});

const mistaken = (args: string[]) => atelier(['stylize', ...args]);

describe('a mistake is one line on stderr and exit code 2:', () => {
  const out = () => join(folder, 'out.png');
  const usual = () => [PHOTO, '--style', 'mosaic', '--out', out()];
  const mistakes: [string, () => string[], RegExp][] = [
    ['nothing at all', () => [], /no photo; type atelier stylize PHOTO -s STYLE/],
    ['two photos for one file', () => [...usual(), 'b.jpg'], /one file for 2 paintings; name a folder/],
    ['no name behind -o', () => [PHOTO, '-s', 'mosaic', '-o', ''], /--out names no file/],
    ['no --style', () => [PHOTO, '--out', out()], /--style/],
    ['an option that there is not', () => [...usual(), '--colour', 'red'], /'--colour'/],
    ['an option without its value', () => [...usual(), '--size'], /--size/],
    [
      'a value out of bounds',
      () => [...usual(), '--size', '20'],
      /--size must be an integer from 64 to 8192 px; got "20"/,
    ],
    [
      '16 bits in a JPEG',
      () => [PHOTO, '-s', 'mosaic', '--bits', '16', '-o', join(folder, 'out.jpg')],
      /--bits 16 is for PNG and TIFF; name a file that ends in \.png or \.tif/,
    ],
    [
      'a timelapse that is no loop',
      () => [...usual(), '--timelapse', 'a.png'],
      /must end in \.webp or \.gif/,
    ],
    ['bits that there are not', () => [...usual(), '--bits', '12'], /--bits must be one of 8, 16/],
    ['a word that is no choice', () => [...usual(), '--quality', 'best'], /--quality must be one of draft/],
    ['a photo that is not there', () => ['no.jpg', '--style', 'mosaic', '--out', out()], /no file no\.jpg/],
    ['a folder without pictures', () => [folder, '--style', 'mosaic', '--out', out()], /no pictures in/],
    [
      'a folder without --out',
      () => [join(ROOT, 'config'), '--style', 'mosaic'],
      /name a folder for the paint/,
    ],
    ['stdin beside a photo', () => ['-', PHOTO, '-s', 'mosaic', '-o', `${folder}/`], /leave out the others/],
    ['--losses for two photos', () => [PHOTO, 'b.jpg', '-s', 'mosaic', '--losses', 'a.csv'], /one painting/],
    ['--json beside the picture', () => [PHOTO, '-s', 'mosaic', '--json', '-o', '-'], /--json/],
    ['an option that is nearly one', () => [...usual(), '--strenth', '3'], /did you mean --strength\?/],
    [
      'a style file that is not there',
      () => [PHOTO, '--style', './no.png', '--out', out()],
      /no file \.\/no\.png/,
    ],
    [
      'a preset that there is not',
      () => [PHOTO, '--style', 'mosaik', '--out', out()],
      /"mosaik"; nearest by name: Roman Mosaic/,
    ],
    [
      'an ending that is no format',
      () => [PHOTO, '--style', 'mosaic', '--out', join(folder, 'out.bmp')],
      /\.png, \.jpg/,
    ],
    [
      'a folder that is not there',
      () => [PHOTO, '--style', 'mosaic', '--out', join(folder, 'no/out.png')],
      /no folder/,
    ],
    ['--blend for one style', () => [...usual(), '--blend', '0.3'], /--style2/],
    ['--mask without a part', () => [...usual(), '--mask', PHOTO], /--where subject or --where background/],
    [
      '--blend of two parts',
      () => [...usual(), '--style2', 'mosaic', '--blend', '0.3', '--where', 'subject'],
      /leave --blend out/,
    ],
    ['--mode content with a style', () => [...usual(), '--mode', 'content'], /uses no style/],
    ['--init picture without one', () => [...usual(), '--init', 'picture'], /--initial/],
    [
      '--initial for another start',
      () => [...usual(), '--initial', PHOTO, '--init', 'white'],
      /--init picture/,
    ],
    [
      'a folder for --losses that is not there',
      () => [...usual(), '--losses', join(folder, 'no/losses.csv')],
      /no folder .*--losses/,
    ],
    ['a folder as --losses', () => [...usual(), '--losses', folder], /not a file; choose another --losses/],
    ['--losses in the place of the picture', () => [...usual(), '--losses', out()], /same file .*--losses/],
    ['--ratio for another recipe', () => [...usual(), '--ratio', '0.001'], /--quality paper/],
  ];

  it.each(mistakes)('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await mistaken(args());
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^atelier stylize: .+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('a wrong setting in the environment', async () => {
    const { code, stderr } = await stylize(usual(), { ENGINE_THREADS: 'many' });
    expect(stderr).toMatch(/^atelier stylize: ENGINE_THREADS must be .*\n$/);
    expect(code).toBe(2);
  });

  it.each([
    ['the photo', (own: string) => [own, '--style', 'mosaic', '--out', own]],
    ['the style', (own: string) => [PHOTO, '--style', own, '--out', own]],
    ['the photo', (own: string) => [own, '--style', 'mosaic', '--out', `${own}.png`, '--losses', own]],
    [
      'the picture to start from',
      (own: string) => [PHOTO, '--style', 'mosaic', '--initial', own, '--out', own],
    ],
  ])('%s as the output', async (_, args) => {
    const own = join(folder, 'own.jpg');
    await copyFile(PHOTO, own);
    const { code, stderr } = await mistaken(args(own));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('itself') });
    expect((await readFile(own)).equals(await readFile(PHOTO))).toBe(true);
  });

  it('a link to the photo as the output', async () => {
    const own = join(folder, 'own.jpg');
    await copyFile(PHOTO, own);
    for (const make of [link, symlink]) {
      const other = join(folder, `${make.name}.jpg`);
      await make(own, other);
      const { code, stderr } = await mistaken([own, '--style', 'mosaic', '--out', other]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('itself') });
    }
  });

  it('a name that is too long, and one that ends like a folder, before anything is painted', async () => {
    const long = join(folder, `${'x'.repeat(252)}.png`); // 255 bytes is the most
    for (const [name, words] of [
      [long, 'too long'],
      [`${out()}/`, 'folder'],
    ] as const) {
      const { code, stderr } = await mistaken([PHOTO, '--style', 'mosaic', '--out', name]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
      expect(stderr).not.toContain('painting');
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('a folder in the place of the output', async () => {
    await mkdir(out());
    const { code, stderr } = await mistaken(usual());
    expect(stderr).toMatch(/is not a file/);
    expect(code).toBe(2);
  });

  it('a photo that is none', async () => {
    const page = join(folder, 'page.jpg');
    await writeFile(page, '<!doctype html><p>not found</p>');
    const { code, stderr } = await mistaken([page, '--style', 'mosaic', '--out', out()]);
    expect(stderr).toMatch(/^atelier stylize: .+\n$/);
    expect(code).toBe(2);
    expect(await readdir(folder)).toEqual(['page.jpg']);
  });

  it('a network that is not installed', async () => {
    const { code, stderr } = await stylize([...usual(), '--network', 'vgg19'], { MODELS_DIR: folder });
    expect(stderr).toMatch(/^atelier stylize: .*vgg19.*\n$/);
    expect(code).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a painting', () => {
  const small = ['--size', '64', '--quality', 'draft'];

  it('is written whole, and --json tells about it', async () => {
    const out = join(folder, 'out.png');
    const args = [
      PHOTO,
      '--style',
      'mosaic',
      '--style2',
      'marbling',
      '--out',
      out,
      ...small,
      '--seed',
      '7',
      '--json',
    ];
    const { code, stdout, stderr } = await stylize(args);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    const number = expect.any(Number);
    expect(report).toEqual({
      photo: PHOTO,
      out,
      width: 64,
      height: 43,
      seconds: number,
      firstPreviewSeconds: number,
      steps: number,
      losses: { content: number, style: number, tv: number, total: number },
      network: 'compact',
      runtime: expect.any(String),
      seed: 7,
      peakMemoryMb: number,
    });
    expect(await readdir(folder)).toEqual(['out.png']);
    const png = await readFile(out);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 43]);
    expect(stderr).toMatch(/^painting 64 x 43 px in \d+ steps[\s\S]*\n100%: step/);
  });

  it('is told of step by step in the file of --losses', async () => {
    const [out, losses] = [join(folder, 'out.png'), join(folder, 'losses.csv')];
    const args = [PHOTO, '--style', 'mosaic', '--out', out, '--losses', losses, ...small, '--json'];
    const { code, stdout, stderr } = await stylize(args);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    const [head, ...rows] = (await readFile(losses, 'utf8')).trimEnd().split('\n');
    expect(head).toBe('step,total,style,content');
    const numbers = rows.map((row) => row.split(',').map(Number));
    expect(numbers.map(([step]) => step)).toEqual(Array.from({ length: report.steps }, (_, i) => i + 1));
    expect(numbers.flat().every(Number.isFinite)).toBe(true);
    const { total, style, content } = report.losses;
    expect(numbers.at(-1)).toEqual([report.steps, total, style, content]);
  });

  it('of a moving picture moves, of its first frame where a still is asked for; a photo cannot', async () => {
    const photo = sharp(PHOTO).resize(64, 64);
    const frames = [photo.clone(), photo.clone().flop()].map((frame) => frame.png().toBuffer());
    const gif = join(folder, 'waving.gif');
    await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif({ delay: [80, 120] })
      .toFile(gif);
    const small = ['-s', 'mosaic', '--size', '64', '--quality', 'draft'];
    const moving = await atelier(['stylize', gif, ...small]);
    expect(moving).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^painting 2 frames of 64 x 64 px/),
    });
    const painted = await sharp(join(folder, 'waving-mosaic.webp')).metadata();
    expect(painted).toMatchObject({ format: 'webp', pages: 2, delay: [80, 120] });
    const still = join(folder, 'still.png');
    expect(await atelier(['stylize', gif, ...small, '-o', still])).toMatchObject({ code: 0 });
    expect((await sharp(still).metadata()).format).toBe('png');
    const large = await atelier(['stylize', gif, '-s', 'mosaic', '--size', '1024']);
    expect(large).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/at most 768 for a moving picture/),
    });
    const unmoved = await atelier(['stylize', PHOTO, ...small, '-o', join(folder, 'out.gif')]);
    expect(unmoved).toMatchObject({ code: 2, stderr: expect.stringMatching(/demo\.jpg does not move/) });
  });

  it('is in the style that a sentence asks for, with its options, where no option says otherwise', async () => {
    const style = 'like van gogh, softer, 96 px';
    const args = [PHOTO, '-s', style, '--quality', 'draft', '--seed', '3', '-o', `${folder}/`, '--json'];
    const { code, stdout, stderr } = await stylize([...args, '--size', '64']);
    expect(code, stderr).toBe(0);
    const report = { out: join(folder, 'demo-starry-night.jpg'), width: 64, seed: 3 };
    expect(JSON.parse(stdout)).toMatchObject(report);
    const wider = await stylize(args);
    expect(JSON.parse(wider.stdout)).toMatchObject({ width: 96 });
  });

  it('replaces an older one, as JPEG by its name', async () => {
    const out = join(folder, 'out.JPG');
    await writeFile(out, 'older');
    const args = [PHOTO, '--mode', 'content', '--initial', PHOTO, '--out', out, ...small];
    const { code, stdout, stderr } = await stylize(args);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${stdout.trim()}\n`);
    expect(stdout).toContain(`${out}: 64 x 43 px`);
    expect([...(await readFile(out)).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    expect(await readdir(folder)).toEqual(['out.JPG']);
  });

  it('paints the part that a mask shows, and leaves the rest', async () => {
    const [mask, out] = [join(folder, 'mask.png'), join(folder, 'out.png')];
    const grey = (width: number, level: number) =>
      ({ create: { width, height: 86, channels: 3, background: { r: level, g: level, b: level } } }) as const;
    const left = await sharp(grey(64, 255)).png().toBuffer();
    await sharp(grey(128, 0))
      .composite([{ input: left, left: 0, top: 0 }])
      .png()
      .toFile(mask);
    const args = [PHOTO, '-s', 'mosaic', '--where', 'background', '--mask', mask, '-o', out, ...small];
    const { code, stderr } = await stylize(args);
    expect(code, stderr).toBe(0);
    const rgb = (file: string) =>
      sharp(file).resize(64, 43, { fit: 'fill', kernel: 'lanczos3' }).removeAlpha().raw().toBuffer();
    const [painted, photo] = await Promise.all([rgb(out), rgb(PHOTO)]);
    const change = (from: number, to: number) =>
      painted.reduce((sum, value, i) => {
        const x = Math.floor(i / 3) % 64;
        return x >= from && x < to ? sum + Math.abs(value - photo[i]!) : sum;
      }, 0) /
      (3 * 43 * (to - from));
    expect(change(0, 28)).toBeLessThan(3);
    expect(change(36, 64)).toBeGreaterThan(15);
  });

  it('goes beside its photo without --out, to a name that nobody has', async () => {
    const photo = join(folder, 'cat.jpg');
    await copyFile(PHOTO, photo);
    await writeFile(join(folder, 'cat-mosaic.jpg'), 'older');
    const { code, stdout, stderr } = await stylize([photo, '-s', 'mosaic', ...small]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`${join(folder, 'cat-mosaic-2.jpg')}: 64 x 43 px`);
    expect((await readdir(folder)).sort()).toEqual(['cat-mosaic-2.jpg', 'cat-mosaic.jpg', 'cat.jpg']);
    expect(await readFile(join(folder, 'cat-mosaic.jpg'), 'utf8')).toBe('older');
    expect((await readFile(photo)).equals(await readFile(PHOTO))).toBe(true);
    const { format, width, xmpAsString, exif } = await sharp(join(folder, 'cat-mosaic-2.jpg')).metadata();
    expect({ format, width, exif }).toEqual({ format: 'jpeg', width: 64, exif: undefined });
    expect(xmpAsString).toContain('>style: mosaic<');
  });

  it('is a TIFF for a printer by its name, with a loop of its making', async () => {
    const out = join(folder, 'out.tif');
    const loop = join(folder, 'loop.gif');
    const args = [PHOTO, '-s', 'mosaic', '--out', out, ...small, '--bits', '16', '--dpi', '300'];
    args.push('--timelapse', loop);
    const { code, stderr } = await stylize(args);
    expect(code, stderr).toBe(0);
    const { format, width, depth, density, hasProfile, xmpAsString } = await sharp(out).metadata();
    expect({ format, width, depth, density, hasProfile }).toEqual({
      format: 'tiff',
      width: 64,
      depth: 'ushort',
      density: 300,
      hasProfile: true,
    });
    expect(xmpAsString).toContain('>style: mosaic<');
    expect(await sharp(loop).metadata()).toMatchObject({
      format: 'gif',
      width: 64,
      pages: expect.any(Number),
    });
    expect((await sharp(loop).metadata()).pages).toBeGreaterThan(2);
  });

  it('comes from stdin and goes to stdout, transparent as the photo is', async () => {
    const photo = sharp({ create: { width: 64, height: 64, channels: 4, background: '#ff000080' } });
    const child = start(['-', '-s', 'mosaic', ...small], {}, 'pipe');
    child.stdin!.end(await photo.png().toBuffer());
    const [painting, stderr] = await Promise.all([buffer(child.stdout!), text(child.stderr!)]);
    expect(await sharp(painting).metadata()).toMatchObject({ format: 'png', width: 64, hasAlpha: true });
    expect(stderr).toContain('stdout: 64 x 64 px');
  });

  it('of many photos goes on past a bad one, and the exit code tells', async () => {
    const photos = join(folder, 'photos');
    const out = join(folder, 'out');
    await mkdir(photos);
    await copyFile(PHOTO, join(photos, 'b.jpg'));
    await writeFile(join(photos, 'a.png'), 'no picture');
    await writeFile(join(photos, 'notes.txt'), 'no picture either');
    const other = join(folder, 'b.jpg');
    await copyFile(PHOTO, other);
    const { code, stdout, stderr } = await stylize([
      photos,
      other,
      'none.jpg',
      '-s',
      'mosaic',
      '-o',
      out,
      ...small,
    ]);
    expect(code, stderr).toBe(2);
    expect((await readdir(out)).sort()).toEqual(['b-mosaic-2.jpg', 'b-mosaic.jpg']);
    expect(stdout).toMatch(/^.*b-mosaic\.jpg: 64 x 43 px.*\n.*b-mosaic-2\.jpg: 64 x 43 px.*\n$/);
    expect(stderr).toMatch(/^atelier stylize: .*a\.png/m);
    expect(stderr).toMatch(/^atelier stylize: there is no file none\.jpg/m);
    expect(stderr).toMatch(/^b\.jpg: 100%: step/m);
    expect(stderr).toMatch(/^2 of 4 photos painted, 2 could not be, in .* s$/m);
  });

  it('names each of many photos that cannot be painted, also for a reason that only the engine finds', async () => {
    const other = join(folder, 'other.jpg');
    await copyFile(PHOTO, other);
    const mask = join(folder, 'mask.png');
    await sharp({ create: { width: 300, height: 200, channels: 3, background: 'white' } }).toFile(mask);
    const args = [PHOTO, other, '-s', 'mosaic', '--where', 'subject', '--mask', mask, ...small];
    const { code, stderr } = await stylize([...args, '-o', join(folder, 'out')]);
    expect(code).toBe(2);
    expect(stderr).toContain(`atelier stylize: ${PHOTO}: the mask is all light or all dark`);
    expect(stderr).toContain(`atelier stylize: ${other}: the mask is all light or all dark`);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that %s ends leaves nothing behind', async (signal, expected) => {
    const args = [
      PHOTO,
      '--style',
      'mosaic',
      '--out',
      join(folder, 'out.png'),
      '--size',
      '256',
      '--quality',
      'fine',
    ];
    const child = start(args);
    child.stderr!.once('data', () => child.kill(signal)); // the line that says it has started
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(expected);
    expect(await readdir(folder)).toEqual([]);
  });
});

describeWithSmallDisk('a disk with room for a part of the painting', () => {
  it.each([
    ['a file', 'painted.png'],
    ['stdout', '-'],
  ])('fails what goes to %s, and says why', async (_, out) => {
    const { path } = mountSmallDisk(1);
    await writeFile(join(path, 'filler'), Buffer.alloc(2 ** 20 - 3 * 4096));
    const stdout = openSync(join(path, 'stdout'), 'w');
    const args = [PHOTO, '-s', 'mosaic', '--size', '96', '--quality', 'draft', '--bits', '16', '-o', out];
    const ended = spawnSync(process.execPath, [join(ROOT, 'dist/bin/atelier.js'), 'stylize', ...args], {
      cwd: path,
      stdio: ['ignore', stdout, 'pipe'],
    });
    closeSync(stdout);
    expect(ended.status).toBe(1);
    expect(ended.stderr.toString()).toMatch(/^atelier stylize: \S+ cannot be written \(ENOSPC/m);
    expect((await readdir(path)).sort()).toEqual(['filler', 'stdout']);
  });
});
