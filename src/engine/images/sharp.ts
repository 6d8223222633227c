/**
 * sharp (libvips) as this program uses it, imported here and nowhere else: few threads, no cache, and only the loaders of the
 * formats that are accepted.
 */
import sharp from 'sharp';
import { AtelierError } from '../../domain/errors.js';
import { said } from '../../words/said.js';

// One thread per picture: the network owns the cores, and pictures are few. No cache of operations: memory returns after a job.
sharp.concurrency(1);
sharp.cache(false);
// libvips chooses a loader by itself: all but these are switched off, so that SVG, PDF and the like can never be loaded even
// if a file is two things at once. Ultra HDR is off too: such a JPEG is read as its ordinary, standard-range picture.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Tiff'].map((loader) => `VipsForeignLoad${loader}`),
});

export type { Metadata, Sharp, SharpOptions } from 'sharp';
export { sharp };

/** Whatever a decoder cannot read is the file's fault: its messages are kept as the cause, not shown. */
export async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof AtelierError) throw cause;
    throw new AtelierError('picture_unreadable', said('refusals.damaged'), { cause });
  }
}

/** The same memory without Buffer's methods, as every other picture in the program. */
export function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
