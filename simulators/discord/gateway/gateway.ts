/** The gateway: sessions and connections, who hears what, and the ways a test can break it (developers/events/gateway). */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { FakeGateway, GatewayEvent } from '../api.js';
import { INTENT, OP } from '../protocol.js';
import { shardOf } from '../world/ids.js';
import { guildPayload, userPayload } from '../world/payloads.js';
import type { World } from '../world/world.js';
import { Connection } from './connection.js';
import type { Session } from './session.js';

/** What real gateways ask for. */
const HEARTBEAT_MS = 41_250;

export const GATEWAY_PATH = '/gateway';

export class Gateway implements FakeGateway {
  readonly heartbeatIntervalMs: number;
  readonly sessions = new Map<string, Session>();
  readonly #open = new Set<Connection>();
  readonly #log: GatewayEvent[] = [];
  readonly #server = new WebSocketServer({ noServer: true });
  #down = false;
  /** Set once the server listens. */
  url = '';

  constructor(
    readonly world: World,
    heartbeatIntervalMs = HEARTBEAT_MS,
  ) {
    this.heartbeatIntervalMs = heartbeatIntervalMs;
    world.dispatch = (event, data, to) => {
      if (world.sparse && event !== 'INTERACTION_CREATE') return false;
      const hearers = [...this.sessions.values()].filter((session) => session.hears(to));
      for (const session of hearers) session.dispatch(event, data);
      return hearers.length > 0;
    };
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const fits =
        searchParams.get('v') === '10' &&
        searchParams.get('encoding') === 'json' &&
        !searchParams.has('compress');
      if (this.#down || pathname.replace(/\/$/u, '') !== GATEWAY_PATH || !fits) {
        this.note('refused', undefined, this.#down ? 'down' : (request.url ?? ''));
        socket.end(
          `HTTP/1.1 ${this.#down ? '503 Service Unavailable' : '400 Bad Request'}\r\nConnection: close\r\n\r\n`,
        );
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (client) => {
        this.#open.add(new Connection(this, client));
        this.note('connected', undefined, request.url ?? '');
      });
    });
  }

  // ---- what connections tell

  note(kind: GatewayEvent['kind'], shard: number | undefined, detail: string): void {
    this.#log.push({ kind, shard, detail, at: this.world.clock.now() });
    this.world.watch.changed();
  }

  opened(session: Session): void {
    // To identify for a shard gives up an earlier session of it.
    for (const old of this.sessions.values())
      if (old.shard === session.shard && !old.connected) this.sessions.delete(old.id);
    this.sessions.set(session.id, session);
    const { guilds: all, sparse } = this.world;
    const guilds = [...all.values()].filter(
      (guild) => guild.hasBot && !sparse && shardOf(guild.id, session.shards) === session.shard,
    );
    session.dispatch('READY', {
      v: 10,
      user: { ...userPayload(this.world.bot), verified: true, mfa_enabled: false, email: null },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      private_channels: [],
      relationships: [],
      presences: [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: this.url,
      shard: [session.shard, session.shards],
      ...(!sparse && { application: { id: this.world.applicationId, flags: 0 } }),
      _trace: [],
    });
    if ((session.intents & INTENT.guilds) !== 0)
      for (const guild of guilds)
        if (!guild.unavailable) session.dispatch('GUILD_CREATE', guildPayload(guild));
    this.note('identified', session.shard, `intents ${session.intents}, session ${session.id}`);
  }

  continued(session: Session): void {
    session.dispatch('RESUMED', { _trace: [] });
    this.note('resumed', session.shard, `session ${session.id}`);
  }

  left(connection: Connection, code: number): void {
    if (this.#open.delete(connection)) this.note('closed', connection.shard, `code ${code}`);
  }

  // ---- what a test sees and does

  get connections() {
    return [...this.#open].flatMap(({ session }) =>
      session === undefined
        ? []
        : [{ shard: session.shard, shards: session.shards, sessionId: session.id, intents: session.intents }],
    );
  }

  get log(): readonly GatewayEvent[] {
    return this.#log;
  }

  async connected(shard?: number): Promise<void> {
    await this.world.watch.until(
      () => this.connections.some((one) => shard === undefined || one.shard === shard),
      () => `Expected shard ${shard ?? 'any'} to have a session. ${this.#seen()}`,
    );
  }

  identified(n = 1): Promise<void> {
    return this.#happened('identified', n);
  }

  resumed(n = 1): Promise<void> {
    return this.#happened('resumed', n);
  }

  cut(options: { shard?: number; code?: number } = {}): void {
    for (const connection of this.#of(options.shard)) {
      this.note('cut', connection.shard, options.code === undefined ? 'dropped' : `code ${options.code}`);
      if (options.code === undefined) connection.terminate();
      else connection.close(options.code);
    }
  }

  reconnect(options: { shard?: number } = {}): void {
    for (const connection of this.#of(options.shard)) connection.send({ op: OP.reconnect, d: null });
  }

  invalidate(options: { shard?: number; resumable?: boolean } = {}): void {
    for (const connection of this.#of(options.shard)) {
      if (!options.resumable && connection.session !== undefined) this.sessions.delete(connection.session.id);
      connection.send({ op: OP.invalidSession, d: options.resumable ?? false });
    }
  }

  freeze(options: { shard?: number } = {}): void {
    for (const connection of this.#of(options.shard)) connection.freeze();
  }

  thaw(): void {
    for (const connection of this.#open) connection.thaw();
  }

  down(): void {
    this.#down = true;
    this.cut();
  }

  up(): void {
    this.#down = false;
  }

  close(): void {
    for (const connection of this.#open) connection.terminate();
    this.#server.close();
  }

  #of(shard: number | undefined): Connection[] {
    return [...this.#open].filter((connection) => shard === undefined || connection.shard === shard);
  }

  async #happened(kind: GatewayEvent['kind'], n: number): Promise<void> {
    await this.world.watch.until(
      () => this.#log.filter((event) => event.kind === kind).length >= n,
      () => `Expected ${n} times "${kind}". ${this.#seen()}`,
    );
  }

  #seen(): string {
    const events = this.#log
      .filter(({ kind }) => kind !== 'heartbeat')
      .map(({ kind, shard, detail }) => `${kind} ${shard ?? ''} ${detail}`);
    return `The gateway saw:\n${events.join('\n') || 'nothing'}`;
  }
}
