/** From one frame of a moving picture to the next: where everything was, how sure that is, and what has not moved at all. */
import { bytesToPlanes, type Size, shrunk } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';
import { consistencyOf } from './consistency.js';
import { enlargeFlow, type Flow, lumaOf, opticalFlow } from './optical-flow.js';
import { stillPixels } from './steady-frames.js';

/** Longer side at which motion is looked for, px: it is smoother than the picture, and costs by the pixel. */
const FLOW_SIDE = 192;

export interface Following {
  /** From this frame to the one before. */
  flow: Flow;
  /** How sure that is, 0 to 1, [H*W]. */
  trusted: Float32Array;
  /** 1 where the frame has not changed and nothing near has, else 0, [H*W]. */
  still: Float32Array;
}

/** Both frames [H*W*3], sRGB bytes, the later one steadied (steady-frames.ts). */
export function follow(frame: Uint8Array, before: Uint8Array, size: Size): Following {
  const still = stillPixels(frame, before);
  const luma = { here: lumaOf(bytesToPlanes(frame)), before: lumaOf(bytesToPlanes(before)) };
  const small = shrunk(size, FLOW_SIDE);
  const here = resizePlanes(luma.here, size, small);
  const there = resizePlanes(luma.before, size, small);
  const back = enlargeFlow(opticalFlow(here, there, small), size);
  const forth = enlargeFlow(opticalFlow(there, here, small), size);
  for (const plane of [back.u, back.v, forth.u, forth.v])
    for (let i = 0; i < plane.length; i += 1) if (still[i] === 1) plane[i] = 0;
  const trusted = consistencyOf({ back, forth }, luma);
  return { flow: back, trusted, still: still.map((value, i) => (trusted[i] < SURE ? 0 : value)) };
}

/** From this trust on a still pixel stays what it is. */
const SURE = 0.95;
