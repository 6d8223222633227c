/** Puts the bots together: one session, the transports on it, one HTTP server. What they stand on is injected. */
import type { FastifyInstance } from 'fastify';
import type { EditWatch } from './bots/edit-watch.js';
import type { IntakePorts } from './bots/intake.js';
import { Session, type SessionQueue } from './bots/session.js';
import { Channel } from './bots/web/channel.js';
import type { Shrink } from './bots/web/pictures.js';
import { createWebServer } from './bots/web/server.js';
import type { BlobStore } from './queue/blobs.js';
import type { Kept } from './queue/kept.js';

export interface AppOptions extends Omit<IntakePorts, 'blobs'> {
  queue: SessionQueue;
  blobs: BlobStore;
  /** Where the transport of this name keeps what it has to find again after a restart; absent: nowhere. */
  kept?: (space: string) => Kept;
  shrink: Shrink;
  /** Told what becomes of previews and edits. */
  editWatch?: EditWatch;
  /** Directory of the built page. */
  page: string;
  /** Host names that lead here besides localhost and plain addresses. */
  names?: readonly string[];
  /** Told of defects and of what could not be delivered. */
  onError: (error: unknown) => void;
}

export interface App {
  server: FastifyInstance;
  session: Session;
  /** Pictures from before then (ms since the epoch) are about to go: nothing shows them any more. */
  forgetBefore(time: number): void;
  /** Ends conversations; the queue and the engine are closed by whoever made them. */
  close(): Promise<void>;
}

export async function createApp({ queue, kept, names = [], onError, ...ports }: AppOptions): Promise<App> {
  const session = new Session({
    ...ports,
    queue,
    onError,
  });
  const channel = new Channel(kept?.('web'));
  session.connect(channel);
  const server = await createWebServer({ ...ports, session, channel, names, onError });
  return {
    server,
    session,
    forgetBefore: (time) => channel.forgetBefore(time),
    async close() {
      await session.close();
      await server.close();
    },
  };
}
