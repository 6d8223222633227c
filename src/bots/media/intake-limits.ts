/**
 * What one command may bring along. The sizes of a picture itself (pixels, aspect) are the engine's to judge, in
 * `engine/images/decode.ts`; these are the limits of taking bytes in at all, the same for every platform.
 */
import { DECODE_LIMITS } from '../../domain/picture-limits.js';

export const INTAKE = {
  /** Pictures with one command: a photo, a style, a second style. */
  pictures: 3,
  /** Bytes of one picture: what can be painted. */
  bytes: DECODE_LIMITS.fileBytes,
  /** Characters of one command. */
  text: 500,
  /** Characters kept of a file's name: it is only ever shown. */
  name: 80,
} as const;
