/**
 * A short loop of how a picture was painted: small frames kept on the way, evenly over the steps. They are kept encoded, some 10 kB each,
 * so that they fit into every checkpoint and a run that resumes continues with them.
 */
import type { Picture } from '../../domain/event.js';
import { encodeAnimation } from '../images/animation.js';
import { decodePicture, OWN_LIMITS } from '../images/decode.js';
import { encodePicture } from '../images/encode.js';
import { type Mask, type Size, shrunk } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';

/** Longer side of a frame, px; smaller pictures keep theirs. */
const SIDE = 360;
/** Frames besides the finished picture, at most. */
const MOST_FRAMES = 24;
/** How long a frame is shown, and the finished picture at the end, ms. */
const DELAY = 120;
const LAST_DELAY = 2500;
/** Of the loop, %: brushwork compresses badly, and at this size and speed no more is seen (empirical). */
const QUALITY = 60;
/** Of a frame that waits for the end, %. */
const KEPT_QUALITY = 92;

export class Timelapse {
  readonly size: Size;
  readonly #every: number;

  /** `frames`: those of an earlier process. */
  constructor(
    picture: Size,
    steps: number,
    readonly frames: Uint8Array[] = [],
  ) {
    this.size = shrunk(picture, SIDE);
    this.#every = Math.max(1, Math.ceil(steps / MOST_FRAMES));
  }

  /** Whether the picture after this step is a frame. */
  isDue(step: number): boolean {
    return step % this.#every === 0;
  }

  /** Adds [3,H,W] of the frames' size, in [0,1]. */
  async take(planes: Float32Array, alpha: Mask | undefined): Promise<void> {
    const frame = { ...this.size, planes, alpha };
    this.frames.push((await encodePicture(frame, { format: 'webp', quality: KEPT_QUALITY })).bytes);
  }

  /** The loop, with the finished picture [3,H,W] of any size at its end. Undefined where there is no other frame. */
  async encode(
    finished: Size & { planes: Float32Array; alpha: Mask | undefined },
    evidence: string,
  ): Promise<Picture | undefined> {
    if (this.frames.length === 0) return undefined;
    await this.take(resizePlanes(finished.planes, finished, this.size), finished.alpha);
    const frames = await Promise.all(
      this.frames.map((bytes) => decodePicture(bytes, { limits: OWN_LIMITS })),
    );
    const delays = frames.map((_, index) => (index === frames.length - 1 ? LAST_DELAY : DELAY));
    return encodeAnimation({ ...this.size, frames, delays }, { format: 'webp', quality: QUALITY, evidence });
  }
}
