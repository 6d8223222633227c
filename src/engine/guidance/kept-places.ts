/**
 * Places that stay the photo's: there its own features have a share s in the targets, (1 - s) S + s P with S the style's laid out. For
 * the descent that is the same as two losses at each position, (1 - s) |F - S|^2 + s |F - P|^2, up to a constant: a weight of the photo
 * by place (Gatys et al. 2017, "Controlling Perceptual Factors in Neural Style Transfer", section 4, guides by place too), in targets
 * that every runtime and every tile takes as they are.
 */
import { type Size, smoothstep } from '../images/pixels.js';
import { emptyMap, type FeatureMap } from '../runtimes/tiling/feature-map.js';

/** An ellipse on the canvas: its centre and half axes, px. */
export interface KeptPlace {
  x: number;
  y: number;
  radiusX: number;
  radiusY: number;
  /** Of the photo's features within, 0 to 1. */
  share: number;
}

/** From the edge of the ellipse the share falls to 0 at this multiple of its size. */
const FADE = 1.5;

/** Features where the photo has a share. */
export interface KeptFeatures {
  /** Positions of the map. */
  at: Int32Array;
  /** Of each of them, 0 to 1. */
  shares: Float32Array;
  /** [C, positions] */
  values: Float32Array;
}

/** Pixels of the canvas that a place has a share in, at most. */
export function extentOf({ radiusX, radiusY }: KeptPlace): number {
  return 4 * FADE ** 2 * radiusX * radiusY;
}

/** @param canvas size of the picture that the map was taken of, px */
export function keepFeatures(map: FeatureMap, canvas: Size, places: readonly KeptPlace[]): KeptFeatures {
  const shares = sharesOn(map, canvas, places);
  const at = Int32Array.from(shares.keys());
  const area = map.width * map.height;
  const values = emptyMap(map.channels, { width: at.length, height: 1 }).data;
  for (let c = 0; c < map.channels; c += 1) {
    for (let i = 0; i < at.length; i += 1) values[c * at.length + i] = map.data[c * area + at[i]!]!;
  }
  return { at, shares: Float32Array.from(shares.values()), values };
}

/** Mixes the photo's features into a map, in place. */
export function giveBack(map: FeatureMap, { at, shares, values }: KeptFeatures): FeatureMap {
  const area = map.width * map.height;
  for (let c = 0; c < map.channels; c += 1) {
    for (let i = 0; i < at.length; i += 1) {
      const to = c * area + at[i]!;
      map.data[to]! += shares[i]! * (values[c * at.length + i]! - map.data[to]!);
    }
  }
  return map;
}

/** Positions of a map with the share of the photo in them, where it has any; that of the place that says most. */
function sharesOn(map: Size, canvas: Size, places: readonly KeptPlace[]): Map<number, number> {
  const shares = new Map<number, number>();
  const step = canvas.width / map.width;
  for (const { x, y, radiusX, radiusY, share } of places) {
    const within = (centre: number, radius: number, length: number): [number, number] => [
      Math.max(0, Math.floor((centre - FADE * radius) / step)),
      Math.min(length, Math.ceil((centre + FADE * radius) / step)),
    ];
    const [left, right] = within(x, radiusX, map.width);
    const [top, bottom] = within(y, radiusY, map.height);
    for (let row = top; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1) {
        const distance = Math.hypot(
          ((column + 0.5) * step - x) / radiusX,
          ((row + 0.5) * step - y) / radiusY,
        );
        const here = share * smoothstep((FADE - distance) / (FADE - 1));
        const position = row * map.width + column;
        if (here > (shares.get(position) ?? 0)) shares.set(position, here);
      }
    }
  }
  return shares;
}
