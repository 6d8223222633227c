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
import type { DiscordMessageReference } from './message-reference.js';
import type { MessageSender } from './message-sender.js';
import type { RelocatedMessages } from './relocated-messages.js';

/** Why a view is not shown; `error` is what the session hears. */
export interface Failed {
  failure: Failure;
  error: unknown;
}

export interface FallbackPorts {
  api: DiscordApi;
  sender: MessageSender;
  relocated: RelocatedMessages;
  onLog(line: string): void;
}

const LOST = note('', 'Your picture is not painted any further', [
  'Its message was deleted, or I may not write there any more. Ask again with /stylize, here or in another channel.',
]);

export class FallbackDelivery {
  readonly #ports: FallbackPorts;

  constructor(ports: FallbackPorts) {
    this.#ports = ports;
  }

  /** The message is gone for good. Undefined when the end of the job was shown elsewhere. */
  async afterLoss(
    reference: DiscordMessageReference,
    view: MessageView,
    error: unknown,
  ): Promise<Failed | undefined> {
    this.#ports.onLog(
      `Discord: message ${reference.message} of job ${view.job} cannot be reached (${describe(error)})`,
    );
    if (view.tone === 'done' || view.tone === 'failed') return this.directly(reference, view);
    // Who has cancelled it does not have to be told.
    if (view.tone !== 'cancelled') await this.#direct(reference, LOST);
    return gone('this message is gone', error);
  }

  /** No way leads to the message: the end of the job comes as a direct message. */
  async directly(reference: DiscordMessageReference, view: MessageView): Promise<Failed | undefined> {
    if (view.tone === 'cancelled') return undefined;
    const failed = await this.#direct(reference, view);
    if (failed === undefined || failed.failure === 'away') return failed;
    // Nobody can be told: /jobs still shows the picture.
    return gone('nobody can be told', failed.error);
  }

  /** The message is there and cannot be changed: a new one below it shows the end. */
  async below(reference: DiscordMessageReference, view: MessageView): Promise<Failed | undefined> {
    if (!reference.stays) return this.directly(reference, view);
    const failed = await this.#post(reference, reference.channel, view, reference.message);
    return failed === undefined || failed.failure === 'away' ? failed : this.directly(reference, view);
  }

  async #direct(reference: DiscordMessageReference, view: MessageView): Promise<Failed | undefined> {
    const { api, onLog } = this.#ports;
    try {
      const channel = await api.direct(reference.user);
      const failed = await this.#post({ ...reference, guild: undefined, isMember: false }, channel, view);
      if (failed !== undefined) throw failed.error;
      return undefined;
    } catch (error) {
      const failure = failureOf(error);
      if (failure !== 'away')
        onLog(`Discord: user ${reference.user} takes no direct messages (${describe(error)})`);
      return { failure, error };
    }
  }

  /** A message of the bot's own, which takes the place of the one that cannot be changed. */
  async #post(
    reference: DiscordMessageReference,
    channel: string,
    view: MessageView,
    replyTo?: string,
  ): Promise<Failed | undefined> {
    const { api, sender, relocated } = this.#ports;
    const { message: first, guild } = reference;
    try {
      const { message } = await sender.send(view, reference, {
        before: [],
        limit: Math.min(reference.limit, DEFAULT_LIMIT),
        send: (outgoing) => api.post(channel, outgoing, `${first} ${view.tone}`, replyTo),
      });
      if (view.job !== undefined) relocated.put(first, { channel, message: message.id, guild });
      return undefined;
    } catch (error) {
      return { failure: failureOf(error), error };
    }
  }
}

function gone(message: string, cause: unknown): Failed {
  return { failure: 'gone', error: new AtelierError('not_found', message, { cause }) };
}
