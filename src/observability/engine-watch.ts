/** Engines that say what becomes of their processes, and what a run has taken. */
import type { EngineResult } from '../domain/event.js';
import type { CreateEngine } from '../engine/pool/process-pool.js';

export interface EngineWatch {
  /** A process was lost in the middle of a task. */
  lost(): void;
  finished(result: EngineResult): void;
}

export function watchEngines(createEngine: CreateEngine, watch: EngineWatch): CreateEngine {
  return (options) => {
    const engine = createEngine({ ...options, onLost: () => watch.lost() });
    return {
      async stylize(task, run) {
        const result = await engine.stylize(task, run);
        watch.finished(result);
        return result;
      },
      close: () => engine.close(),
    };
  };
}
