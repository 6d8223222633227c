/**
 * What happens where a job's message cannot be changed any more: its asker is told, and the end of the job comes as a new message below it or
 * as a direct one. Nothing that was painted is lost in silence.
 */
import { AtelierError } from '../../../domain/errors.js';
import type { MessageView } from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import type { DiscordApi } from '../connection/api-client.js';
import { describe, type Failure, failureOf } from '../connection/failure.js';
import { DEFAULT_LIMIT } from './delivery-route.js';
import type { Handle } from './message-reference.js';
import type { Sender } from './message-sender.js';
import type { MovedMessages } from './relocated-messages.js';

/** Why a view is not shown; `error` is what the session hears. */
export interface Failed {
  failure: Failure;
  error: unknown;
}

export interface ElsewherePorts {
  api: DiscordApi;
  sender: Sender;
  moved: MovedMessages;
  onLog(line: string): void;
}

const LOST = note('', 'Your picture is not painted any further', [
  'Its message was deleted, or I may not write there any more. Ask again with /stylize, here or in another channel.',
]);

export class Elsewhere {
  readonly #ports: ElsewherePorts;

  constructor(ports: ElsewherePorts) {
    this.#ports = ports;
  }

  /** The message is gone for good. Undefined when the end of the job was shown elsewhere. */
  async afterLoss(handle: Handle, view: MessageView, error: unknown): Promise<Failed | undefined> {
    this.#ports.onLog(
      `Discord: message ${handle.message} of job ${view.job} cannot be reached (${describe(error)})`,
    );
    if (view.tone === 'done' || view.tone === 'failed') return this.directly(handle, view);
    // Who has cancelled it does not have to be told.
    if (view.tone !== 'cancelled') await this.#direct(handle, LOST);
    return gone('this message is gone', error);
  }

  /** No way leads to the message: the end of the job comes as a direct message. */
  async directly(handle: Handle, view: MessageView): Promise<Failed | undefined> {
    if (view.tone === 'cancelled') return undefined;
    const failed = await this.#direct(handle, view);
    if (failed === undefined || failed.failure === 'away') return failed;
    // Nobody can be told: /jobs still shows the picture.
    return gone('nobody can be told', failed.error);
  }

  /** The message is there and cannot be changed: a new one below it shows the end. */
  async below(handle: Handle, view: MessageView): Promise<Failed | undefined> {
    if (!handle.stays) return this.directly(handle, view);
    const failed = await this.#post(handle, handle.channel, view, handle.message);
    return failed === undefined || failed.failure === 'away' ? failed : this.directly(handle, view);
  }

  async #direct(handle: Handle, view: MessageView): Promise<Failed | undefined> {
    const { api, onLog } = this.#ports;
    try {
      const channel = await api.direct(handle.user);
      const failed = await this.#post({ ...handle, guild: undefined, isMember: false }, channel, view);
      if (failed !== undefined) throw failed.error;
      return undefined;
    } catch (error) {
      const failure = failureOf(error);
      if (failure !== 'away')
        onLog(`Discord: user ${handle.user} takes no direct messages (${describe(error)})`);
      return { failure, error };
    }
  }

  /** A message of the bot's own, which takes the place of the one that cannot be changed. */
  async #post(
    handle: Handle,
    channel: string,
    view: MessageView,
    replyTo?: string,
  ): Promise<Failed | undefined> {
    const { api, sender, moved } = this.#ports;
    const { message: first, guild } = handle;
    try {
      const { message } = await sender.send(view, handle, {
        before: [],
        limit: Math.min(handle.limit, DEFAULT_LIMIT),
        send: (outgoing) => api.post(channel, outgoing, `${first} ${view.tone}`, replyTo),
      });
      if (view.job !== undefined) moved.put(first, { channel, message: message.id, guild });
      return undefined;
    } catch (error) {
      return { failure: failureOf(error), error };
    }
  }
}

function gone(message: string, cause: unknown): Failed {
  return { failure: 'gone', error: new AtelierError('not_found', message, { cause }) };
}
