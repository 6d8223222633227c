/** The bots' work on pictures. Injected: they load no native code themselves. */
import type { SafetyRating } from '../../domain/screening.js';

/** A picture's bytes, and what they are. */
export interface Encoded {
  bytes: Uint8Array;
  /** 'image/png', 'image/jpeg', 'image/webp', 'image/gif'. */
  mime: string;
}

/** A picture as it is stored: decoded whole, upright, sRGB, with no metadata of the original. */
export interface KeptPicture extends Encoded {
  /** px */
  width: number;
  /** px */
  height: number;
  /** Of a moving picture, which is kept as an animated WebP. */
  frames?: number;
}

export interface PictureTools {
  /**
   * The way in of every picture that somebody sends: decodes it whole, once, and gives the copy that is stored, shown and painted in
   * its place, as large as a painting can be. Of a moving picture so many frames are kept at most, spread over its length; default 1,
   * the first that shows something. `side`: of a painting that is larger than those of chats, px. Rejects with a picture_* code and words for the one who sent it.
   */
  takeIn(bytes: Uint8Array, mostFrames?: number, side?: number): Promise<KeptPicture>;
  /**
   * A safe copy, its longer side at most so many px: re-encoded from pixels, without the metadata of what somebody sent; a finished
   * picture still says how it was made, here and below. Default format: WebP
   * where there is transparency, else JPEG.
   */
  shrink(bytes: Uint8Array, side: number, format?: 'webp'): Promise<Encoded>;
  /**
   * The picture in at most so many bytes: as it is if it fits (and is of these formats, or a PNG), else as the best of these
   * formats that does, at less quality and in the end smaller. A moving one stays one: a WebP where that is taken, else a GIF. Rejects with picture_too_large only where even a thumbnail does not fit.
   */
  fit(bytes: Uint8Array, mostBytes: number, formats?: readonly ('jpeg' | 'webp')[]): Promise<Encoded>;
  /** One of our own results in another format and so many times as large, without new detail. A GIF is of a moving one, at its size. */
  convert(bytes: Uint8Array, format: 'png' | 'jpeg' | 'webp' | 'gif', enlargeBy: number): Promise<Encoded>;
  /** What screening goes by, for each frame. Rejects where the classifier cannot be run. */
  rate(bytes: Uint8Array): Promise<SafetyRating[]>;
  /** Before and after side by side, each at most so many px on its longer side. */
  beside(before: Uint8Array, after: Uint8Array, side: number): Promise<Encoded>;
  /** One of our own loops as a GIF, where WebP does not move: smaller, since GIF is large. */
  asGif(loop: Uint8Array): Promise<Encoded>;
}
