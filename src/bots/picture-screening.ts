/**
 * Pictures that people send are looked at before anybody else sees them or they are stored, where their community wants it; what is
 * painted of them is looked at by the engine, which the request asks for that. What was found is remembered by the picture, so that one
 * that comes again, or that is painted again, is not looked at twice. Presets are ours and pass. Each refusal is noted for the moderators.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AtelierError, errorToValue } from '../domain/errors.js';
import type { BlobKey, StyleRequest } from '../domain/request.js';
import {
  assertSafe,
  findingOf,
  type SafetyRating,
  type ScreenedPart,
  type Screening,
  screeningFailed,
} from '../domain/screening.js';
import { picturesOf } from '../domain/sheet.js';
import type { BlobStore } from '../queue/storage/blobs.js';
import type { RequestContext } from './chat-adapter.js';
import type { CommunitySettings } from './community.js';
import type { Refusals } from './last-refusals.js';
import type { PictureTools } from './media/picture-tools.js';

/** Pictures whose rating is remembered. */
const REMEMBERED = 1000;

export interface ScreeningPorts {
  pictures: Pick<PictureTools, 'takeIn' | 'rate'>;
  blobs: Pick<BlobStore, 'get'>;
  refusals?: Refusals;
}

/** Where a picture is to be shown, and for whom. */
export type ScreeningContext = Pick<RequestContext, 'user' | 'community' | 'channels' | 'isForAdults'>;

/** What pictures have to pass; undefined where there is no screening, and in channels that the platform itself keeps for adults. */
export function screeningFor(
  { screening: level, screeningThreshold }: Pick<CommunitySettings, 'screening' | 'screeningThreshold'>,
  { isForAdults = false }: Pick<RequestContext, 'isForAdults'>,
): Screening | undefined {
  return level === 'off' || isForAdults ? undefined : { level, threshold: screeningThreshold / 100 };
}

export class PictureScreening {
  readonly #ports: ScreeningPorts;
  /** Of each frame. */
  readonly #ratings = new LRUCache<BlobKey, SafetyRating[]>({ max: REMEMBERED });

  constructor(ports: ScreeningPorts) {
    this.#ports = ports;
  }

  /** As the picture tools take pictures in; rejects with unsafe_picture as well, and with screening_failed. */
  intake(context: ScreeningContext, settings: CommunitySettings): Pick<PictureTools, 'takeIn'> {
    const takeIn: PictureTools['takeIn'] = async (...given) => {
      const kept = await this.#ports.pictures.takeIn(...given);
      const key = createHash('sha256').update(kept.bytes).digest('hex');
      await this.#assert(context, settings, 'sent', key, async () => kept.bytes);
      return kept;
    };
    return { takeIn };
  }

  /** The same for the pictures of a request, which may be of before there was any screening, and returns it with what its result has to pass. */
  async request(
    context: ScreeningContext,
    settings: CommunitySettings,
    { screening: _, ...request }: StyleRequest,
  ): Promise<StyleRequest> {
    for (const key of sentIn(request)) await this.#assertStored(context, settings, 'sent', key);
    const screening = screeningFor(settings, context);
    return { ...request, ...(screening && { screening }) };
  }

  /** The same for a finished picture that is to be shown in another place. */
  assertShown(context: ScreeningContext, settings: CommunitySettings, painted: BlobKey): Promise<void> {
    return this.#assertStored(context, settings, 'painted', painted);
  }

  async #assertStored(
    context: ScreeningContext,
    settings: CommunitySettings,
    part: ScreenedPart,
    key: BlobKey,
  ): Promise<void> {
    try {
      await this.#assert(context, settings, part, key, () => this.#ports.blobs.get(key));
    } catch (error) {
      // What is not stored any more is seen by nobody; who needs it says so.
      if (!(error instanceof AtelierError) || error.code !== 'not_found') throw error;
    }
  }

  async #assert(
    context: ScreeningContext,
    settings: CommunitySettings,
    part: ScreenedPart,
    key: BlobKey,
    bytes: () => Promise<Uint8Array>,
  ): Promise<void> {
    const screening = screeningFor(settings, context);
    if (!screening) return;
    const ratings = this.#ratings.get(key) ?? (await this.#rate(await bytes()));
    this.#ratings.set(key, ratings);
    try {
      for (const rating of ratings) assertSafe(part, rating, screening);
    } catch (error) {
      const { user, community, channels } = context;
      await this.#ports.refusals?.add(community, {
        ...findingOf(errorToValue(error))!,
        user,
        channel: channels?.[0],
      });
      throw error;
    }
  }

  #rate(bytes: Uint8Array): Promise<SafetyRating[]> {
    return this.#ports.pictures.rate(bytes).catch((error) => {
      throw screeningFailed(error);
    });
  }
}

/** The pictures of a request that people have sent. */
function sentIn(request: StyleRequest): BlobKey[] {
  const styles = [...request.styles, ...(request.sheet ?? []).flatMap((cell) => cell.styles)];
  const presets = new Set(styles.flatMap(({ picture, preset }) => (preset === undefined ? [] : [picture])));
  return picturesOf(request).filter((key) => !presets.has(key));
}
