/**
 * One part of a photo as a photo of its own, and the way back. Beyond the part its colours are continued, so that nothing of the other
 * part is matched, counted in a Gram matrix or painted: with a photo that holds only the part, these are taken inside it (Gatys et al.
 * 2017, "Controlling Perceptual Factors in Neural Style Transfer", section 4, weighs them by the region instead, and found that features
 * near its edge still mix). What is painted there is laid over the photo by the part's soft mask.
 */
import type { DecodedPicture } from '../images/decode.js';
import { continueColours } from '../images/fill.js';
import { areaOf, clip, type Mask, planesToBytes, type Size, shrunk } from '../images/pixels.js';
import { gaussianBlur, resizeMask } from '../images/resample.js';
import { atSize, toPlanes } from '../images/scale.js';

/** Longer side of the picture that colours are continued on, px: what it makes is smooth. */
const FILL_SIDE = 240;
/** A part counts as pure from about twice this far inside its mask, px at FILL_SIDE: at an edge the two parts' colours are mixed. */
const EDGE = 1;
/** Of the mask softened by EDGE: not pure, pure. */
const PURE = [0.9, 1] as const;

/** @param part 255 where the part is; of the photo's size or another one */
export async function photoOfPart(photo: DecodedPicture, part: Mask): Promise<DecodedPicture> {
  const size = shrunk(photo, FILL_SIDE);
  const inside = Float32Array.from(resizeMask(part, size).data, (value) => value / 255);
  const weight = gaussianBlur(inside, size, EDGE).map((value) =>
    clip((value - PURE[0]) / (PURE[1] - PURE[0])),
  );
  const small = continueColours(await toPlanes(photo, size.width, size.height), weight, size);
  const { rgb: filled } = await atSize({ ...size, rgb: planesToBytes(small) }, photo);
  const weights = resizeMask(
    { ...size, data: Uint8Array.from(weight, (value) => Math.round(255 * value)) },
    photo,
  );
  const rgb = new Uint8Array(photo.rgb.length);
  for (let i = 0; i < rgb.length; i += 1) {
    const share = weights.data[Math.floor(i / 3)] / 255;
    rgb[i] = Math.round(filled[i] + share * (photo.rgb[i] - filled[i]));
  }
  return { ...photo, rgb };
}

/** What a painted part is laid over. */
export interface Backdrop {
  /** All of the photo. */
  photo: DecodedPicture;
  /** The same with the other part painted, if it was, and the ids of the presets for it. */
  painted?: DecodedPicture | undefined;
  presets: readonly string[];
  /** 255 where the part is. */
  part: Mask;
  /** photoOfPart() */
  own: DecodedPicture;
}

/**
 * The part as it was painted, [3, height, width] in [0,1], over the rest of the photo. At the edge the photo's colour I is a mixture of
 * both parts, of which the part's own colour F is known: what is kept is I - a F, so that no rim of the old colours stays around what is
 * new (the compositing equation of Porter & Duff 1984, solved for the other part). Mixed in sRGB, as the photo's edges are measured.
 */
export async function compositePart(
  backdrop: Backdrop,
  painted: Float32Array,
  size: Size,
): Promise<Float32Array> {
  const [photo, own] = await Promise.all(
    [backdrop.painted ?? backdrop.photo, backdrop.own].map((picture) =>
      toPlanes(picture, size.width, size.height),
    ),
  );
  const { data } = resizeMask(backdrop.part, size);
  const count = areaOf(size);
  for (let i = 0; i < painted.length; i += 1) {
    const share = data[i % count] / 255;
    const kept = Math.min(1 - share, Math.max(0, photo[i] - share * own[i]));
    photo[i] = kept + share * clip(painted[i]);
  }
  return photo;
}
