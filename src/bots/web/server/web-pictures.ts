/**
 * The pictures of messages and presets. What people sent is never handed out as it came: others get a smaller copy, re-encoded
 * by `shrink`, without the original's metadata or anything else that the bytes may hold. Results are our own bytes.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import type { Preset } from '../../../domain/preset.js';
import { said } from '../../../words/said.js';
import type { MessageView } from '../../chat-adapter.js';
import type { PictureTools } from '../../media/picture-tools.js';
import type { ThumbnailCache } from '../../media/thumbnails.js';
import {
  ENLARGE,
  type FormatName,
  formatsOf,
  isMoving,
  SIZES,
  type SizeName,
  storedFormat,
} from '../picture-sizes.js';
import type { Channel } from './channel.js';

/** Each picture has its own address, and so never changes there. Private: no shared cache keeps people's pictures. */
const FOREVER = 'private, max-age=31536000, immutable';

export interface PictureRouteOptions {
  channel: Channel;
  presets: readonly Preset[];
  presetPicture(preset: Preset): Promise<Uint8Array>;
  blobs: { get(key: string): Promise<Uint8Array> };
  pictures: Pick<PictureTools, 'convert' | 'asGif'>;
  thumbnails: ThumbnailCache;
}

export function pictureRoutes(
  app: FastifyInstance,
  { channel, presets, presetPicture, blobs, thumbnails, pictures }: PictureRouteOptions,
): void {
  app.get<{
    Params: { id: string; role: string };
    Querystring: { size?: string; download?: string; format?: string; enlarged?: string };
  }>('/api/messages/:id/:role', async ({ params, query }, reply) => {
    const found = channel.picture(params.id, params.role);
    if (!found) throw new AtelierError('not_found', said('refusals.pictureGone'));
    const { view, picture } = found;
    if ('picture' in picture.source) {
      return send(reply, picture.source.picture.bytes, picture.source.picture.mime, 'no-store');
    }
    const { blob } = picture.source;
    const read = () => blobs.get(blob);
    const side = sideOf(query.size);
    if (picture.role === 'result' && side === undefined) {
      const { fileName: name = 'picture.png', frame } = view;
      const wanted = wantedFile(name, frame, query);
      if (query.download !== undefined) reply.header('content-disposition', attachment(wanted.name));
      const { format, enlargeBy } = wanted;
      if (format === storedFormat(name) && enlargeBy === 1)
        return send(reply, await read(), `image/${format}`, FOREVER);
      const converted = await pictures.convert(await read(), format, enlargeBy);
      return send(reply, converted.bytes, converted.mime, FOREVER);
    }
    const copy = await thumbnails(blob, side ?? SIZES.wide, read, 'webp');
    return send(reply, copy.bytes, copy.mime, FOREVER);
  });

  app.get<{ Params: { id: string }; Querystring: { download?: string; format?: string } }>(
    '/api/messages/:id/timelapse',
    async ({ params, query }, reply) => {
      const found = channel.timelapse(params.id);
      if (!found) throw new AtelierError('not_found', said('refusals.pictureGone'));
      const { format = 'webp' } = query;
      if (format !== 'webp' && format !== 'gif')
        throw new AtelierError('invalid_input', `a timelapse is webp or gif; got ${format}`);
      const stem = (found.view.fileName ?? 'picture.png').replace(/\.\w+$/, '');
      if (query.download !== undefined)
        reply.header('content-disposition', attachment(`${stem}-timelapse.${format}`));
      const loop = await blobs.get(found.blob);
      const bytes = format === 'gif' ? (await pictures.asGif(loop)).bytes : loop;
      return send(reply, bytes, `image/${format}`, FOREVER);
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

/** The file that is asked for: by default the painting as it is. */
function wantedFile(
  name: string,
  frame: MessageView['frame'],
  query: { format?: string; enlarged?: string },
): { name: string; format: FormatName; enlargeBy: number } {
  const formats = formatsOf(name);
  const format = formats.find((format) => format === (query.format ?? storedFormat(name)));
  if (!format)
    throw new AtelierError(
      'invalid_input',
      `there is no format named ${query.format}; there are ${formats.join(', ')}`,
    );
  const isEnlarged = query.enlarged !== undefined;
  if (isEnlarged && isMoving(name))
    throw new AtelierError('invalid_input', 'a moving picture is kept at its own size');
  if (isEnlarged && !(frame && Math.max(frame.width, frame.height) <= ENLARGE.longestSide))
    throw new AtelierError(
      'invalid_input',
      said('refusals.tooLargeToEnlarge', { side: ENLARGE.longestSide }),
    );
  const stem = name.replace(/\.\w+$/, '');
  const ending = format === 'jpeg' ? 'jpg' : format;
  const isSame = format === storedFormat(name);
  return {
    name: isEnlarged ? `${stem}-enlarged.${ending}` : isSame ? name : `${stem}.${ending}`,
    format,
    enlargeBy: isEnlarged ? ENLARGE.by : 1,
  };
}

/** RFC 6266: a plain name for old clients, and the whole one in UTF-8. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
}
