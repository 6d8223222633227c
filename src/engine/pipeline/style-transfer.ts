/**
 * The algorithm: from coarse to fine, at each scale so many steps of gradient descent on the pixels (Gatys, Ecker & Bethge
 * 2015), each scale starting from the enlarged result of the one before.
 */
import { setImmediate } from 'node:timers/promises';
import { AtelierError } from '../../domain/errors.js';
import type { EngineResult, Losses } from '../../domain/event.js';
import type { EngineTask, RunOptions } from '../engine.js';
import { encodePicture } from '../images/encode.js';
import { keepColours } from '../images/keep-colours.js';
import { clip } from '../images/pixels.js';
import { toPlanes } from '../images/scale.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Recover } from '../runtimes/fallback.js';
import type { Evaluation, Runtime } from '../runtimes/runtime.js';
import { rescale, trim } from './canvas.js';
import { CHECKPOINT_BUDGET, type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { Evaluator } from './evaluator.js';
import { initialImage } from './initial-image.js';
import { assertFits } from './memory-estimate.js';
import { canvasOf, type Plan, planRun, totalWork } from './plan.js';
import { encodePreview } from './preview.js';
import { Interval, Progress } from './progress.js';
import { makeOptimizer } from './scale-objective.js';
import { loadMaterial, type Material, onCanvas } from './source-images.js';

export interface PaintOptions extends RunOptions {
  /** About every so often a preview is made, besides the one at the end of each scale, s. */
  previewInterval: number;
  /** Least time between two checkpoints, s. */
  checkpointInterval: number;
  /** What the process may come to hold, bytes (memory-estimate.ts). */
  memory: number;
  /** Finds what to go on with when the runtime fails. Default: nothing. */
  recover?: Recover;
  /** One line for whoever waits, about how this run begins. */
  note?: string;
}

/**
 * Runs a task to its end, on one runtime if it does not fail. Rejects with `cancelled` between two steps once the signal is
 * aborted, and with `picture_too_large` at once where it would not fit into memory.
 */
export async function paint(
  task: EngineTask,
  runtime: Runtime,
  options: PaintOptions,
): Promise<EngineResult> {
  const material = await loadMaterial(task);
  const plan = planRun(task.settings, material.content);
  assertFits({ plan, runtime, material }, options.memory);
  const painting = new Painting(plan, material, runtime, options);
  const resumed = task.checkpoint && readCheckpoint(task.checkpoint, plan.scales);
  return painting.run(resumed, task.format ?? 'png');
}

class Painting {
  private readonly progress: Progress;
  private readonly previewDue: Interval;
  private readonly checkpointDue: Interval;
  private readonly evaluator: Evaluator;
  private firstPreviewSeconds: number | undefined;
  private losses: Losses = { content: 0, style: 0, tv: 0, total: 0 };

  constructor(
    private readonly plan: Plan,
    private readonly material: Material,
    runtime: Runtime,
    private readonly options: PaintOptions,
  ) {
    const { memory, signal, recover } = options;
    const onChange = (note: string) => this.tellStart(note);
    this.evaluator = new Evaluator(plan, material, runtime, { memory, signal, recover, onChange });
    this.progress = new Progress(plan.steps, totalWork(plan));
    this.previewDue = new Interval(options.previewInterval);
    this.checkpointDue = new Interval(options.checkpointInterval);
  }

  async run(resumed: Checkpoint | undefined, format: 'png' | 'jpeg'): Promise<EngineResult> {
    const { plan } = this;
    this.tellStart(this.options.note);
    let image: Float32Array | undefined;
    for (let scale = resumed?.scale ?? 0; scale < plan.scales.length; scale += 1) {
      const start = resumed?.scale === scale ? undefined : await this.startOf(scale, image);
      image = await this.paintScale(scale, start, resumed?.scale === scale ? resumed : undefined);
      await this.preview(image, scale);
    }
    return this.finish(image!, format);
  }

  private tellStart(note: string | undefined): void {
    const { size, steps } = this.plan;
    const { name, network } = this.evaluator.runtime;
    const how = { network: network.name, runtime: name, ...(note !== undefined && { note }) };
    this.options.onEvent?.({ type: 'started', ...size, steps, ...how });
  }

  /** What a scale begins with: the first image, or the result of the scale before it, enlarged. */
  private async startOf(scale: number, before: Float32Array | undefined): Promise<Float32Array> {
    const { start, settings, recipe, scales } = this.plan;
    if (before) return rescale(before, scales[scale - 1]!, scales[scale]!);
    const photo = await onCanvas(this.material.content, scales[scale]!);
    const given = this.material.initial && (await onCanvas(this.material.initial, scales[scale]!));
    return initialImage(start, photo, given, { seed: settings.seed, variation: recipe.variation });
  }

  private async paintScale(
    scale: number,
    start: Float32Array | undefined,
    resumed: Checkpoint | undefined,
  ): Promise<Float32Array> {
    const { width, height } = canvasOf(this.plan, scale);
    const optimizer = makeOptimizer(this.plan, start ?? new Float32Array(3 * width * height));
    if (resumed) this.resume(optimizer, resumed);
    await this.assertGoingOn();
    try {
      for (let step = resumed?.step ?? 0; step < this.plan.scales[scale].steps; step += 1) {
        await this.assertGoingOn(() => this.checkpoint(optimizer, scale, step));
        const evaluation = await this.evaluator.evaluate(scale, optimizer.point);
        this.report(evaluation, scale);
        optimizer.update(this.losses.total, evaluation.gradient);
        if (this.previewDue.due()) await this.preview(optimizer.best, scale);
        if (this.checkpointDue.due()) this.checkpoint(optimizer, scale, step + 1);
      }
    } finally {
      await this.evaluator.close();
    }
    return optimizer.best.map(clip);
  }

  private resume(optimizer: Optimizer, { scale, step, optimizer: state }: Checkpoint): void {
    optimizer.restore(state);
    const { scales, stepWork } = this.plan;
    for (let before = 0; before < scale; before += 1) {
      this.progress.skip(scales[before].steps, scales[before].steps * stepWork[before]);
    }
    this.progress.skip(step, step * stepWork[scale]);
  }

  /** Lets this process hear of a cancellation, and obeys it; one that is to go on elsewhere is kept first. */
  private async assertGoingOn(keep: () => void = () => {}): Promise<void> {
    await setImmediate();
    const { signal } = this.options;
    if (!signal?.aborted) return;
    if (isInterruption(signal)) keep();
    throw new AtelierError('cancelled', 'cancelled on request');
  }

  private report({ content, style, tv }: Evaluation, scale: number): void {
    const styleSum = style.reduce((sum, term) => sum + term, 0);
    this.losses = { content, style: styleSum, tv, total: content + styleSum + tv };
    this.progress.advance(this.plan.stepWork[scale]);
    const { step, steps, fraction, secondsLeft } = this.progress;
    this.options.onEvent?.({
      type: 'step',
      step,
      steps,
      progress: fraction,
      secondsLeft,
      losses: this.losses,
    });
  }

  private async preview(canvas: Float32Array, scale: number): Promise<void> {
    this.previewDue.restart();
    const size = this.plan.scales[scale];
    const planes = await this.finished(canvas, scale);
    const picture = await encodePreview(planes, size, this.material.content.alpha);
    this.firstPreviewSeconds ??= this.progress.elapsed;
    this.options.onEvent?.({ type: 'preview', step: this.progress.step, picture });
  }

  private checkpoint(optimizer: Optimizer, scale: number, step: number): void {
    const state = writeCheckpoint(
      { scale, step, optimizer: optimizer.state(CHECKPOINT_BUDGET) },
      { scales: this.plan.scales, network: this.evaluator.runtime.network.name },
    );
    this.options.onEvent?.({ type: 'checkpoint', step: this.progress.step, state });
  }

  /** A canvas as the picture that is shown: trimmed, with the photo's colours where they are to be kept. */
  private async finished(canvas: Float32Array, scale: number): Promise<Float32Array> {
    const { scales, settings } = this.plan;
    const { width, height } = scales[scale]!;
    const planes = trim(canvas, scales[scale]!);
    if (!settings.keepColours) return planes;
    return keepColours(planes, await toPlanes(this.material.content, width, height));
  }

  private async finish(canvas: Float32Array, format: 'png' | 'jpeg'): Promise<EngineResult> {
    const { size, scales, steps, settings } = this.plan;
    const planes = await this.finished(canvas, scales.length - 1);
    const picture = await encodePicture({ ...size, planes, alpha: this.material.content.alpha }, { format });
    const seconds = this.progress.elapsed;
    return {
      picture,
      steps,
      losses: this.losses,
      network: this.evaluator.runtime.network.name,
      runtime: this.evaluator.runtime.name,
      seed: settings.seed,
      seconds,
      firstPreviewSeconds: this.firstPreviewSeconds ?? seconds,
      peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    };
  }
}

/** Whether the run is to go on in another process. */
function isInterruption({ reason }: AbortSignal): boolean {
  return reason instanceof AtelierError && reason.code === 'shutting_down';
}
