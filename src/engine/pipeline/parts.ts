/**
 * Painting the subject of a photo or its background alone, or each in a style of its own: every part is a run with a photo that
 * holds only this part, laid over the rest.
 */
import type { EngineResult } from '../../domain/event.js';
import { type PartOfPhoto, partsOf } from '../../domain/part.js';
import type { EngineTask, RunOptions } from '../engine.js';
import { type DecodedPicture, decodePicture, OWN_LIMITS } from '../images/decode.js';
import type { Mask, Size } from '../images/pixels.js';
import type { Network } from '../networks/networks.js';
import { drawnSubject, subjectOf } from '../vision/region.js';
import type { VisionOptions } from '../vision/vision-model.js';
import { readState, writeState } from './checkpoint.js';
import type { FrameOptions } from './moving-picture.js';
import { type Backdrop, photoOfPart } from './part-photo.js';
import { planFrame, planRun } from './plan.js';
import { joinCurves, seriesEvents } from './series.js';
import { presetsOf } from './source-images.js';
import type { PreviousFrame } from './temporal-consistency.js';

/** Further options of a run that paints a part. */
export interface PartOptions extends RunOptions {
  backdrop?: Backdrop;
  previous?: PreviousFrame;
  onPainting?: (painting: Float32Array) => void;
}

/** Runs one task on all of its photo; what it paints is laid over the backdrop before anybody sees it. */
export type PaintOver = (task: EngineTask, options: PartOptions) => Promise<EngineResult>;

/** Paints the parts in their order. Rejects as a run does, and with invalid_input where there is no subject. */
export async function paintParts(
  task: EngineTask,
  paint: PaintOver,
  network: Network,
  { threads, signal, onEvent, memory }: FrameOptions & VisionOptions,
): Promise<EngineResult> {
  const parts = partsOf(task);
  const photo = await decodePicture(task.content, { longestSide: task.settings.size });
  const found = await (task.mask
    ? drawnSubject(task.mask, photo)
    : subjectOf(task.content, photo, { ...(threads !== undefined && { threads }) }));
  const subject = memory?.steadied(found) ?? found;
  const resumed = decodeParts(task.checkpoint);
  const begunWith = resumed?.first ? 1 : 0;
  const plan = planRun(task.settings, photo, network);
  const { steps } = memory?.follows ? planFrame(plan) : plan;
  const series = seriesEvents({ steps: parts.map(() => steps), begunWith });

  let before = resumed?.first;
  for (let index = begunWith; index < parts.length; index += 1) {
    const { part, styles } = parts[index]!;
    const first = before;
    const backdrop: Backdrop = {
      ...(await cutOut(photo, subject, part)),
      painted: first && (await decodePicture(first.picture.bytes, { limits: OWN_LIMITS })),
      presets: parts.slice(0, index).flatMap(({ styles }) => presetsOf({ ...task, styles })),
    };
    const { checkpoint: _, ...rest } = task;
    const checkpoint = index === begunWith ? resumed?.inner : undefined;
    const isLast = index === parts.length - 1;
    const single: EngineTask = {
      ...rest,
      styles,
      format: isLast ? (task.format ?? 'png') : 'png',
      ...(checkpoint && { checkpoint }),
    };
    const result = await paint(single, {
      ...memory?.run(index),
      ...(signal && { signal }),
      backdrop,
      onEvent(event) {
        const step = series.stepsBefore(index);
        if (event.type === 'preview') onEvent?.({ ...event, step: step + event.step });
        else if (event.type === 'checkpoint')
          onEvent?.({ ...event, step: step + event.step, state: encodeParts(first, event.state) });
        else {
          const reported = series.of(event, index);
          if (reported) onEvent?.(reported);
        }
      },
    });
    before = first ? joined(first, result, series.stepsBefore(index)) : result;
    if (!isLast)
      onEvent?.({
        type: 'checkpoint',
        step: series.stepsBefore(index + 1),
        state: encodeParts(before, undefined),
      });
  }
  return before!;
}

/** Steps of the runs that a task takes, on a photo of this size. */
export function stepsOf(task: EngineTask, photo: Size, network: Network): number {
  return Math.max(1, partsOf(task).length) * planRun(task.settings, photo, network).steps;
}

/** A part of the photo. */
async function cutOut(
  photo: DecodedPicture,
  subject: Mask,
  part: PartOfPhoto,
): Promise<Pick<Backdrop, 'photo' | 'part' | 'own'>> {
  const mask = part === 'subject' ? subject : { ...subject, data: subject.data.map((value) => 255 - value) };
  return { photo, part: mask, own: await photoOfPart(photo, mask) };
}

function joined(first: EngineResult, second: EngineResult, stepsBefore: number): EngineResult {
  const { curve: _, ...rest } = second;
  const curve = joinCurves(first.curve, second.curve, stepsBefore);
  return {
    ...rest,
    ...(curve && { curve }),
    steps: stepsBefore + second.steps,
    seconds: first.seconds + second.seconds,
    firstPreviewSeconds: first.firstPreviewSeconds,
  };
}

interface PartsState {
  version: 'parts 1';
  /** The result of the first part. */
  first: EngineResult;
  /** The checkpoint of the run that is under way. */
  inner: Uint8Array | undefined;
}

/** While the first part is painted, the checkpoint is that of its run. */
function encodeParts(first: EngineResult | undefined, inner: Uint8Array | undefined): Uint8Array {
  return first || !inner ? writeState<PartsState>({ version: 'parts 1', first: first!, inner }) : inner;
}

function decodeParts(
  bytes: Uint8Array | undefined,
): Partial<Pick<PartsState, 'first' | 'inner'>> | undefined {
  return readState<PartsState>(bytes, 'parts 1') ?? (bytes && { inner: bytes });
}

/** The checkpoint of the run that was under way when this one was written. */
export function runCheckpoint(bytes: Uint8Array): Uint8Array | undefined {
  return decodeParts(bytes)?.inner;
}
