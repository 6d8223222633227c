/** Messages of jobs on Discord, each changed by the routes that still lead to it. */
import { MessageFlags } from 'discord.js';
import type { Clock } from '../../../lib/clock.js';
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { Words } from '../../../words/words.js';
import {
  type ChatAdapter,
  DIALOGS,
  isFinal,
  type MessageReference,
  type MessageView,
} from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import { stepAfter } from '../../messages/delivery-policy.js';
import { forOthers } from '../../messages/job-view.js';
import { isRefusal, PlatformError } from '../../platform-error.js';
import { plainNote } from '../commands/reply.js';
import type { DiscordApi } from '../connection/api-client.js';
import { describe } from '../connection/sdk-errors.js';
import type { PictureFiles } from '../files/message-pictures.js';
import type { ShownPicture } from './compose.js';
import { DeliveryRoutes } from './delivery-route.js';
import { EndNotification } from './end-notification.js';
import { FallbackDelivery } from './fallback-delivery.js';
import { type DiscordMessageReference, decodeReference, encodeReference } from './message-reference.js';
import { MessageSender } from './message-sender.js';
import { isSeenByOthers, PrivateEnd } from './private-end.js';
import { RelocatedMessages } from './relocated-messages.js';

/** A reference to a message that is not posted yet. */
export type PendingReference = Omit<DiscordMessageReference, 'message' | 'channel'>;

export interface DiscordAdapterOptions {
  api: DiscordApi;
  files: PictureFiles;
  store: KeyValueStore;
  clock: Clock;
  /** Shortest time between two edits of a message, ms. */
  interval: number;
  onLog(line: string): void;
}

function standsStill(words: Words): MessageView {
  return note(words, '', words.t('discord.longTitle'), [words.t('discord.longText')]);
}

/** A message whose job has not ended. */
interface ActiveMessage {
  shown: readonly ShownPicture[];
  /** Ends the wait for the moment at which no token leads to the message any more. */
  unwatch?: (() => void) | undefined;
}

export class DiscordAdapter implements ChatAdapter {
  readonly name = 'discord';
  readonly dialogs = DIALOGS;
  readonly interval: number;
  readonly #options: DiscordAdapterOptions;
  readonly #routes: DeliveryRoutes;
  readonly #relocated: RelocatedMessages;
  readonly #sender: MessageSender;
  readonly #fallback: FallbackDelivery;
  readonly #notification: EndNotification;
  readonly #privateEnd: PrivateEnd;
  readonly #active = new Map<string, ActiveMessage>();

  constructor(options: DiscordAdapterOptions) {
    const { api, files, store, clock, onLog } = options;
    this.#options = options;
    this.interval = options.interval;
    this.#routes = new DeliveryRoutes(api, clock);
    this.#relocated = new RelocatedMessages(store);
    this.#sender = new MessageSender(files, clock);
    this.#notification = new EndNotification({
      api,
      clock,
      routes: this.#routes,
      sender: this.#sender,
      relocated: this.#relocated,
    });
    this.#privateEnd = new PrivateEnd({ api, routes: this.#routes, onLog });
    this.#fallback = new FallbackDelivery({ api, onLog, sender: this.#sender, relocated: this.#relocated });
  }

  /** Fills the answer to an interaction in. Rejects as Discord does. */
  async begin(pending: PendingReference, view: MessageView): Promise<MessageReference> {
    const { message, shown } = await this.#sender.send(view, pending, {
      before: [],
      limit: pending.limit,
      send: (outgoing) => this.#options.api.editByToken(pending, outgoing),
    });
    // Without Use External Apps an app that a person has installed answers in private, whatever was asked for (developers/topics/permissions).
    const isPrivate = ((message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const reference: DiscordMessageReference = {
      ...pending,
      isPrivate,
      stays: pending.stays && !isPrivate,
      channel: message.channel_id,
      message: message.id,
    };
    this.#activeOf(reference, view).shown = shown;
    return encodeReference(reference);
  }

  /** A message of the bot's own, below the one that asks for it. Rejects as Discord does. */
  async post(
    pending: PendingReference,
    channel: string,
    replyTo: string,
    view: MessageView,
  ): Promise<MessageReference> {
    const { message, shown } = await this.#sender.send(view, pending, {
      before: [],
      limit: pending.limit,
      send: (outgoing) => this.#options.api.post(channel, outgoing, `${replyTo} answer`, replyTo),
    });
    const reference: DiscordMessageReference = { ...pending, channel, message: message.id };
    this.#activeOf(reference, view).shown = shown;
    return encodeReference(reference);
  }

  async edit(encoded: MessageReference, view: MessageView): Promise<void> {
    const first = decodeReference(encoded);
    const reference = this.currentReference(first);
    if (view.isForRequester && isSeenByOthers(reference)) {
      if (await this.#privateEnd.tell(reference, view)) this.#drop(reference.message);
      else await this.edit(encoded, forOthers(view));
      return;
    }
    try {
      const isNew = reference === first && (await this.#notification.post(first, view));
      if (!isNew) await this.#show(reference, view);
      if (isFinal(view)) this.#drop(reference.message);
      await this.#notification.removeLeftover(first);
    } catch (error) {
      if (isRefusal(error, 'gone')) this.#drop(reference.message);
      throw error;
    }
  }

  async remove(encoded: MessageReference): Promise<void> {
    const reference = this.currentReference(decodeReference(encoded));
    this.#drop(reference.message);
    try {
      await this.#routes.by(reference, (route) => route.remove());
    } catch (error) {
      if (!isRefusal(error, 'gone', 'expired')) throw error;
    }
  }

  /** The current message: it may have been posted again. */
  currentReference(reference: DiscordMessageReference): DiscordMessageReference {
    return this.#relocated.follow(reference);
  }

  /** A button of the message was pressed, and acknowledged as a change of it: its token is the best way there. */
  refresh(message: string, token: string): void {
    this.#routes.refresh(message, token);
  }

  /** Ends what waits for a token to expire. */
  close(): void {
    for (const { unwatch } of this.#active.values()) unwatch?.();
    this.#active.clear();
  }

  /** One attempt by all routes; what none of them takes goes as delivery-policy.ts says. */
  async #show(reference: DiscordMessageReference, view: MessageView): Promise<void> {
    const active = this.#activeOf(reference, view);
    try {
      await this.#routes.by(reference, async ({ limit, edit: send }) => {
        const options = { before: active.shown, limit, send };
        active.shown = (await this.#sender.send(view, reference, options)).shown;
      });
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      switch (stepAfter(error, view)) {
        case 'skip':
          return;
        case 'fallback':
          return this.#fallback.deliver(reference, view, error);
        case 'give-up':
          return this.#fallback.notifyLoss(reference, view, error);
        case 'fail':
          throw error;
      }
    }
  }

  #activeOf(reference: DiscordMessageReference, { language }: MessageView): ActiveMessage {
    const known = this.#active.get(reference.message);
    if (known) return known;
    const active: ActiveMessage = { shown: [] };
    this.#active.set(reference.message, active);
    // For other messages the bot's own token takes over.
    if (!reference.stays) active.unwatch = this.#warnInTime(reference, wordsFor(language));
    return active;
  }

  #drop(message: string): void {
    this.#active.get(message)?.unwatch?.();
    this.#active.delete(message);
  }

  /** Says in time that the message will stand still, while there is a way to say it. */
  #warnInTime(reference: DiscordMessageReference, words: Words): (() => void) | undefined {
    const { api, clock, onLog } = this.#options;
    const left = this.#routes.left(reference);
    if (left === 0) return undefined;
    const ended = new AbortController();
    const warn = async () => {
      await api.followUp(reference, plainNote(standsStill(words)), reference.isPrivate ?? false);
    };
    clock.sleep(left, ended.signal).then(
      () => warn().catch((error) => onLog(`Discord: a follow-up was not taken (${describe(error)})`)),
      () => {},
    );
    return () => ended.abort();
  }
}
