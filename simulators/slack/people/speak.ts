/** Writing messages, with files, mentions and threads. */
import type { LocalFile, Message } from '../api.js';
import { mentioned, messageDeleted, messagePosted } from '../delivery/events.js';
import type { ChannelState } from '../world/channel.js';
import type { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import { uploadBy } from './attach.js';

/** Resolves when the app has acknowledged its events, or failed to. */
export async function say(
  person: PersonState,
  channel: ChannelState,
  text: string,
  files: readonly LocalFile[],
  thread: Message | string | undefined,
): Promise<MessageState> {
  if (!channel.members.has(person.id)) throw new Error(`${person.name} is not in #${channel.name}`);
  if (channel.isAnnouncements && !person.admin) throw new Error(`only admins may post in #${channel.name}`);
  if (channel.archived) throw new Error(`#${channel.name} is archived`);
  const message = channel.add({
    user: person.id,
    text: asTyped(text),
    blocks: text === '' ? [] : [richText(text)],
    files: files.map((file) => uploadBy(person, file)),
    threadTs: typeof thread === 'object' ? (thread.threadTs ?? thread.ts) : thread,
    subtype: files.length > 0 ? 'file_share' : undefined,
  });
  await Promise.all([messagePosted(message), mentioned(message)]);
  return message;
}

/** What is typed comes escaped, with links in angle brackets: docs.slack.dev/messaging/formatting-message-text */
function asTyped(text: string): string {
  return text
    .split(/(<[@#!][^>]+>)/)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const escaped = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      return escaped.replace(/https?:\/\/[^\s<>]+/g, (url) => `<${url}>`);
    })
    .join('');
}

/** The block that Slack's composer makes. */
function richText(text: string) {
  const elements = text
    .split(/<@(\w+)>/)
    .map((part, index) => (index % 2 === 1 ? { type: 'user', user_id: part } : { type: 'text', text: part }));
  return {
    type: 'rich_text',
    block_id: Math.random().toString(36).slice(2, 7),
    elements: [
      {
        type: 'rich_text_section',
        elements: elements.filter(({ type, text: words }) => type === 'user' || words !== ''),
      },
    ],
  };
}

export async function deleteMessage(person: PersonState, message: MessageState): Promise<void> {
  if (message.user !== person.id && !person.admin)
    throw new Error('only its author or an admin may delete it');
  const before = message.payload();
  message.remove();
  await messageDeleted(message, before);
}

export async function join(person: PersonState, channel: ChannelState): Promise<void> {
  channel.members.add(person.id);
  person.core.changes.notify();
  const event = {
    type: 'member_joined_channel',
    user: person.id,
    channel: channel.id,
    channel_type: channel.kind === 'group' ? 'G' : 'C',
    team: person.workspace.id,
  };
  await Promise.all(
    channel.installations
      .filter((bot) => channel.hasBot(bot))
      .map((bot) => person.core.dispatch.event(bot, 'member_joined_channel', event)),
  );
}
