/** Uploaded files as the CDN keeps them: name made safe, type, size of the picture, signed addresses. */
import { createHmac, randomBytes } from 'node:crypto';
import type { CdnBehaviour, FakeFile } from '../api.js';
import { pictureSize } from './picture-size.js';

/** How long a signed address works: a day, as seen in every `ex` and `is` of the wild (the documentation says "a preset expiry time"). */
const SIGNED_FOR_MS = 24 * 60 * 60_000;

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  txt: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  svg: 'image/svg+xml',
};

/** Guessed from the name, not from the bytes: what the API reports as content_type must not be trusted. */
export const typeOf = (name: string): string | undefined =>
  TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];

/**
 * The name a file is kept under: ASCII letters, digits, dot, dash and underscore. `attachment://` has to use this one; a name with
 * spaces or accents is the usual cause of UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND.
 */
export const safeName = (name: string): string =>
  name
    .replaceAll(/\s+/gu, '_')
    .replaceAll(/[^\w.-]/gu, '')
    .replace(/^\.+/u, '') || 'file';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** The name that was given, without its extension, where it could not be kept (developers/resources/message, Attachment Structure). */
  readonly title: string | undefined;
  readonly data: Uint8Array;
  readonly contentType: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly ephemeral: boolean;
  /** `/attachments/CHANNEL/ID/NAME`, or `/ephemeral-attachments/APPLICATION/ID/NAME`. */
  readonly path: string;
  description: string | undefined;
  spoiler: boolean;
  behaviour: CdnBehaviour | undefined;
  /** Removed from its message, or vanished. */
  gone: boolean;
}

export class Files {
  readonly #secret = randomBytes(32);
  readonly #byPath = new Map<string, StoredFile>();
  /** Set once the CDN listens. */
  origin = '';

  constructor(
    private readonly nextId: () => string,
    private readonly now: () => number,
  ) {}

  /** A picture on another host, as the media proxy gives it out: unsigned, under the foreign address. */
  proxied(file: FakeFile, host: string): { url: string; proxy_url: string; width?: number; height?: number } {
    const stored = this.store(file, '', false);
    this.#byPath.delete(stored.path);
    const path = `/external/${stored.id}/https/${host}/${stored.name}`;
    this.#byPath.set(path, { ...stored, path });
    const { width, height } = stored;
    return {
      url: `https://${host}/${stored.name}`,
      proxy_url: `${this.origin}${path}`,
      ...(width !== undefined && height !== undefined && { width, height }),
    };
  }

  /** `place` is the channel's id, or the application's for ephemeral files. */
  store(file: FakeFile, place: string, ephemeral: boolean): StoredFile {
    const id = this.nextId();
    const name = safeName(file.name);
    const size = pictureSize(file.data);
    const stored: StoredFile = {
      id,
      name,
      title: name === file.name ? undefined : file.name.replace(/\.[^.]*$/u, ''),
      data: file.data,
      contentType: file.contentType ?? typeOf(file.name),
      width: size?.width,
      height: size?.height,
      ephemeral,
      path: `/${ephemeral ? 'ephemeral-attachments' : 'attachments'}/${place}/${id}/${name}`,
      description: file.description,
      spoiler: file.spoiler ?? name.startsWith('SPOILER_'),
      behaviour: file.cdn,
      gone: false,
    };
    this.#byPath.set(stored.path, stored);
    return stored;
  }

  at(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }

  all(): Iterable<StoredFile> {
    return this.#byPath.values();
  }

  /** An address that works for a day from now; `ex`, `is` and `hm` as in developers/reference#signed-attachment-cdn-urls. */
  signed(file: StoredFile): string {
    const issued = Math.floor(this.now() / 1000);
    const is = issued.toString(16);
    const ex = (issued + SIGNED_FOR_MS / 1000).toString(16);
    return `${this.origin}${file.path}?ex=${ex}&is=${is}&hm=${this.#sign(file.path, ex, is)}&`;
  }

  /** Whether the parameters of an address are genuine and not yet past. */
  valid(path: string, query: URLSearchParams): boolean {
    if (path.startsWith('/external/')) return true;
    const ex = query.get('ex') ?? '';
    const genuine = query.get('hm') === this.#sign(path, ex, query.get('is') ?? '');
    return genuine && Number.parseInt(ex, 16) * 1000 > this.now();
  }

  #sign(path: string, ex: string, is: string): string {
    return createHmac('sha256', this.#secret).update(`${path}?${ex}&${is}`).digest('hex');
  }
}
