/**
 * Many results as one ZIP file, written while it is sent: one picture is in memory at a time, whatever their number. They are stored
 * as they are, since pictures do not get smaller by being compressed again.
 */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { makeZip } from 'client-zip';
import type { FastifyInstance } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import type { Channel } from './channel.js';

export interface ArchiveOptions {
  channel: Pick<Channel, 'picture'>;
  blobs: { get(key: string): Promise<Uint8Array> };
}

interface ArchiveFile {
  name: string;
  blob: string;
}

export function archiveRoute(app: FastifyInstance, { channel, blobs }: ArchiveOptions): void {
  app.get<{ Querystring: { ids?: string } }>('/api/pictures.zip', async ({ query }, reply) => {
    const files = filesOf(String(query.ids ?? '').split(','), channel);
    if (files.length === 0) throw new AtelierError('not_found', said('refusals.picturesGone'));
    reply
      .header('content-type', 'application/zip')
      .header('content-disposition', 'attachment; filename="atelier.zip"')
      .header('cache-control', 'no-store');
    return Readable.fromWeb(makeZip(contents(files, blobs)) as ReadableStream);
  });
}

async function* contents(files: readonly ArchiveFile[], blobs: ArchiveOptions['blobs']) {
  for (const { name, blob } of files) {
    // A picture that has been deleted meanwhile is left out.
    const input = await blobs.get(blob).catch(() => undefined);
    if (input) yield { name, input };
  }
}

/** The results of these messages, each once, under names that differ. */
function filesOf(ids: readonly string[], channel: ArchiveOptions['channel']): ArchiveFile[] {
  const taken = new Map<string, number>();
  return [...new Set(ids)].flatMap((id) => {
    const found = channel.picture(id, 'result');
    if (!found || !('blob' in found.picture.source)) return [];
    const name = found.view.fileName ?? 'picture.png';
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return [
      {
        name: count === 1 ? name : name.replace(/(?=\.\w+$)/, `-${count}`),
        blob: found.picture.source.blob,
      },
    ];
  });
}
