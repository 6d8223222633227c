/** Commands are registered by one request, and only when they have changed: Discord takes 200 new ones a day. */
import { createHash } from 'node:crypto';
import type { SharedKeyValueStore } from '../../../queue/storage/shared-key-value.js';
import type { DiscordApi } from '../connection/api-client.js';
import { commands } from './command-definitions.js';

/** `sharedStore`: all bots of the queue see what one of them has registered. */
export async function registerCommands(
  api: DiscordApi,
  sharedStore: SharedKeyValueStore,
  app: string,
): Promise<void> {
  const list = commands();
  const hash = createHash('sha256').update(JSON.stringify(list)).digest('hex');
  const key = `commands:${app}`;
  if ((await sharedStore.get(key)) === hash && (await areThere(api, app))) return;
  await api.register(app, list);
  await sharedStore.put(key, hash);
}

/** Somebody may have removed all of them, or a simulated Discord may have restarted. */
async function areThere(api: DiscordApi, app: string): Promise<boolean> {
  return api.commandCount(app).then(
    (count) => count !== 0,
    () => true,
  );
}
