/** Puts the bots together: one session, the transports on it, their HTTP servers. What they stand on is injected. */
import type { FastifyInstance } from 'fastify';
import type { ChatPlatform, ChatPlatformFactory } from '../bots/chat-platform.js';
import { Communities } from '../bots/community.js';
import { type OnRefused, Refusals } from '../bots/last-refusals.js';
import type { IntakePorts } from '../bots/media/intake.js';
import type { PictureTools } from '../bots/media/picture-tools.js';
import { createThumbnailCache } from '../bots/media/thumbnails.js';
import type { EditWatch } from '../bots/messages/edit-watch.js';
import { Session, type SessionQueue } from '../bots/session.js';
import { Channel } from '../bots/web/server/channel.js';
import type { UploadLimits } from '../bots/web/server/form-upload.js';
import { createWebServer } from '../bots/web/server/web-server.js';
import type { Config } from '../config/config.js';
import { NETWORKS, type NetworkName } from '../domain/request.js';
import type { ScreeningDefault } from '../domain/screening.js';
import { type Clock, systemClock } from '../lib/clock.js';
import type { BlobStore } from '../queue/storage/blobs.js';
import type { KeyValueStore } from '../queue/storage/local-key-value.js';
import type { SharedKeyValueStore } from '../queue/storage/shared-key-value.js';
import { createPublicServer } from './public-server.js';

/** What the settings of these names come to. */
export function uploadLimits({
  uploadsAtOnce: atOnce,
  uploadMinRate: minRate,
}: Pick<Config, 'uploadsAtOnce' | 'uploadMinRate'>): UploadLimits {
  return { atOnce, minRate };
}

export interface AppOptions extends Omit<IntakePorts, 'blobs' | 'pictures'> {
  queue: SessionQueue;
  blobs: BlobStore;
  /** Where the transport of this name keeps what it has to find again after a restart. */
  store: (space: string) => KeyValueStore;
  /** What all bots of the queue share under this name. */
  sharedStore: (space: string) => SharedKeyValueStore;
  pictures: PictureTools;
  /** Screening that communities begin with. Default 'auto'. */
  screening?: ScreeningDefault;
  /** Called for each picture that screening refuses. */
  onRefused?: OnRefused;
  /** The platforms besides the web chat. */
  platforms?: readonly ChatPlatformFactory[];
  /** Counts what becomes of previews and edits. */
  editWatch?: EditWatch;
  /** For edits of messages. Default: the system's. */
  clock?: Clock;
  /** Directory of the built page. */
  page: string;
  /** The feature networks that are here. Default: all that there are. */
  networks?: () => Promise<readonly NetworkName[]>;
  /** Host names that lead here besides localhost and plain addresses. */
  names?: readonly string[];
  /** Of the web chat; see `uploadLimits`. */
  uploads: UploadLimits;
  /** The web chat's page is opened. */
  onVisit?: () => void;
  /** One line for the operator: something went wrong and was got over. */
  onLog: (line: string) => void;
  /** One line for each platform that is connected. */
  onConnected?: (line: string) => void;
  /** Called for defects and failed deliveries. */
  onError: (error: unknown) => void;
}

export interface App {
  /** The web chat, for this machine or behind a login. */
  server: FastifyInstance;
  /** For the outside; undefined where no platform has anything for it. */
  publicServer: FastifyInstance | undefined;
  session: Session;
  /** Connects the platforms and resumes earlier jobs; called once the servers listen. */
  start(): Promise<void>;
  /** Pictures from before then (ms since the epoch) are about to be deleted: nothing shows them any more. */
  forgetBefore(time: number): void;
  /** Disconnects the platforms; the queue and the engine are closed by their owner. */
  close(): Promise<void>;
}

export async function createApp(options: AppOptions): Promise<App> {
  const { queue, store, sharedStore, platforms: makers = [], names = [], onLog, onError, ...ports } = options;
  const { onConnected = () => {} } = options;
  const communities = new Communities(sharedStore('communities'), options.screening);
  const refusals = new Refusals(sharedStore('refusals'), options.clock ?? systemClock, options.onRefused);
  const session = new Session({ ...ports, queue, communities, refusals, onError });
  const channel = new Channel(store('web'), options.clock);
  session.connect(channel);
  const thumbnails = createThumbnailCache(options.pictures);
  const networks = options.networks ?? (async () => NETWORKS);
  const server = await createWebServer({ ...ports, thumbnails, networks, session, channel, names, onError });
  const outside = createPublicServer(onError);
  const platforms: ChatPlatform[] = [];
  for (const { name, create } of makers) {
    const own = { store: store(name), sharedStore: sharedStore(name) };
    const transport = await create({
      ...ports,
      ...own,
      thumbnails,
      session,
      communities,
      refusals,
      publicServer: outside.server,
      onLog,
      onConnected,
      onError,
    });
    session.connect(transport.adapter);
    platforms.push(transport);
  }
  return {
    server,
    publicServer: (await outside.hasRoutes()) ? outside.server : undefined,
    session,
    async start() {
      await Promise.all(platforms.map((transport) => transport.start()));
      await session.recover();
    },
    forgetBefore(time) {
      channel.forgetBefore(time);
      refusals.forgetOld().catch(onError);
    },
    async close() {
      // First no new requests, then the edits under way, then the connections that they use.
      await session.close();
      await Promise.all(platforms.map((transport) => transport.close()));
      await Promise.all([server.close(), outside.server.close()]);
    },
  };
}
