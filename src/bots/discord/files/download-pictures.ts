/** Pictures from Discord's file hosts, a few people's at a time: each command may bring 60 MB, which lie in memory until they are stored. */
import PQueue from 'p-queue';
import { cleanName } from '../../media/attachments.js';
import { download } from '../../media/download.js';
import type { DiscordPorts } from '../dependencies.js';

const AT_ONCE = 8;

/** `hosts`: as `download` takes them. */
export function createIntake(hosts: readonly string[]): DiscordPorts['intake'] {
  const turns = new PQueue({ concurrency: AT_ONCE });
  return (attached, use) =>
    turns.add(async () => {
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
