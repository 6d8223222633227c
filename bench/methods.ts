/**
 * Whole jobs by neighbour guidance against those of the method before it (previous-standard.ts), in turns in one process:
 *
 *   npm run bench -- methods
 */
import { readFile } from 'node:fs/promises';
import { defaultsOf } from '../src/domain/field.js';
import { SETTINGS } from '../src/domain/request.js';
import { NETWORKS } from '../src/engine/networks/networks.js';
import { loadNetwork } from '../src/engine/networks/weights.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';
import { createOnnxRuntime } from '../src/engine/runtimes/onnx/onnx-runtime.js';
import { type Measured, PREVIOUS, paintPrevious } from './previous-standard.js';

const MODELS_DIR = new URL('../models', import.meta.url).pathname;
const CONFIG = new URL('../config/', import.meta.url);
/** The fastest of so many counts: a shared machine is sometimes slow and never too fast. */
const TURNS = 3;

type Quality = keyof typeof PREVIOUS;

export async function benchMethods(): Promise<void> {
  const photo = await readFile(new URL('demo.jpg', CONFIG));
  const style = await readFile(new URL('presets/van-gogh-starry-night.jpg', CONFIG));
  const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
  const runtime = createOnnxRuntime(network, weights);
  const engine = createStylizer({ modelsDir: MODELS_DIR });
  const now = (quality: Quality, size: number): Promise<Measured> => {
    const settings = { ...defaultsOf(SETTINGS), network: 'compact' as const, quality, size };
    return engine.stylize({ content: photo, styles: [{ picture: style, weight: 1 }], settings });
  };
  const before = (quality: Quality, size: number) =>
    paintPrevious(runtime, photo, style, size, PREVIOUS[quality]);

  const { size: defaultSize } = defaultsOf(SETTINGS);
  for (const [quality, size, sizeBefore] of [
    ['standard', 512, 512],
    ['draft', 256, 256],
    ['fine', 512, 512],
    // The default size is as large as the time for 512 px allowed before.
    ['standard', defaultSize, 512],
  ] as const) {
    const turns = quality === 'fine' ? 1 : TURNS;
    const [old, today] = await inTurns(
      turns,
      () => before(quality, sizeBefore),
      () => now(quality, size),
    );
    console.log(
      `${quality}, ${size} px: ${line(today)}; by Gram matrices alone, ${sizeBefore} px: ${line(old)}`,
    );
    console.log(
      `  ratio of the whole job ${ratio(today.seconds, old.seconds)}, of the first preview ${ratio(today.firstPreviewSeconds, old.firstPreviewSeconds)}`,
    );
  }
  await runtime.dispose();
  await engine.close();
}

/** The fastest of `turns` runs of each work, which take turns. */
async function inTurns(turns: number, ...works: (() => Promise<Measured>)[]): Promise<[Measured, Measured]> {
  const found: (Measured | undefined)[] = works.map(() => undefined);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [i, work] of works.entries()) {
      const measured = await work();
      const best = found[i] ?? measured;
      found[i] = {
        steps: measured.steps,
        seconds: Math.min(best.seconds, measured.seconds),
        firstPreviewSeconds: Math.min(best.firstPreviewSeconds, measured.firstPreviewSeconds),
      };
    }
  }
  return [found[0]!, found[1]!];
}

const ratio = (a: number, b: number) => (a / b).toFixed(2);

function line({ seconds, firstPreviewSeconds, steps }: Measured): string {
  return `${seconds.toFixed(1)} s in ${steps} steps, first preview after ${firstPreviewSeconds.toFixed(2)} s`;
}
