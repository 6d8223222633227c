/** Download, check, convert, store. A failure leaves nothing behind but the part that a later call resumes. */
import { rm } from 'node:fs/promises';
import { AtelierError } from '../../domain/errors.js';
import { convLayers, type Network } from '../../engine/networks/networks.js';
import { type DownloadOptions, type DownloadResult, download } from './file-download.js';
import { importFile } from './import.js';
import { checkRoom, makeFolder } from './models-folder.js';
import type { PublishedFile } from './published.js';
import { withoutConnection } from './report-lines.js';
import { partBytes, partOf, type Stored, verifyStored } from './stored-networks.js';

/** Throws model_missing when no address gives the file, cancelled, storage_failed. */
export async function pull(
  network: Network,
  file: PublishedFile,
  dir: string,
  options: DownloadOptions,
): Promise<Stored> {
  await makeFolder(dir);
  const missing = Math.max(0, file.bytes - (await partBytes(file, dir)));
  await checkRoom(dir, missing + storedBytes(network));
  const part = partOf(file, dir);
  const result = await downloadPart(file, dir, options);
  if (!result.ok) {
    throw new AtelierError('model_missing', withoutConnection(network.name, file, result.failures));
  }
  try {
    await importFile(network, part, dir, { source: result.url });
  } catch (error) {
    // Another process that fetched the same file may have stored it already, and removed the part.
    return await verifyStored(network, dir).catch(() => Promise.reject(error));
  }
  await rm(part, { force: true });
  return verifyStored(network, dir);
}

async function downloadPart(
  file: PublishedFile,
  dir: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  try {
    return await download(file, partOf(file, dir), options);
  } finally {
    if ((await partBytes(file, dir)) === 0) await rm(partOf(file, dir), { force: true });
  }
}

/** In F32, without the header. */
function storedBytes(network: Network): number {
  return convLayers(network).reduce((sum, { input, output }) => sum + 4 * output * (9 * input + 1), 0);
}
