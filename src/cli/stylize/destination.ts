/** Where the paintings of a command go. */
import { fstatSync, writeFileSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { AtelierError } from '../../domain/errors.js';
import { sniffPicture } from '../../domain/picture-type.js';
import type { ResultFormat } from '../../engine/engine.js';
import type { CliContext } from '../run-command.js';
import { coloured, type Output, wrong } from '../usage.js';
import { checkFolder, checkOutput, formatOf, USUAL, writeNew, writeOutput } from './output-file.js';
import { type FoundPhotos, STREAM } from './photo-files.js';

export type Destination =
  | { kind: 'stdout' }
  /** An older file of this name is replaced. */
  | { kind: 'file'; path: string; format: ResultFormat }
  /** A new name in the folder, or beside each photo. */
  | { kind: 'folder'; folder: string | undefined };

/**
 * Where --out sends the paintings. A folder that is missing is made, in one that is there. Throws invalid_input for what cannot be
 * written, or would replace one of the `inputs`. `formats`: what the command writes.
 */
export async function destinationOf(
  out: string | undefined,
  { photos, hasFolder }: FoundPhotos,
  inputs: readonly string[],
  { stdout }: Pick<CliContext, 'stdout'>,
  formats: readonly ResultFormat[] = USUAL,
): Promise<Destination> {
  const [photo] = photos as [string];
  const isOne = photos.length === 1 && !hasFolder;
  if (out === STREAM || (out === undefined && photo === STREAM)) {
    if (!isOne) throw wrong('stdout takes one painting; name a folder with --out');
    if (stdout.isTTY) throw wrong('a picture is not for a terminal; add > FILE, or --out FILE');
    return { kind: 'stdout' };
  }
  if (out === undefined) {
    // Else they would be photos themselves the next time.
    if (hasFolder) throw wrong('name a folder for the paintings of a folder, for example --out paintings/');
    return { kind: 'folder', folder: undefined };
  }
  if (await isFolder(out, isOne)) {
    await makeFolder(out);
    return { kind: 'folder', folder: out };
  }
  if (!isOne) throw wrong(`${out} is one file for ${photos.length} paintings; name a folder with --out`);
  return { kind: 'file', path: out, format: await checkOutput(out, inputs, formats) };
}

/** A name that ends like a picture is a file; another is a folder where it is there, ends in a slash, or several paintings go there. */
async function isFolder(out: string, isOne: boolean): Promise<boolean> {
  if (formatOf(out) !== undefined) return false;
  if (!isOne || /[\\/]$/.test(out)) return true;
  const kind = await stat(out).catch(() => undefined);
  return kind?.isDirectory() === true;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST' && cause.code !== 'ENOENT')
      throw wrong(`the folder ${folder} cannot be made (${cause.code}); choose another --out`, cause);
  });
  await checkFolder('--out', folder);
}

/** Where the painting of one photo goes. Throws invalid_input where nothing can be written beside it. */
export interface Target {
  format: ResultFormat;
  /** Resolves to the name, - for stdout. */
  deliver(bytes: Uint8Array): Promise<string>;
}

/** `content`: the photo as it is painted from; `moves`: all of its frames; `isExact`: no JPEG. `label`: what is added to its name. */
export async function targetOf(
  destination: Destination,
  photo: { path: string; content: Uint8Array; moves?: boolean; isExact?: boolean },
  label: string,
  { stdout }: Pick<CliContext, 'stdout'>,
): Promise<Target> {
  if (destination.kind === 'file') {
    const { path, format } = destination;
    return { format, deliver: (bytes) => writeOutput(path, bytes).then(() => path) };
  }
  // A photo is taken in as PNG where it is transparent.
  const still = photo.isExact || sniffPicture(photo.content) === 'png' ? 'png' : 'jpeg';
  const format = photo.moves ? 'webp' : still;
  if (destination.kind === 'stdout') {
    return { format, deliver: (bytes) => written(stdout, bytes).then(() => STREAM) };
  }
  const folder = destination.folder ?? dirname(photo.path);
  await checkFolder('--out', folder);
  const stem = photo.path === STREAM ? 'stdin' : basename(photo.path, extname(photo.path));
  return { format, deliver: (bytes) => writeNew(folder, `${stem}-${label}`, format, bytes) };
}

/** The line about a finished picture: on stdout, or on stderr where the picture has gone to stdout. */
export function reportDelivered(
  out: string,
  line: string,
  { stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>,
): void {
  const stream = out === STREAM ? stderr : stdout;
  stream.write(`${coloured(stream, 'green', out === STREAM ? 'stdout' : out)}: ${line}\n`);
}

/** Throws storage_failed where stdout is a file on a disk without room: its stream would write what fits, and say that all is well. */
async function written(stdout: Output, bytes: Uint8Array): Promise<void> {
  if (stdout.fd !== undefined && fstatSync(stdout.fd).isFile()) {
    try {
      return writeFileSync(stdout.fd, bytes);
    } catch (cause) {
      const { message } = cause as Error;
      throw new AtelierError('storage_failed', `stdout cannot be written (${message})`, { cause });
    }
  }
  return new Promise((resolve, reject) => {
    stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
