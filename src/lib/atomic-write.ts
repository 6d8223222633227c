/** Files that are there whole or not at all, also after a power cut: write-file-atomic writes beside the target, syncs and renames. */
import writeFileAtomic from 'write-file-atomic';

/** The target is the old file or the whole new one. Default mode: that of the old file, or 0o666 less the umask. */
export async function writeAtomically(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  await writeFileAtomic(path, data, mode === undefined ? {} : { mode });
}

/** The same for a short text, synchronously. */
export function writeAtomicallySync(path: string, text: string, mode: number): void {
  writeFileAtomic.sync(path, text, { mode });
}
