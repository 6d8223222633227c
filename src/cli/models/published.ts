/**
 * Where the weights of the wide networks are published: Keras' files "without top", converted by its authors from the VGG
 * group's own. MD5s as in keras.applications (vgg16.py, vgg19.py: WEIGHTS_PATH_NO_TOP and its file_hash); sizes as its
 * downloads report them. Both places hold the same file, so that a download begun at one resumes at the other.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AtelierError } from '../../domain/errors.js';

/** One file, at one or more addresses. */
export interface PublishedFile {
  name: string;
  bytes: number;
  /** Hex. */
  md5: string;
  /** In the order in which they are tried. */
  urls: readonly string[];
}

/** By the network's name. */
export type PublishedFiles = Readonly<Record<string, PublishedFile>>;

export const PUBLISHED: PublishedFiles = {
  vgg16: kerasFile('vgg16', 58_889_256, '6d6bbae143d832006294945121d1f1fc'),
  vgg19: kerasFile('vgg19', 80_134_624, '253f8cb515780f3b799900260a226db6'),
};

function kerasFile(network: string, bytes: number, md5: string): PublishedFile {
  const name = `${network}_weights_tf_dim_ordering_tf_kernels_notop.h5`;
  const urls = [
    `https://storage.googleapis.com/tensorflow/keras-applications/${network}/${name}`,
    `https://github.com/fchollet/deep-learning-models/releases/download/v0.1/${name}`,
  ];
  return { name, bytes, md5, urls };
}

/**
 * Whether a file that somebody brings is the published one, whatever its name. Throws model_corrupt for one that has the
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
