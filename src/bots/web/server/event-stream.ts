/**
 * The live channel as server-sent events (WHATWG HTML, 9.2). One event carries everything that changed since the reader's
 * cursor, which is the event's id: a browser that reconnects sends it back as Last-Event-ID. A reader that is too slow gets
 * fewer, larger events: nothing is queued for it beyond what the socket holds.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WirePerson } from '../wire.js';
import type { Channel } from './channel.js';
import { SECURITY_HEADERS } from './origin-guard.js';

/** A comment this often keeps proxies from closing a quiet stream, ms. Usual idle limits start at 30 s. */
const HEARTBEAT_MS = 15_000;
/** Browsers wait this long before they reconnect, ms. */
const RETRY_MS = 1000;

export class Streams {
  readonly #open = new Set<() => void>();

  constructor(readonly channel: Channel) {}

  /** Answers a request with the stream, for as long as the reader stays. */
  start(request: FastifyRequest, reply: FastifyReply, reader: WirePerson): void {
    const cookie = reply.getHeader('set-cookie');
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      ...SECURITY_HEADERS,
      ...(cookie !== undefined && { 'set-cookie': String(cookie) }),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const lastId = request.headers['last-event-id'];
    let cursor = typeof lastId === 'string' ? lastId : undefined;
    let ready = out.write(`retry: ${RETRY_MS}\n\n`);
    const send = () => {
      if (!ready) return;
      const { cursor: next, news } = this.channel.since(cursor, reader.id);
      if (next === cursor) return;
      cursor = next;
      ready = out.write(`id: ${next}\nevent: news\ndata: ${JSON.stringify(news)}\n\n`);
    };
    const heartbeat = setInterval(() => ready && out.write(': \n\n'), HEARTBEAT_MS);
    const unlisten = this.channel.listen(send);
    const end = () => {
      clearInterval(heartbeat);
      unlisten();
      this.#open.delete(end);
      out.end();
    };
    this.#open.add(end);
    out.on('drain', () => {
      ready = true;
      send();
    });
    out.on('close', end);
    send();
  }

  /** Ends all streams: a server with an open one would never close. */
  close(): void {
    for (const end of this.#open) end();
  }
}
