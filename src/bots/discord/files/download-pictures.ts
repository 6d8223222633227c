/** Pictures from Discord's file hosts. */
import type { Attachment } from 'discord.js';
import { cleanName, type Slot } from '../../media/attachments.js';
import { download } from '../../media/download.js';
import { takeIn } from '../../media/intake-pool.js';
import type { Attached, DiscordPorts } from '../dependencies.js';

/** An attachment by the name that it was given: Discord keeps letters beyond ASCII in its title only. */
export function attachedOf({ name, title, url }: Attachment, slot?: Slot): Attached {
  return { name: title ?? name, url, ...(slot && { slot }) };
}

/** `hosts`: as `download` takes them. */
export function createIntake(hosts: readonly string[]): DiscordPorts['intake'] {
  return (attached, use) =>
    takeIn(async () => {
      const bytes = await Promise.all(attached.map(({ url, name }) => download(url, { name, hosts })));
      return use(
        attached.map(({ slot, name }, index) => ({
          ...(slot && { slot }),
          name: cleanName(name),
          bytes: bytes[index]!.bytes,
        })),
      );
    });
}
