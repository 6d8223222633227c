/**
 * What the bot may post where. Slack lets an app post wherever the app is a member, for any requester: that nobody posts through the bot
 * where they may not themselves is checked here.
 */
import { AtelierError } from '../../../domain/errors.js';
import { type Said, said } from '../../../words/said.js';
import { isTransient, PlatformError } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import { hasPlatformCode, scopeRefusal, whenAllowed } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import type { Caller, Requests } from './request-context.js';

/** Members that Slack names at once ("an integer under 1000", reference/methods/conversations.members). */
const PAGE = 999;

/** A channel as conversations.info describes it, as far as it matters (reference/objects/conversation-object). */
interface ChannelInfo {
  name?: string;
  is_im?: boolean;
  is_mpim?: boolean;
  is_private?: boolean;
  is_member?: boolean;
  is_archived?: boolean;
  is_read_only?: boolean;
  properties?: { posting_restricted_to?: { type?: string[]; user?: string[] } };
}

export class Channels {
  readonly #ports: Pick<SlackPorts, 'clock'>;
  readonly #requests: Requests;

  constructor(ports: Pick<SlackPorts, 'clock'>, requests: Requests) {
    this.#ports = ports;
    this.#requests = requests;
  }

  /**
   * Why this person may not have a picture posted there; undefined where they may. Joins a public channel. Rejects with internal where Slack does
   * not say, and with forbidden where the app may not ask.
   */
  async whyNot(caller: Caller, channel: string): Promise<Said | undefined> {
    try {
      return await this.#whyNot(caller, channel);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const refusal = scopeRefusal(error);
      if (refusal) throw refusal;
      throw new AtelierError('internal', said('slack.unknownRights'), { cause: error });
    }
  }

  /** Whether the bot can post where it is spoken to: it joins a public channel. True where Slack does not say: a post will tell. */
  async isOpen(caller: Caller, channel: string): Promise<boolean> {
    const client = this.#requests.client(caller);
    try {
      return await this.#isThere(client, channel, await this.#info(client, channel));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return !hasPlatformCode(error, 'channel_not_found');
    }
  }

  /** A refusal that names channels, for a dialog, where links are not shown as such. */
  async named(caller: Caller, refusal: Said): Promise<Said> {
    const { channels } = (refusal.values ?? {}) as { channels?: readonly string[] };
    if (channels === undefined) return refusal;
    const client = this.#requests.client(caller);
    const names = channels.map(
      async (link) => `#${(await this.#info(client, link.slice(2, -1))).name ?? '?'}`,
    );
    return { ...refusal, values: { ...refusal.values, channels: await Promise.all(names) } };
  }

  async #whyNot(caller: Caller, channel: string): Promise<Said | undefined> {
    const client = this.#requests.client(caller);
    const { botName } = caller.installation;
    const notThere = said('slack.notInChannel', { bot: botName });
    const info = await this.#info(client, channel).catch((error) => {
      if (hasPlatformCode(error, 'channel_not_found')) return undefined;
      throw error;
    });
    if (info === undefined) return notThere;
    if (info.is_archived) return said('slack.archived');
    if (!(await this.#isMember(client, channel, caller.user))) return said('slack.youNotInChannel');
    if (isForAdmins(info, caller.user) && !(await this.#requests.isAdmin(caller)))
      return said('slack.adminsPost');
    return (await this.#isThere(client, channel, info)) ? undefined : notThere;
  }

  async #info(client: ApiClient, channel: string): Promise<ChannelInfo> {
    const { channel: info } = await whenAllowed(this.#ports.clock, () =>
      client.conversations.info({ channel }),
    );
    return (info ?? {}) as ChannelInfo;
  }

  /** Page by page: a large channel takes several. */
  async #isMember(client: ApiClient, channel: string, user: string): Promise<boolean> {
    let cursor: string | undefined;
    do {
      const page = { channel, limit: PAGE, ...(cursor && { cursor }) };
      const { members = [], response_metadata: metadata } = await whenAllowed(this.#ports.clock, () =>
        client.conversations.members(page),
      );
      if (members.includes(user)) return true;
      cursor = metadata?.next_cursor;
    } while (cursor);
    return false;
  }

  /** Membership of direct messages is visible only to their members. */
  async #isThere(client: ApiClient, channel: string, info: ChannelInfo): Promise<boolean> {
    if (info.is_im || info.is_mpim || info.is_member) return true;
    if (info.is_private) return false;
    try {
      await whenAllowed(this.#ports.clock, () => client.conversations.join({ channel }));
      return true;
    } catch (error) {
      if (!(error instanceof PlatformError) || isTransient(error)) throw error;
      return false;
    }
  }
}

/** Whether only admins may post, or people who are named and `user` is none of them. Apps may in any case. */
function isForAdmins({ is_read_only, properties }: ChannelInfo, user: string): boolean {
  const { type = [], user: named = [] } = properties?.posting_restricted_to ?? {};
  const isRestricted =
    (type.length > 0 || named.length > 0) && type.every((kind) => /admin|owner/.test(kind));
  return (is_read_only === true || isRestricted) && !named.includes(user);
}

/** Throws forbidden with this reason, if there is one. */
export function assertMay(refusal: Said | undefined): void {
  if (refusal !== undefined) throw new AtelierError('forbidden', refusal);
}
