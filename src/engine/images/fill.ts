/**
 * What would stand where a part of a picture is not wanted: the colours of what is around it, smoothly continued. Normalised convolution
 * (Knutsson & Westin 1993) by ever smaller Gaussians, so that what is near counts where there is something near.
 */
import type { Size } from './pixels.js';
import { gaussianBlur } from './resample.js';

/** Standard deviations of the Gaussians, as shares of the longer side, are halved from the first to the last. */
const WIDEST = 1 / 3;
const NARROWEST = 1 / 200;
/** A Gaussian's average counts in full from so much weight beneath it. */
const ENOUGH = 0.2;

/** [3, H, W] -> [3, H, W]: as it is where `weight` ([H, W], 0 to 1) is 1, continued from there where it is 0. */
export function continueColours(planes: Float32Array, weight: Float32Array, size: Size): Float32Array {
  const count = weight.length;
  const weighted = new Float32Array(4 * count);
  for (let c = 0; c < 3; c += 1) {
    for (let p = 0; p < count; p += 1) weighted[c * count + p] = weight[p] * planes[c * count + p];
  }
  weighted.set(weight, 3 * count);
  const out = overallColour(weighted);
  const longer = Math.max(size.width, size.height);
  for (let deviation = WIDEST; deviation > NARROWEST; deviation /= 2)
    blendAverage(out, gaussianBlur(weighted, size, deviation * longer));
  for (let c = 0; c < 3; c += 1) {
    for (let p = 0; p < count; p += 1) {
      const at = c * count + p;
      out[at] += weight[p] * (planes[at] - out[at]);
    }
  }
  return out;
}

/** The mean colour everywhere. */
function overallColour(weighted: Float32Array): Float32Array {
  const count = weighted.length / 4;
  const sum = (c: number) => weighted.subarray(c * count, (c + 1) * count).reduce((a, b) => a + b, 0);
  const total = sum(3) || 1;
  const out = new Float32Array(3 * count);
  for (let c = 0; c < 3; c += 1) out.fill(sum(c) / total, c * count, (c + 1) * count);
  return out;
}

function blendAverage(out: Float32Array, averaged: Float32Array): void {
  const count = out.length / 3;
  for (let p = 0; p < count; p += 1) {
    const weight = averaged[3 * count + p];
    if (weight < 1e-6) continue;
    const share = Math.min(1, weight / ENOUGH);
    for (let c = 0; c < 3; c += 1) {
      const at = c * count + p;
      out[at] += share * (averaged[at] / weight - out[at]);
    }
  }
}
