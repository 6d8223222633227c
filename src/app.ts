/** Puts the bots together: one session, the transports on it, one HTTP server. What they stand on is injected. */
import type { FastifyInstance } from 'fastify';
import type { IntakePorts } from './bots/intake.js';
import { Session, type SessionQueue } from './bots/session.js';
import { Channel } from './bots/web/channel.js';
import type { Shrink } from './bots/web/pictures.js';
import { createWebServer } from './bots/web/server.js';
import type { BlobStore } from './queue/blobs.js';

export interface AppOptions extends Omit<IntakePorts, 'blobs'> {
  queue: SessionQueue;
  blobs: BlobStore;
  shrink: Shrink;
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
  /** Ends conversations; the queue and the engine are closed by whoever made them. */
  close(): Promise<void>;
}

export async function createApp({ queue, names = [], onError, ...ports }: AppOptions): Promise<App> {
  const session = new Session({
    ...ports,
    queue,
    onUndelivered: (job) => onError(new Error(`no message takes the end of job ${job.id}`)),
  });
  const channel = new Channel();
  session.connect(channel);
  const server = await createWebServer({ ...ports, session, channel, names, onError });
  return {
    server,
    session,
    async close() {
      session.close();
      await server.close();
    },
  };
}
