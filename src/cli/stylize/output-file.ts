/** The files that are written in the end: refused before the work when they cannot be written, and never there in part. */
import { constants } from 'node:fs';
import { access, open, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { AtelierError } from '../../domain/errors.js';
import type { ResultFormat } from '../../engine/engine.js';
import { writeAtomically } from '../../lib/atomic-write.js';
import { wrong } from '../usage.js';

/** What every command writes. */
export const USUAL: readonly ResultFormat[] = ['png', 'jpeg'];
/** What a still is written as; a moving picture is one of the others. */
export const STILL: readonly ResultFormat[] = [...USUAL, 'tiff'];
/** What has more than 8 bits. */
export const DEEP: readonly ResultFormat[] = ['png', 'tiff'];
export const ALL: readonly ResultFormat[] = [...STILL, 'webp', 'gif'];

const FORMATS: Readonly<Record<string, ResultFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.webp': 'webp',
  '.gif': 'gif',
};

export function formatOf(path: string): ResultFormat | undefined {
  return FORMATS[extname(path).toLowerCase()];
}

/**
 * The format by the name's ending. Throws invalid_input for a name or a folder that cannot be written, and for one of the `inputs`
 * (paths; some may be names of presets), which the painting would replace.
 */
export async function checkOutput(
  path: string,
  inputs: readonly string[],
  formats: readonly ResultFormat[],
): Promise<ResultFormat> {
  const format = formatOf(path);
  if (format === undefined || !formats.includes(format)) {
    const endings = Object.keys(FORMATS).filter((ending) => formats.includes(FORMATS[ending]!));
    throw wrong(`--out must end in ${endings.join(', ')}; got ${path}`);
  }
  await checkWritable('--out', path, inputs);
  return format;
}

/** The same for a file of any format, which `option` names. */
export async function checkWritable(option: string, path: string, inputs: readonly string[]): Promise<void> {
  if (/[\\/]$/.test(path)) throw wrong(`${path} is the name of a folder; name a file in it`);
  await checkFolder(option, dirname(path));
  const there = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENAMETOOLONG') throw wrong(`the name of ${option} ${path} is too long`, cause);
    return undefined;
  });
  if (there && !there.isFile()) throw wrong(`${path} is not a file; choose another ${option}`);
  for (const input of there ? inputs : []) {
    const source = await stat(input).catch(() => undefined);
    // By what lies on the disk: two names, links among them, may lead to one file.
    if (source && source.dev === there!.dev && source.ino === there!.ino)
      throw wrong(`${option} ${path} is the picture ${input} itself; choose another ${option}`);
  }
}

/** Throws invalid_input for a folder that no file can be written into. */
export async function checkFolder(option: string, folder: string): Promise<void> {
  const kind = await stat(folder).catch(() => undefined);
  if (!kind?.isDirectory()) throw wrong(`there is no folder ${folder} for ${option}; make it first`);
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw wrong(`the folder ${folder} cannot be written to; choose another ${option}`, cause);
  });
  // A disk may be full or read-only.
  const temporary = join(folder, `.atelier-${process.pid}.tmp`);
  try {
    await (await open(temporary, 'w')).close();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw wrong(`${folder} cannot be written to (${code}); choose another ${option}`, cause);
  }
  await rm(temporary, { force: true });
}

/** Throws storage_failed; the target is then what it was before. */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  await writeAtomically(path, bytes).catch((cause) => {
    throw new AtelierError('storage_failed', `${path} cannot be written (${cause.message})`, { cause });
  });
}

/** Writes to a name that nobody has yet: cat-mosaic.jpg, else cat-mosaic-2.jpg, and so on. Resolves to it. */
export async function writeNew(folder: string, stem: string, format: ResultFormat, bytes: Uint8Array) {
  const ending = format === 'jpeg' ? '.jpg' : `.${format}`;
  for (let number = 1; ; number += 1) {
    const path = join(folder, `${stem}${number > 1 ? `-${number}` : ''}${ending}`);
    if (!(await take(path))) continue;
    try {
      await writeOutput(path, bytes);
      return path;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }
}

/** Whether the name was free. It is taken by an empty file, so that no other program gets it in between. */
async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new AtelierError('storage_failed', `${path} cannot be written (${(cause as Error).message})`, {
      cause,
    });
  }
}
