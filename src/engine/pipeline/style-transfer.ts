/**
 * The algorithm: from coarse to fine, at each scale a number of steps of gradient descent on the pixels (Gatys, Ecker & Bethge
 * 2015), each scale starting from the enlarged result of the one before.
 */
import { setImmediate } from 'node:timers/promises';
import { AtelierError } from '../../domain/errors.js';
import type { EngineResult, Losses } from '../../domain/event.js';
import { type Said, said } from '../../words/said.js';
import type { EngineTask, Print, ResultFormat, RunOptions } from '../engine.js';
import type { MatchRequest } from '../guidance/guide.js';
import type { MatchField } from '../guidance/matching.js';
import { encodePicture, encodePreview } from '../images/encode.js';
import { evidenceOf } from '../images/evidence.js';
import { keepColours, softenChroma, withoutColours } from '../images/keep-colours.js';
import { clip, type Size } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';
import { toPlanes } from '../images/scale.js';
import { CONTENT_LAYER } from '../networks/networks.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Recover } from '../runtimes/fallback.js';
import type { Evaluation, Runtime, Targets } from '../runtimes/runtime.js';
import { rescale, unpad } from './canvas.js';
import { CHECKPOINT_BUDGET, type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { Evaluator } from './evaluator.js';
import { initialImage } from './initial-image.js';
import { LossRecorder } from './loss-recorder.js';
import { assertFits } from './memory-estimate.js';
import { type Backdrop, compositePart } from './part-photo.js';
import {
  canvasOf,
  type Pass,
  type Plan,
  passWork,
  planFrame,
  planRun,
  preparationWork,
  totalWork,
} from './plan.js';
import { Interval, Progress } from './progress.js';
import { makeOptimizer, ScaleObjective } from './scale-objective.js';
import { assertMayBeShown, mayBeShown } from './screen.js';
import { type Inputs, loadInputs, onCanvas, photoAt, presetsOf } from './source-images.js';
import { type PreviousFrame, TemporalConsistency } from './temporal-consistency.js';
import { Timelapse } from './timelapse.js';

export interface StyleTransferOptions extends RunOptions {
  /** About every so often a preview is made, besides the one at the end of each scale, s. */
  previewInterval: number;
  /** Least time between two checkpoints, s. */
  checkpointInterval: number;
  /** What the process may come to hold, bytes (memory.ts). */
  memory: number;
  /** Threads of what looks for faces; 0, the default: all cores. */
  threads?: number;
  /** Finds another way when the runtime fails. Default: the run fails. */
  recover?: Recover;
  /** One line for the requester, about how this run starts. */
  note?: Said;
  /** The task is the next frame of a moving picture: what it takes over from the one before it. */
  previous?: PreviousFrame;
  /** Called with the painting itself, [3, H*W], before its colours are adjusted: what the next frame starts from. */
  onPainting?: (planes: Float32Array) => void;
  /** Told of what could not be done, for the operator. */
  onLog?: (line: string) => void;
  /** A part of a photo is painted in place of the task's content, and shown over the rest. */
  backdrop?: Backdrop;
}

/**
 * Runs a task to its end, on one runtime if it does not fail. Rejects with `cancelled` between two steps once the signal is
 * aborted, and with `picture_too_large` at once where it would not fit into memory.
 */
export async function transferStyle(
  task: EngineTask,
  runtime: Runtime,
  options: StyleTransferOptions,
): Promise<EngineResult> {
  const { backdrop, threads = 0, onLog } = options;
  const inputs = await loadInputs(task, {
    threads,
    given: backdrop?.own,
    whole: backdrop?.photo,
    onLog,
  });
  const whole = planRun(task.settings, inputs.content, runtime.network);
  const plan = options.previous ? planFrame(whole) : whole;
  assertFits({ plan, runtime, inputs }, options.memory);
  const transfer = new StyleTransfer(task, plan, inputs, runtime, options);
  const resumed = task.checkpoint && readCheckpoint(task.checkpoint, plan);
  const timelapse = task.timelapse
    ? new Timelapse(plan.size, plan.steps, [...(resumed?.frames ?? [])])
    : undefined;
  return transfer.run(resumed, resultFile(task), timelapse);
}

/** What the finished picture is stored as. */
interface ResultFile {
  format: Exclude<ResultFormat, 'gif'>;
  print?: Print;
}

/** A still GIF would have 256 colours. */
function resultFile({ format = 'png', print }: Pick<EngineTask, 'format' | 'print'>): ResultFile {
  return { format: format === 'gif' ? 'png' : format, ...(print && { print }) };
}

/** A pass that is ready to start, or to resume. */
interface PreparedPass {
  targets: Targets;
  field: MatchField | undefined;
  optimizer: Optimizer;
}

class StyleTransfer {
  private readonly progress: Progress;
  private readonly previewDue: Interval;
  private readonly checkpointDue: Interval;
  private readonly evaluator: Evaluator;
  private firstPreviewSeconds: number | undefined;
  private scaleObjective: ScaleObjective | undefined;
  /** What one pass leaves to the next. */
  private canvas: Float32Array | undefined;
  private field: MatchField | undefined;
  private losses: Losses = { content: 0, style: 0, tv: 0, total: 0 };
  private recorder: LossRecorder;
  /** On the canvas of the pass' scale. */
  private temporal: TemporalConsistency | undefined;
  private timelapse: Timelapse | undefined;

  constructor(
    private readonly task: EngineTask,
    private readonly plan: Plan,
    private readonly inputs: Inputs,
    runtime: Runtime,
    private readonly options: StyleTransferOptions,
  ) {
    const { memory, signal, recover } = options;
    const onChange = (note: Said) => this.emitStarted(note);
    this.evaluator = new Evaluator(plan, inputs, runtime, { memory, signal, recover, onChange });
    this.progress = new Progress(plan.steps, totalWork(plan));
    this.recorder = new LossRecorder(plan.steps);
    this.previewDue = new Interval(options.previewInterval);
    this.checkpointDue = new Interval(options.checkpointInterval);
  }

  async run(resumed: Checkpoint | undefined, file: ResultFile, timelapse?: Timelapse): Promise<EngineResult> {
    this.timelapse = timelapse;
    const { plan } = this;
    this.emitStarted(this.options.note ?? this.inputs.note);
    this.field = resumed?.field;
    if (resumed) this.recorder = new LossRecorder(plan.steps, resumed.curve);
    await this.throwIfCancelled();
    for (let index = resumed?.pass ?? 0; index < plan.passes.length; index += 1) {
      const underWay = resumed?.pass === index ? resumed : undefined;
      await this.descend(index, await this.prepare(index, underWay), underWay);
    }
    return this.finish(this.canvas!, file);
  }

  private emitStarted(note: Said | undefined): void {
    const { size, steps } = this.plan;
    const { name, network } = this.evaluator.runtime;
    const how = { network: network.name, runtime: name, ...(note !== undefined && { note }) };
    this.options.onEvent?.({ type: 'started', ...size, steps, ...how });
  }

  /** Targets and the optimiser that works towards them. What they were made of is released: it is large. */
  private async prepare(index: number, resumed: Checkpoint | undefined): Promise<PreparedPass> {
    const pass = this.plan.passes[index]!;
    const { width, height } = canvasOf(this.plan, pass.scale);
    if (pass.first || !this.scaleObjective)
      this.scaleObjective = new ScaleObjective(this.plan, pass.scale, this.inputs);
    const { scaleObjective } = this;
    const { previous } = this.options;
    if (pass.first && previous)
      this.temporal = new TemporalConsistency(previous, this.plan.scales[pass.scale]!);
    const start = resumed ? undefined : await this.startOf(pass);
    const request = resumed?.field ?? this.matchRequest(index, start);
    const { targets, field, pixels } = await this.evaluator.on(
      pass.scale,
      'describe',
      (runtime, memoryLimit) => scaleObjective.targets(runtime, memoryLimit, request),
    );
    if (!resumed) this.progress.work(preparationWork(this.plan, pass));
    if (start && pixels && pass.first) this.paste(start, pixels);
    const optimizer = makeOptimizer(this.plan, start ?? new Float32Array(3 * width * height));
    if (resumed) this.resume(optimizer, resumed);
    return { targets, field, optimizer };
  }

  /** What a pass begins with: the first image, or the result of the pass before it, enlarged at a new scale. */
  private async startOf({ scale, first }: Pass): Promise<Float32Array> {
    const { init, settings, recipe, scales } = this.plan;
    const before = this.canvas;
    this.canvas = undefined;
    if (before && !first) return before;
    if (before) {
      const enlarged = rescale(before, scales[scale - 1]!, scales[scale]!);
      return this.temporal?.initial(enlarged) ?? enlarged;
    }
    const photo = (await photoAt(this.inputs, this.plan, scale)).data;
    if (this.temporal) return this.temporal.initial(photo);
    const given = this.inputs.initial && (await onCanvas(this.inputs.initial, scales[scale]!));
    return initialImage(init, photo, given, { seed: settings.seed, variation: recipe.variation });
  }

  /** A new scale starts with some of the style's own pixels. */
  private paste(start: Float32Array, pixels: Float32Array): void {
    const { pasted } = this.plan.profile;
    if (this.temporal) this.temporal.paste(start, pixels, pasted);
    else blend(start, pixels, pasted);
  }

  /** The picture itself is matched too, once there is one. */
  private matchRequest(index: number, start: Float32Array | undefined): MatchRequest {
    const { profile, passes, settings } = this.plan;
    const data = index > 0 || this.temporal ? start : undefined;
    const size = canvasOf(this.plan, passes[index]!.scale);
    return {
      picture: data && { planes: { ...size, data }, share: profile.own },
      before: this.field,
      seed: settings.seed + index,
    };
  }

  private async descend(
    index: number,
    { targets, field, optimizer }: PreparedPass,
    resumed: Checkpoint | undefined,
  ): Promise<void> {
    const { scale, steps } = this.plan.passes[index]!;
    try {
      if (index === 0 && !resumed) await this.frame(optimizer.point, scale);
      for (let step = resumed?.step ?? 0; step < steps; step += 1) {
        await this.throwIfCancelled(() => this.checkpoint(optimizer, { pass: index, step, field }));
        const evaluation = await this.evaluator.evaluate(scale, targets, optimizer.point);
        const losses = lossesOf(evaluation, targets);
        const temporalLoss = this.temporal?.addLoss(optimizer.point, evaluation.gradient) ?? 0;
        if (optimizer.update(losses.total + temporalLoss, evaluation.gradient)) this.losses = losses;
        this.report(scale);
        if (this.timelapse?.isDue(this.progress.step)) await this.frame(optimizer.best, scale);
        if (this.previewDue.due()) await this.preview(optimizer.best, scale);
        if (this.checkpointDue.due()) this.checkpoint(optimizer, { pass: index, step: step + 1, field });
      }
    } finally {
      await this.evaluator.close();
    }
    this.field = field;
    const painted = optimizer.best.map(clip);
    this.canvas = this.temporal?.freeze(painted) ?? painted;
    const next = this.plan.passes[index + 1];
    // The first pass already looks like the result: it is shown before its scale ends.
    const scaleEnds = next?.scale !== scale;
    if (scaleEnds || this.firstPreviewSeconds === undefined) await this.preview(this.canvas, scale);
    if (next)
      await this.throwIfCancelled(() => this.checkpoint(optimizer, { pass: index, step: steps, field }));
  }

  private resume(optimizer: Optimizer, { pass, step, optimizer: state }: Checkpoint): void {
    optimizer.restore(state);
    const { passes, stepWork } = this.plan;
    for (const before of passes.slice(0, pass)) this.progress.skip(before.steps, passWork(this.plan, before));
    const current = passes[pass]!;
    this.progress.skip(step, preparationWork(this.plan, current) + step * stepWork[current.scale]!);
  }

  /** Lets the event loop deliver a cancellation, and obeys it; an interrupted run writes a checkpoint first. */
  private async throwIfCancelled(keep: () => void = () => {}): Promise<void> {
    await setImmediate();
    const { signal } = this.options;
    if (!signal?.aborted) return;
    if (isInterruption(signal)) keep();
    throw new AtelierError('cancelled', said('refusals.cancelled'));
  }

  private report(scale: number): void {
    this.progress.advance(this.plan.stepWork[scale]);
    const { step, steps, fraction, secondsLeft } = this.progress;
    this.recorder.record(step, this.losses);
    this.options.onEvent?.({
      type: 'step',
      step,
      steps,
      progress: fraction,
      secondsLeft,
      losses: this.losses,
    });
  }

  /** Keeps a frame of the timelapse, unless it may not be shown. */
  private async frame(canvas: Float32Array, scale: number): Promise<void> {
    const { timelapse } = this;
    if (!timelapse) return;
    const framed = this.plan.scales[scale]!;
    const small = resizePlanes(unpad(canvas, framed), framed, timelapse.size);
    const planes = await this.laidOver(await this.coloured(small, timelapse.size), timelapse.size);
    if (await mayBeShown({ ...timelapse.size, data: planes }, this.task.screening))
      await timelapse.take(planes, this.inputs.content.alpha);
  }

  private async preview(canvas: Float32Array, scale: number): Promise<void> {
    this.previewDue.restart();
    const size = this.plan.scales[scale];
    const planes = await this.finished(canvas, scale);
    if (!(await mayBeShown({ ...size, data: planes }, this.task.screening))) return;
    const picture = await encodePreview(planes, size, this.inputs.content.alpha);
    this.firstPreviewSeconds ??= this.progress.elapsed;
    this.options.onEvent?.({ type: 'preview', step: this.progress.step, picture });
  }

  private checkpoint(optimizer: Optimizer, at: Omit<Checkpoint, 'optimizer' | 'curve' | 'frames'>): void {
    const state = writeCheckpoint(
      {
        ...at,
        optimizer: optimizer.state(CHECKPOINT_BUDGET),
        curve: this.recorder.curve,
        ...(this.timelapse && { frames: this.timelapse.frames }),
      },
      { plan: this.plan, network: this.evaluator.runtime.network.name },
    );
    this.options.onEvent?.({ type: 'checkpoint', step: this.progress.step, state });
  }

  /** A canvas as the picture that is shown. */
  private async finished(canvas: Float32Array, scale: number): Promise<Float32Array> {
    const size = this.plan.scales[scale]!;
    const planes = softenChroma(unpad(canvas, size), size, this.plan.recipe.chromaSoftening);
    return this.laidOver(await this.coloured(planes, size), size);
  }

  private laidOver(planes: Float32Array, size: Size): Promise<Float32Array> | Float32Array {
    const { backdrop } = this.options;
    return backdrop ? compositePart(backdrop, planes, size) : planes;
  }

  /** With the photo's colours where they are to be kept, and none where there were none. */
  private async coloured(planes: Float32Array, { width, height }: Size): Promise<Float32Array> {
    if (this.inputs.isGrey) return withoutColours(planes);
    if (!this.plan.settings.keepColours) return planes;
    return keepColours(planes, await toPlanes(this.inputs.content, width, height));
  }

  private async finish(canvas: Float32Array, file: ResultFile): Promise<EngineResult> {
    const { size, scales, steps, settings } = this.plan;
    this.options.onPainting?.(unpad(canvas, scales.at(-1)!));
    const planes = await this.finished(canvas, scales.length - 1);
    await assertMayBeShown({ ...size, data: planes }, this.task.screening);
    const { content } = this.inputs;
    const network = this.evaluator.runtime.network.name;
    const presets = [...(this.options.backdrop?.presets ?? []), ...presetsOf(this.task)];
    const evidence = evidenceOf({ network, presets });
    const picture = await encodePicture({ ...size, planes, alpha: content.alpha }, { ...file, evidence });
    const timelapse = await this.timelapse?.encode({ ...size, planes, alpha: content.alpha }, evidence);
    const seconds = this.progress.elapsed;
    return {
      picture,
      ...(timelapse && { timelapse }),
      steps,
      losses: this.losses,
      curve: this.recorder.curve,
      network,
      runtime: this.evaluator.runtime.name,
      seed: settings.seed,
      seconds,
      firstPreviewSeconds: this.firstPreviewSeconds ?? seconds,
      peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    };
  }
}

/** The features of CONTENT_LAYER are the photo's; whatever else is approached is the style's. */
function lossesOf({ features, grams, tv }: Evaluation, targets: Targets): Losses {
  const content = features[targets.features.findIndex(({ layer }) => layer === CONTENT_LAYER)] ?? 0;
  const style = [...features, ...grams].reduce((sum, term) => sum + term, 0) - content;
  return { content, style, tv, total: content + style + tv };
}

/** Mixes `share` of `from` into `into`. */
function blend(into: Float32Array, from: Float32Array, share: number): void {
  for (let i = 0; i < into.length; i += 1) into[i] += share * (from[i] - into[i]);
}

/** Whether the run is to resume in another process. */
function isInterruption({ reason }: AbortSignal): boolean {
  return reason instanceof AtelierError && reason.code === 'shutting_down';
}
