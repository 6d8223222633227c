/**
 * A step of every installed network on each runtime that computes on the CPU, in turns, in one process:
 *
 *   npm run bench -- steps [SIDE]
 */
import { NETWORKS } from '../src/engine/networks/networks.js';
import { installedNetworks, loadNetwork } from '../src/engine/networks/weights.js';
import { openRuntime } from '../src/engine/runtimes/open.js';
import { CPU, type Variant, variantName } from '../src/engine/runtimes/variants.js';
import { flopsPerStep, medianSeconds, prepareStep, type Step, sgemm } from './objective.js';

const VARIANTS: readonly Variant[] = [CPU, { runtime: 'tfjs', precision: 'fp32' }];
const REPEATS = 15;

export async function benchSteps([side = '256']: readonly string[]): Promise<void> {
  const modelsDir = process.env.MODELS_DIR ?? new URL('../models', import.meta.url).pathname;
  for (const name of await installedNetworks(modelsDir)) {
    const { network, weights } = await loadNetwork(NETWORKS[name], modelsDir);
    const steps: { variant: Variant; step: Step }[] = [];
    for (const variant of VARIANTS) {
      try {
        const { runtime } = await openRuntime(variant, network, weights, 0);
        steps.push({ variant, step: await prepareStep(runtime, Number(side)) });
      } catch (error) {
        console.log(`${variantName(variant)}: not available: ${(error as Error).message}`);
      }
    }
    const peak = await sgemm(REPEATS);
    const seconds = await medianSeconds(REPEATS, ...steps.map(({ step }) => step.run));
    for (const [i, { variant, step }] of steps.entries()) {
      const rate = flopsPerStep(network, Number(side)) / seconds[i]! / 1e9;
      console.log(
        `${variantName(variant)}, ${name} ${side}x${side}: ${(1000 * seconds[i]!).toFixed(0)} ms a step, ${rate.toFixed(0)} GFLOP/s; SGEMM ${peak.toFixed(0)} GFLOP/s`,
      );
      await step.dispose();
    }
  }
}
