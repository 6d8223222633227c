/**
 * What exact tiles cost: a step at 1024 px (on its canvas) in tiles within several amounts of memory, against the untiled step. The
 * two take turns, and the fastest of each counts: a shared machine is sometimes slow and never too fast.
 */
import { NETWORKS } from '../src/engine/networks/networks.js';
import { loadNetwork } from '../src/engine/networks/weights.js';
import { createOnnxRuntime } from '../src/engine/runtimes/onnx/onnx-runtime.js';
import { gaussian } from '../src/lib/random.js';
import { targetsFor } from './objective.js';

const MODELS_DIR = new URL('../models', import.meta.url).pathname;
const SIDE = 1056;
/** MB for graphs and maps; the untiled step takes 1109 by the estimate. */
const ROOMS = [800, 400, 200];
const ROUNDS = 9;

export async function benchTiles(): Promise<void> {
  const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
  const runtime = createOnnxRuntime(network, weights);
  const picture = { width: SIDE, height: SIDE, data: gaussian(1, 3 * SIDE * SIDE).map((x) => 0.5 + 0.2 * x) };
  const targets = await targetsFor(runtime, picture);
  const rooms = [Number.POSITIVE_INFINITY, ...ROOMS.map((mb) => mb * 2 ** 20)];
  const objectives = await Promise.all(rooms.map((room) => runtime.prepare(SIDE, SIDE, targets, room)));
  const best = objectives.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, objective] of objectives.entries()) {
      const start = performance.now();
      await objective.evaluate(picture.data);
      best[i] = Math.min(best[i], performance.now() - start);
    }
  }
  for (const objective of objectives) await objective.dispose();
  console.log(`step ${SIDE}x${SIDE}, compact, untiled: ${best[0].toFixed(0)} ms`);
  ROOMS.forEach((mb, i) => {
    const ratio = best[i + 1] / best[0];
    console.log(`  in tiles within ${mb} MB: ${best[i + 1].toFixed(0)} ms, ${ratio.toFixed(2)} times`);
  });
}
