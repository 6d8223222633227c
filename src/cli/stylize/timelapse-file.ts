/** The loop of how a picture was painted, as a file. */
import { extname, resolve } from 'node:path';
import { wrong } from '../usage.js';
import { checkWritable, writeOutput } from './output-file.js';

const ENDINGS = ['.webp', '.gif'];

/** Throws invalid_input where it cannot be written, or would replace the picture or one of the `inputs` that it is made of. */
export async function checkTimelapse(
  path: string,
  out: string | undefined,
  photos: readonly string[],
  inputs: readonly string[],
): Promise<void> {
  if (!ENDINGS.includes(extname(path).toLowerCase()))
    throw wrong(`--timelapse must end in ${ENDINGS.join(' or ')}; got ${path}`);
  if (photos.length > 1) throw wrong('--timelapse shows one painting; name one photo');
  if (out !== undefined && resolve(path) === resolve(out))
    throw wrong(`--timelapse and --out name the same file ${path}; choose another --timelapse`);
  await checkWritable('--timelapse', path, inputs);
}

/** `loop`: animated WebP. Throws storage_failed. */
export async function writeTimelapse(path: string, loop: Uint8Array): Promise<void> {
  if (extname(path).toLowerCase() === '.webp') return writeOutput(path, loop);
  const { pictureTools } = await import('../../app/pictures/local-pictures.js');
  await writeOutput(path, (await pictureTools.asGif(loop)).bytes);
}
