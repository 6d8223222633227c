/**
 * Turns to run a job, handed out by BullMQ (the only import of it). BullMQ is the wake-up and the lease; it carries no state of
 * the queue. A ticket names no job: the worker that gets one takes the job whose turn it is. BullMQ gives each ticket to one
 * worker, wakes an idle one at once, and gives the ticket of a worker that has died to another. The fair order, which its
 * first-in-first-out and fixed priorities cannot express, is read from the queue's own keys (lua/, queue-snapshot.ts).
 *
 * A ticket is issued for every job that joins the line and for every run that ends: there are never fewer than jobs that
 * could run. One for which no job may run is dropped; one too many costs a look at the line.
 */
import { Queue, Worker } from 'bullmq';
import { isUnavailable, type RedisConnection } from './redis-connection.js';

const NAME = 'tickets';

/** Kept neither way: what became of a turn is seen in its job. */
const DROPPED = { removeOnComplete: true, removeOnFail: true };

export class Tickets {
  readonly #connection: RedisConnection;
  readonly #queue: Queue;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
    this.#queue = new Queue(NAME, {
      connection: connection.commands,
      prefix: connection.key(),
      defaultJobOptions: DROPPED,
      // BullMQ's own events, which nobody reads here; a few for the operator who debugs it.
      streams: { events: { maxLen: 100 } },
    });
    this.#queue.on('error', () => {}); // each call says for itself what became of it
  }

  async issue(count = 1): Promise<void> {
    const tickets = Array.from({ length: count }, () => ({ name: 'turn', data: {} }));
    await this.#connection.call(() => this.#queue.addBulk(tickets));
  }

  /** Tickets that no worker has. */
  waiting(): Promise<number> {
    return this.#connection.call(() => this.#queue.getWaitingCount());
  }

  /** Whether a worker has it; one that has died does until its lease is over. */
  async isHeld(ticket: string): Promise<boolean> {
    return (await this.#connection.call(() => this.#queue.getJobState(ticket))) === 'active';
  }

  async close(): Promise<void> {
    await this.#queue.close().catch(() => {});
  }
}

export interface TicketsOptions {
  connection: RedisConnection;
  /** Tickets worked on at once. */
  concurrency: number;
  /** After so long without a sign of life a ticket goes to another worker, ms. */
  lease: number;
  /** Works off a ticket. */
  onTicket: (ticket: string) => Promise<void>;
  onError: (error: unknown) => void;
}

/**
 * Takes tickets from now on. Returns the way to stop, which resolves once none is being worked on.
 *
 * BullMQ looks every `stalledInterval` for tickets whose lock was not renewed for `lockDuration`, and reassigns one at the
 * second such look: after at most lease + 2/3 lease. How often a job may take its worker along is counted with the job
 * (`ABANDON` in scripts.ts), before BullMQ's own count, kept with the ticket, ends it.
 */
export function workTickets({
  connection,
  concurrency,
  lease,
  onTicket,
  onError,
}: TicketsOptions): () => Promise<void> {
  const worker = new Worker(NAME, (ticket) => onTicket(ticket.id!).catch(onError), {
    connection: connection.another(),
    prefix: connection.key(),
    concurrency,
    lockDuration: lease,
    stalledInterval: Math.round(lease / 3),
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: 1000, // ms; its default of 15 s is a long time for a server that is back
  });
  worker.on('error', (error) => {
    if (!isUnavailable(error)) onError(error);
  });
  return () => worker.close();
}
