/** Pictures from Discord's file hosts. */
import type { Attachment, Message } from 'discord.js';
import { cleanName, type NamedSlot } from '../../media/attachments.js';
import { download } from '../../media/download.js';
import { takeIn } from '../../media/intake-pool.js';
import type { Attached, DiscordPorts } from '../dependencies.js';

/** How files that are spoilers are named, besides their flag (developers/resources/message, Attachment Flags). */
export const SPOILER = /^SPOILER_/;

/** An attachment by the name that it was given: Discord keeps letters beyond ASCII in its title only. */
export function attachedOf(attachment: Attachment, slot?: NamedSlot): Attached {
  const { name, title, url, spoiler, size, contentType, width, height } = attachment;
  return {
    name: (title ?? name).replace(SPOILER, ''),
    url,
    size,
    ...(contentType && { mime: contentType }),
    ...(width && height && { width, height }),
    ...(slot && { slot }),
    ...((spoiler || SPOILER.test(name)) && { spoiler: true }),
  };
}

/** The pictures among a message's files. */
export function attachedPictures({ attachments }: Pick<Message, 'attachments'>): Attached[] {
  return [...attachments.values()]
    .filter(({ contentType }) => isPicture(contentType))
    .map((attachment) => attachedOf(attachment));
}

export function isPicture(type: string | null | undefined): boolean {
  return type?.startsWith('image/') ?? false;
}

/** `hosts`: as `download` takes them. */
export function createIntake(hosts: readonly string[]): DiscordPorts['intake'] {
  return (attached, use) =>
    takeIn(async () => {
      const bytes = await Promise.all(attached.map(({ url, name }) => download(url, { name, hosts })));
      return use(
        attached.map(({ slot, name, spoiler }, index) => ({
          ...(slot && { slot }),
          ...(spoiler && { spoiler }),
          name: cleanName(name),
          bytes: bytes[index]!.bytes,
        })),
      );
    });
}
