/** The photos that the arguments of a command name. */
import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { KeptPicture } from '../../bots/media/picture-tools.js';
import type { CliContext } from '../run-command.js';
import { wrong } from '../usage.js';
import { readBytes, takeIn } from './painter.js';

/** stdin as a photo, stdout as its painting. */
export const STREAM = '-';

const ENDINGS = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.heic', '.heif', '.gif', '.tif', '.tiff'];

export interface FoundPhotos {
  photos: string[];
  /** Some of them were found in a folder. */
  hasFolder: boolean;
}

/**
 * The photos, each once: files as they are named, there or not, and the pictures of folders by name. Throws invalid_input for a
 * folder without a picture, and for stdin beside other photos.
 */
export async function findPhotos(named: readonly string[]): Promise<FoundPhotos> {
  const found = await Promise.all(named.map(picturesIn));
  const all = found.flatMap((pictures, index) => pictures ?? [named[index]!]);
  const photos = [...new Map(all.map((path) => [path === STREAM ? path : resolve(path), path])).values()];
  if (photos.length > 1 && photos.includes(STREAM))
    throw wrong('- (stdin) is one photo; leave out the others');
  return { photos, hasFolder: found.some((pictures) => pictures !== undefined) };
}

/** The one photo of a command that takes no more. Throws invalid_input for a folder. */
export async function findPhoto(named: string): Promise<FoundPhotos> {
  const found = await findPhotos([named]);
  if (found.hasFolder) throw wrong(`${named} is a folder; name one photo`);
  return found;
}

/** Undefined for what is no folder. */
async function picturesIn(path: string): Promise<string[] | undefined> {
  const kind = path === STREAM ? undefined : await stat(path).catch(() => undefined);
  if (!kind?.isDirectory()) return undefined;
  const names = await readdir(path);
  const pictures = names.filter((name) => ENDINGS.includes(extname(name).toLowerCase())).sort();
  if (pictures.length === 0) throw wrong(`there are no pictures in the folder ${path}`);
  return pictures.map((name) => join(path, name));
}

/** The photo as it is painted from at `size` px, with at most `mostFrames` frames. Throws invalid_input or picture_*. */
export async function readPhoto(
  photo: string,
  { stdin }: Pick<CliContext, 'stdin'>,
  mostFrames?: number,
  size?: number,
): Promise<KeptPicture> {
  return photo === STREAM
    ? takeIn(await buffer(stdin), 'stdin', mostFrames, size)
    : takeIn(await readBytes(photo), photo, mostFrames, size);
}
