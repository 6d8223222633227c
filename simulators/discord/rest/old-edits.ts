/**
 * 30046: few edits of messages that are over an hour old. Discord keeps the number to itself (discord-api-docs#4413); three in twenty seconds for
 * each channel is what bots report (starboard-4#118). It comes as a 429 (aikaterna-cogs#302), so discord.js waits and tries again.
 */
import { refusal } from '../errors.js';
import type { Message } from '../world/message.js';

const OLD_MS = 60 * 60_000;
const WINDOW_MS = 20_000;
const MOST = 3;

const edits = new WeakMap<object, number[]>();

/** Counts an edit; throws when it is one too many. */
export function countOldEdit(message: Message): void {
  const { clock } = message.world;
  if (clock.now() - message.createdAt < OLD_MS) return;
  const now = clock.paced();
  const recent = (edits.get(message.channel) ?? []).filter((at) => at > now - WINDOW_MS);
  if (recent.length >= MOST) throw refusal(30046, (recent[0]! + WINDOW_MS - now) / 1000);
  edits.set(message.channel, [...recent, now]);
}
