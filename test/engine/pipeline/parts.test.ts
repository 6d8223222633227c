/** Subject and background painted by themselves, by the whole engine, at sizes where a run takes a second. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../../src/domain/request.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { picture } from '../../support/pictures.js';
import { MODELS_DIR } from '../../support/reference.js';

const WIDTH = 96;
const HEIGHT = 64;
const RED = [210, 40, 30];

let engine: Engine;
let photo: Uint8Array;
let mask: Uint8Array;
let blue: Uint8Array;
let mosaic: Uint8Array;

/** From the edge of the disc in the middle, px; below 0 inside. */
const beyond = (p: number) =>
  Math.hypot((p % WIDTH) - WIDTH / 2 + 0.5, Math.floor(p / WIDTH) - HEIGHT / 2 + 0.5) - 20;
const pixelsWhere = (is: (beyond: number) => boolean) =>
  Array.from({ length: WIDTH * HEIGHT }, (_, p) => p).filter((p) => is(beyond(p)));
const INSIDE = pixelsWhere((distance) => distance < -3);
const OUTSIDE = pixelsWhere((distance) => distance > 3);

beforeAll(async () => {
  engine = createStylizer({ modelsDir: MODELS_DIR, threads: 1, previewInterval: 0, checkpointInterval: 0 });
  // A red disc on a striped green ground.
  const rgb = new Uint8Array(3 * WIDTH * HEIGHT);
  const white = new Uint8Array(WIDTH * HEIGHT);
  for (let p = 0; p < white.length; p += 1) {
    const share = Math.min(1, Math.max(0, 0.5 - beyond(p)));
    const ground = Math.floor(p / 4) % 2 ? [60, 150, 70] : [90, 180, 90];
    for (let c = 0; c < 3; c += 1) rgb[3 * p + c] = share * RED[c] + (1 - share) * ground[c];
    white[p] = 255 * share;
  }
  photo = await picture(rgb, WIDTH, HEIGHT).png().toBuffer();
  mask = await picture(white, WIDTH, HEIGHT, 1).png().toBuffer();
  const preset = (name: string) => sharp(`config/presets/${name}.jpg`).resize(128).png().toBuffer();
  [blue, mosaic] = await Promise.all([preset('hokusai-great-wave'), preset('mosaic')]);
});
afterAll(() => engine.close());

async function paint(settings: Partial<Settings>, rest: Partial<EngineTask> = {}, isDrawn = true) {
  const events: EngineEvent[] = [];
  const task = {
    content: photo,
    styles: [{ picture: blue, weight: 1 }],
    ...(isDrawn && { mask }),
    settings: { ...defaultsOf(SETTINGS), size: WIDTH, quality: 'draft' as const, ...settings },
    ...rest,
  };
  const result = await engine.stylize(task, { onEvent: (event) => events.push(event) });
  return { result, events, rgb: await rgbOf(result.picture.bytes) };
}

const rgbOf = (bytes: Uint8Array) => sharp(bytes).removeAlpha().raw().toBuffer();

/** Mean absolute difference over these pixels, 0..255. */
function distance(a: Uint8Array, b: Uint8Array, pixels: readonly number[]): number {
  const sum = pixels.flatMap((p) => [0, 1, 2].map((c) => Math.abs(a[3 * p + c] - b[3 * p + c])));
  return sum.reduce((x, y) => x + y) / sum.length;
}

describe('one part', () => {
  it.each([
    ['background', OUTSIDE, INSIDE],
    ['subject', INSIDE, OUTSIDE],
  ] as const)(
    '%s is painted, and the rest is the photo to the byte, in previews too',
    async (where, own, rest) => {
      const before = await rgbOf(photo);
      const { rgb, events } = await paint({ where });
      expect(distance(rgb, before, own)).toBeGreaterThan(20);
      expect(distance(rgb, before, rest)).toBe(0);
      const previews = events.filter((event) => event.type === 'preview');
      for (const { picture } of previews)
        expect(distance(await rgbOf(picture.bytes), before, rest)).toBeLessThan(6);
    },
  );

  it('leaves no rim of the subject’s colour in a painted background, nor of the ground’s around a painted subject', async () => {
    const redness = (rgb: Uint8Array, p: number) => rgb[3 * p] - Math.max(rgb[3 * p + 1], rgb[3 * p + 2]);
    const around = pixelsWhere((distance) => distance > 1.5 && distance < 8);
    const { rgb } = await paint({ where: 'background' });
    const whole = await paint({ where: 'all' });
    const most = (of: Uint8Array) => Math.max(...around.map((p) => redness(of, p)));
    expect(most(rgb)).toBeLessThan(40);
    expect(most(rgb)).toBeLessThan(most(whole.rgb) + 20);
  });

  it('goes on from a checkpoint as if nothing had happened', async () => {
    const { events, rgb } = await paint({ where: 'background' });
    const checkpoint = events.find((event) => event.type === 'checkpoint' && event.step === 5);
    if (checkpoint?.type !== 'checkpoint') throw new Error('there is none');
    const resumed = await paint({ where: 'background' }, { checkpoint: checkpoint.state });
    expect(resumed.events.find((event) => event.type === 'step')).toMatchObject({ step: 6 });
    expect(distance(resumed.rgb, rgb, OUTSIDE)).toBeLessThan(6);
  });
});

describe('two styles', () => {
  const styles = () => [
    { picture: blue, weight: 1, preset: 'great-wave' },
    { picture: mosaic, weight: 1, preset: 'mosaic' },
  ];

  it('the first is for the part that is named, the second for the other, told as one run', async () => {
    const both = await paint({ where: 'subject' }, { styles: styles() });
    const [first, second] = [
      await paint({ where: 'subject' }),
      await paint({ where: 'background' }, { styles: styles().slice(1) }),
    ];
    expect(distance(both.rgb, first.rgb, INSIDE)).toBeLessThan(1);
    expect(distance(both.rgb, second.rgb, OUTSIDE)).toBeLessThan(1);
    const steps = both.events.filter((event) => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
    expect(steps.at(-1)).toMatchObject({ step: both.result.steps, steps: both.result.steps, progress: 1 });
    expect(both.events.filter((event) => event.type === 'started')).toHaveLength(1);
    expect(both.result.steps).toBe(first.result.steps + second.result.steps);
    expect(both.result.curve!.steps.at(-1)).toBe(both.result.steps);
    const { xmpAsString } = await sharp(both.result.picture.bytes).metadata();
    expect(xmpAsString).toContain('style: great-wave, mosaic<');

    const at = first.result.steps + 3;
    const checkpoint = both.events.findLast((event) => event.type === 'checkpoint' && event.step === at);
    if (checkpoint?.type !== 'checkpoint') throw new Error('there is none');
    const resumed = await paint({ where: 'subject' }, { styles: styles(), checkpoint: checkpoint.state });
    expect(resumed.events.find((event) => event.type === 'step')).toMatchObject({ step: at + 1 });
    expect(distance(resumed.rgb, both.rgb, INSIDE)).toBe(0);
    expect(distance(resumed.rgb, both.rgb, OUTSIDE)).toBeLessThan(6);
  });
});

describe('a mask', () => {
  it('must have the photo’s shape, and both parts', async () => {
    const square = await sharp(mask).resize(64, 64, { fit: 'fill' }).png().toBuffer();
    await expect(paint({ where: 'subject' }, { mask: square })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('the mask is 1 : 1 (width to height) and the photo 1.5 : 1;'),
    });
    const black = await sharp(mask).linear(0, 0).png().toBuffer();
    await expect(paint({ where: 'subject' }, { mask: black })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('without a mask', () => {
  it('the subject is found: a cat is painted and the wall behind it is not', async () => {
    const content = await readFile('test/photos/cat-chelsea.jpg');
    const { rgb } = await paint({ where: 'subject' }, { content }, false);
    const before = await rgbOf(
      await sharp(content).resize(WIDTH, HEIGHT, { fit: 'fill', kernel: 'lanczos3' }).png().toBuffer(),
    );
    const at = (x: number, y: number) => Math.round(y * HEIGHT) * WIDTH + Math.round(x * WIDTH);
    expect(distance(rgb, before, [at(0.4, 0.4), at(0.2, 0.5), at(0.42, 0.75)])).toBeGreaterThan(15);
    expect(distance(rgb, before, [at(0.95, 0.7), at(0.85, 0.9)])).toBeLessThan(3);
  });

  it('a photo without one is refused in words', async () => {
    const content = await picture(new Uint8Array(3 * 96 * 64).fill(120), 96, 64)
      .png()
      .toBuffer();
    await expect(paint({ where: 'background' }, { content }, false)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('no subject'),
    });
  });
});
