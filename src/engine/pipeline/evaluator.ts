/**
 * The objective of a run, evaluated scale by scale, on a runtime that may fail on the way: a GPU can be taken away (a driver
 * reset, a second program that fills its memory). The evaluation is then made again at the same picture, in smaller tiles or on
 * the next runtime, so that no step is lost.
 */
import { AtelierError } from '../../domain/errors.js';
import type { Said } from '../../words/said.js';
import type { ActiveRuntime, Recover } from '../runtimes/fallback.js';
import type { Evaluation, Objective, Runtime, Targets } from '../runtimes/runtime.js';
import { memoryLimitAt, type Phase } from './memory-estimate.js';
import { canvasOf, layersOf, type Plan } from './plan.js';
import type { Inputs } from './source-images.js';

export interface EvaluatorOptions {
  /** What the process may come to hold, bytes (memory.ts). */
  memory: number;
  signal?: AbortSignal | undefined;
  /** Finds another way. Default: the failure is the run's. */
  recover?: Recover | undefined;
  /** Another way was found: one line for the requester. */
  onChange: (note: Said) => void;
}

export class Evaluator {
  #active: ActiveRuntime;
  #objective: Objective | undefined;
  /** What the objective may take, bytes. */
  #memoryLimit = Number.POSITIVE_INFINITY;
  readonly #plan: Plan;
  readonly #inputs: Inputs;
  readonly #options: EvaluatorOptions;

  constructor(plan: Plan, inputs: Inputs, runtime: Runtime, options: EvaluatorOptions) {
    this.#plan = plan;
    this.#inputs = inputs;
    this.#active = { runtime, mostMemory: Number.POSITIVE_INFINITY };
    this.#options = options;
  }

  /** The runtime in use. */
  get runtime(): Runtime {
    return this.#active.runtime;
  }

  /** Work that needs a runtime, at a scale. Rejects with what nothing helped against. */
  async on<T>(
    scale: number,
    phase: Phase,
    work: (runtime: Runtime, memoryLimit: number) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      try {
        const { runtime, mostMemory } = this.#active;
        const run = { plan: this.#plan, runtime, inputs: this.#inputs };
        this.#memoryLimit = Math.min(mostMemory, memoryLimitAt(run, scale, phase, this.#options.memory));
        return await work(runtime, this.#memoryLimit);
      } catch (error) {
        await this.close();
        await this.#recover(error, scale);
      }
    }
  }

  /** One evaluation towards these targets; the objective stays open until `close`. */
  async evaluate(scale: number, targets: Targets, image: Float32Array): Promise<Evaluation> {
    return this.on(scale, 'evaluate', async (runtime, memoryLimit) => {
      const { width, height } = canvasOf(this.#plan, scale);
      this.#objective ??= await runtime.prepare(width, height, targets, memoryLimit);
      const evaluation = await this.#objective.evaluate(image, this.#options.signal);
      assertPlausible(evaluation, runtime);
      return evaluation;
    });
  }

  /** Ends the pass. */
  async close(): Promise<void> {
    const objective = this.#objective;
    this.#objective = undefined;
    // A lost device may refuse even that.
    await objective?.dispose().catch(() => {});
  }

  async #recover(error: unknown, scale: number): Promise<void> {
    const { recover, signal, onChange } = this.#options;
    // What we have worded ourselves is no failure of the runtime.
    if (!recover || error instanceof AtelierError || signal?.aborted) throw error;
    const layers = layersOf(this.#plan);
    const failed = {
      runtime: this.runtime,
      memoryLimit: this.#memoryLimit,
      layers,
      ...canvasOf(this.#plan, scale),
    };
    const { note, ...active } = await recover(error, failed);
    this.#active = active;
    onChange(note);
  }
}

/**
 * A GPU without memory may continue computing with buffers that are not there, and answer with zeros or worse (Dawn reports it to a
 * log only). On the CPU nothing of the kind is known.
 */
function assertPlausible({ features, grams, tv }: Evaluation, { name }: Runtime): void {
  if (name === 'onnx-cpu') return;
  const isNumber = Number.isFinite([...features, ...grams].reduce((sum, loss) => sum + loss, tv));
  const isEmpty = grams.length > 0 && grams.every((loss) => loss === 0);
  if (!isNumber || isEmpty) throw new Error(`${name} computes nothing any more`);
}
