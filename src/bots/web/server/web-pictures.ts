/**
 * The pictures of messages and presets. What people sent is never handed out as it came: others get a smaller copy, re-encoded
 * by `shrink`, without the original's metadata or anything else that the bytes may hold. Results are our own bytes.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import type { Preset } from '../../../domain/preset.js';
import type { ThumbnailCache } from '../../media/thumbnails.js';
import { SIZES, type SizeName } from '../picture-sizes.js';
import type { Channel } from './channel.js';

/** Each picture has its own address, and so never changes there. Private: no shared cache keeps people's pictures. */
const FOREVER = 'private, max-age=31536000, immutable';

export interface PictureRouteOptions {
  channel: Channel;
  presets: readonly Preset[];
  presetPicture(preset: Preset): Promise<Uint8Array>;
  blobs: { get(key: string): Promise<Uint8Array> };
  thumbnails: ThumbnailCache;
}

export function pictureRoutes(
  app: FastifyInstance,
  { channel, presets, presetPicture, blobs, thumbnails }: PictureRouteOptions,
): void {
  app.get<{ Params: { id: string; role: string }; Querystring: { size?: string; download?: string } }>(
    '/api/messages/:id/:role',
    async ({ params, query }, reply) => {
      const found = channel.picture(params.id, params.role);
      if (!found) throw new AtelierError('not_found', 'this picture is not there any more');
      const { view, picture } = found;
      if ('picture' in picture.source) {
        return send(reply, picture.source.picture.bytes, picture.source.picture.mime, 'no-store');
      }
      const { blob } = picture.source;
      const read = () => blobs.get(blob);
      const side = sideOf(query.size);
      if (picture.role === 'result' && side === undefined) {
        if (query.download !== undefined)
          reply.header('content-disposition', attachment(view.fileName ?? 'picture'));
        return send(reply, await read(), mimeOf(view.fileName), FOREVER);
      }
      const copy = await thumbnails(blob, side ?? SIZES.wide, read, 'webp');
      return send(reply, copy.bytes, copy.mime, FOREVER);
    },
  );

  app.get<{ Params: { id: string }; Querystring: { size?: string } }>(
    '/api/styles/:id/thumbnail',
    async ({ params, query }, reply) => {
      const style = presets.find(({ id }) => id === params.id);
      if (!style) throw new AtelierError('not_found', 'there is no such style');
      const side = sideOf(query.size) ?? SIZES.thumb;
      const copy = await thumbnails(`style ${style.id}`, side, () => presetPicture(style), 'webp');
      return send(reply, copy.bytes, copy.mime, 'private, max-age=3600');
    },
  );
}

/** px of the longer side; undefined: no copy is asked for. */
function sideOf(size: string | undefined): number | undefined {
  if (size === undefined) return undefined;
  if (size in SIZES) return SIZES[size as SizeName];
  throw new AtelierError(
    'invalid_input',
    `there is no size named ${size}; there are ${Object.keys(SIZES).join(', ')}`,
  );
}

function send(reply: FastifyReply, bytes: Uint8Array, mime: string, cache: string): Buffer {
  reply.header('content-type', mime).header('cache-control', cache);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function mimeOf(fileName = ''): string {
  return fileName.endsWith('.jpg') ? 'image/jpeg' : 'image/png';
}

/** RFC 6266: a plain name for old clients, and the whole one in UTF-8. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
}
