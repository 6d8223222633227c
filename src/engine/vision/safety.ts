/**
 * How decent a picture is: nsfwjs' MobileNetV2, as config/vision/README.md tells. The picture reaches it as in nsfwjs' `classify`:
 * squeezed to a square by bilinear interpolation with aligned corners, in [0,1], so that the probabilities are nsfwjs' own. It does not
 * smooth while it shrinks: that is what the network was trained to see.
 */
import { SAFETY_CLASSES, type SafetyRating } from '../../domain/screening.js';
import type { Planes } from '../runtimes/runtime.js';
import { openModel, type VisionModel, type VisionOptions } from './vision-model.js';

const SAFETY = {
  file: 'safety.onnx',
  sha256: '522817b208dcd51e0a7ef19ed926cc5807647b7901a9946971fe839bc2c3818e',
  input: 'picture',
  size: { width: 224, height: 224 },
  layout: 'NCHW',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
} as const satisfies VisionModel;

/** Opened at the first look and kept: previews are looked at every other second, and opening takes ten times as long as a look. */
let opened: ReturnType<typeof openModel> | undefined;

/** @param picture [3, height, width] in [0,1]. Rejects with model_missing and model_corrupt. */
export async function rateSafety(picture: Planes, options: VisionOptions = {}): Promise<SafetyRating> {
  opened ??= openModel(SAFETY, options);
  const model = await opened.catch((error) => {
    opened = undefined;
    throw error;
  });
  const { probabilities } = await model.look(squeezed(picture));
  return Object.fromEntries(
    SAFETY_CLASSES.map((name, index) => [name, probabilities[index]]),
  ) as unknown as SafetyRating;
}

/** Bilinear, corners on corners: [3, height, width] -> [3, 224, 224]. */
function squeezed({ data, width, height }: Planes): Float32Array {
  const { width: columns, height: rows } = SAFETY.size;
  const result = new Float32Array(3 * rows * columns);
  const across = Array.from({ length: columns }, (_, x) => between(x, columns, width));
  for (let y = 0; y < rows; y += 1) {
    const down = between(y, rows, height);
    for (let c = 0; c < 3; c += 1) {
      const top = (c * height + down.from) * width;
      const bottom = (c * height + down.to) * width;
      for (const [x, { from, to, share }] of across.entries()) {
        const above = data[top + from] + share * (data[top + to] - data[top + from]);
        const below = data[bottom + from] + share * (data[bottom + to] - data[bottom + from]);
        result[(c * rows + y) * columns + x] = above + down.share * (below - above);
      }
    }
  }
  return result;
}

/** The two places of a row of `length` between which the place `index` of `count` lies. */
function between(index: number, count: number, length: number): { from: number; to: number; share: number } {
  const place = (index * (length - 1)) / (count - 1);
  const from = Math.floor(place);
  return { from, to: Math.min(from + 1, length - 1), share: place - from };
}
