/** One WebSocket of the gateway: hello, identify or resume, heartbeats (developers/events/gateway#connection-lifecycle). */
import type { WebSocket } from 'ws';
import { CLOSE, LAST_INTENT, OP, PRIVILEGED_INTENTS } from '../protocol.js';
import { isObject } from '../rules/form.js';
import type { Gateway } from './gateway.js';
import { Session } from './session.js';

/** "Gateway events sent to Discord must not exceed 4096 bytes" (Sending Events). */
const LARGEST_PAYLOAD = 4096;

/** Taken without an answer: presences, voice states, requests for members. */
const IGNORED: readonly unknown[] = [OP.presence, OP.voiceState, OP.requestMembers];

export class Connection {
  session: Session | undefined;
  #frozen = false;
  #held: string[] = [];
  #heart: NodeJS.Timeout | undefined;
  /** This side closed it. */
  #ours = false;
  readonly #sender = (text: string): void => this.#write(text);

  constructor(
    private readonly gateway: Gateway,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (raw) => this.#receive(String(raw)));
    socket.on('close', (code) => this.#closed(code));
    socket.on('error', () => socket.terminate());
    this.#listenForHeartbeat();
    this.send({ op: OP.hello, d: { heartbeat_interval: gateway.heartbeatIntervalMs, _trace: [] } });
  }

  get shard(): number | undefined {
    return this.session?.shard;
  }

  send(payload: unknown): void {
    this.#write(JSON.stringify(payload));
  }

  close(code: number, reason = ''): void {
    this.#ours = true;
    if (code === CLOSE.sessionTimedOut && this.session !== undefined)
      this.gateway.sessions.delete(this.session.id);
    this.gateway.note('closed', this.shard, `by the gateway, ${code} ${reason}`.trim());
    this.socket.close(code, reason);
  }

  /** As a broken line: no close frame. */
  terminate(): void {
    this.socket.terminate();
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const text of this.#held.splice(0)) this.#write(text);
  }

  #write(text: string): void {
    if (this.#frozen) this.#held.push(text);
    else if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }

  #receive(raw: string): void {
    const payload = parsed(raw);
    if (payload === undefined) {
      this.close(CLOSE.decodeError, 'Error while decoding payload.');
      return;
    }
    const data = isObject(payload.d) ? payload.d : {};
    if (payload.op === OP.heartbeat) this.#heartbeat();
    else if (payload.op === OP.identify) this.#identify(data);
    else if (payload.op === OP.resume) this.#resume(data);
    else if (this.session === undefined) this.close(CLOSE.notAuthenticated, 'Not authenticated.');
    else if (!IGNORED.includes(payload.op)) this.close(CLOSE.unknownOpcode, 'Unknown opcode.');
  }

  #heartbeat(): void {
    this.gateway.note('heartbeat', this.shard, '');
    this.#listenForHeartbeat();
    this.send({ op: OP.heartbeatAck });
  }

  /** A client that misses two heartbeats is disconnected. */
  #listenForHeartbeat(): void {
    clearTimeout(this.#heart);
    this.#heart = setTimeout(
      () => this.close(CLOSE.sessionTimedOut, 'Session timed out.'),
      2 * this.gateway.heartbeatIntervalMs + 5_000,
    );
    this.#heart.unref();
  }

  #identify(data: Record<string, unknown>): void {
    const [shard, shards] = (data.shard as [number, number] | undefined) ?? [0, 1];
    const wrong = this.#wrong(data, shard, shards);
    if (wrong !== undefined) {
      this.close(...wrong);
      return;
    }
    this.#carry(new Session(shard, shards, data.intents as number));
    this.gateway.opened(this.session!);
  }

  /** Close code and reason, if it may not identify so. */
  #wrong(
    { token, intents }: Record<string, unknown>,
    shard: number,
    shards: number,
  ): [number, string] | undefined {
    const { world } = this.gateway;
    if (this.session !== undefined) return [CLOSE.alreadyAuthenticated, 'Already authenticated.'];
    if (token !== world.token) return [CLOSE.authenticationFailed, 'Authentication failed.'];
    if (!(Number.isInteger(shard) && shard >= 0 && shard < shards))
      return [CLOSE.invalidShard, 'Invalid shard.'];
    if (typeof intents !== 'number' || intents < 0 || intents >= LAST_INTENT * 2)
      return [CLOSE.invalidIntents, 'Invalid intent(s).'];
    const granted = (intents & PRIVILEGED_INTENTS & ~world.privilegedIntents) === 0;
    return granted ? undefined : [CLOSE.disallowedIntents, 'Disallowed intent(s).'];
  }

  #resume(data: Record<string, unknown>): void {
    const session = this.gateway.sessions.get(String(data.session_id));
    const missed = session?.missed(Number(data.seq));
    if (data.token !== this.gateway.world.token)
      this.close(CLOSE.authenticationFailed, 'Authentication failed.');
    else if (session === undefined) this.send({ op: OP.invalidSession, d: false });
    else if (missed === undefined) this.close(CLOSE.invalidSequence, 'Invalid seq.');
    else {
      for (const text of missed) this.#write(text);
      this.#carry(session);
      this.gateway.continued(session);
    }
  }

  #carry(session: Session): void {
    this.session = session;
    session.send = this.#sender;
  }

  #closed(code: number): void {
    clearTimeout(this.#heart);
    const { session } = this;
    if (session?.send === this.#sender) session.send = undefined;
    // "When you close the connection with 1000 or 1001, your session will be invalidated" (Initiating a Disconnect).
    if (session !== undefined && (code === 1000 || code === 1001) && !this.#ours)
      this.gateway.sessions.delete(session.id);
    this.gateway.left(this, code);
  }
}

function parsed(raw: string): Record<string, unknown> | undefined {
  if (Buffer.byteLength(raw) > LARGEST_PAYLOAD) return undefined;
  try {
    const payload: unknown = JSON.parse(raw);
    return isObject(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}
