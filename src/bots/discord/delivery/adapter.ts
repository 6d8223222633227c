/** The session's port on Discord: each job's message, changed by whatever way still leads to it. */
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import { type Conversation, type Delivery, DIALOGS, type MessageView } from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import { plainNote } from '../commands/reply.js';
import type { DiscordApi } from '../connection/api-client.js';
import type { Clock } from '../connection/clock.js';
import { describe, toDefect } from '../connection/failure.js';
import type { PictureFiles } from '../files/message-pictures.js';
import type { Shown } from './compose.js';
import { Reach } from './delivery-route.js';
import { Elsewhere, type Failed } from './fallback-delivery.js';
import { fromDelivery, type Handle, toDelivery } from './message-reference.js';
import { Sender } from './message-sender.js';
import { MovedMessages } from './relocated-messages.js';

/** Where a message will be: a handle before there is one. */
export type Origin = Omit<Handle, 'message' | 'channel'>;

export interface ConversationOptions {
  api: DiscordApi;
  files: PictureFiles;
  store: KeyValueStore;
  clock: Clock;
  /** Shortest time between two edits of a message, ms. */
  interval: number;
  onLog(line: string): void;
  onError(error: unknown): void;
}

/** The end of a job is tried for so long while Discord is away, ms; then it waits for the next start of the program. */
const PATIENCE_MS = 6 * 60 * 60_000;
/** Waits between two tries, ms: doubled each time. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

const STANDS_STILL = note('', 'This takes a while', [
  'Discord lets me change that message for 15 minutes only. I go on painting, and send you the picture as a direct message when it is done.',
]);

/** A message whose job has not ended. */
interface Live {
  shown: readonly Shown[];
  /** Ends the wait for the moment at which no token leads to the message any more. */
  unwatch?: (() => void) | undefined;
}

export class DiscordConversation implements Conversation {
  readonly name = 'discord';
  readonly dialogs = DIALOGS;
  readonly interval: number;
  readonly #options: ConversationOptions;
  readonly #reach: Reach;
  readonly #moved: MovedMessages;
  readonly #sender: Sender;
  readonly #elsewhere: Elsewhere;
  readonly #live = new Map<string, Live>();
  readonly #waits = new Set<() => void>();
  #closed = false;

  constructor(options: ConversationOptions) {
    const { api, files, store, clock, onLog } = options;
    this.#options = options;
    this.interval = options.interval;
    this.#reach = new Reach(api, clock);
    this.#moved = new MovedMessages(store);
    this.#sender = new Sender(files, clock);
    this.#elsewhere = new Elsewhere({ api, onLog, sender: this.#sender, moved: this.#moved });
  }

  /** Fills the answer to an interaction in. Rejects as Discord does. */
  async begin(origin: Origin, view: MessageView): Promise<Delivery> {
    const { message, shown } = await this.#sender.send(view, origin, {
      before: [],
      limit: origin.limit,
      send: (outgoing) => this.#options.api.editByToken(origin, outgoing),
    });
    const handle: Handle = { ...origin, channel: message.channel_id, message: message.id };
    this.#liveOf(handle).shown = shown;
    return toDelivery(handle);
  }

  async edit(delivery: Delivery, view: MessageView): Promise<void> {
    const handle = this.#moved.follow(fromDelivery(delivery));
    const { clock } = this.#options;
    const until = clock.now() + PATIENCE_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, 2 * wait)) {
      if (this.#closed) return never();
      const failed = await this.#show(handle, view);
      if (failed === undefined) break;
      // Previews are overtaken by newer ones; the end of a job waits until Discord is back.
      const isWorthWaiting = failed.failure === 'away' && hasEnded(view) && clock.now() < until;
      if (failed.failure === 'gone') this.#drop(handle.message);
      if (!isWorthWaiting) throw failed.error;
      await this.#pause(wait);
    }
    if (hasEnded(view)) this.#drop(handle.message);
  }

  async remove(delivery: Delivery): Promise<void> {
    const handle = this.#moved.follow(fromDelivery(delivery));
    this.#drop(handle.message);
    const failed = await this.#reach.by(handle, (way) => way.remove());
    if (failed?.failure === 'away' || failed?.failure === 'stuck') throw failed.error;
  }

  /** Where the message is by now. */
  placeOf(handle: Handle): Handle {
    return this.#moved.follow(handle);
  }

  /** A button of the message was pressed, and acknowledged as a change of it: its token is the best way there. */
  refresh(message: string, token: string): void {
    this.#reach.refresh(message, token);
  }

  /** No edit is sent any more; what was not delivered stays with the queue, for the next start. */
  close(): void {
    this.#closed = true;
    for (const { unwatch } of this.#live.values()) unwatch?.();
    this.#live.clear();
    for (const end of this.#waits) end();
  }

  /** One round of all ways. Undefined when the view was shown, or need not be. */
  async #show(handle: Handle, view: MessageView): Promise<Failed | undefined> {
    const live = this.#liveOf(handle);
    const failed = await this.#reach.by(handle, async ({ limit, edit: send }) => {
      live.shown = (await this.#sender.send(view, handle, { before: live.shown, limit, send })).shown;
    });
    if (failed === undefined) return undefined;
    switch (failed.failure) {
      case 'away':
        return failed;
      case 'gone':
        return this.#elsewhere.afterLoss(handle, view, failed.error);
      case 'expired':
        return hasEnded(view) ? this.#elsewhere.directly(handle, view) : undefined;
      case 'stuck':
        return hasEnded(view) ? this.#elsewhere.below(handle, view) : undefined;
      default: {
        const error = toDefect(failed.error, 'an edit');
        this.#options.onError(error);
        return { failure: failed.failure, error };
      }
    }
  }

  #liveOf(handle: Handle): Live {
    const known = this.#live.get(handle.message);
    if (known) return known;
    const live: Live = { shown: [] };
    this.#live.set(handle.message, live);
    // Elsewhere the bot's own token takes over.
    if (!handle.stays) live.unwatch = this.#warnInTime(handle);
    return live;
  }

  #drop(message: string): void {
    this.#live.get(message)?.unwatch?.();
    this.#live.delete(message);
  }

  /** Says in time that the message will stand still, while there is a way to say it. */
  #warnInTime(handle: Handle): (() => void) | undefined {
    const { api, clock, onLog } = this.#options;
    const left = this.#reach.left(handle);
    if (left === 0) return undefined;
    return clock.after(left, () => {
      api
        .followUp(handle, plainNote(STANDS_STILL), handle.isPrivate ?? false)
        .catch((error) => onLog(`Discord: a follow-up was not taken (${describe(error)})`));
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stop();
        this.#waits.delete(end);
        resolve();
      };
      const stop = this.#options.clock.after(ms, end);
      this.#waits.add(end);
    });
  }
}

function hasEnded({ tone }: MessageView): boolean {
  return tone === 'done' || tone === 'failed' || tone === 'cancelled';
}

/** The program ends: whoever waits for this edit has nothing left to do. */
function never(): Promise<never> {
  return new Promise(() => {});
}
