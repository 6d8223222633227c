/** The people in a workspace: what they are told, and who of them looks after it. */
import { failureOf, patiently } from '../connection/failure.js';
import type { Installation } from '../connection/installations.js';
import { type Parts, webOf } from '../dependencies.js';
import { escaped } from '../views/text.js';

/** How long it is remembered who is an admin, ms. */
const REMEMBERED_MS = 5 * 60_000;

export class People {
  readonly #parts: Pick<Parts, 'webs' | 'time'>;
  readonly #admins = new Map<string, { isAdmin: boolean; at: number }>();

  constructor(parts: Pick<Parts, 'webs' | 'time'>) {
    this.#parts = parts;
  }

  /** An admin or owner of this workspace. False where that cannot be found out: it opens nothing. */
  async isAdmin(installation: Installation, user: string): Promise<boolean> {
    const { time } = this.#parts;
    const key = `${installation.team} ${user}`;
    const known = this.#admins.get(key);
    if (known !== undefined && time.now() - known.at < REMEMBERED_MS) return known.isAdmin;
    try {
      const web = webOf(this.#parts, installation);
      const { user: found } = await patiently(time, () => web.users.info({ user }));
      // Somebody from another workspace, in a shared channel, is an admin only at home.
      const isOurs = [installation.team, installation.enterprise].includes(found?.team_id);
      const isAdmin = isOurs && (found?.is_admin === true || found?.is_owner === true);
      this.#admins.set(key, { isAdmin, at: time.now() });
      return isAdmin;
    } catch {
      return false;
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
    const web = webOf(this.#parts, installation);
    try {
      const { channel, ts } = await patiently(this.#parts.time, () =>
        web.chat.postMessage({ channel: user, text: escaped(text) }),
      );
      return channel && ts ? { channel, ts } : undefined;
    } catch (error) {
      if (failureOf(error).kind === 'unknown') throw error;
      return undefined;
    }
  }
}
