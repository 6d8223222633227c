/**
 * What happens where a job's message cannot be changed any more: its requester is notified, and the end of the job comes as a new
 * message below it or as a direct one. No finished picture is lost in silence.
 */
import { wordsFor } from '../../../words/catalogues.js';
import type { Words } from '../../../words/words.js';
import type { MessageView } from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import { isTransient, PlatformError } from '../../platform-error.js';
import type { DiscordApi } from '../connection/api-client.js';
import { DEFAULT_LIMIT } from './delivery-route.js';
import type { DiscordMessageReference } from './message-reference.js';
import type { MessageSender } from './message-sender.js';
import type { RelocatedMessages } from './relocated-messages.js';

export interface FallbackPorts {
  api: DiscordApi;
  sender: MessageSender;
  relocated: RelocatedMessages;
  onLog(line: string): void;
}

function lost(words: Words): MessageView {
  return note(words, '', words.t('discord.lostTitle'), [words.t('discord.lostText')]);
}

export class FallbackDelivery {
  readonly #ports: FallbackPorts;

  constructor(ports: FallbackPorts) {
    this.#ports = ports;
  }

  /** The job's message is gone: its requester is notified that the job ends. Rejects with that loss. */
  async notifyLoss(
    reference: DiscordMessageReference,
    { job, language }: MessageView,
    loss: PlatformError,
  ): Promise<never> {
    this.#log(reference, job, loss);
    await this.#direct(reference, lost(wordsFor(language))).catch(unlessRefused);
    throw loss;
  }

  /** Shows the end of a job after this refusal. Rejects with `gone` when the requester cannot be reached, and with errors that a retry may solve. */
  async deliver(
    reference: DiscordMessageReference,
    view: MessageView,
    refusal: PlatformError,
  ): Promise<void> {
    if (refusal.code === 'gone') {
      this.#log(reference, view.job, refusal);
      if (view.tone === 'cancelled') throw refusal;
    }
    if (refusal.code === 'forbidden' && reference.stays && (await this.#isPostedBelow(reference, view)))
      return;
    // The requester has cancelled the job and knows.
    if (view.tone === 'cancelled') return;
    const refused = await this.#direct(reference, view).catch(unlessRefused);
    // /jobs still shows the picture.
    if (refused) throw new PlatformError('gone', 'the requester cannot be reached', { cause: refused });
  }

  /** False where Discord does not take that either. */
  async #isPostedBelow(reference: DiscordMessageReference, view: MessageView): Promise<boolean> {
    const { channel, message } = reference;
    return (await this.#post(reference, channel, view, message).catch(unlessRefused)) === undefined;
  }

  async #direct(reference: DiscordMessageReference, view: MessageView): Promise<void> {
    const { api, onLog } = this.#ports;
    try {
      const channel = await api.direct(reference.user);
      await this.#post({ ...reference, guild: undefined, isMember: false }, channel, view);
    } catch (error) {
      if (error instanceof PlatformError && !isTransient(error))
        onLog(`Discord: user ${reference.user} takes no direct messages (${error.reason})`);
      throw error;
    }
  }

  /** A message of the bot's own, which takes the place of the one that cannot be changed. */
  async #post(
    reference: DiscordMessageReference,
    channel: string,
    view: MessageView,
    replyTo?: string,
  ): Promise<void> {
    const { api, sender, relocated } = this.#ports;
    const { message: first, guild } = reference;
    const { message } = await sender.send(view, reference, {
      before: [],
      limit: Math.min(reference.limit, DEFAULT_LIMIT),
      send: (outgoing) => api.post(channel, outgoing, `${first} ${view.tone}`, replyTo),
    });
    if (view.job !== undefined) relocated.put(first, { channel, message: message.id, guild });
  }

  #log({ message }: DiscordMessageReference, job: string | undefined, { reason }: PlatformError): void {
    this.#ports.onLog(`Discord: message ${message} of job ${job} cannot be reached (${reason})`);
  }
}

/** The refusal that another try does not mend; everything else is thrown. */
function unlessRefused(error: unknown): PlatformError {
  if (error instanceof PlatformError && !isTransient(error)) return error;
  throw error;
}
