/**
 * Pictures for Slack to fetch from this program's public address: previews under addresses that cannot be guessed and soon
 * expire, and the presets, which are no secret. Slack's proxy fetches a picture once and keeps it.
 *
 * Why besides uploads: some workspaces refuse an uploaded file in a message that is edited (see preview-delivery.ts), and each upload is
 * three calls and a file to delete, where an address is part of the edit. Without PUBLIC_URL nothing of this exists.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Preset } from '../../../domain/preset.js';
import type { Clock } from '../../../lib/clock.js';
import type { Encoded } from '../../media/picture-tools.js';
import { addressOf } from '../settings/platform-settings.js';

/** How long a preview can be fetched, ms: Slack does so at once. */
const LIFE_MS = 10 * 60_000;

/** Previews kept at most: 500 of 60 kB are 30 MB. */
const MOST = 500;

const PREVIEWS = '/slack/previews';
const STYLES = '/slack/styles';

interface PublicPicturesOptions {
  publicServer: FastifyInstance;
  /** Empty: nothing is public. */
  publicUrl: string;
  presets: readonly Preset[];
  /** A preset's picture, small. */
  thumbnail(preset: Preset): Promise<Encoded>;
  clock: Clock;
}

export class PublicPictures {
  readonly #options: PublicPicturesOptions;
  readonly #previews = new LRUCache<string, Encoded & { until: number }>({ max: MOST });

  constructor(options: PublicPicturesOptions) {
    this.#options = options;
    if (options.publicUrl !== '') this.#addRoutes();
  }

  get isPublic(): boolean {
    return this.#options.publicUrl !== '';
  }

  /** The address of a preview; each has its own. */
  publish({ bytes, mime }: Encoded): string {
    const ending = mime === 'image/jpeg' ? 'jpg' : mime.split('/')[1];
    const name = `${randomBytes(24).toString('base64url')}.${ending}`;
    this.#previews.set(name, { bytes, mime, until: this.#options.clock.now() + LIFE_MS });
    return this.#address(`${PREVIEWS}/${name}`);
  }

  styleAddress({ id }: Preset): string {
    return this.#address(`${STYLES}/${id}.jpg`);
  }

  #addRoutes(): void {
    const { publicServer, presets, thumbnail, clock } = this.#options;
    publicServer.get<{ Params: { name: string } }>(`${PREVIEWS}/:name`, async ({ params }, reply) => {
      const found = this.#previews.get(params.name);
      if (found === undefined || found.until < clock.now()) return reply.callNotFound();
      return reply
        .header('content-type', found.mime)
        .header('cache-control', 'private, max-age=600')
        .send(Buffer.from(found.bytes));
    });
    publicServer.get<{ Params: { name: string } }>(`${STYLES}/:name`, async ({ params }, reply) => {
      const preset = presets.find(({ id }) => params.name === `${id}.jpg`);
      if (preset === undefined) return reply.callNotFound();
      const { bytes, mime } = await thumbnail(preset);
      return reply
        .header('content-type', mime)
        .header('cache-control', 'public, max-age=86400')
        .send(Buffer.from(bytes));
    });
  }

  #address(path: string): string {
    return addressOf(this.#options.publicUrl, path);
  }
}
