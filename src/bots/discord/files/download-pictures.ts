/** Pictures from Discord's file hosts. */
import { cleanName } from '../../media/attachments.js';
import { download } from '../../media/download.js';
import { takeIn } from '../../media/intake-pool.js';
import type { DiscordPorts } from '../dependencies.js';

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
