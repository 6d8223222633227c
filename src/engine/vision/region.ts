/** Which part of a photo is its subject: as somebody has drawn it, or as the network finds it. */
import { AtelierError } from '../../domain/errors.js';
import { maskMisfit } from '../../domain/mask-shape.js';
import { said } from '../../words/said.js';
import { type DecodedPicture, decodePicture } from '../images/decode.js';
import type { Mask } from '../images/pixels.js';
import { resizeMask } from '../images/resample.js';
import { refineMask } from './refine-mask.js';
import { findSubject, type SoftMask } from './subject.js';
import type { VisionOptions } from './vision-model.js';

/** With less than this share of the photo there is no subject, and with less than this share left no background. */
const LEAST_SHARE = 0.01;

/** White and black, and what a lossy file makes of them, levels of 255. */
function decided(value: number): number {
  if (value < 10) return 0;
  return value > 245 ? 255 : Math.round(value);
}

/** What was found, by the bytes of the photo: the cells of a contact sheet ask for the same one. */
const found = new WeakMap<Uint8Array, Promise<SoftMask>>();

/**
 * The subject of a decoded photo, 255, at its size. Throws invalid_input where nothing stands out from its background.
 * @param file the bytes of the photo
 */
export async function subjectOf(
  file: Uint8Array,
  photo: DecodedPicture,
  options: VisionOptions,
): Promise<Mask> {
  const coarse = found.get(file) ?? findSubject(photo, options);
  found.set(file, coarse);
  const mask = await refineMask(await coarse, photo);
  const share = mask.data.reduce((sum, value) => sum + value, 0) / (255 * mask.data.length);
  if (share < LEAST_SHARE || share > 1 - LEAST_SHARE)
    throw new AtelierError('invalid_input', said('refusals.noSubject'));
  return mask;
}

/** A mask that somebody gave: light and opaque is the subject. Of any size, but of the photo's shape. Throws picture_*, invalid_input. */
export async function drawnSubject(bytes: Uint8Array, photo: DecodedPicture): Promise<Mask> {
  const { rgb, alpha, width, height } = await decodePicture(bytes, {
    longestSide: Math.max(photo.width, photo.height),
  });
  const misfit = maskMisfit({ width, height }, photo);
  if (misfit) throw new AtelierError('invalid_input', said('refusals.maskShape', misfit));
  const data = Uint8Array.from({ length: width * height }, (_, p) => {
    const light = (rgb[3 * p] + rgb[3 * p + 1] + rgb[3 * p + 2]) / 3;
    return decided(alpha ? (light * alpha.data[p]) / 255 : light);
  });
  if (data.every((value) => value < 128) || data.every((value) => value >= 128))
    throw new AtelierError('invalid_input', said('refusals.maskEmpty'));
  return resizeMask({ width, height, data }, photo);
}
