/**
 * A large picture as a whole job, in an engine process within a memory limit, and what a pixel of it costs against one of 512 px:
 *
 *   npm run bench -- large SIZE LIMIT_MB [QUALITY] [OUT.png]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultsOf } from '../src/domain/field.js';
import { type Quality, SETTINGS } from '../src/domain/request.js';
import type { Engine } from '../src/engine/engine.js';
import { NETWORKS } from '../src/engine/networks/networks.js';
import { planRun } from '../src/engine/pipeline/plan.js';
import { createProcessPool } from '../src/engine/pool/process-pool.js';

const ROOT = new URL('../', import.meta.url);
const SMALL = 512;

export async function benchLarge([size, limit, quality = 'standard', out]: readonly string[]): Promise<void> {
  const engine = createProcessPool({
    processes: 1,
    modelsDir: fileURLToPath(new URL('models', ROOT)),
    runtime: 'onnx-cpu',
    memoryLimit: Number(limit),
  });
  // The small one before and after: the machine's own speed changes.
  const before = await paint(engine, SMALL, quality as Quality);
  const large = await paint(engine, Number(size), quality as Quality);
  const after = await paint(engine, SMALL, quality as Quality);
  await engine.close();
  const { picture, seconds, steps, peakMemoryMb } = large.result;
  console.log(
    `job ${picture.width} x ${picture.height} px, ${quality}, limit ${limit} MB: ${(seconds / 60).toFixed(1)} min in ${steps} steps, peak memory ${peakMemoryMb.toFixed(0)} MB`,
  );
  for (const what of ['job', 'step', 'matching'] as const) {
    const small = (before.nanoseconds[what] + after.nanoseconds[what]) / 2;
    console.log(
      `  ${what}: ${large.nanoseconds[what].toFixed(0)} ns a pixel, at ${SMALL} px ${small.toFixed(0)}: ${(large.nanoseconds[what] / small).toFixed(2)} times`,
    );
  }
  if (out) await writeFile(out, picture.bytes);
}

/** A whole job, and the time of it, of a step and of what comes before the first step of the last pass, by the pixel. */
async function paint(engine: Engine, size: number, quality: Quality) {
  const settings = { ...defaultsOf(SETTINGS), size, quality };
  const times: number[] = [];
  const result = await engine.stylize(
    {
      content: await readFile(new URL('config/demo.jpg', ROOT)),
      styles: [
        { picture: await readFile(new URL('config/presets/van-gogh-starry-night.jpg', ROOT)), weight: 1 },
      ],
      settings,
    },
    { onEvent: ({ type }) => type === 'step' && times.push(performance.now()) },
  );
  const { width = 1, height = 1 } = result.picture;
  const last = planRun(settings, { width, height }, NETWORKS.compact).passes.at(-1)!.steps;
  const gaps = times.slice(-last - 1).map((time, i, all) => time - (all[i - 1] ?? time));
  const step = gaps.slice(2).sort((a, b) => a - b)[Math.floor((last - 1) / 2)];
  const perPixel = (milliseconds: number) => (1e6 * milliseconds) / (width * height);
  return {
    result,
    nanoseconds: {
      job: perPixel(1000 * result.seconds),
      step: perPixel(step),
      matching: perPixel(gaps[1] - step),
    },
  };
}
