/**
 * A moving picture, frame by frame. The first is painted like any picture, and each other one starts from the painting before it, warped
 * along with the photo (temporal-consistency.ts), so that strokes stay on what they are on. (Ruder, Dosovitskiy & Brox 2016,
 * "Artistic Style Transfer for Videos", section 3. Deviates: one pass, no long-term flow; each cut starts again, and pixels that
 * hardly change are frozen before anything is computed.)
 */
import { AtelierError } from '../../domain/errors.js';
import type { EngineEvent, EngineResult } from '../../domain/event.js';
import { partsOf } from '../../domain/part.js';
import { leastLongerSide } from '../../domain/picture-limits.js';
import { said } from '../../words/said.js';
import type { EngineTask, RunOptions } from '../engine.js';
import { type Animation, decodeAnimation, encodeAnimation, resizeAnimation } from '../images/animation.js';
import { type DecodedPicture, decodePicture, inspectPicture } from '../images/decode.js';
import { encodePicture, PREVIEW_QUALITY, PREVIEW_SIDE } from '../images/encode.js';
import { evidenceOf } from '../images/evidence.js';
import { isVisible } from '../images/pixels.js';
import { denoiseStill, isSceneCut, stillPixels } from '../motion/frame-differences.js';
import { frameMotion } from '../motion/frame-motion.js';
import type { Network } from '../networks/networks.js';
import { readState, writeState } from './checkpoint.js';
import { FrameMemory, type LeftBehind } from './frame-memory.js';
import { planFrame, planRun, totalWork } from './plan.js';
import { seriesEvents } from './series.js';
import { presetsOf } from './source-images.js';

/** Further options of a run that paints a frame. */
export interface FrameOptions extends RunOptions {
  memory?: FrameMemory;
}

/** Runs one frame. */
export type PaintFrame = (task: EngineTask, options: FrameOptions) => Promise<EngineResult>;

/** Quality of the finished WebP, %: strokes move, and cost twice the bytes at 95. */
const WEBP_QUALITY = 88;

/** A frame and how it is made. */
interface PlannedFrame {
  photo: DecodedPicture;
  /** `whole`: as a picture by itself; `next`: from the one before; `same`: it is the one before; `empty`: nothing is seen in it. */
  way: 'whole' | 'next' | 'same' | 'empty';
}

/**
 * Paints the frames in their order; a preview shows each as soon as it is there, and a checkpoint keeps those that are done. Rejects as
 * a run does. The content must have frames (images/animation.ts).
 */
export async function paintMovingPicture(
  task: EngineTask,
  paint: PaintFrame,
  network: Network,
  { signal, onEvent }: RunOptions,
): Promise<EngineResult> {
  const began = performance.now();
  const animation = await decodeFrames(task);
  const { width, height } = animation;
  const settings = { ...task.settings, size: Math.max(width, height) };
  const frames = planFrames(animation.frames);
  const whole = planRun(settings, animation, network);
  const next = planFrame(whole);
  const plans = { whole, next, same: undefined, empty: undefined };
  const runs = Math.max(1, partsOf(task).length);
  const steps = frames.map(({ way }) => runs * (plans[way]?.steps ?? 0));
  const work = frames.map(({ way }) => (plans[way] ? totalWork(plans[way]) : 0));

  const state = resumed(task, animation);
  const painted: DecodedPicture[] = await Promise.all(
    state.finished.map((bytes, index) =>
      frames[index]!.way === 'empty' ? frames[index]!.photo : decodePicture(bytes),
    ),
  );
  const begunWith = painted.length;
  const series = seriesEvents({ steps, work, begunWith, began, size: { width, height } });
  const memory = new FrameMemory(state.left);
  let last: EngineResult | undefined;

  for (const [index, { photo, way }] of frames.entries()) {
    if (index < begunWith) continue;
    if (way === 'same' || way === 'empty') {
      painted.push(way === 'same' ? painted[index - 1]! : photo);
      state.finished.push(way === 'same' ? state.finished[index - 1]! : new Uint8Array());
    } else {
      const { bytes } = await encodePicture(photo, { format: 'png', compression: 1 });
      const { checkpoint: _, moving: __, ...single } = task;
      const before = frames[index - 1]?.photo;
      memory.begin(way === 'next' && before ? frameMotion(photo.rgb, before.rgb, photo) : undefined);
      last = await paint(
        { ...single, content: bytes, settings, format: 'png' },
        {
          ...(signal && { signal }),
          memory,
          onEvent: (event) => report(event, index),
        },
      );
      state.finished.push(last.picture.bytes);
      painted.push(await decodePicture(last.picture.bytes));
    }
    const step = series.stepsBefore(index + 1);
    const seen = painted[index]!;
    const picture = await encodePicture(seen, {
      format: seen.alpha ? 'webp' : 'jpeg',
      quality: PREVIEW_QUALITY,
      shrinkTo: PREVIEW_SIDE,
    });
    onEvent?.({ type: 'preview', step, picture });
    series.previewed();
    const kept = { finished: state.finished, left: memory.left };
    const bytes = writeState<MovingState>({ version: 'moving 2', of: shapeOf(animation), ...kept });
    onEvent?.({ type: 'checkpoint', step, state: bytes });
  }

  const evidence = evidenceOf({ network: network.name, presets: presetsOf(task) });
  const picture = await encodeAnimation(
    { width, height, frames: painted, delays: animation.delays },
    task.format === 'gif' ? { format: 'gif' } : { format: 'webp', quality: WEBP_QUALITY, evidence },
  );
  return series.result(picture, last);

  /** The events of a frame as those of the whole. Only the first frame takes long enough for previews of its own. */
  function report(event: EngineEvent, index: number): void {
    if (event.type === 'preview' && index === 0 && steps[0]! > event.step) onEvent?.(event);
    if (event.type !== 'started' && event.type !== 'step') return;
    const reported = series.of(event, index);
    if (!reported) return;
    const frame = event.type === 'step' ? { frame: index + 1 } : {};
    onEvent?.({ ...reported, ...frame, frames: frames.length });
  }
}

/** The frames at the size they are painted at: not smaller than a picture may be. */
async function decodeFrames({ content, settings }: EngineTask): Promise<Animation> {
  const longestSide = Math.max(settings.size, leastLongerSide(await inspectPicture(content)));
  const animation = await decodeAnimation(content, { longestSide, mostFrames: Number.POSITIVE_INFINITY });
  if (animation) return resizeAnimation(animation, longestSide);
  throw new AtelierError('picture_empty', said('refusals.transparent'));
}

/** The frames, denoised where they stand still, and how each is made. */
function planFrames(frames: readonly DecodedPicture[]): PlannedFrame[] {
  const planned: PlannedFrame[] = [];
  for (const frame of frames) {
    const before = planned.at(-1);
    if (!isVisible(frame.alpha)) planned.push({ photo: frame, way: 'empty' });
    else if (!before || before.way === 'empty' || isSceneCut(frame.rgb, before.photo.rgb, frame))
      planned.push({ photo: frame, way: 'whole' });
    else {
      const photo = { ...frame, rgb: denoiseStill(frame.rgb, before.photo.rgb, frame) };
      const isSame = stillPixels(photo.rgb, before.photo.rgb).every((still) => still === 1);
      planned.push({ photo, way: isSame && sameMask(photo, before.photo) ? 'same' : 'next' });
    }
  }
  return planned;
}

function sameMask(a: DecodedPicture, b: DecodedPicture): boolean {
  if (!a.alpha || !b.alpha) return a.alpha === b.alpha;
  return Buffer.from(a.alpha.data).equals(b.alpha.data);
}

interface MovingState {
  version: 'moving 2';
  /** Number of frames and their size. */
  of: string;
  /** The frames that are done, as PNG. */
  finished: Uint8Array[];
  /** What the next one starts from. */
  left: LeftBehind;
}

/** An earlier run of this very picture; nothing where the bytes are something else. */
function resumed(
  { checkpoint }: EngineTask,
  animation: Animation,
): Pick<MovingState, 'finished'> & Partial<Pick<MovingState, 'left'>> {
  const state = readState<MovingState>(checkpoint, 'moving 2');
  return state?.of === shapeOf(animation) ? state : { finished: [] };
}

function shapeOf({ width, height, frames }: Animation): string {
  return `${frames.length} frames of ${width} x ${height} px`;
}
