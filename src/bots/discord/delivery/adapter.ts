/** The session's port on Discord: each job's message, changed by whatever way still leads to it. */
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import { type ChatAdapter, DIALOGS, type MessageReference, type MessageView } from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import { plainNote } from '../commands/reply.js';
import type { DiscordApi } from '../connection/api-client.js';
import type { Clock } from '../connection/clock.js';
import { describe, toDefect } from '../connection/failure.js';
import type { PictureFiles } from '../files/message-pictures.js';
import type { ShownPicture } from './compose.js';
import { DeliveryRoutes } from './delivery-route.js';
import { type Failed, FallbackDelivery } from './fallback-delivery.js';
import { type DiscordMessageReference, decodeReference, encodeReference } from './message-reference.js';
import { MessageSender } from './message-sender.js';
import { RelocatedMessages } from './relocated-messages.js';

/** Where a message will be: a handle before there is one. */
export type PendingReference = Omit<DiscordMessageReference, 'message' | 'channel'>;

export interface DiscordAdapterOptions {
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
  readonly #active = new Map<string, ActiveMessage>();
  readonly #waits = new Set<() => void>();
  #closed = false;

  constructor(options: DiscordAdapterOptions) {
    const { api, files, store, clock, onLog } = options;
    this.#options = options;
    this.interval = options.interval;
    this.#routes = new DeliveryRoutes(api, clock);
    this.#relocated = new RelocatedMessages(store);
    this.#sender = new MessageSender(files, clock);
    this.#fallback = new FallbackDelivery({ api, onLog, sender: this.#sender, relocated: this.#relocated });
  }

  /** Fills the answer to an interaction in. Rejects as Discord does. */
  async begin(pending: PendingReference, view: MessageView): Promise<MessageReference> {
    const { message, shown } = await this.#sender.send(view, pending, {
      before: [],
      limit: pending.limit,
      send: (outgoing) => this.#options.api.editByToken(pending, outgoing),
    });
    const reference: DiscordMessageReference = {
      ...pending,
      channel: message.channel_id,
      message: message.id,
    };
    this.#activeOf(reference).shown = shown;
    return encodeReference(reference);
  }

  async edit(encoded: MessageReference, view: MessageView): Promise<void> {
    const reference = this.#relocated.follow(decodeReference(encoded));
    const { clock } = this.#options;
    const until = clock.now() + PATIENCE_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, 2 * wait)) {
      if (this.#closed) return never();
      const failed = await this.#show(reference, view);
      if (failed === undefined) break;
      // Previews are overtaken by newer ones; the end of a job waits until Discord is back.
      const isWorthWaiting = failed.failure === 'away' && hasEnded(view) && clock.now() < until;
      if (failed.failure === 'gone') this.#drop(reference.message);
      if (!isWorthWaiting) throw failed.error;
      await this.#pause(wait);
    }
    if (hasEnded(view)) this.#drop(reference.message);
  }

  async remove(encoded: MessageReference): Promise<void> {
    const reference = this.#relocated.follow(decodeReference(encoded));
    this.#drop(reference.message);
    const failed = await this.#routes.by(reference, (way) => way.remove());
    if (failed?.failure === 'away' || failed?.failure === 'stuck') throw failed.error;
  }

  /** Where the message is by now. */
  currentReference(reference: DiscordMessageReference): DiscordMessageReference {
    return this.#relocated.follow(reference);
  }

  /** A button of the message was pressed, and acknowledged as a change of it: its token is the best way there. */
  refresh(message: string, token: string): void {
    this.#routes.refresh(message, token);
  }

  /** No edit is sent any more; what was not delivered stays with the queue, for the next start. */
  close(): void {
    this.#closed = true;
    for (const { unwatch } of this.#active.values()) unwatch?.();
    this.#active.clear();
    for (const end of this.#waits) end();
  }

  /** One round of all ways. Undefined when the view was shown, or need not be. */
  async #show(reference: DiscordMessageReference, view: MessageView): Promise<Failed | undefined> {
    const active = this.#activeOf(reference);
    const failed = await this.#routes.by(reference, async ({ limit, edit: send }) => {
      active.shown = (await this.#sender.send(view, reference, { before: active.shown, limit, send })).shown;
    });
    if (failed === undefined) return undefined;
    switch (failed.failure) {
      case 'away':
        return failed;
      case 'gone':
        return this.#fallback.afterLoss(reference, view, failed.error);
      case 'expired':
        return hasEnded(view) ? this.#fallback.directly(reference, view) : undefined;
      case 'stuck':
        return hasEnded(view) ? this.#fallback.below(reference, view) : undefined;
      default: {
        const error = toDefect(failed.error, 'an edit');
        this.#options.onError(error);
        return { failure: failed.failure, error };
      }
    }
  }

  #activeOf(reference: DiscordMessageReference): ActiveMessage {
    const known = this.#active.get(reference.message);
    if (known) return known;
    const active: ActiveMessage = { shown: [] };
    this.#active.set(reference.message, active);
    // Elsewhere the bot's own token takes over.
    if (!reference.stays) active.unwatch = this.#warnInTime(reference);
    return active;
  }

  #drop(message: string): void {
    this.#active.get(message)?.unwatch?.();
    this.#active.delete(message);
  }

  /** Says in time that the message will stand still, while there is a way to say it. */
  #warnInTime(reference: DiscordMessageReference): (() => void) | undefined {
    const { api, clock, onLog } = this.#options;
    const left = this.#routes.left(reference);
    if (left === 0) return undefined;
    return clock.after(left, () => {
      api
        .followUp(reference, plainNote(STANDS_STILL), reference.isPrivate ?? false)
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
