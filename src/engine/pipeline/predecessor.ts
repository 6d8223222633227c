/**
 * What a frame of a moving picture takes over from the one before it, on the canvas of its only scale. Where the photo stands still the
 * painting does; where it moves the painting is moved along and held on to while the style is approached (Ruder, Dosovitskiy & Brox
 * 2016, "Artistic Style Transfer for Videos", equation 7); what comes into view is painted like any picture.
 */
import { clip, type Size } from '../images/pixels.js';
import { gaussianBlur } from '../images/resample.js';
import { type Framed, mirrorPad } from './canvas.js';

/** All at the size of the picture. */
export interface Predecessor {
  /** The painting of the frame before, moved to where its parts are now: [3, H*W]. */
  painting: Float32Array;
  /** How far that holds, 0 to 1: [H*W]. */
  trusted: Float32Array;
  /** Where the photo has not changed at all, 1, else 0: [H*W]. */
  still: Float32Array;
}

/**
 * Weight of the mean squared distance from the moved painting, over all pixels that are trusted. Empirical (docs/measurements/motion.md):
 * less and strokes crawl, more and what is moved often looks washed out.
 */
const HOLD = 20;

/** Deviation of the Gaussian between what stands still and what is painted anew, px. */
const SEAM = 1.5;

/** A predecessor on a canvas. */
export class HeldPainting {
  readonly #painting: Float32Array;
  readonly #trusted: Float32Array;
  readonly #still: Float32Array;

  constructor({ painting, trusted, still }: Predecessor, framed: Framed) {
    this.#painting = mirrorPad(painting, framed);
    this.#trusted = mirrorPad(trusted, framed);
    this.#still = mirrorPad(inner(still, framed), framed);
  }

  /** What the frame begins with: `fresh`, [3, H*W], where nothing is known of it. */
  start(fresh: Float32Array): Float32Array {
    return this.#mixed(fresh, this.#trusted);
  }

  /** Mixes `share` of `from` into a start, where nothing is known. */
  paste(start: Float32Array, from: Float32Array, share: number): void {
    const count = this.#trusted.length;
    for (let i = 0; i < start.length; i += 1)
      start[i] += share * (1 - this.#trusted[i % count]) * (from[i] - start[i]);
  }

  /** The pull towards the moved painting at a picture: returns its loss, and adds its gradient. */
  pull(picture: Float32Array, gradient: Float32Array): number {
    const count = this.#trusted.length;
    const weight = HOLD / picture.length;
    let loss = 0;
    for (let i = 0; i < picture.length; i += 1) {
      const trusted = this.#trusted[i % count];
      const distance = picture[i] - this.#painting[i];
      loss += trusted * distance * distance;
      gradient[i] += 2 * weight * trusted * distance;
    }
    return weight * loss;
  }

  /** The painted frame, with what stands still as it was. */
  keep(painted: Float32Array): Float32Array {
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
