/**
 * The guided filter: a coarse mask takes the edges of the photo that it belongs to (He, Sun & Tang 2010, "Guided Image Filtering",
 * equations 5 to 9, with colours 19 to 21). In each window the mask is a linear function of the photo's colours, q = a.I + b, found by
 * least squares; the windows' functions are averaged. As in He & Sun 2015, "Fast Guided Filter", they are found on a smaller photo and
 * applied to the full one.
 */
import { clip, type Size } from './pixels.js';
import { resizePlanes } from './resample.js';

/** A linear function of red, green and blue at each place: [4, height, width], three factors and what is added. */
export interface LinearField extends Size {
  data: Float32Array;
}

export interface GuidedFilterOptions {
  /** Windows reach so far to each side, px. */
  radius: number;
  /** Variance of colours below which a window counts as flat. */
  epsilon: number;
}

/** @param guide [3, height, width] in [0,1]; mask [height, width] of the same size */
export function guidedField(
  guide: Float32Array,
  mask: Float32Array,
  size: Size,
  { radius, epsilon }: GuidedFilterOptions,
): LinearField {
  const count = size.width * size.height;
  const [r, g, b] = [0, 1, 2].map((c) => guide.subarray(c * count, (c + 1) * count));
  const mean = (plane: Float32Array) => boxMean(plane, size, radius);
  const product = (x: Float32Array, y: Float32Array) => mean(x.map((value, i) => value * y[i]));
  const [mr, mg, mb, mp] = [r, g, b, mask].map(mean);
  const [rr, rg, rb, gg, gb, bb] = [
    product(r, r),
    product(r, g),
    product(r, b),
    product(g, g),
    product(g, b),
    product(b, b),
  ];
  const [pr, pg, pb] = [product(r, mask), product(g, mask), product(b, mask)];
  const field = new Float32Array(4 * count);
  for (let i = 0; i < count; i += 1) {
    const [xx, xy, xz] = [rr[i] - mr[i] ** 2 + epsilon, rg[i] - mr[i] * mg[i], rb[i] - mr[i] * mb[i]];
    const [yy, yz, zz] = [gg[i] - mg[i] ** 2 + epsilon, gb[i] - mg[i] * mb[i], bb[i] - mb[i] ** 2 + epsilon];
    const [x, y, z] = [pr[i] - mr[i] * mp[i], pg[i] - mg[i] * mp[i], pb[i] - mb[i] * mp[i]];
    // Cramer's rule with the symmetric 3x3 covariance.
    const [cxx, cxy, cxz] = [yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy];
    const [cyy, cyz, czz] = [xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy];
    const scale = 1 / (xx * cxx + xy * cxy + xz * cxz);
    const ar = scale * (cxx * x + cxy * y + cxz * z);
    const ag = scale * (cxy * x + cyy * y + cyz * z);
    const ab = scale * (cxz * x + cyz * y + czz * z);
    field[i] = ar;
    field[count + i] = ag;
    field[2 * count + i] = ab;
    field[3 * count + i] = mp[i] - ar * mr[i] - ag * mg[i] - ab * mb[i];
  }
  for (let c = 0; c < 4; c += 1) field.set(mean(field.subarray(c * count, (c + 1) * count)), c * count);
  return { ...size, data: field };
}

/** The field's value for every pixel of a photo of any size, [height, width, 3] bytes -> [height, width] in [0,1]. */
export function applyField(field: LinearField, rgb: Uint8Array, size: Size): Float32Array {
  const out = new Float32Array(size.width * size.height);
  const wide = resizePlanes(field.data, field, { width: size.width, height: field.height });
  const stride = size.width * field.height;
  for (let y = 0; y < size.height; y += 1) {
    const at = Math.min(field.height - 1, Math.max(0, ((y + 0.5) * field.height) / size.height - 0.5));
    const above = Math.floor(at);
    const below = Math.min(field.height - 1, above + 1);
    const share = at - above;
    for (let x = 0; x < size.width; x += 1) {
      const [p, q] = [above * size.width + x, below * size.width + x];
      const pixel = y * size.width + x;
      let value = (1 - share) * wide[3 * stride + p] + share * wide[3 * stride + q];
      for (let c = 0; c < 3; c += 1) {
        const factor = (1 - share) * wide[c * stride + p] + share * wide[c * stride + q];
        value += (factor * rgb[3 * pixel + c]) / 255;
      }
      out[pixel] = clip(value);
    }
  }
  return out;
}

/** Mean over the window of each position, which is smaller at a border. [height, width], by running sums. */
function boxMean(plane: Float32Array, { width, height }: Size, radius: number): Float32Array {
  const rows = slide(plane, height, width, 1, width, radius);
  return slide(rows, width, height, width, 1, radius);
}

function slide(
  from: Float32Array,
  lines: number,
  length: number,
  step: number,
  stride: number,
  radius: number,
): Float32Array {
  const out = new Float32Array(from.length);
  for (let line = 0; line < lines; line += 1) {
    const start = line * stride;
    let sum = 0;
    for (let i = 0; i < Math.min(radius, length); i += 1) sum += from[start + i * step];
    for (let i = 0; i < length; i += 1) {
      if (i + radius < length) sum += from[start + (i + radius) * step];
      if (i - radius > 0) sum -= from[start + (i - radius - 1) * step];
      const first = Math.max(0, i - radius);
      const last = Math.min(length - 1, i + radius);
      out[start + i * step] = sum / (last - first + 1);
    }
  }
  return out;
}
