/** A moving picture by the real engine: a square that moves over a photo that stands still, 64 px. */
import { readFile } from 'node:fs/promises';
import { deserialize } from 'node:v8';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtelierError } from '../../../src/domain/errors.js';
import type { CheckpointEvent, EngineEvent } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { decodeAnimation, encodeAnimation } from '../../../src/engine/images/animation.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { MODELS_DIR } from '../../support/reference.js';

const SIDE = 64;
const SIZE = { width: SIDE, height: SIDE };
const DELAYS = [100, 200, 100, 300];

let engine: Engine;
let task: EngineTask;
/** The photo that stands still, RGB. */
let ground: Uint8Array;
/** One run of the whole. */
let whole: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  engine = createStylizer({ modelsDir: MODELS_DIR });
  const root = new URL('../../../', import.meta.url);
  const style = await readFile(new URL('config/presets/mosaic.jpg', root));
  const photo = sharp(await readFile(new URL('test/photos/cat-chelsea.jpg', root))).resize({
    ...SIZE,
    fit: 'cover',
  });
  ground = await photo.removeAlpha().raw().toBuffer();
  // The third frame is the second once more.
  const frames = [4, 10, 10, 16].map((left) => ({ rgb: withSquare(ground, left) }));
  // Equal frames become one in a file, unless something in them differs that nobody sees.
  frames[2]!.rgb[0] = frames[2]!.rgb[0]! ^ 1;
  task = {
    content: await filmOf(frames, DELAYS),
    moving: true,
    styles: [{ picture: style, weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: SIDE, quality: 'draft' },
  };
  whole = await run(task);
});
afterAll(() => engine.close());

async function filmOf(frames: readonly { rgb: Uint8Array }[], delays: number[]): Promise<Uint8Array> {
  const film = { ...SIZE, frames: frames.map(({ rgb }) => ({ ...SIZE, rgb })), delays };
  return (await encodeAnimation(film, { format: 'webp', quality: 'lossless' })).bytes;
}

function withSquare(ground: Uint8Array, left: number): Uint8Array {
  const rgb = Uint8Array.from(ground);
  for (let y = 24; y < 40; y += 1)
    for (let x = left; x < left + 16; x += 1)
      rgb.set((x - left + y) % 8 < 4 ? [250, 220, 40] : [30, 30, 120], 3 * (y * SIDE + x));
  return rgb;
}

async function run(request: EngineTask, signal?: AbortSignal) {
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => void events.push(event);
  const result = await engine.stylize(request, { onEvent, ...(signal && { signal }) });
  return { result, events };
}

const checkpointsOf = (events: readonly EngineEvent[]) =>
  events.filter((event): event is CheckpointEvent => event.type === 'checkpoint');

/** The painted frames themselves, RGB: the finished file is compressed. */
async function paintedFrames(events = whole.events): Promise<Uint8Array[]> {
  const { finished } = deserialize(checkpointsOf(events).at(-1)!.state) as { finished: Uint8Array[] };
  return Promise.all(finished.map((png) => sharp(png).removeAlpha().raw().toBuffer()));
}

describe('a moving picture', () => {
  it('has the frames and the times of the photo, as an animated WebP', async () => {
    const { picture } = whole.result;
    expect(picture).toMatchObject({ ...SIZE, mime: 'image/webp' });
    const read = await decodeAnimation(picture.bytes, { mostFrames: 60 });
    // The frame that is the same as the one before it has become one with it.
    expect(read!.delays).toEqual([100, 300, 300]);
  });

  it('stands still, pixel for pixel, where the photo does, and is painted anew where it moves', async () => {
    const [first, second, third, last] = await paintedFrames();
    const differing = (a: Uint8Array, b: Uint8Array, left: number, right: number) =>
      a.filter((value, i) => {
        const x = Math.floor(i / 3) % SIDE;
        return x >= left && x < right && value !== b[i];
      }).length;
    expect(differing(first!, second!, 48, SIDE)).toBe(0);
    expect(differing(second!, last!, 52, SIDE)).toBe(0);
    expect(differing(first!, second!, 4, 26)).toBeGreaterThan(1000);
    expect(third).toEqual(second);
  });

  it('says which frame it is at, and shows each', () => {
    const { result, events } = whole;
    expect(events[0]).toMatchObject({ type: 'started', ...SIZE, steps: result.steps, frames: 4 });
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: result.steps }, (_, i) => i + 1));
    expect([...new Set(steps.map(({ frame }) => frame))]).toEqual([1, 2, 4]);
    expect(steps.at(-1)).toMatchObject({ progress: 1, secondsLeft: 0, frames: 4 });
    const last = checkpointsOf(events).map(({ step }) => step);
    expect(last).toHaveLength(4);
    const shown = events.filter((event) => event.type === 'preview').map(({ step }) => step);
    expect(shown).toEqual(expect.arrayContaining(last));
  });

  it('resumes at the frame it was at: the rest is painted as it would have been', async () => {
    const [, second] = checkpointsOf(whole.events);
    const { result, events } = await run({ ...task, checkpoint: second!.state });
    const steps = events.filter((event) => event.type === 'step');
    expect(steps[0]).toMatchObject({ step: second!.step + 1, frame: 4 });
    expect(Buffer.from(result.picture.bytes).equals(whole.result.picture.bytes)).toBe(true);
  });

  it('stops between two steps, with the frames that were done in its last checkpoint', async () => {
    const controller = new AbortController();
    const events: EngineEvent[] = [];
    const stopped = engine.stylize(task, {
      signal: controller.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'step' && event.frame === 2)
          controller.abort(new AtelierError('shutting_down', 'stopped'));
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const { finished } = deserialize(checkpointsOf(events).at(-1)!.state) as { finished: Uint8Array[] };
    expect(finished).toHaveLength(1);
  });

  it('in two styles stands still where the photo does, in both of its parts', async () => {
    const rgb = new Uint8Array(3 * SIDE * SIDE).map((_, i) => (Math.floor(i / (3 * SIDE)) < 44 ? 255 : 0));
    const mask = await sharp(rgb, { raw: { ...SIZE, channels: 3 } })
      .png()
      .toBuffer();
    const [style] = task.styles;
    const { events } = await run({
      ...task,
      content: await filmOf(
        [4, 10].map((left) => ({ rgb: withSquare(ground, left) })),
        DELAYS.slice(0, 2),
      ),
      mask,
      styles: [style!, { picture: mask, weight: 1 }],
      settings: { ...task.settings, where: 'subject' },
    });
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: steps.length }, (_, i) => i + 1));
    const [first, second] = await paintedFrames(events);
    for (const y of [8, 56]) {
      const row = (frame: Uint8Array) => frame.subarray(3 * (y * SIDE + 48), 3 * (y + 1) * SIDE);
      expect(row(second!)).toEqual(row(first!));
    }
  });

  it('is a GIF where that is asked for', async () => {
    const done = checkpointsOf(whole.events).at(-1)!.state;
    const { result } = await run({ ...task, format: 'gif', checkpoint: done });
    expect(result.picture.mime).toBe('image/gif');
    expect(await sharp(result.picture.bytes).metadata()).toMatchObject({ format: 'gif', pages: 3 });
  });
});
