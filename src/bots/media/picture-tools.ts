/** What a platform wants done to pictures before it sends them. Injected: the bots themselves load no native code. */

/** A picture's bytes, and what they are. */
export interface Encoded {
  bytes: Uint8Array;
  /** 'image/png', 'image/jpeg', 'image/webp'. */
  mime: string;
}

export interface PictureTools {
  /** A safe copy, its longer side at most so many px: painted anew from pixels, without the original's metadata. */
  shrink(bytes: Uint8Array, side: number): Promise<Encoded>;
  /**
   * The picture in at most so many bytes: as it is if it fits (and is of these formats, or a PNG), else as the best of these
   * formats that does, at less quality and in the end smaller. Rejects with picture_too_large only where even a thumbnail does not fit.
   */
  fit(bytes: Uint8Array, mostBytes: number, formats?: readonly ('jpeg' | 'webp')[]): Promise<Encoded>;
  /** Before and after side by side, each at most so many px on its longer side. */
  beside(before: Uint8Array, after: Uint8Array, side: number): Promise<Encoded>;
}
