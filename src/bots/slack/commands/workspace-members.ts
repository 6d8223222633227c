/** The people in a workspace: messages to them, their language, and which of them are its admins. */
import { LRUCache } from 'lru-cache';
import { PlatformError } from '../../platform-error.js';
import type { Installation } from '../connection/installations.js';
import { whenAllowed } from '../connection/sdk-errors.js';
import { clientOf, type SlackPorts } from '../dependencies.js';
import { escaped } from '../views/text.js';

/** People of whom it is remembered. */
const MAX_REMEMBERED = 10_000;

/** How long it is remembered what Slack says of somebody, ms. */
const REMEMBERED_MS = 5 * 60_000;

interface Member {
  isAdmin: boolean;
  /** BCP 47 */
  locale: string | undefined;
}

export class WorkspaceMembers {
  readonly #ports: Pick<SlackPorts, 'clients' | 'clock'>;
  readonly #members = new LRUCache<string, Member & { at: number }>({ max: MAX_REMEMBERED });

  constructor(ports: Pick<SlackPorts, 'clients' | 'clock'>) {
    this.#ports = ports;
  }

  /** An admin or owner of this workspace. False where that cannot be found out: it opens nothing. */
  async isAdmin(installation: Installation, user: string): Promise<boolean> {
    return (await this.#find(installation, user))?.isAdmin ?? false;
  }

  /** The language that somebody reads Slack in (BCP 47); undefined where that cannot be found out. */
  async localeOf(installation: Installation, user: string): Promise<string | undefined> {
    return (await this.#find(installation, user))?.locale;
  }

  async #find(installation: Installation, user: string): Promise<Member | undefined> {
    const { clock } = this.#ports;
    const key = `${installation.team} ${user}`;
    const known = this.#members.get(key);
    if (known !== undefined && clock.now() - known.at < REMEMBERED_MS) return known;
    try {
      const client = clientOf(this.#ports, installation);
      const { user: found } = await whenAllowed(clock, () =>
        client.users.info({ user, include_locale: true }),
      );
      // Somebody from another workspace, in a shared channel, is an admin only at home.
      const isOurs = [installation.team, installation.enterprise].includes(found?.team_id);
      const isAdmin = isOurs && (found?.is_admin === true || found?.is_owner === true);
      const member = { isAdmin, locale: found?.locale, at: clock.now() };
      this.#members.set(key, member);
      return member;
    } catch {
      return undefined;
    }
  }

  /** A direct message; false where it does not reach them. `text` is escaped here. */
  async write(installation: Installation, user: string, text: string): Promise<boolean> {
    return (await this.open(installation, user, text)) !== undefined;
  }

  /** A direct message, and the channel that it is in. */
  async open(
    installation: Installation,
    user: string,
    text: string,
  ): Promise<{ channel: string; ts: string } | undefined> {
    const client = clientOf(this.#ports, installation);
    try {
      const { channel, ts } = await whenAllowed(this.#ports.clock, () =>
        client.chat.postMessage({ channel: user, text: escaped(text) }),
      );
      return channel && ts ? { channel, ts } : undefined;
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code === 'unavailable') throw error;
      return undefined;
    }
  }
}
