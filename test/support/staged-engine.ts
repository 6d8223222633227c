/**
 * An engine that takes the stage's place of the real one: it paints real, small pictures (the photo, in fewer and fewer
 * colours) at a pace that the test sets, and stops where the test says so.
 */
import { AtelierError } from '../../src/domain/errors.js';
import type { EngineResult, Losses, Picture } from '../../src/domain/event.js';
import type { Engine, EngineTask, RunOptions } from '../../src/engine/engine.js';
import { encodeAnimation } from '../../src/engine/images/animation.js';
import { type DecodedPicture, decodePicture } from '../../src/engine/images/decode.js';
import { encodePicture } from '../../src/engine/images/encode.js';
import { bytesToPlanes } from '../../src/engine/images/pixels.js';
import { NETWORKS } from '../../src/engine/networks/networks.js';
import { paintSheet } from '../../src/engine/pipeline/contact-sheet.js';
import { type FrameOptions, paintMovingPicture } from '../../src/engine/pipeline/moving-picture.js';

export interface StagedOptions {
  /** Steps of each run; a preview comes with every fourth. */
  steps: number;
  /** Waited for before each step: the test holds it back, or a timer. */
  gate: (step: number) => Promise<void>;
  /** Thrown after half of the steps. */
  failure?: () => AtelierError | undefined;
}

const LOSSES: Losses = { content: 1, style: 2, tv: 0.5, total: 3.5 };

export class StagedEngine implements Engine {
  constructor(readonly options: StagedOptions) {}

  /** A contact sheet and a moving picture are put together as the real ones are; the gate counts through their cells and frames. */
  async stylize(task: EngineTask, options: RunOptions = {}): Promise<EngineResult> {
    const { sheet, moving } = task;
    if (!sheet && !moving) return this.#paint(task, options);
    let cells = 0;
    const paintCell = (cell: EngineTask, options: FrameOptions) =>
      this.#paint(cell, options, this.options.steps * cells++);
    return sheet
      ? paintSheet({ ...task, sheet }, paintCell, NETWORKS.compact, options)
      : paintMovingPicture(task, paintCell, NETWORKS.compact, options);
  }

  async #paint(
    task: EngineTask,
    { signal, onEvent = () => {}, memory }: FrameOptions,
    before?: number,
  ): Promise<EngineResult> {
    const { steps, gate, failure } = this.options;
    const photo = await decodePicture(task.content, { longestSide: task.settings.size });
    const style = task.styles[0] ? await decodePicture(task.styles[0].picture, { longestSide: 64 }) : photo;
    const palette = coloursOf(style);
    const { width, height } = photo;
    onEvent({ type: 'started', width, height, steps, network: 'staged', runtime: 'staged' });
    const stopped = aborted(signal);
    for (let step = 1; step <= steps; step++) {
      await Promise.race([gate((before ?? 0) + step), stopped]);
      if (signal?.aborted) throw new AtelierError('cancelled', 'the painting was cancelled');
      onEvent({
        type: 'step',
        step,
        steps,
        progress: step / steps,
        secondsLeft: steps - step,
        losses: LOSSES,
      });
      // Nobody sees those of a cell.
      if (step % 4 === 0 && before === undefined) {
        const picture = await encodePicture(
          { width, height, rgb: painted(photo, palette, step / steps) },
          { format: 'jpeg' },
        );
        onEvent({ type: 'preview', step, picture });
      }
      const error = step * 2 >= steps && failure?.();
      if (error) throw error;
    }
    const rgb = painted(photo, palette, 1);
    memory?.run().onPainting(bytesToPlanes(rgb));
    const picture = await encodePicture({ width, height, rgb }, { format: 'png' });
    const measured = { seconds: 1, firstPreviewSeconds: 0.1, peakMemoryMb: 1 };
    return {
      picture,
      ...(task.timelapse && { timelapse: await loop() }),
      steps,
      losses: LOSSES,
      curve: { steps: [1, 10, steps], total: [1000, 100, 10], style: [900, 90, 9], content: [100, 10, 1] },
      network: 'staged',
      runtime: 'staged',
      seed: task.settings.seed,
      ...measured,
    };
  }

  async close(): Promise<void> {}
}

let made: Promise<Picture> | undefined;

/** The same for every picture: two small frames. */
function loop(): Promise<Picture> {
  const size = { width: 16, height: 12 };
  const frames = [60, 200].map((level) => ({ ...size, rgb: new Uint8Array(3 * 16 * 12).fill(level) }));
  made ??= encodeAnimation({ ...size, frames, delays: [100, 1000] }, { format: 'webp', quality: 'lossless' });
  return made;
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** 32 pixels of the style, spread over it. */
function coloursOf({ rgb }: DecodedPicture): number[][] {
  const pixels = rgb.length / 3;
  return Array.from({ length: 32 }, (_, index) => {
    const at = Math.floor(((index + 0.5) / 32) * pixels) * 3;
    return [...rgb.subarray(at, at + 3)];
  });
}

/** Each pixel moved towards the palette's nearest colour, seen through strokes that grow finer. */
function painted({ rgb, width, height }: DecodedPicture, palette: number[][], part: number): Uint8Array {
  const out = new Uint8Array(rgb.length);
  const cell = Math.max(1, Math.round(10 * (1 - part)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = Math.round(2 * Math.sin((x + 2 * y) / 9));
      const fromX = Math.min(width - 1, Math.max(0, Math.floor(x / cell) * cell + wave));
      const fromY = Math.min(height - 1, Math.floor(y / cell) * cell);
      const from = (fromY * width + fromX) * 3;
      const colour = nearest(palette, rgb[from]!, rgb[from + 1]!, rgb[from + 2]!);
      for (let c = 0; c < 3; c++) out[(y * width + x) * 3 + c] = 0.3 * rgb[from + c]! + 0.7 * colour[c]!;
    }
  }
  return out;
}

function nearest(palette: number[][], r: number, g: number, b: number): number[] {
  let best = palette[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const colour of palette) {
    const distance = (colour[0]! - r) ** 2 + (colour[1]! - g) ** 2 + (colour[2]! - b) ** 2;
    if (distance < least) [best, least] = [colour, distance];
  }
  return best;
}
