/** Motion between two frames: where everything was, how sure that is, and which pixels have not moved at all. */
import { bytesToPlanes, type Size, shrunk } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';
import { consistencyOf } from './consistency.js';
import { stillPixels } from './frame-differences.js';
import { enlargeFlow, type Flow, lumaOf, opticalFlow } from './optical-flow.js';

/** Longer side at which the flow is estimated, px: it is smoother than the picture, and costs by the pixel. */
const FLOW_SIDE = 192;

export interface FrameMotion {
  /** From this frame to the one before. */
  flow: Flow;
  /** How sure that is, 0 to 1, [H*W]. */
  confidence: Float32Array;
  /** 1 where the frame has not changed and nothing near has, else 0, [H*W]. */
  still: Float32Array;
}

/** Both frames [H*W*3], sRGB bytes, the later one denoised (frame-differences.ts). */
export function frameMotion(frame: Uint8Array, before: Uint8Array, size: Size): FrameMotion {
  const still = stillPixels(frame, before);
  const luma = { here: lumaOf(bytesToPlanes(frame)), before: lumaOf(bytesToPlanes(before)) };
  const small = shrunk(size, FLOW_SIDE);
  const here = resizePlanes(luma.here, size, small);
  const there = resizePlanes(luma.before, size, small);
  const back = enlargeFlow(opticalFlow(here, there, small), size);
  const forth = enlargeFlow(opticalFlow(there, here, small), size);
  for (const plane of [back.u, back.v, forth.u, forth.v])
    for (let i = 0; i < plane.length; i += 1) if (still[i] === 1) plane[i] = 0;
  const confidence = consistencyOf({ back, forth }, luma);
  return { flow: back, confidence, still: still.map((value, i) => (confidence[i] < SURE ? 0 : value)) };
}

/** From this confidence on a still pixel keeps its paint. */
const SURE = 0.95;
