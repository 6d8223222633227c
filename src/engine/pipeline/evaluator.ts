/**
 * The objective of a run, evaluated scale by scale, on a runtime that may fail on the way: a GPU can be taken away (a driver
 * reset, a second program that fills its memory). The evaluation is then made again at the same picture, in smaller tiles or on
 * the next runtime, so that nothing of the painting is lost.
 */
import { AtelierError } from '../../domain/errors.js';
import type { Footing, Recover } from '../runtimes/fallback.js';
import type { Evaluation, Objective, Runtime } from '../runtimes/runtime.js';
import { roomAt } from './memory-estimate.js';
import { canvasOf, type Plan } from './plan.js';
import { openObjective } from './scale-objective.js';
import type { Material } from './source-images.js';

export interface EvaluatorOptions {
  /** What the process may come to hold, bytes (memory-estimate.ts). */
  memory: number;
  signal?: AbortSignal | undefined;
  /** Finds what to go on with. Default: nothing. */
  recover?: Recover | undefined;
  /** It goes on in another way: one line for whoever waits. */
  onChange: (note: string) => void;
}

export class Evaluator {
  #footing: Footing;
  #objective: Objective | undefined;
  /** What the objective may take, bytes. */
  #room = Number.POSITIVE_INFINITY;
  readonly #plan: Plan;
  readonly #material: Material;
  readonly #options: EvaluatorOptions;

  constructor(plan: Plan, material: Material, runtime: Runtime, options: EvaluatorOptions) {
    this.#plan = plan;
    this.#material = material;
    this.#footing = { runtime, mostRoom: Number.POSITIVE_INFINITY };
    this.#options = options;
  }

  /** The runtime at work. */
  get runtime(): Runtime {
    return this.#footing.runtime;
  }

  /** At a scale, until `close`. Rejects with what nothing helped against. */
  async evaluate(scale: number, image: Float32Array): Promise<Evaluation> {
    for (;;) {
      try {
        this.#objective ??= await this.#open(scale);
        const evaluation = await this.#objective.evaluate(image, this.#options.signal);
        assertPlausible(evaluation, this.runtime);
        return evaluation;
      } catch (error) {
        await this.close();
        await this.#recover(error, scale);
      }
    }
  }

  /** Ends the scale. */
  async close(): Promise<void> {
    const objective = this.#objective;
    this.#objective = undefined;
    // A lost device may refuse even that.
    await objective?.dispose().catch(() => {});
  }

  #open(scale: number): Promise<Objective> {
    const { runtime, mostRoom } = this.#footing;
    const run = { plan: this.#plan, runtime, material: this.#material };
    this.#room = Math.min(mostRoom, roomAt(run, scale, this.#options.memory));
    return openObjective(runtime, this.#plan, scale, this.#material, this.#room);
  }

  async #recover(error: unknown, scale: number): Promise<void> {
    const { recover, signal, onChange } = this.#options;
    // What we have worded ourselves is no failure of the runtime.
    if (!recover || error instanceof AtelierError || signal?.aborted) throw error;
    const failed = { runtime: this.runtime, room: this.#room, ...canvasOf(this.#plan, scale) };
    const { note, ...footing } = await recover(error, failed);
    this.#footing = footing;
    onChange(note);
  }
}

/**
 * A GPU without memory may go on computing with buffers that are not there, and answer with zeros or worse (Dawn reports it to a
 * log only). On the CPU nothing of the kind is known.
 */
function assertPlausible({ content, style, tv }: Evaluation, { name }: Runtime): void {
  if (name === 'onnx-cpu') return;
  const isNumber = Number.isFinite(content + tv + style.reduce((sum, loss) => sum + loss, 0));
  const isEmpty = style.length > 0 && style.every((loss) => loss === 0);
  if (!isNumber || isEmpty) throw new Error(`${name} computes nothing any more`);
}
