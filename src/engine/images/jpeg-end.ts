/** The end of a JPEG file: some cameras and programs leave the marker out. */

/** Start of scan and end of image (ITU-T T.81, table B.1). */
const SOS = Buffer.from([0xff, 0xda]);
const EOI = Buffer.from([0xff, 0xd9]);

/** The file with the end marker that it lacks, or undefined where it has one. */
export function endedJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A thumbnail in the metadata has an end of its own, before the last scan begins.
  return file.includes(EOI, Math.max(0, file.lastIndexOf(SOS))) ? undefined : Buffer.concat([file, EOI]);
}
