/** Sends a view by one route; retries with smaller files, or with all files again, where Discord refuses it because of them. */
import type { APIMessage } from 'discord.js';
import type { Clock } from '../../../lib/clock.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { Key } from '../../../words/said.js';
import type { MessageView, Tone } from '../../chat-adapter.js';
import { isLate } from '../../messages/delivery-policy.js';
import { isRefusal } from '../../platform-error.js';
import type { Outgoing } from '../connection/api-client.js';
import type { PictureFiles } from '../files/message-pictures.js';
import { type Composed, compose, named, type ShownPicture } from './compose.js';
import type { DiscordMessageReference } from './message-reference.js';

/** Whether the end of a long job notifies its requester; not of a job that they have cancelled. */
const LATE_END = { done: 'discord.ready', failed: 'discord.notReady' } as const satisfies Partial<
  Record<Tone, Key>
>;

/** Uploads that are refused as too large are made smaller down to this, bytes. */
const SMALLEST_LIMIT = 128 * 1024;

export interface Sent {
  message: APIMessage;
  /** What it shows now. */
  shown: ShownPicture[];
}

export type Send = (message: Outgoing) => Promise<APIMessage>;

export class MessageSender {
  readonly #files: PictureFiles;
  readonly #clock: Clock;

  constructor(files: PictureFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  /** `before`: what the message shows already; `limit`: bytes of a file. Rejects as `send` does. */
  async send(
    view: MessageView,
    reference: Pick<DiscordMessageReference, 'user' | 'at' | 'isMember'>,
    { before, limit: announced, send }: { before: readonly ShownPicture[]; limit: number; send: Send },
  ): Promise<Sent> {
    let limit = announced;
    let known = before;
    for (;;) {
      const { message, shown } = await this.#compose(view, known, limit, reference);
      try {
        const taken = await send(message);
        return { message: taken, shown: named(shown, taken) };
      } catch (error) {
        if (isRefusal(error, 'too-large') && limit > SMALLEST_LIMIT) limit = smaller(limit, message);
        else if (isRefusal(error, 'invalid') && message.kept.length > 0) known = [];
        else throw error;
      }
    }
  }

  #compose(
    view: MessageView,
    before: readonly ShownPicture[],
    limit: number,
    { user, at, isMember }: Pick<DiscordMessageReference, 'user' | 'at' | 'isMember'>,
  ): Promise<Composed> {
    const notifies = isLateEnd(view, { at }, this.#clock);
    // A name alone tells whose picture it is, after a button or a dialog too, and notifies nobody.
    const { t } = wordsFor(view.language);
    const who = `<@${user}>`;
    const footer = notifies
      ? t(LATE_END[view.tone as keyof typeof LATE_END], { who })
      : `-# ${t('discord.for', { who })}`;
    return compose(view, before, (picture) => this.#files.of(picture, limit, view.fileName), {
      footer,
      ...(notifies && { mentions: [user] }),
      ...(!isMember && { without: ['share'] }),
    });
  }
}

/** Whether the view is the end of a job that has taken so long that its requester is to be notified. */
export function isLateEnd(
  { tone }: Pick<MessageView, 'tone'>,
  { at }: Pick<DiscordMessageReference, 'at'>,
  clock: Pick<Clock, 'now'>,
): boolean {
  return tone in LATE_END && isLate(clock, at);
}

/** Below what was refused, whatever was announced. */
function smaller(limit: number, { files }: Outgoing): number {
  const largest = Math.max(...files.map(({ bytes }) => bytes.byteLength));
  return Math.max(SMALLEST_LIMIT, Math.floor(Math.min(limit, largest) / 2));
}
