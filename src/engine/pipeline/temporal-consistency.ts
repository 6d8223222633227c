/**
 * Frames of a moving picture that follow from each other: the painting of the frame before is warped along the photo's motion, and the
 * run is held to it by a loss, weighted by how sure the motion is (Ruder, Dosovitskiy & Brox 2016, "Artistic Style Transfer for Videos",
 * equation 7). Pixels that stand still keep their paint, and what comes into view is painted like any picture.
 */
import { clip, type Size } from '../images/pixels.js';
import { gaussianBlur, resizePlanes } from '../images/resample.js';
import { type Framed, mirrorPad } from './canvas.js';

/** What a frame takes over from the one before it, at the size of the picture. */
export interface PreviousFrame extends Size {
  /** Its painting, warped to where everything is now: [3, H*W]. */
  painting: Float32Array;
  /** How sure the motion is, 0 to 1: [H*W]. */
  confidence: Float32Array;
  /** 1 where the photo has not changed at all, else 0: [H*W]. */
  still: Float32Array;
}

/**
 * Weight of the mean squared distance from the warped painting. Empirical (docs/measurements/motion.md): with less, strokes crawl; with
 * more, what is warped often looks washed out.
 */
const WEIGHT = 20;

/** Deviation of the Gaussian at the edge of what stands still, px. */
const SEAM = 1.5;

/** The previous frame on the canvas of a scale. */
export class TemporalConsistency {
  readonly #painting: Float32Array;
  readonly #confidence: Float32Array;
  readonly #still: Float32Array;

  constructor({ painting, confidence, still, ...size }: PreviousFrame, framed: Framed) {
    const at = (planes: Float32Array) => resizePlanes(planes, size, framed);
    this.#painting = mirrorPad(at(painting), framed);
    this.#confidence = mirrorPad(at(confidence).map(clip), framed);
    this.#still = mirrorPad(inner(at(still), framed), framed);
  }

  /** The picture that the run starts from: `fresh`, [3, H*W], where the motion is unknown. */
  initial(fresh: Float32Array): Float32Array {
    return this.#mixed(fresh, this.#confidence);
  }

  /** Mixes `share` of `from` into a start, where the motion is unknown. */
  paste(start: Float32Array, from: Float32Array, share: number): void {
    const count = this.#confidence.length;
    for (let i = 0; i < start.length; i += 1)
      start[i] += share * (1 - this.#confidence[i % count]) * (from[i] - start[i]);
  }

  /** The loss at a picture; adds its gradient to `gradient`. Both [3, H*W]. */
  addLoss(picture: Float32Array, gradient: Float32Array): number {
    const count = this.#confidence.length;
    const weight = WEIGHT / picture.length;
    let loss = 0;
    for (let i = 0; i < picture.length; i += 1) {
      const confidence = this.#confidence[i % count];
      const distance = picture[i] - this.#painting[i];
      loss += confidence * distance * distance;
      gradient[i] += 2 * weight * confidence * distance;
    }
    return weight * loss;
  }

  /** The painted frame, with the paint of the frame before where the photo stands still. */
  freeze(painted: Float32Array): Float32Array {
    return this.#mixed(painted, this.#still);
  }

  #mixed(other: Float32Array, share: Float32Array): Float32Array {
    const count = share.length;
    return other.map((value, i) => {
      const part = share[i % count];
      return part === 1 ? this.#painting[i] : value + part * (this.#painting[i] - value);
    });
  }
}

/** The same, falling to 0 within the mask: exactly 1 well inside of it, where no neighbour has changed. */
function inner(mask: Float32Array, size: Size): Float32Array {
  return gaussianBlur(mask, size, SEAM).map((share) => clip(2.1 * (share - 0.5)));
}
