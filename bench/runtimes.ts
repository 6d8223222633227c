/** A row for every runtime: how long a step takes, how far its values are from the CPU's, or why it is not available here. */
import type { TrialReport } from '../src/engine/runtimes/selection/choose.js';
import { lookAtMachine } from '../src/engine/runtimes/selection/machine.js';
import { selectRuntimes } from '../src/engine/runtimes/selection/select.js';
import { TIMED_SIDE } from '../src/engine/runtimes/selection/trial.js';
import { tryInProcess } from '../src/engine/runtimes/selection/trial-process.js';
import { RUNTIME_NAMES, type Variant, variantName } from '../src/engine/runtimes/variants.js';

const MODELS_DIR = new URL('../models', import.meta.url).pathname;

/** tfjs has no half precision, and on the CPU it is computed in single precision. */
const VARIANTS: readonly Variant[] = RUNTIME_NAMES.flatMap((runtime) => {
  const full = { runtime, precision: 'fp32' } as const;
  return runtime === 'tfjs' || runtime === 'onnx-cpu'
    ? [full]
    : [full, { runtime, precision: 'fp16' } as const];
});

export async function benchRuntimes(): Promise<void> {
  const options = { modelsDir: MODELS_DIR, threads: 0 };
  for (const variant of VARIANTS) {
    const report = await tryInProcess(variant, options);
    console.log(`${variantName(variant)}, compact ${TIMED_SIDE}x${TIMED_SIDE}: ${rowOf(report)}`);
  }
  const { line } = await selectRuntimes({ setting: 'auto', ...options, machine: lookAtMachine() });
  console.log(`RUNTIME=auto: ${line}`);
}

function rowOf(report: TrialReport): string {
  if (!report.ok) return `not available: ${report.reason}`;
  const { losses, gradient } = report.disagreement;
  const agreement = `losses within ${losses.toExponential(0)}, gradient within ${gradient.toExponential(0)} of the CPU's`;
  if (report.software) return `a software adapter, not timed; ${agreement}`;
  return `${(1000 * report.step).toFixed(1)} ms a step on the ${report.device === 'gpu' ? 'GPU' : 'CPU'}; ${agreement}`;
}
