/** The finished picture's file: refused before the work when it cannot be written, and never there in part. */
import { constants } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AtelierError } from '../../domain/errors.js';

const FORMATS: Readonly<Record<string, 'png' | 'jpeg'>> = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg' };

/** The format by the name's ending. Throws invalid_input for a name or a folder that cannot be written. */
export async function checkOutput(path: string): Promise<'png' | 'jpeg'> {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) throw wrong(`--out must end in ${Object.keys(FORMATS).join(', ')}; got ${path}`);
  const folder = dirname(path);
  const kind = await stat(folder).catch(() => undefined);
  if (!kind?.isDirectory()) throw wrong(`there is no folder ${folder} for --out; make it first`);
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw wrong(`the folder ${folder} cannot be written to; choose another --out`, cause);
  });
  const there = await stat(path).catch(() => undefined);
  if (there && !there.isFile()) throw wrong(`${path} is not a file; choose another --out`);
  return format;
}

/** Writes beside the target and renames, which replaces the target in one step. */
export async function writeOutput(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, bytes, { signal });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (signal.aborted) throw new AtelierError('cancelled', 'the painting was cancelled', { cause });
    throw new AtelierError('storage_failed', `${path} cannot be written (${(cause as Error).message})`, {
      cause,
    });
  }
}

function wrong(message: string, cause?: unknown): AtelierError {
  return new AtelierError('invalid_input', message, { cause });
}
