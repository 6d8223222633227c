/**
 * What one frame of a moving picture leaves to the next: the painting of each part, and where the subject was. Both are warped
 * along the photo's motion before they are used again.
 */
import type { Mask } from '../images/pixels.js';
import type { FrameMotion } from '../motion/frame-motion.js';
import { warp } from '../motion/warp.js';
import type { PreviousFrame } from './temporal-consistency.js';

/** Weight of the mask before, moved, against the frame's own, where the motion is sure (empirical: edges no longer twitch, and follow). */
const LASTING = 0.6;

/** At the size of the picture; plain values, for checkpoints. */
export interface LeftBehind {
  /** [3, H*W] of each part in its order; a picture without parts is one. */
  paintings: Float32Array[];
  subject?: Mask;
}

export class FrameMemory {
  #left: LeftBehind;
  #motion: FrameMotion | undefined;

  constructor(left: LeftBehind = { paintings: [] }) {
    this.#left = left;
  }

  get left(): LeftBehind {
    return this.#left;
  }

  /** A frame begins. @param motion how it follows the one before; undefined at a cut */
  begin(motion: FrameMotion | undefined): void {
    this.#motion = motion;
  }

  /** Whether this frame starts from the one before. */
  get follows(): boolean {
    return this.#motion !== undefined;
  }

  /** What the run of a part takes over, and gives back. */
  run(part = 0): { previous?: PreviousFrame; onPainting: (painting: Float32Array) => void } {
    const previous = this.#previous(part);
    return {
      ...(previous && { previous }),
      onPainting: (painting) => {
        this.#left.paintings[part] = painting;
      },
    };
  }

  #previous(part: number): PreviousFrame | undefined {
    const painting = this.#left.paintings[part];
    if (!this.#motion || !painting) return undefined;
    const { flow, confidence, still } = this.#motion;
    return { width: flow.width, height: flow.height, painting: warp(painting, flow), confidence, still };
  }

  /** The subject of this frame, kept from twitching: where nothing moves it stays what it was. */
  steadied(subject: Mask): Mask {
    const { subject: before } = this.#left;
    const motion = this.#motion;
    const steady = motion && before ? { ...subject, data: mixed(subject, before, motion) } : subject;
    this.#left = { ...this.#left, subject: steady };
    return steady;
  }
}

function mixed(subject: Mask, before: Mask, { flow, confidence, still }: FrameMotion): Uint8Array {
  const moved = warp(Float32Array.from(before.data), flow);
  return subject.data.map((value, i) => {
    if (still[i] === 1) return before.data[i]!;
    const share = LASTING * confidence[i]!;
    return Math.min(255, Math.max(0, Math.round(value + share * (moved[i]! - value))));
  });
}
