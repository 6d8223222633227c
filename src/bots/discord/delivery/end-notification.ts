/**
 * The end of a job that took long comes as a new message and its progress message goes: an edit notifies nobody, even if it
 * mentions. Where the bot cannot post for itself - in private answers, where it is no member, where it lacks the right - the end
 * stays an edit. Two steps, each of which may be repeated: a post whose answer is lost is the same post the next time (its nonce),
 * and what is left to remove is stored with the new place.
 */
import type { Clock } from '../../../lib/clock.js';
import type { MessageView } from '../../chat-adapter.js';
import { isRefusal, isTransient, PlatformError } from '../../platform-error.js';
import type { DiscordApi } from '../connection/api-client.js';
import { type DeliveryRoutes, postLimit } from './delivery-route.js';
import type { DiscordMessageReference } from './message-reference.js';
import { isLateEnd, type MessageSender } from './message-sender.js';
import type { RelocatedMessages } from './relocated-messages.js';

export interface NotificationPorts {
  api: DiscordApi;
  clock: Clock;
  routes: DeliveryRoutes;
  sender: MessageSender;
  relocated: RelocatedMessages;
}

export class EndNotification {
  readonly #ports: NotificationPorts;

  constructor(ports: NotificationPorts) {
    this.#ports = ports;
  }

  /** False where the view is to be an edit of `first`, the job's message as it was posted. Rejects with what a retry may mend. */
  async post(first: DiscordMessageReference, view: MessageView): Promise<boolean> {
    const { api, clock, sender, relocated } = this.#ports;
    if (!isLateEnd(view, first, clock) || !first.stays || first.isPrivate) return false;
    try {
      const { message } = await sender.send(view, first, {
        before: [],
        limit: postLimit(first),
        send: (outgoing) => api.post(first.channel, outgoing, `${first.message} end`),
      });
      const { channel, guild } = first;
      relocated.put(first.message, { channel, message: message.id, guild, hasLeftover: true });
      return true;
    } catch (error) {
      if (error instanceof PlatformError && !isTransient(error)) return false;
      throw error;
    }
  }

  /** Removes the progress message, once its end stands elsewhere. Rejects with what a retry may mend. */
  async removeLeftover(first: DiscordMessageReference): Promise<void> {
    const { routes, relocated } = this.#ports;
    const location = relocated.get(first.message);
    if (!location?.hasLeftover) return;
    await routes
      .by(first, (route) => route.remove())
      .catch((error) => {
        if (!isRefusal(error, 'gone', 'expired', 'forbidden')) throw error;
      });
    const { hasLeftover: _, ...settled } = location;
    relocated.put(first.message, settled);
  }
}
