/** Contact sheets by the real engine, with cells of 64 px. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AtelierError } from '../../../src/domain/errors.js';
import type { CheckpointEvent, EngineEvent } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { MODELS_DIR } from '../../support/reference.js';

const SIDE = 64;
/** 451 x 300 px at 64. */
const CELL = { width: 64, height: 43 };
const GAP = 8;

let engine: Engine;
let task: EngineTask;
let sheet: NonNullable<EngineTask['sheet']>;
/** One run of the whole sheet. */
let whole: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  engine = createStylizer({ modelsDir: MODELS_DIR });
  const root = new URL('../../../', import.meta.url);
  const read = (path: string) => readFile(new URL(path, root));
  const [night, mosaic] = await Promise.all([
    read('config/presets/van-gogh-starry-night.jpg'),
    read('config/presets/mosaic.jpg'),
  ]);
  task = {
    content: await read('test/photos/cat-chelsea.jpg'),
    styles: [],
    settings: { ...defaultsOf(SETTINGS), size: SIDE, quality: 'draft' },
  };
  sheet = [
    { styles: [{ picture: night, weight: 1, preset: 'starry-night' }], settings: {} },
    { styles: [{ picture: mosaic, weight: 1, preset: 'mosaic' }], settings: { strength: 80 } },
    { styles: [{ picture: mosaic, weight: 1, preset: 'mosaic' }], settings: { strength: 10 } },
  ];
  whole = await run({ ...task, sheet });
});
afterAll(() => engine.close());

async function run(request: EngineTask, signal?: AbortSignal) {
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => void events.push(event);
  const result = await engine.stylize(request, { onEvent, ...(signal && { signal }) });
  return { result, events };
}

/** RGBA of a cell, below its number. */
async function cellOf(bytes: Uint8Array, index: number): Promise<Buffer> {
  const top = 36;
  const region = { left: index * (CELL.width + GAP), top, width: CELL.width, height: CELL.height - top };
  return sharp(bytes).ensureAlpha().extract(region).raw().toBuffer();
}

describe('a contact sheet', () => {
  it('shows each cell as it would be painted by itself, side by side, on a transparent ground', async () => {
    const { result, events } = whole;
    expect(result.picture).toMatchObject({
      width: 3 * CELL.width + 2 * GAP,
      height: CELL.height,
      mime: 'image/png',
    });
    const { xmpAsString } = await sharp(result.picture.bytes).metadata();
    expect(xmpAsString).toContain('<xmp:CreatorTool>Atelier<');
    expect(xmpAsString).toContain('style: starry-night, mosaic<');
    expect(events[0]).toMatchObject({ type: 'started', width: result.picture.width, steps: result.steps });
    for (const [index, cell] of sheet.entries()) {
      const settings = { ...task.settings, ...cell.settings };
      const { result: alone } = await run({ ...task, styles: cell.styles, settings });
      const expected = await sharp(alone.picture.bytes)
        .ensureAlpha()
        .extract({ left: 0, top: 36, width: 64, height: 7 })
        .raw()
        .toBuffer();
      const shown = await cellOf(result.picture.bytes, index);
      const difference =
        shown.reduce((sum, value, i) => sum + Math.abs(value - expected[i]!), 0) / shown.length;
      expect(difference, `cell ${index + 1}`).toBeLessThan(4); // the photo is shrunk in two steps
    }
    const ground = await sharp(result.picture.bytes)
      .extract({ left: CELL.width, top: 0, width: GAP, height: 43 })
      .raw()
      .toBuffer();
    expect(ground.every((value, i) => i % 4 !== 3 || value === 0)).toBe(true);
  });

  it('fills in: a preview after each cell, with the photo faint where nothing is painted yet', async () => {
    const { result, events } = whole;
    const previews = events.filter((event) => event.type === 'preview');
    expect(previews.map(({ step }) => step)).toEqual([1, 2, 3].map((part) => (result.steps / 3) * part));
    const opacity = async (bytes: Uint8Array, index: number) => (await cellOf(bytes, index))[3];
    const first = previews[0]!.picture.bytes;
    expect([await opacity(first, 0), await opacity(first, 1), await opacity(first, 2)]).toEqual([
      255, 76, 76,
    ]);
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: result.steps }, (_, i) => i + 1));
    expect(steps.at(-1)).toMatchObject({ progress: 1, secondsLeft: 0 });
    const progress = steps.map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('resumes with the cells that were done: only the rest is painted, and the sheet is the same', async () => {
    const checkpoints = whole.events.filter((event): event is CheckpointEvent => event.type === 'checkpoint');
    expect(checkpoints).toHaveLength(3);
    const { result, events } = await run({ ...task, sheet, checkpoint: checkpoints[1]!.state });
    const steps = events.filter((event) => event.type === 'step').map(({ step }) => step);
    expect(steps[0]).toBe((whole.result.steps / 3) * 2 + 1);
    expect(Buffer.from(result.picture.bytes).equals(whole.result.picture.bytes)).toBe(true);
    const complete = await run({ ...task, sheet, checkpoint: checkpoints[2]!.state });
    expect(Buffer.from(complete.result.picture.bytes).equals(whole.result.picture.bytes)).toBe(true);
  });

  it('paints a panorama, whose cells are narrower than a photo may be', async () => {
    const content = await sharp(task.content)
      .extract({ left: 0, top: 100, width: 451, height: 80 })
      .jpeg()
      .toBuffer();
    const { result } = await run({ ...task, content, sheet: sheet.slice(0, 2) });
    expect(result.picture).toMatchObject({ width: 2 * SIDE + GAP, height: 11 });
  });

  it('starts from zero with a checkpoint of another run', async () => {
    const { result, events } = await run({
      ...task,
      sheet: sheet.slice(0, 1),
      checkpoint: new Uint8Array([1, 2, 3]),
    });
    expect(events.filter((event) => event.type === 'step')).toHaveLength(result.steps);
  });

  it('stops between two steps when it is cancelled', async () => {
    const controller = new AbortController();
    const events: EngineEvent[] = [];
    const running = engine.stylize(
      { ...task, sheet },
      {
        signal: controller.signal,
        onEvent: (event) => {
          events.push(event);
          if (event.type === 'preview') controller.abort();
        },
      },
    );
    await expect(running).rejects.toMatchObject({ code: 'cancelled' } satisfies Partial<AtelierError>);
    expect(events.filter((event) => event.type === 'preview')).toHaveLength(1);
  });

  it('marks the cells with their numbers', async () => {
    const { result } = whole;
    // A disc of radius 13 px around (20, 20): dark, with white digits in it. 1 is a stroke right of the middle, 2 is not.
    const at = async (cell: number, x: number, y: number) =>
      (
        await sharp(result.picture.bytes)
          .extract({ left: cell * (CELL.width + GAP) + x, top: y, width: 1, height: 1 })
          .raw()
          .toBuffer()
      )[0]!;
    for (const cell of [0, 1, 2]) expect(await at(cell, 9, 20), 'disc').toBeLessThan(90);
    expect(await at(0, 20, 22)).toBeGreaterThan(230);
    expect(await at(1, 17, 17)).toBeLessThan(130);
    expect(await at(1, 20, 27)).toBeGreaterThan(200);
  });
});
