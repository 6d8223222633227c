/**
 * Where faces are in a photo: BlazeFace, full-range version (Bazarevsky, Kartynnik, Vakunov, Raveendran & Grundmann 2019, "BlazeFace:
 * Sub-millisecond Neural Face Detection on Mobile GPUs"). It finds faces of about 15 to 150 px; we show it the whole photo at
 * several sizes. What one size alone calls a face is often a castle's tower: two must agree.
 */
import type { DecodedPicture } from '../images/decode.js';
import { areaOf, type Size } from '../images/pixels.js';
import { toPlanes } from '../images/scale.js';
import { type AnySizeModel, type OpenModel, openModel, type VisionOptions } from './vision-model.js';

/** From the middle of the forehead to the chin, px of the picture: centre and sides. */
export interface Face extends Size {
  x: number;
  y: number;
  /** Sum of the scores at the sizes that it was seen at, 0 to 1 each. */
  score: number;
}

const FACES = {
  file: 'faces.onnx',
  sha256: 'e7d22facaae670731774f0b7cd8b7cb8adb860cbff96c74bb5b0dbf20f1ece00',
  input: 'input',
  layout: 'NCHW',
  mean: [0.5, 0.5, 0.5],
  deviation: [0.5, 0.5, 0.5],
} as const satisfies AnySizeModel;

/** Of the model: one position of its outputs, and what its input's sides are multiples of, px. */
const STRIDE = 4;
const UNIT = 32;

/** The photo at its largest, px: what takes 0.3 s on 2 cores (docs/measurements/performance.md). */
const LARGEST_AREA = 500_000;
/** Largest factor of enlargement: beyond, no more faces are found. */
const MOST_ENLARGED = 2;
/** The sizes, as shares of the largest: a face that is seen well at one is seen at the next too. */
const SHARES = [1, 11 / 16, 11 / 32, 11 / 64];

/** What counts at all, as the logit of a score (0.5), and the sum of scores that makes a face (empirical, docs/measurements/recipes.md). */
const LEAST_LOGIT = 0;
const LEAST_SUM = 1.2;
/** Boxes that overlap by more, intersection over union, are of one face. */
const SAME_FACE = 0.3;

interface Box extends Face {
  /** Index of the size that it was seen at. */
  pass: number;
}

/** Best first. Rejects with model_missing and model_corrupt. */
export async function findFaces(picture: DecodedPicture, options: VisionOptions = {}): Promise<Face[]> {
  const largest = Math.min(MOST_ENLARGED, Math.sqrt(LARGEST_AREA / areaOf(picture)));
  const model = await openModel(FACES, options);
  try {
    const boxes: Box[] = [];
    for (const [pass, share] of SHARES.entries())
      boxes.push(...(await boxesAt(model, picture, share * largest, pass)));
    return agreed(boxes);
  } finally {
    // A session that is kept would hold its buffers while pictures are painted.
    await model.release();
  }
}

async function boxesAt(
  model: OpenModel,
  picture: DecodedPicture,
  scale: number,
  pass: number,
): Promise<Box[]> {
  const side = (length: number) => UNIT * Math.max(1, Math.round((length * scale) / UNIT));
  const size = { width: side(picture.width), height: side(picture.height) };
  const { boxes, scores } = await model.look(await toPlanes(picture, size.width, size.height), size);
  const across = picture.width / size.width;
  const down = picture.height / size.height;
  const columns = size.width / STRIDE;
  const likely = Array.from(scores!.keys()).filter((at) => scores![at]! >= LEAST_LOGIT);
  return likely.map((at) => {
    // [16, rows, columns]: centre from the middle of the position, and sides, px; then six landmarks.
    const value = (channel: number) => boxes![channel * scores!.length + at]!;
    return {
      x: across * (STRIDE * ((at % columns) + 0.5) + value(0)),
      y: down * (STRIDE * (Math.floor(at / columns) + 0.5) + value(1)),
      width: across * value(2),
      height: down * value(3),
      score: 1 / (1 + Math.exp(-scores![at]!)),
      pass,
    };
  });
}

/** Boxes of one face together; its box is the best of them, its score the sum of the best of each size. */
function agreed(boxes: Box[]): Face[] {
  const groups: Box[][] = [];
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    const group = groups.find(([best]) => overlap(best!, box) > SAME_FACE);
    if (!group) groups.push([box]);
    else if (!group.some(({ pass }) => pass === box.pass)) group.push(box);
  }
  return groups
    .map((group) => {
      const { x, y, width, height } = group[0]!;
      return { x, y, width, height, score: group.reduce((sum, { score }) => sum + score, 0) };
    })
    .filter(({ score }) => score >= LEAST_SUM)
    .sort((a, b) => b.score - a.score);
}

/** Intersection over union. */
function overlap(a: Face, b: Face): number {
  const along = (p: number, q: number, m: number, n: number) =>
    Math.max(0, Math.min(p + m / 2, q + n / 2) - Math.max(p - m / 2, q - n / 2));
  const shared = along(a.x, b.x, a.width, b.width) * along(a.y, b.y, a.height, b.height);
  return shared / (areaOf(a) + areaOf(b) - shared);
}
