/** Feature maps of a whole picture on the host, and rectangles of them: what goes into a window, and what its core leaves. */
import type { Size } from '../../images/pixels.js';
import type { Rect } from './grid.js';

/** [channels, height, width] */
export interface FeatureMap extends Size {
  channels: number;
  data: Float32Array;
}

export function emptyMap(channels: number, { width, height }: Size): FeatureMap {
  return { channels, width, height, data: new Float32Array(channels * height * width) };
}

/** Copies a rectangle of `from` to the place of `to`, all channels; both hold it. */
export function copyRect(
  from: FeatureMap,
  rect: Rect,
  to: FeatureMap,
  { x, y }: { x: number; y: number } = { x: 0, y: 0 },
): void {
  for (let c = 0; c < from.channels; c += 1) {
    for (let row = 0; row < rect.height; row += 1) {
      const source = (c * from.height + rect.y + row) * from.width + rect.x;
      const target = (c * to.height + y + row) * to.width + x;
      to.data.set(from.data.subarray(source, source + rect.width), target);
    }
  }
}

/** 1 inside the rectangle, 0 elsewhere: [1, height, width]. */
export function maskOf({ width, height }: Size, rect: Rect): Float32Array {
  const mask = new Float32Array(height * width);
  for (let row = rect.y; row < rect.y + rect.height; row += 1) {
    mask.fill(1, row * width + rect.x, row * width + rect.x + rect.width);
  }
  return mask;
}
