/** The whole engine, at sizes where a run takes a second or two. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtelierError } from '../../../src/domain/errors.js';
import type { EngineEvent, EngineResult, StepEvent } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../../src/domain/request.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { evidenceOf } from '../../../src/engine/images/evidence.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { getOrAdd } from '../../../src/lib/get-or-add.js';
import { MODELS_DIR } from '../../support/reference.js';

let engine: Engine;
/** With many previews, and a checkpoint at every step. */
let outspoken: Engine;
let photo: Uint8Array;
let style: Uint8Array;
let otherStyle: Uint8Array;

beforeAll(async () => {
  // Two files are tested at a time, on two cores or more.
  const options = { modelsDir: MODELS_DIR, threads: 1 };
  engine = createStylizer(options);
  outspoken = createStylizer({ ...options, previewInterval: 0.2, checkpointInterval: 0 });
  const root = new URL('../../../', import.meta.url);
  photo = await readFile(new URL('test/photos/cat-chelsea.jpg', root));
  const small = (preset: string) =>
    sharp(new URL(`config/presets/${preset}.jpg`, root).pathname)
      .resize(256)
      .png()
      .toBuffer();
  [style, otherStyle] = await Promise.all([small('van-gogh-starry-night'), small('mosaic')]);
});
afterAll(() => Promise.all([engine.close(), outspoken.close()]));

function task(settings: Partial<Settings> = {}, rest: Partial<EngineTask> = {}): EngineTask {
  return {
    content: photo,
    styles: [{ picture: style, weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: 96, quality: 'draft', ...settings },
    ...rest,
  };
}

interface Run {
  result: EngineResult;
  events: EngineEvent[];
}

async function run(request: EngineTask, on = engine): Promise<Run> {
  const events: EngineEvent[] = [];
  const result = await on.stylize(request, { onEvent: (event) => events.push(event) });
  return { result, events };
}

/** Runs once, outspoken, for all tests that compare with it. */
function once(request: () => EngineTask): () => Promise<Run> {
  let running: Promise<Run> | undefined;
  return () => (running ??= run(request(), outspoken));
}

const usual = once(() => task());

const pixels = async (bytes: Uint8Array, size = 96) =>
  sharp(bytes)
    .resize({ width: size, height: Math.round((size * 300) / 451), fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();

/** Mean absolute difference, 0..255. */
async function distance(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [x, y] = await Promise.all([pixels(a), pixels(b)]);
  return x.reduce((sum, value, i) => sum + Math.abs(value - y[i]), 0) / x.length;
}

/** Of light and dark, -1 to 1. */
function correlation(a: Uint8Array, b: Uint8Array): number {
  const centred = (values: Uint8Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Array.from(values, (value) => value - mean);
  };
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  const [x, y] = [centred(a), centred(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe('a run', () => {
  it('tells of its start, every step, previews and checkpoints, in order', async () => {
    const { result, events } = await run(task({ size: 128 }), outspoken);
    const started = events[0];
    expect(started).toMatchObject({
      type: 'started',
      width: 128,
      height: 85,
      network: 'compact',
      runtime: 'onnx-cpu',
    });
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: result.steps }, (_, i) => i + 1));
    expect(steps.at(-1)).toMatchObject({ progress: 1, secondsLeft: 0 });
    for (const [i, { progress, losses }] of steps.entries()) {
      if (i > 0) expect(progress).toBeGreaterThan(steps[i - 1].progress);
      expect(losses.total).toBeCloseTo(losses.content + losses.style + losses.tv, 10);
      expect(Math.min(losses.content, losses.style, losses.tv)).toBeGreaterThanOrEqual(0);
    }
    const previews = events.filter((event) => event.type === 'preview');
    expect(previews.length).toBeGreaterThanOrEqual(1);
    expect(previews.at(-1)!.step).toBe(result.steps);
    const shown = await sharp(previews.at(-1)!.picture.bytes).metadata();
    expect(shown).toMatchObject({ format: 'jpeg', width: 128, height: 85 });
    expect(events.some((event) => event.type === 'checkpoint')).toBe(true);
    expect(result.firstPreviewSeconds).toBeLessThanOrEqual(result.seconds);
    expect(result.peakMemoryMb).toBeGreaterThan(50);
  });

  it('ends in a picture of the photo’s aspect and the asked size, nearer to the style than it began', async () => {
    const { result, events } = await usual();
    const { width, height, format, exif, xmpAsString } = await sharp(result.picture.bytes).metadata();
    expect({ width, height, format, exif }).toEqual({
      width: 96,
      height: 64,
      format: 'png',
      exif: undefined,
    });
    expect(xmpAsString).toBe(evidenceOf({ network: 'compact' }));
    const first = events.find((event): event is StepEvent => event.type === 'step')!;
    expect(result.losses.style).toBeLessThan(0.7 * first.losses.style);
  });

  it('gives the same bytes for the same seed, others for another', async () => {
    const [a, b, c] = [await usual(), await run(task()), await run(task({ seed: 1 }))];
    expect(Buffer.from(a.result.picture.bytes).equals(Buffer.from(b.result.picture.bytes))).toBe(true);
    expect(await distance(a.result.picture.bytes, c.result.picture.bytes)).toBeGreaterThan(1);
  });

  it('stops between two steps', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const running = engine.stylize(task({ quality: 'fine' }), {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'step') return;
        seen.push(event.step);
        if (event.step === 3) stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual([1, 2, 3]);
  });

  /** At this strength 96 px have two scales, of two passes each. */
  const LONGER: Partial<Settings> = { quality: 'standard', strength: 100 };
  const longer = once(() => task(LONGER, { timelapse: true }));
  const resumes = new Map<number, Promise<Run>>();
  /** Resumes from the checkpoint of this step, once for all tests. */
  const resumedAt = (step: number): Promise<Run> => getOrAdd(resumes, step, () => resumeAt(step));
  async function resumeAt(step: number): Promise<Run> {
    const { events } = await longer();
    const checkpoint = events.find((event) => event.type === 'checkpoint' && event.step === step);
    if (checkpoint?.type !== 'checkpoint') throw new Error('there is none');
    return run(task(LONGER, { checkpoint: checkpoint.state, timelapse: true }));
  }

  it('ends with a loop of its making, where one is asked for; a run that resumed has it whole', async () => {
    const { result } = await longer();
    const { bytes, mime } = result.timelapse!;
    expect(mime).toBe('image/webp');
    const { width, height, pages, delay, loop, xmpAsString } = await sharp(bytes).metadata();
    // The start, at the most 24 evenly over its steps, and the finished picture.
    const last = 1 + Math.floor(result.steps / Math.ceil(result.steps / 24));
    expect({ width, height, loop }).toEqual({ width: 96, height: 64, loop: 0 });
    // Frames that are alike, after steps that were not taken, are one that is shown longer.
    const length = (delays: number[] = []) => delays.reduce((sum, ms) => sum + ms);
    expect(length(delay)).toBe(120 * last + 2500);
    expect(pages).toBeGreaterThan(0.8 * last);
    expect(xmpAsString).toBe(evidenceOf({ network: 'compact' }));
    const at = async (page: number) => {
      const frame = await sharp(bytes, { page }).png().toBuffer();
      return distance(frame, result.picture.bytes);
    };
    expect(await at(pages! - 1)).toBeLessThan(10);
    expect(await at(0)).toBeGreaterThan(2 * (await at(pages! - 1)));
    const resumed = (await resumedAt(15)).result.timelapse!;
    expect(length((await sharp(resumed.bytes).metadata()).delay)).toBe(120 * last + 2500);
    expect((await usual()).result.timelapse).toBeUndefined();
  });

  it.each([
    ['in the middle of a pass', 15],
    ['between two passes of a scale', 10],
    ['between two scales', 20],
    ['in the last pass', 29],
  ])('goes on from a checkpoint %s as if nothing had happened', async (_, at) => {
    const whole = await longer();
    const resumed = await resumedAt(at);
    const steps = resumed.events.filter((event) => event.type === 'step').map(({ step }) => step);
    expect(steps[0]).toBe(at + 1);
    expect(steps.at(-1)).toBe(whole.result.steps);
    // Not the same bytes: a line search under way starts again.
    expect(resumed.result.losses.total).toBeLessThan(whole.result.losses.total * 1.1);
    expect(await distance(resumed.result.picture.bytes, whole.result.picture.bytes)).toBeLessThan(4);
  });

  it('ends with the course of its losses, also when it resumed', async () => {
    const { result, events } = await longer();
    const at = new Map(
      events.flatMap((event) => (event.type === 'step' ? [[event.step, event.losses]] : [])),
    );
    const { steps, total, style, content } = result.curve!;
    expect([steps[0], steps.at(-1)]).toEqual([1, result.steps]);
    for (const [name, values] of Object.entries({ total, style, content })) {
      // As kept, to four digits.
      const ratios = values.map((value, i) => value / at.get(steps[i]!)![name as 'total']);
      expect(ratios, name).toEqual(steps.map(() => expect.closeTo(1, 3)));
    }
    const resumed = (await resumedAt(15)).result.curve!;
    expect(resumed.steps).toEqual(steps);
    const before = steps.filter((step) => step <= 15).length;
    expect(resumed.total.slice(0, before)).toEqual(total.slice(0, before));
  });

  it('gives the same picture from the same checkpoint', async () => {
    const [a, b] = [await resumedAt(15), await resumeAt(15)];
    expect(Buffer.from(a.result.picture.bytes).equals(Buffer.from(b.result.picture.bytes))).toBe(true);
  });

  it.each([
    ['in the middle of a pass', 5],
    ['in the last step of a pass', 10],
  ])('keeps a checkpoint when it is interrupted %s', async (_, at) => {
    const stop = new AbortController();
    const kept: number[] = [];
    const running = engine.stylize(task(LONGER), {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'checkpoint') kept.push(event.step);
        if (event.type === 'step' && event.step === at)
          stop.abort(new AtelierError('shutting_down', 'it ends'));
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(kept).toEqual([at]);
  });

  it.each([
    ['that is damaged', Buffer.from('not a checkpoint')],
    ['of another size', undefined],
  ])('starts from the beginning with a checkpoint %s', async (_, bytes) => {
    const checkpoint = bytes ?? (await usual()).events.find((event) => event.type === 'checkpoint')!.state;
    const { events } = await run(task({ size: 64 }, { checkpoint }));
    expect(events.find((event) => event.type === 'step')).toMatchObject({ step: 1 });
  });
});

describe('what can be asked', () => {
  it('several styles blend by weight', async () => {
    const blend = async (weight: number) => {
      const styles = [
        { picture: style, weight: 1 - weight },
        { picture: otherStyle, weight },
      ];
      return (await run(task({ strength: 80, size: 64 }, { styles }))).result.picture.bytes;
    };
    const [mostlyFirst, mostlySecond] = [await blend(0.02), await blend(0.98)];
    const first = (await run(task({ strength: 80, size: 64 }))).result.picture.bytes;
    expect(await distance(mostlyFirst, first)).toBeLessThan((await distance(mostlySecond, first)) / 2);
  });

  it('content only comes back to the photo from noise', async () => {
    const { result, events } = await run(
      task({ mode: 'content', init: 'noise', quality: 'fine', size: 64 }, { styles: [] }),
    );
    const steps = events.filter((event) => event.type === 'step');
    expect(result.losses.style).toBe(0);
    expect(result.losses.content).toBeLessThan(steps[0].losses.content / 20);
  });

  it('style only uses the style and not the photo', async () => {
    const { result } = await run(task({ mode: 'style' }));
    expect(result.losses.content).toBe(0);
    expect(await distance(result.picture.bytes, photo)).toBeGreaterThan(30);
  });

  describe('starts', () => {
    /** At strength 0, where nothing of the style is laid over the start. */
    async function firstLoss(settings: Partial<Settings>): Promise<number> {
      const stop = new AbortController();
      let content = Number.NaN;
      const running = engine.stylize(task({ strength: 0, ...settings }), {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type !== 'step') return;
          content = event.losses.content;
          stop.abort();
        },
      });
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      return content;
    }

    let ofPhoto: number;
    beforeAll(async () => {
      ofPhoto = await firstLoss({ init: 'content' });
    });

    it.each(['white', 'noise'] as const)('from %s', async (init) => {
      // Only the photo itself has the photo's features.
      expect(await firstLoss({ init })).toBeGreaterThan(10 * ofPhoto);
    });

    it('from the photo, where nothing is said', async () => {
      expect(await firstLoss({})).toBe(ofPhoto);
    });
  });

  it('starts from a given picture, and asks for it', async () => {
    const given = await run(task({ init: 'picture', strength: 30 }, { initial: otherStyle }));
    const plain = await run(task({ strength: 30 }));
    expect(await distance(given.result.picture.bytes, plain.result.picture.bytes)).toBeGreaterThan(1);
    await expect(run(task({ init: 'picture' }))).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it.each(['paper', 'keras'] as const)('the published algorithm, scaled as in %s', async (normalisation) => {
    const strip = await sharp(photo).resize(256, 64).png().toBuffer();
    const settings: Partial<Settings> = { quality: 'paper', normalisation, size: 64 };
    const { result, events } = await run(task(settings, { content: strip }));
    const steps = events.filter((event) => event.type === 'step');
    expect(steps).toHaveLength(500);
    expect(result.losses.tv).toBe(0);
    expect(result.losses.total).toBeLessThan(steps[0].losses.total / 10);
    // From white, all pixels alike, the picture must get structure of its own.
    expect((await sharp(result.picture.bytes).stats()).channels[0].stdev).toBeGreaterThan(15);
  });

  it('small faces stay the photo’s, unless they are to be painted; where there are none it makes no difference', async () => {
    const portrait = await readFile('test/photos/astronaut-collins.jpg');
    const face = { left: 32, top: 12, width: 22, height: 24 };
    const faceOf = (bytes: Uint8Array) => sharp(bytes).resize(96).extract(face).greyscale().raw().toBuffer();
    const asPhoto = await faceOf(portrait);
    const likeness = async (faces: Settings['faces']) => {
      const { result } = await run(task({ faces }, { content: portrait }));
      return correlation(await faceOf(result.picture.bytes), asPhoto);
    };
    const [kept, painted] = [await likeness('keep'), await likeness('paint')];
    expect(kept).toBeGreaterThan(0.95);
    expect(painted).toBeLessThan(kept - 0.06);
    const ofCat = async (faces: Settings['faces']) =>
      (await run(task({ faces, size: 64 }))).result.picture.bytes;
    expect(Buffer.compare(await ofCat('keep'), await ofCat('paint'))).toBe(0);
  });

  it('keeps the colours of the photo', async () => {
    const chroma = async (bytes: Uint8Array) => {
      const rgb = await pixels(bytes, 24);
      return Array.from({ length: rgb.length / 3 }, (_, i) => rgb[3 * i] - rgb[3 * i + 2]);
    };
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const [kept, photos, plain] = [
      await chroma((await run(task({ keepColours: true }))).result.picture.bytes),
      await chroma(photo),
      await chroma((await usual()).result.picture.bytes),
    ];
    const differs = (values: number[]) => mean(values.map((value, i) => Math.abs(value - photos[i])));
    expect(differs(kept)).toBeLessThan(differs(plain) / 3);
  });

  it.each([
    { keepColours: false, greyStyle: true },
    { keepColours: true, greyStyle: true },
    { keepColours: true, greyStyle: false },
  ] as const)('leaves a grey photo without coloured fringes: %o', async ({ greyStyle, keepColours }) => {
    const raw = { width: 96, height: 64, channels: 1 as const };
    const grey = Uint8Array.from({ length: 96 * 64 }, (_, i) => {
      const [x, y] = [i % 96, Math.floor(i / 96)];
      if (x >= 50 && x < 80 && y >= 30 && y < 50) return 255;
      return x >= 20 && x < 60 && y >= 10 && y < 50 ? 0 : 150;
    });
    const content = await sharp(grey, { raw }).jpeg().toBuffer();
    const picture = greyStyle ? await sharp(style).greyscale().jpeg().toBuffer() : style;
    const pictures = { content, styles: [{ picture, weight: 1 }] };
    const { result, events } = await run(task({ keepColours }, pictures));
    const shown = events.findLast((event) => event.type === 'preview')!.picture;
    for (const { bytes } of [result.picture, shown]) {
      const rgb = await pixels(bytes);
      const fringes = Array.from({ length: rgb.length / 3 }, (_, i) => {
        const colour = [...rgb.subarray(3 * i, 3 * i + 3)];
        return Math.max(...colour) - Math.min(...colour);
      });
      expect(Math.max(...fringes)).toBeLessThanOrEqual(1);
    }
    expect((await sharp(result.picture.bytes).stats()).channels[0].stdev).toBeGreaterThan(15);
  });

  it('transparency comes back in the finished picture and its previews', async () => {
    const content = await sharp(photo)
      .resize(96, 64)
      .ensureAlpha()
      .composite([
        {
          input: Buffer.from([0, 0, 0, 255]),
          raw: { width: 1, height: 1, channels: 4 },
          tile: true,
          blend: 'dest-in',
          gravity: 'northwest',
        },
      ])
      .extend({ right: 32, background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .png()
      .toBuffer();
    const { result, events } = await run(task({ size: 128 }, { content }));
    const { data, info } = await sharp(result.picture.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 128, height: 64, channels: 4 });
    expect(data[4 * 10 + 3]).toBe(255);
    expect(data[4 * 120 + 3]).toBe(0);
    expect(events.findLast((event) => event.type === 'preview')).toMatchObject({
      picture: { mime: 'image/webp' },
    });
  });

  it('a style that is missing, and a network that is not installed, are said', async () => {
    await expect(run(task({}, { styles: [] }))).rejects.toMatchObject({ code: 'missing_style' });
    await expect(run(task({ network: 'vgg19' }))).rejects.toMatchObject({ code: 'model_missing' });
  });

  it('a narrow panorama and a black photo are painted', async () => {
    const black = await sharp({ create: { width: 512, height: 64, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    const { result } = await run(task({ size: 128 }, { content: black }));
    expect(result.picture).toMatchObject({ width: 128, height: 16 });
    expect(Number.isFinite(result.losses.total)).toBe(true);
  });
});
