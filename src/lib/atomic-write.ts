/**
 * Files that are there whole or not at all, also after a power cut and on a full disk: written beside the target, synced, renamed.
 * One write(2) may write less than it was given and call that a success, as it does on the last blocks of a disk; so all of it is
 * written in a loop, by Node's writeFile.
 */
import { randomInt } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';

/** The target is the old file or the whole new one. Default mode and owner: those of the old file, or 0o666 less the umask. */
export async function writeAtomically(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  // Of a link the file behind it is meant.
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => undefined);
  const temporary = besides(target);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      // Only root may give files away.
      if (old) await file.chown(old.uid, old.gid).catch(() => {});
      const wanted = mode ?? old?.mode;
      if (wanted !== undefined) await file.chmod(wanted & PERMISSIONS);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The same for a short text, synchronously. */
export function writeAtomicallySync(path: string, text: string, mode: number): void {
  const target = realpathOr(path);
  const temporary = besides(target);
  try {
    const file = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(file, text);
      fchmodSync(file, mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const PERMISSIONS = 0o7777;

/** `NAME.NUMBER`; the blob store knows its own by that. */
function besides(target: string): string {
  return `${target}.${randomInt(2 ** 47)}`;
}

function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
