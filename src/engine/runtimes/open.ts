/** Makes a runtime by its name. Native libraries are loaded here, on demand. */
import type { Network } from '../networks/networks.js';
import type { Weights } from '../networks/weights.js';
import type { Runtime } from './runtime.js';
import type { RuntimeName, Variant } from './variants.js';

export interface OpenedRuntime {
  runtime: Runtime;
  /** What it computes on. */
  device: 'cpu' | 'gpu';
}

const PROVIDERS = {
  'onnx-cpu': 'cpu',
  'onnx-webgpu': 'webgpu',
  'onnx-cuda': 'cuda',
} as const satisfies Record<Exclude<RuntimeName, 'tfjs'>, string>;

/**
 * Rejects with the reason when the runtime's packages are not there; a GPU that is missing only shows at the first picture.
 * @param threads of the CPU; 0: all cores
 */
export async function openRuntime(
  { runtime, precision }: Variant,
  network: Network,
  weights: Weights,
  threads: number,
): Promise<OpenedRuntime> {
  if (runtime === 'tfjs') {
    const { loadTf } = await import('./tfjs/load.js');
    const { createTfjsRuntime } = await import('./tfjs/tfjs-runtime.js');
    const { tf, device } = await loadTf(threads);
    return { runtime: createTfjsRuntime(tf, network, weights), device };
  }
  const { createOnnxRuntime } = await import('./onnx/onnx-runtime.js');
  const provider = PROVIDERS[runtime];
  return {
    runtime: createOnnxRuntime(network, weights, { provider, threads, precision }),
    device: provider === 'cpu' ? 'cpu' : 'gpu',
  };
}
