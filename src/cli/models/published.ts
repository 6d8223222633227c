/** A file that somebody brings, compared with the published one. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AtelierError } from '../../domain/errors.js';
import type { PublishedFile } from './sources.js';

/**
 * True: it is the published file, whatever its name. False: it is another one. Throws model_corrupt for one that has the
 * published name and not its content: a download that went wrong elsewhere.
 */
export async function isPublished(file: PublishedFile, path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  const isNamed = basename(path) === file.name;
  if (found.size !== file.bytes) {
    if (!isNamed) return false;
    throw damaged(path, `it has ${found.size} bytes, the published file has ${file.bytes}`);
  }
  const md5 = await md5Of(path);
  if (md5 !== file.md5 && isNamed)
    throw damaged(path, `its MD5 is ${md5}, the published file's is ${file.md5}`);
  return md5 === file.md5;
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function damaged(path: string, detail: string): AtelierError {
  return new AtelierError('model_corrupt', `${path} is incomplete or damaged: ${detail}; fetch it again`);
}
