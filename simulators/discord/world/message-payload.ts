/** Messages as the API gives them (discord-api-docs, developers/resources/message, developers/components/reference#unfurled-media-item). */
import type { APIMessage } from 'discord.js';
import { attachmentName, type Component, mediaOf, walk } from './components.js';
import type { Message } from './message.js';
import { attachmentPayload, iso, userPayload } from './payloads.js';

/** A media item: signed now if it is an attachment, as it was given if it is elsewhere. */
function mediaPayload(url: string, message: Message) {
  const file = message.fileNamed(attachmentName(url));
  if (file === undefined) return { url, proxy_url: url, loading_state: 0, flags: 0 };
  const {
    id,
    filename: _name,
    size: _size,
    ...rest
  } = attachmentPayload(file, (f) => message.world.files.signed(f));
  return {
    url: rest.url,
    proxy_url: rest.proxy_url,
    width: rest.width ?? null,
    height: rest.height ?? null,
    content_type: rest.content_type,
    flags: 0,
    attachment_id: id,
  };
}

function componentsPayload(message: Message): Component[] {
  const copy = structuredClone([...message.components]);
  for (const component of walk(copy)) {
    for (const item of mediaOf(component)) Object.assign(item.media, mediaPayload(item.media.url, message));
    if (component.file !== undefined) {
      const file = message.files.find(
        ({ id }) => id === (component.file as { attachment_id?: string }).attachment_id,
      );
      Object.assign(component, { name: file?.name, size: file?.data.byteLength });
    }
  }
  return copy;
}

function embedsPayload(message: Message): Record<string, unknown>[] {
  return message.embeds.map((embed) => {
    const copy: Record<string, unknown> = { type: 'rich', ...structuredClone(embed) };
    for (const key of ['image', 'thumbnail'] as const) {
      const media = copy[key] as { url: string; proxy_url?: string } | undefined;
      if (media?.url === undefined || media.proxy_url !== undefined) continue;
      const missing =
        attachmentName(media.url) !== undefined && message.fileNamed(attachmentName(media.url)) === undefined;
      // An embed that names a file which is not there loses the picture; no error (unlike Components V2).
      copy[key] = missing ? undefined : { ...mediaPayload(media.url, message) };
    }
    return copy;
  });
}

/**
 * A message. "Attachments used in embeds and components are not included in the attachments array" (discord-api-docs#8277, #8279): a bot
 * that looks for its pictures has to look into the components.
 */
export function messagePayload(message: Message): APIMessage {
  const { world, channel } = message;
  const used = message.usedFiles();
  const payload = {
    id: message.id,
    channel_id: channel.id,
    type: message.type,
    author: userPayload(message.author),
    content: message.content,
    timestamp: iso(message.createdAt),
    edited_timestamp: message.editedAt === undefined ? null : iso(message.editedAt),
    tts: false,
    mention_everyone: message.mentionsEveryone,
    mentions: message.mentions.flatMap((id) => world.people.get(id) ?? []).map(userPayload),
    mention_roles: [...message.mentionedRoles],
    attachments: message.files
      .filter((file) => !used.has(file))
      .map((file) => attachmentPayload(file, (f) => world.files.signed(f))),
    embeds: embedsPayload(message),
    components: componentsPayload(message),
    pinned: false,
    flags: message.flags,
    ...originPart(message),
  };
  return payload as unknown as APIMessage;
}

/** How the message came about: a reply, or an answer to an interaction. */
function originPart(message: Message): Record<string, unknown> {
  const { interaction, channel } = message;
  const reference =
    message.replyTo ?? (interaction?.source === message ? undefined : interaction?.source?.id);
  const part: Record<string, unknown> = {};
  if (message.author.isBot) part.application_id = message.author.id;
  if (interaction !== undefined) {
    part.webhook_id = message.author.id;
    part.interaction_metadata = interaction.metadata();
  }
  if (reference !== undefined) {
    part.message_reference = {
      type: 0,
      channel_id: channel.id,
      message_id: reference,
      guild_id: channel.guild?.id,
    };
  }
  return part;
}

/** Without the message content intent, other people's messages come empty (developers/events/gateway#message-content-intent). */
export const withoutContent = (payload: APIMessage): APIMessage => ({
  ...payload,
  content: '',
  embeds: [],
  attachments: [],
  components: [],
});
