/** Whole paintings on libtensorflow, beside the same on ONNX Runtime. */
import { readFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { defaultsOf } from '../../src/domain/field.js';
import { QUALITIES, SETTINGS, type Settings } from '../../src/domain/request.js';
import { createStylizer } from '../../src/engine/pipeline/stylizer.js';
import { loadTf } from '../../src/engine/runtimes/tfjs/load.js';
import { CPU } from '../../src/engine/runtimes/variants.js';
import { MODELS_DIR } from '../../test/support/reference.js';

/** Side of the paintings, px: a step is milliseconds. */
const SIZE = 64;
const JOBS = 50;
/** Growth of the resident size that is the allocators' own play, MB; 50 times the weights would be more. */
const PLAY_MB = 50;

const { tf } = await loadTf();
const onTf = createStylizer({
  modelsDir: MODELS_DIR,
  runtimes: [{ runtime: 'tfjs', precision: 'fp32', device: 'cpu' }],
});
const onOnnx = createStylizer({ modelsDir: MODELS_DIR, runtimes: [CPU] });
afterAll(() => Promise.all([onTf.close(), onOnnx.close()]));

const root = new URL('../../', import.meta.url);
const content = await readFile(new URL('test/photos/cat-chelsea.jpg', root));
const style = await readFile(new URL('config/presets/van-gogh-starry-night.jpg', root));

const task = (settings: Partial<Settings>) => ({
  content,
  styles: [{ picture: style, weight: 1 }],
  settings: { ...defaultsOf(SETTINGS), size: SIZE, ...settings },
});

it.each(QUALITIES)('paints a whole picture in quality %s, as well as onnx-cpu', async (quality) => {
  const here = await onTf.stylize(task({ quality }));
  const there = await onOnnx.stylize(task({ quality }));
  expect(here).toMatchObject({ runtime: 'tfjs', steps: there.steps, network: there.network });
  // Steps agree to rounding, which the many that follow magnify: another picture, as near to its goal.
  expect(Math.abs(here.losses.total / there.losses.total - 1)).toBeLessThan(0.1);
});

it(`keeps neither tensors nor memory over ${JOBS} jobs`, async () => {
  const job = (seed: number) => onTf.stylize(task({ quality: 'draft', seed }));
  for (let seed = 0; seed < 5; seed += 1) await job(seed);
  const [tensors, before] = [tf.memory().numTensors, process.memoryUsage().rss];
  for (let seed = 0; seed < JOBS; seed += 1) {
    await job(seed);
    expect(tf.memory().numTensors).toBe(tensors);
  }
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(PLAY_MB);
});
