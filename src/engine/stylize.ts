/** The engine in this process: loads networks on first use and paints one task at a time per call. */
import type { NetworkName } from '../domain/request.js';
import type { Engine } from './engine.js';
import { NETWORKS } from './networks.js';
import { paint } from './paint.js';
import { createOnnxRuntime } from './runtimes/onnx/runtime.js';
import type { Runtime } from './runtimes/runtime.js';
import { loadWeights } from './weights.js';

export interface StylizerOptions {
  /** Folder of the weights: <network>.safetensors. */
  modelsDir: string;
  /** Threads of the network; 0: all cores. */
  threads?: number;
  /** About every so often a preview is made, s. Default 2. */
  previewInterval?: number;
  /** Least time between two checkpoints, s. Default 10. */
  checkpointInterval?: number;
}

/** An Engine that blocks this process' event loop during each step: bots use it through `host.ts`. */
export function createStylizer({
  modelsDir,
  threads = 0,
  previewInterval = 2,
  checkpointInterval = 10,
}: StylizerOptions): Engine {
  const runtimes = new Map<NetworkName, Promise<Runtime>>();
  const stop = new AbortController();

  async function load(name: NetworkName): Promise<Runtime> {
    const network = NETWORKS[name];
    return createOnnxRuntime(network, await loadWeights(network, modelsDir), { threads });
  }

  function runtimeOf(name: NetworkName): Promise<Runtime> {
    const known = runtimes.get(name);
    if (known) return known;
    const loading = load(name);
    runtimes.set(name, loading);
    // A missing model may be there at the next try.
    loading.catch(() => runtimes.delete(name));
    return loading;
  }

  return {
    async stylize(task, { signal, onEvent } = {}) {
      const runtime = await runtimeOf(task.settings.network);
      return paint(task, runtime, {
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
        ...(onEvent && { onEvent }),
        previewInterval,
        checkpointInterval,
      });
    },
    async close() {
      stop.abort();
      for (const runtime of runtimes.values()) await (await runtime).dispose();
      runtimes.clear();
    },
  };
}
