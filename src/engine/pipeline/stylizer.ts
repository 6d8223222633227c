/** The engine in this process: loads networks on first use; each call runs one task. */

import type { Engine, EngineTask, RunOptions } from '../engine.js';
import { chooseNetwork, type WideNetworkSetting } from '../networks/network-choice.js';
import { installedNetworks } from '../networks/weights.js';
import { NOTES, RuntimeFallback } from '../runtimes/fallback.js';
import { RuntimeCache, type RuntimeCacheOptions } from '../runtimes/runtime-cache.js';
import { CPU, type RuntimeCandidate, variantName } from '../runtimes/variants.js';
import { checkpointNetwork } from './checkpoint.js';
import { paintSheet } from './contact-sheet.js';
import { poolingFor } from './first-implementation.js';
import { memoryOfProcess } from './memory-estimate.js';
import { transferStyle } from './style-transfer.js';

export interface StylizerOptions {
  /** Folder of the weights: <network>.safetensors. */
  modelsDir: string;
  /** Threads of the network; 0: all cores. */
  threads?: number;
  /** Runtimes in their fallback order: the next one is taken when one fails (selection/select.ts). Default: the CPU. */
  runtimes?: readonly RuntimeCandidate[];
  /** Whether network auto may be VGG-19. Default 'auto'. */
  wideNetwork?: WideNetworkSetting;
  /** Memory of this process, MB; 0, the default, takes what is free when a job starts. */
  memoryLimit?: number;
  /** Engine processes that share what is free. Default 1. */
  processes?: number;
  /** About every so often a preview is made, s. Default 2. */
  previewInterval?: number;
  /** Least time between two checkpoints, s. Default 10. */
  checkpointInterval?: number;
  /** Told of a runtime that fails. Default: stderr. */
  onLog?: (line: string) => void;
  /** How a runtime is opened. */
  open?: RuntimeCacheOptions['open'];
}

/** An Engine that blocks this process' event loop during each step: bots use it through `process-pool.ts`. */
export function createStylizer({
  modelsDir,
  threads = 0,
  runtimes = [CPU],
  wideNetwork = 'auto',
  memoryLimit = 0,
  processes = 1,
  previewInterval = 2,
  checkpointInterval = 10,
  onLog = (line) => console.error(line),
  open,
}: StylizerOptions): Engine {
  const cache = new RuntimeCache({ modelsDir, threads, ...(open && { open }) });
  const stop = new AbortController();

  async function networkOf({ settings, checkpoint }: EngineTask, { device }: RuntimeCandidate) {
    const installed = await installedNetworks(modelsDir);
    const begunWith = checkpoint && checkpointNetwork(checkpoint);
    return chooseNetwork(settings, { installed, device, setting: wideNetwork, begunWith });
  }

  return {
    async stylize(task, { signal, onEvent } = {}) {
      const candidates = candidatesLeft(task, runtimes);
      const name = await networkOf(task, candidates[0]!);
      const { network } = await cache.load(name);
      const pool = poolingFor(task.settings, network);
      const fallback = new RuntimeFallback(candidates, {
        open: (candidate) => cache.open(name, pool, candidate),
        discard: (candidate) => cache.discard(name, pool, candidate),
        onLog,
      });
      const runOptions: RunOptions = {
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
        ...(onEvent && { onEvent }),
      };
      const transfer = async (single: EngineTask, options: RunOptions) =>
        transferStyle(single, await fallback.start(), {
          ...options,
          previewInterval,
          checkpointInterval,
          memory: memoryOfProcess(memoryLimit, processes),
          recover: fallback.recover,
          ...(candidates[0] !== runtimes[0] && {
            note: candidates[0]!.device === 'gpu' ? NOTES.gpu : NOTES.cpu,
          }),
        });
      const { sheet } = task;
      return sheet
        ? paintSheet({ ...task, sheet }, transfer, network, runOptions)
        : transfer(task, runOptions);
    },
    async close() {
      stop.abort();
      await cache.close();
    },
  };
}

/** Without the runtimes that an earlier process died on; the last one is left in any case. */
function candidatesLeft(
  { without = [] }: EngineTask,
  runtimes: readonly RuntimeCandidate[],
): readonly RuntimeCandidate[] {
  const left = runtimes.filter((candidate) => !without.includes(variantName(candidate)));
  return left.length > 0 ? left : runtimes.slice(-1);
}
