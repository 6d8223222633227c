/**
 * Bringing commands, interactions and events to the app, by Socket Mode or HTTP. An interaction has one chance of 3 s. An
 * event that is not acknowledged comes again: nearly at once, after 1 minute and after 5 (docs.slack.dev/apis/events-api).
 */
import { randomUUID } from 'node:crypto';
import type { Attempt, Delivery, Json, JsonObject } from '../api.js';
import type { Core } from '../core.js';
import { str, wire } from '../json.js';
import type { InstallationState } from '../world/installation.js';

export const ACK_MS = 3_000;

/** Waits before the first, second and third retry, ms. */
const RETRY_WAITS_MS = [0, 60_000, 300_000];

/** How one attempt ended. */
export interface Answer {
  ok: boolean;
  /** Body of the ack. */
  body: Json;
  /** 'operation_timeout', 'dispatch_failed', 'http_client_error'... */
  failure: string | undefined;
  /** Why an event comes again; undefined where it must not. */
  retry: string | undefined;
  /** HTTP status; 0 when nothing answered. */
  status: number | undefined;
}

export interface Envelope {
  delivery: DeliveryState;
  retry: number;
  reason: string | undefined;
}

export class DeliveryState implements Delivery {
  readonly id = randomUUID();
  readonly kind: Delivery['kind'];
  readonly type: string;
  readonly payload: JsonObject;
  readonly via: Delivery['via'];
  readonly attempts: Attempt[] = [];
  ack: Json = undefined;
  state: Delivery['state'] = 'waiting';
  /** An attempt is under way. */
  inFlight = false;

  constructor(kind: Delivery['kind'], type: string, payload: JsonObject, via: Delivery['via']) {
    this.kind = kind;
    this.type = type;
    this.payload = wire(payload);
    this.via = via;
  }
}

export class Dispatch {
  readonly #core: Core;
  readonly deliveries: DeliveryState[] = [];
  /** Events that found no connection. */
  readonly #parked = new Set<() => void>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** A command or an interaction: one attempt. */
  async interaction(
    kind: 'slash_commands' | 'interactive',
    type: string,
    payload: JsonObject,
  ): Promise<{ delivery: DeliveryState; answer: Answer }> {
    const delivery = this.#record(kind, type, payload);
    const attempt = this.#attempt({ delivery, retry: 0, reason: undefined });
    const answer = await this.#core.changes.patiently(
      attempt,
      `the app to acknowledge ${type}; where it is not meant to, advance the clock by ${ACK_MS} ms`,
    );
    this.#settle(delivery, answer);
    return { delivery, answer };
  }

  /**
   * An event, if the app hears of it. Resolves as the first attempt has ended; retries continue by the clock.
   * `name` as in bot_events: 'message.im'.
   */
  async event(
    bot: InstallationState,
    name: string,
    event: JsonObject,
    extra: JsonObject = {},
  ): Promise<DeliveryState | undefined> {
    const goodbye = name === 'tokens_revoked' || name === 'app_uninstalled';
    if (!goodbye && (bot.state !== 'active' || bot.inactive)) return undefined;
    if (!this.#core.manifest.hears(name, bot.scopes)) return undefined;
    const delivery = this.#record('events_api', str(event.type), this.#wrap(bot, event, extra));
    await this.#try({ delivery, retry: 0, reason: undefined });
    return delivery;
  }

  /** A connection has come: what waited for one goes out. */
  connected(): void {
    const parked = [...this.#parked];
    this.#parked.clear();
    for (const go of parked) go();
  }

  /** No attempt is under way. */
  get quiet(): boolean {
    return this.deliveries.every(({ inFlight }) => !inFlight);
  }

  #record(kind: Delivery['kind'], type: string, payload: JsonObject): DeliveryState {
    const via = this.#core.http.requestUrl === undefined ? 'socket' : 'http';
    const delivery = new DeliveryState(kind, type, payload, via);
    this.deliveries.push(delivery);
    return delivery;
  }

  async #attempt(envelope: Envelope): Promise<Answer> {
    const { delivery } = envelope;
    delivery.inFlight = true;
    this.#core.changes.notify();
    const transport = delivery.via === 'socket' ? this.#core.socket : this.#core.http;
    const attempt: Attempt = {
      at: this.#core.clock.now(),
      retry: envelope.retry,
      reason: envelope.reason,
      request: undefined,
      status: undefined,
    };
    delivery.attempts.push(attempt);
    const answer = await transport.deliver(envelope, attempt);
    attempt.status = answer.status;
    delivery.inFlight = false;
    this.#core.changes.notify();
    return answer;
  }

  async #try(envelope: Envelope): Promise<void> {
    const { delivery, retry } = envelope;
    const answer = await this.#attempt(envelope);
    const wait = RETRY_WAITS_MS[retry];
    if (answer.ok || answer.retry === undefined || wait === undefined) {
      this.#settle(delivery, answer);
      return;
    }
    const again = () => void this.#try({ delivery, retry: retry + 1, reason: answer.retry });
    if (answer.failure === 'dispatch_failed' && delivery.via === 'socket') this.#park(again, wait);
    else if (wait === 0) again();
    else this.#core.clock.after(wait, again);
  }

  /** Until there is a connection, or until the next retry is due anyway. */
  #park(again: () => void, wait: number): void {
    const once = () => {
      off();
      this.#parked.delete(once);
      again();
    };
    const off = this.#core.clock.after(Math.max(wait, 60_000), once);
    this.#parked.add(once);
  }

  #settle(delivery: DeliveryState, answer: Answer): void {
    delivery.ack = answer.body;
    delivery.state = answer.ok ? 'acked' : 'failed';
    this.#core.changes.notify();
  }

  #wrap(bot: InstallationState, event: JsonObject, extra: JsonObject): JsonObject {
    const { app, ids, clock } = this.#core;
    const { workspace } = bot;
    const enterprise = workspace.enterprise?.id ?? null;
    return {
      token: app.verificationToken,
      team_id: workspace.id,
      ...(enterprise ? { enterprise_id: enterprise } : {}),
      context_team_id: workspace.id,
      context_enterprise_id: enterprise,
      api_app_id: app.id,
      event: { ...event, event_ts: event.event_ts ?? ids.ts(clock.now()) },
      type: 'event_callback',
      event_id: ids.next('Ev'),
      event_time: Math.floor(clock.now() / 1000),
      authorizations: [
        {
          enterprise_id: enterprise,
          team_id: bot.orgWide ? null : workspace.id,
          user_id: bot.botUserId,
          is_bot: true,
          is_enterprise_install: bot.orgWide,
        },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${ids.secret(32)}`,
      ...extra,
    };
  }
}
