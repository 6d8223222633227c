/** The files of a message: small copies of what people sent, re-encoded without metadata, and results that fit. */
import type { BlobStore } from '../../../queue/storage/blobs.js';
import type { PictureView } from '../../chat-adapter.js';
import type { Encoded, PictureTools } from '../../media/picture-tools.js';
import type { ThumbnailCache } from '../../media/thumbnails.js';

/** Longer side of a photo or style beside the words, px: sharp at Discord's 85 px on a dense screen, and worth a look when opened. */
const SMALL = 320;

export interface PictureFile extends Encoded {
  /** ASCII: what `attachment://` may name (developers/reference, Uploading Files). */
  name: string;
  alt: string;
}

export interface FilePorts {
  blobs: Pick<BlobStore, 'get'>;
  pictures: PictureTools;
  thumbnails: ThumbnailCache;
}

export class PictureFiles {
  readonly #ports: FilePorts;

  constructor(ports: FilePorts) {
    this.#ports = ports;
  }

  /** A picture of a view in at most `mostBytes`; `fileName` is the finished one's. */
  async of(picture: PictureView, mostBytes: number, fileName?: string): Promise<PictureFile> {
    const file = await this.#fileOf(picture, mostBytes, fileName);
    return picture.spoiler ? asSpoiler(file) : file;
  }

  async #fileOf(
    { role, source, alt }: PictureView,
    mostBytes: number,
    fileName?: string,
  ): Promise<PictureFile> {
    if (role === 'result') {
      const bytes = 'blob' in source ? await this.#ports.blobs.get(source.blob) : source.picture.bytes;
      return this.fitted(bytes, mostBytes, fileName ?? 'picture.png', alt);
    }
    const copy =
      'blob' in source
        ? await this.#ports.thumbnails(source.blob, SMALL, () => this.#ports.blobs.get(source.blob))
        : source.picture;
    return this.fitted(copy.bytes, mostBytes, `${role}.${extensionOf(copy.mime)}`, alt);
  }

  /** Any picture as a file, made to fit where it does not. */
  async fitted(bytes: Uint8Array, mostBytes: number, name: string, alt: string): Promise<PictureFile> {
    const { mime, bytes: fitting } = await this.#ports.pictures.fit(bytes, mostBytes);
    return { bytes: fitting, mime, name: asciiName(name, mime), alt };
  }
}

/** The name says it as well as the component that shows it: the file may be looked at alone. */
export function asSpoiler(file: PictureFile): PictureFile {
  return { ...file, name: `SPOILER_${file.name}` };
}

/** "müde-katze.png" -> "mude-katze.webp" for what has become a WebP. */
export function asciiName(name: string, mime: string): string {
  const plain = name
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replaceAll(/[^\w-]+/g, '');
  return `${plain.replaceAll(/^[-_]+|[-_]+$/g, '') || 'picture'}.${extensionOf(mime)}`;
}

function extensionOf(mime: string): string {
  return mime === 'image/jpeg' ? 'jpg' : (mime.split('/')[1] ?? 'png');
}
