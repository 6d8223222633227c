/**
 * The ways to a message: the token of the interaction, 15 min old at most (discord-api-docs, developers/interactions/receiving-and-
 * responding, "Followup Messages"), then the bot's own where it is at home. Tokens have been seen to fail earlier, so it is Discord's answer
 * that counts.
 */
import type { APIMessage } from 'discord.js';
import type { Clock } from '../../../lib/clock.js';
import { isRefusal, PlatformError } from '../../platform-error.js';
import type { DiscordApi, Outgoing } from '../connection/api-client.js';
import type { DiscordMessageReference } from './message-reference.js';

/** A token is left alone so long before its end, ms: a request takes a while, and clocks differ. */
export const TOKEN_USE_MS = 14 * 60_000;

/** What the bot itself may upload at the least, where nobody's boost or subscription counts, bytes (developers/reference, Uploading Files). */
export const DEFAULT_LIMIT = 20 * 1024 * 1024;

/** Bytes that the bot itself may upload: a member's own subscription raises their limit, not the bot's. */
export function postLimit({ guild, limit }: Pick<DiscordMessageReference, 'guild' | 'limit'>): number {
  return guild ? limit : Math.min(limit, DEFAULT_LIMIT);
}

/** A way that is tried, with what may be uploaded by it. */
export interface DeliveryRoute {
  limit: number;
  edit(message: Outgoing): Promise<APIMessage>;
  remove(): Promise<void>;
}

export class DeliveryRoutes {
  readonly #api: DiscordApi;
  readonly #clock: Clock;
  /** Tokens that Discord did not accept, until they would have ended anyway. */
  readonly #dead = new Map<string, number>();
  /** Newer tokens that lead to a message, by its id: of a button that was pressed there. */
  readonly #fresh = new Map<string, Pick<DiscordMessageReference, 'token' | 'at' | 'ref'>>();

  constructor(api: DiscordApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** A button of the message was pressed, and acknowledged as a change of it. */
  refresh(message: string, token: string): void {
    const now = this.#clock.now();
    for (const [id, { at }] of this.#fresh) if (at + TOKEN_USE_MS < now) this.#fresh.delete(id);
    this.#fresh.set(message, { token, at: now, ref: '@original' });
  }

  /** ms until no token leads to the message; 0 when none does. */
  left(reference: DiscordMessageReference): number {
    const now = this.#clock.now();
    const ends = this.#tokens(reference).map(({ at }) => at + TOKEN_USE_MS - now);
    return Math.max(0, ...ends);
  }

  /** Takes the routes in turn until one works. Rejects as the last one does, and with `expired` where there is none. */
  async by(reference: DiscordMessageReference, act: (route: DeliveryRoute) => Promise<void>): Promise<void> {
    for (const token of this.#tokens(reference)) {
      try {
        return await act(this.#byToken({ ...reference, ...token }));
      } catch (error) {
        if (!isRefusal(error, 'expired')) throw error;
        this.#bury(token);
      }
    }
    if (!reference.stays) throw new PlatformError('expired', 'no token leads to the message any more');
    return act(this.#byBot(reference));
  }

  #tokens(reference: DiscordMessageReference): Pick<DiscordMessageReference, 'token' | 'at' | 'ref'>[] {
    const now = this.#clock.now();
    const { token, at, ref } = reference;
    const fresh = this.#fresh.get(reference.message);
    return [...(fresh ? [fresh] : []), { token, at, ref }].filter(
      (one) => one.token !== '' && one.at + TOKEN_USE_MS > now && !this.#dead.has(one.token),
    );
  }

  #bury({ token, at }: Pick<DiscordMessageReference, 'token' | 'at'>): void {
    const now = this.#clock.now();
    for (const [dead, until] of this.#dead) if (until < now) this.#dead.delete(dead);
    this.#dead.set(token, at + TOKEN_USE_MS);
  }

  #byToken(reference: DiscordMessageReference): DeliveryRoute {
    return {
      limit: reference.limit,
      edit: (message) => this.#api.editByToken(reference, message),
      remove: () => this.#api.deleteByToken(reference),
    };
  }

  #byBot({ channel, message: id, limit, guild }: DiscordMessageReference): DeliveryRoute {
    return {
      limit: postLimit({ guild, limit }),
      edit: (message) => this.#api.editByBot(channel, id, message),
      remove: () => this.#api.deleteByBot(channel, id),
    };
  }
}
