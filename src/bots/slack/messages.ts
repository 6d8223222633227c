/**
 * Messages to the bot: a mention in a channel or a thread, or anything in the direct message with it. A mention may come as
 * app_mention, as message, or as both (bolt-python#925): the first of the two that any bot hears is the one that counts.
 */
import type { Caller, Desk } from './desk.js';
import type { GivenFile } from './fetch-pictures.js';
import type { Installation } from './installations.js';
import type { Parts } from './parts.js';
import type { Stylize } from './stylize.js';

/** Slack repeats an event for an hour at the most, s. */
const CLAIM_S = 3600;

interface MessageEvent {
  channel: string;
  channel_type?: string;
  ts: string;
  thread_ts?: string;
  user?: string;
  /** Absent for what a person has typed; edits, deletions and the like have one. */
  subtype?: string;
  bot_id?: string;
  text?: string;
  files?: GivenFile[];
  edited?: unknown;
}

export class Messages {
  readonly #parts: Parts;
  readonly #desk: Desk;
  readonly #stylize: Stylize;

  constructor(parts: Parts, desk: Desk, stylize: Stylize) {
    this.#parts = parts;
    this.#desk = desk;
    this.#stylize = stylize;
  }

  async mention({ installation }: { installation: Installation }, event: MessageEvent): Promise<void> {
    if (isByPerson(event)) await this.#answer(installation, event, event.thread_ts ?? event.ts);
  }

  async message({ installation }: { installation: Installation }, event: MessageEvent): Promise<void> {
    if (!isByPerson(event)) return;
    // In the direct message an answer stays where the question was.
    if (event.channel_type === 'im') await this.#answer(installation, event, event.thread_ts);
    else if (event.text?.includes(`<@${installation.botUser}>`)) await this.mention({ installation }, event);
  }

  async #answer(installation: Installation, event: MessageEvent, thread: string | undefined): Promise<void> {
    const { channel, ts, user, text = '' } = event;
    const caller: Caller = { installation, user: user!, channel, thread };
    await this.#desk.attempt(caller, async () => {
      if (!(await this.#parts.shelf.claim(`message:${channel}:${ts}`, CLAIM_S))) return;
      const files = event.files ?? (await this.#filesOf(caller, event));
      await this.#stylize.sentence(caller, { text, files });
    });
  }

  /** A mention may come without the files of its message; and in a thread it may be about the picture that began it. */
  async #filesOf(
    caller: Caller,
    { channel, channel_type, ts, thread_ts }: MessageEvent,
  ): Promise<GivenFile[]> {
    if (channel_type === 'im' && thread_ts === undefined) return [];
    try {
      const { messages } = await this.#desk
        .web(caller)
        .conversations.replies({ channel, ts: thread_ts ?? ts, limit: 1, inclusive: true });
      return (messages?.[0]?.files ?? []) as GivenFile[];
    } catch {
      return [];
    }
  }
}

function isByPerson({ user, subtype, bot_id }: MessageEvent): boolean {
  const isTyped = subtype === undefined || subtype === 'file_share' || subtype === 'thread_broadcast';
  return user !== undefined && bot_id === undefined && isTyped;
}
