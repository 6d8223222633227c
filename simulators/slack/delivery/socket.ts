/**
 * Socket Mode: apps.connections.open hands out an address, the WebSocket says hello, envelopes go out on one of the
 * connections and come back acknowledged (docs.slack.dev/apis/events-api/using-socket-mode).
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Json, SocketControl } from '../api.js';
import type { Core } from '../core.js';
import { isObject, parsed, str } from '../json.js';
import { Refusal } from '../refusal.js';
import { ACK_MS, type Answer, type Envelope } from './dispatch.js';

/** "Socket Mode allows your app to maintain up to 10 open WebSocket connections at the same time." */
const MOST_CONNECTIONS = 10;

/** An address is for one connection, soon; empirical. */
const TICKET_LIFE_MS = 30_000;

/** Slack closes the connection about this long after `disconnect`; "a warning ... about 10 seconds before". */
const LAST_SECONDS_MS = 10_000;

/** How long a client may take to answer the last close frame, ms of real time. */
const GOODBYE_MS = 1_000;

/** As often as Slack pings, about. Real time: it is for the client's watchdog. */
const PING_MS = 10_000;

interface Connection {
  socket: WebSocket;
  /** Was told to go. */
  leaving: boolean;
  pending: Map<string, (answer: Answer) => void>;
}

export class SocketMode implements SocketControl {
  readonly #core: Core;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, number>();
  #connections: Connection[] = [];
  #next = 0;
  #refusing = false;
  opened = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  get connections(): number {
    return this.#connections.filter(({ leaving }) => !leaving).length;
  }

  async untilConnected(n = 1): Promise<void> {
    await this.#core.changes.until(() => this.connections >= n, `${n} Socket Mode connection(s)`);
  }

  /** For apps.connections.open. */
  address(): string {
    if (this.#refusing) throw new Refusal('internal_error');
    const { ids, clock, url, app } = this.#core;
    const ticket = ids.secret(32);
    this.#tickets.set(ticket, clock.elapsed());
    return `${url.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${app.id}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', this.#core.url).searchParams.get('ticket') ?? '';
    const born = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    const good = born !== undefined && this.#core.clock.elapsed() - born < TICKET_LIFE_MS;
    if (!good || this.#refusing || this.#core.faults.isDown) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (accepted) => this.#welcome(accepted));
  }

  /** Round robin, as "payloads may be sent to any of the connections". */
  deliver({ delivery, retry, reason }: Envelope): Promise<Answer> {
    const open = this.#connections.filter(({ leaving }) => !leaving);
    const connection = open[this.#next % Math.max(1, open.length)];
    this.#next += 1;
    if (!connection) return Promise.resolve(failed('dispatch_failed'));
    const id = retry === 0 ? delivery.id : randomUUID();
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        off();
        connection.pending.delete(id);
        resolve(answer);
      };
      const off = this.#core.clock.after(ACK_MS, () => settle(failed('operation_timeout')));
      connection.pending.set(id, settle);
      connection.socket.send(
        JSON.stringify({
          envelope_id: id,
          payload: delivery.payload,
          type: delivery.kind,
          accepts_response_payload: delivery.kind !== 'events_api',
          ...(delivery.kind === 'events_api' ? { retry_attempt: retry, retry_reason: reason ?? '' } : {}),
        }),
      );
    });
  }

  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled' = 'refresh_requested'): Promise<void> {
    for (const connection of this.#connections) this.#dismiss(connection, reason);
    this.#core.changes.notify();
    return Promise.resolve();
  }

  cut(): void {
    for (const { socket } of [...this.#connections]) socket.terminate();
  }

  refuse(refuse: boolean): void {
    this.#refusing = refuse;
  }

  /** Says goodbye and cuts connections that do not answer it. */
  async close(): Promise<void> {
    for (const { socket } of this.#connections) socket.close(1001);
    const gone = Promise.all(
      this.#connections.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))),
    );
    const patience = new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
    await Promise.race([gone, patience]);
    this.cut();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    const connection: Connection = { socket, leaving: false, pending: new Map() };
    socket.on('message', (data) => this.#acknowledge(connection, parsed(String(data))));
    socket.on('close', () => this.#gone(connection));
    socket.on('error', () => socket.terminate());
    const heart = setInterval(() => socket.ping(`Ping from applink-${this.opened}`), PING_MS);
    heart.unref();
    socket.on('close', () => clearInterval(heart));
    const tooMany = this.connections >= MOST_CONNECTIONS;
    this.#connections.push(connection);
    if (tooMany) {
      this.#dismiss(connection, 'too_many_websockets');
      socket.close();
      return;
    }
    this.opened += 1;
    this.#say(socket, {
      type: 'hello',
      num_connections: this.connections,
      debug_info: { ...this.#host(), build_number: 10, approximate_connection_time: 18_060 },
      connection_info: { app_id: this.#core.app.id },
    });
    this.#core.changes.notify();
    this.#core.dispatch.connected();
  }

  #acknowledge(connection: Connection, message: Json): void {
    if (!isObject(message)) return;
    const settle = connection.pending.get(str(message.envelope_id));
    settle?.({ ok: true, body: message.payload, failure: undefined, retry: undefined, status: undefined });
  }

  #dismiss(connection: Connection, reason: string): void {
    connection.leaving = true;
    this.#say(connection.socket, { type: 'disconnect', reason, debug_info: this.#host() });
    this.#core.clock.after(LAST_SECONDS_MS, () => connection.socket.close());
  }

  #gone(connection: Connection): void {
    this.#connections = this.#connections.filter((one) => one !== connection);
    for (const settle of [...connection.pending.values()]) settle(failed('dispatch_failed'));
    this.#core.changes.notify();
  }

  #say(socket: WebSocket, message: Json): void {
    socket.send(JSON.stringify(message));
  }

  #host(): { host: string } {
    return { host: 'applink-7fc4fdbb64-4x5xq' };
  }
}

/** Socket Mode knows one reason for a retry: 'timeout' (bolt-js#2487). */
function failed(failure: string): Answer {
  return { ok: false, body: undefined, failure, retry: 'timeout', status: undefined };
}
