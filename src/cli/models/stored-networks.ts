/** What is in the models folder, read from the files' headers, or verified to the last value. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '../../engine/networks/networks.js';
import { readHeader } from '../../engine/networks/safetensors.js';
import { findWeights, loadNetwork, usualPreprocessing } from '../../engine/networks/weights.js';
import type { PublishedFile } from './published.js';

/** A stored network, by its own words. */
export interface Stored {
  bytes: number;
  source: string | undefined;
  preprocessing: string;
}

/** Undefined: it is not there. Throws model_corrupt for a file whose header cannot be read. */
export async function readStored(network: Network, dir: string): Promise<Stored | undefined> {
  const path = await findWeights(network, dir);
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { metadata } = await readHeader(path, file);
    const { size: bytes } = await file.stat();
    const { source, preprocessing = usualPreprocessing(network) } = metadata;
    return { bytes, source, preprocessing };
  } finally {
    await file.close();
  }
}

/** Reads and checks everything. Throws model_missing and model_corrupt. */
export async function verifyStored(network: Network, dir: string): Promise<Stored> {
  await loadNetwork(network, dir);
  return (await readStored(network, dir))!;
}

export const partOf = (file: PublishedFile, dir: string) => join(dir, `${file.name}.part`);

/** Bytes of a download that has begun. */
export async function partBytes(file: PublishedFile, dir: string): Promise<number> {
  const found = await stat(partOf(file, dir)).catch(() => undefined);
  return found?.size ?? 0;
}
