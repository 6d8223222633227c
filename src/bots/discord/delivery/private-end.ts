/**
 * An end that is for the requester alone, of a message that others see: it is sent by the interaction's token, or after its time by a
 * direct message, and the message goes. Where no way leads to them alone it says only that it has ended: nobody else learns why.
 */
import { wordsFor } from '../../../words/catalogues.js';
import type { MessageView } from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import { isRefusal, isTransient, PlatformError } from '../../platform-error.js';
import { plainNote } from '../commands/reply.js';
import type { DiscordApi } from '../connection/api-client.js';
import type { DeliveryRoutes } from './delivery-route.js';
import type { DiscordMessageReference } from './message-reference.js';

export interface PrivateEndPorts {
  api: DiscordApi;
  routes: DeliveryRoutes;
  onLog(line: string): void;
}

/** Whether others see the message: not an ephemeral one, and not one in the direct messages with the bot. */
export function isSeenByOthers({ isPrivate = false, guild, stays }: DiscordMessageReference): boolean {
  return !isPrivate && (guild !== undefined || !stays);
}

/** What is said to one person. */
function privateNote(view: MessageView): MessageView {
  const { title, lines, language } = view;
  return { ...note(wordsFor(language), '', title, lines), tone: view.tone };
}

export class PrivateEnd {
  readonly #ports: PrivateEndPorts;
  /** Messages whose requester was notified: a removal that has to be repeated notifies nobody twice. */
  readonly #notified = new Set<string>();

  constructor(ports: PrivateEndPorts) {
    this.#ports = ports;
  }

  /** False where the requester cannot be reached: the message is still there, for a neutral end. Rejects with errors that a retry may solve. */
  async tell(reference: DiscordMessageReference, view: MessageView): Promise<boolean> {
    const { routes } = this.#ports;
    const { message } = reference;
    if (!this.#notified.has(message)) {
      if (!(await this.#isTold(reference, privateNote(view)))) return false;
      this.#notified.add(message);
    }
    await routes
      .by(reference, (route) => route.remove())
      .catch((error) => {
        if (!isRefusal(error, 'gone', 'expired', 'forbidden')) throw error;
      });
    this.#notified.delete(message);
    return true;
  }

  async #isTold(reference: DiscordMessageReference, view: MessageView): Promise<boolean> {
    const { api, routes, onLog } = this.#ports;
    const said = plainNote(view);
    if (routes.left(reference) > 0 && (await isTaken(() => api.followUp(reference, said, true)))) return true;
    const post = async () => api.post(await api.direct(reference.user), said, `${reference.message} end`);
    const isDirect = await isTaken(post);
    if (!isDirect)
      onLog(`Discord: user ${reference.user} takes no direct messages, and an end was not delivered`);
    return isDirect;
  }
}

/** False where Discord refuses it for good. */
async function isTaken(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof PlatformError && !isTransient(error)) return false;
    throw error;
  }
}
