/** The engine in this process: loads networks on first use; each call runs one task. */
import type { EngineResult } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import { partsOf } from '../../domain/part.js';
import { SETTINGS } from '../../domain/request.js';
import type { Engine, EngineTask, RunOptions } from '../engine.js';
import { encodePicture } from '../images/encode.js';
import { chooseNetwork, type WideNetworkSetting } from '../networks/network-choice.js';
import { installedNetworks } from '../networks/weights.js';
import { NOTES, RuntimeFallback } from '../runtimes/fallback.js';
import { RuntimeCache, type RuntimeCacheOptions } from '../runtimes/runtime-cache.js';
import { CPU, type RuntimeCandidate, variantName } from '../runtimes/variants.js';
import { checkpointNetwork } from './checkpoint.js';
import { paintSheet } from './contact-sheet.js';
import { poolingFor } from './first-implementation.js';
import { memoryOfProcess } from './memory-estimate.js';

import { type FrameOptions, paintMovingPicture } from './moving-picture.js';
import { type PartOptions, paintParts, runCheckpoint } from './parts.js';

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
  /** Called when a runtime fails, or a vision model is missing or damaged. Default: stderr. */
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
  /** Ends the warming up: what is wanted has begun. */
  const wanted = new AbortController();

  async function networkOf({ settings, checkpoint }: EngineTask, { device }: RuntimeCandidate) {
    const installed = await installedNetworks(modelsDir);
    const inner = checkpoint && runCheckpoint(checkpoint);
    const begunWith = inner && checkpointNetwork(inner);
    return chooseNetwork(settings, { installed, device, setting: wideNetwork, begunWith });
  }

  return {
    warmUp() {
      const { signal } = wanted;
      if (!signal.aborted)
        smallestTask()
          .then((task) => paint(task, { signal }))
          .catch(() => {});
    },
    stylize(task, options) {
      wanted.abort();
      return paint(task, options);
    },
    async close() {
      stop.abort();
      await cache.close();
    },
  };

  async function paint(task: EngineTask, { signal, onEvent }: RunOptions = {}): Promise<EngineResult> {
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
    const transfer = async (single: EngineTask, { backdrop, ...options }: PartOptions) =>
      transferStyle(single, await fallback.start(), {
        ...options,
        ...(backdrop && { backdrop }),
        previewInterval,
        checkpointInterval,
        threads,
        onLog,
        memory: memoryOfProcess(memoryLimit, processes),
        recover: fallback.recover,
        ...(candidates[0] !== runtimes[0] && {
          note: candidates[0]!.device === 'gpu' ? NOTES.gpu : NOTES.cpu,
        }),
      });
    const paintOne = (single: EngineTask, options: FrameOptions) =>
      partsOf(single).length > 0
        ? paintParts(single, transfer, network, { ...options, threads })
        : transfer(single, { ...options, ...options.memory?.run() });
    const { sheet } = task;
    if (sheet) return paintSheet({ ...task, sheet }, paintOne, network, runOptions);
    return task.moving ? paintMovingPicture(task, paintOne, network, runOptions) : paintOne(task, runOptions);
  }
}

/** A painting that loads all that a task needs, and has the code run often enough to be compiled: 64 px of noise in noise. */
async function smallestTask(): Promise<EngineTask> {
  const side = SETTINGS.size.min;
  const rgb = new Uint8Array(3 * side * side).map((_, index) => (index * 2654435761) >>> 24);
  const { bytes } = await encodePicture({ width: side, height: side, rgb }, { format: 'png' });
  return {
    content: bytes,
    styles: [{ picture: bytes, weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: side, quality: 'draft' },
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
