/** Quantities as text, the same wherever they are shown. */

/** A size in binary megabytes: "20 MB". Rounded up to tenths, so that a size above a limit never reads as the limit itself. */
export function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 2 ** 20) * 10) / 10} MB`;
}
