/** A Discord for tests: see README.md. `api.ts` is the scripting API. */
import type { AddressInfo } from 'node:net';
import type { FakeDiscord, FakeDiscordOptions } from './api.js';
import { Cdn } from './cdn/cdn.js';
import { GATEWAY_PATH, Gateway } from './gateway/gateway.js';
import { type Otherwise, RestServer } from './rest/server.js';
import { World } from './world/world.js';

export * from './api.js';

/** A running fake, with what the page of `npm run fake:discord` needs beyond the scripting API. */
export interface RunningDiscord extends FakeDiscord {
  readonly world: World;
  /** Serves what is not the API. */
  serveOtherwise(handler: Otherwise): void;
}

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<RunningDiscord> {
  const world = new World(options);
  const gateway = new Gateway(world, options.heartbeatIntervalMs);
  const rest = new RestServer(world, gateway, {
    rateLimits: options.rateLimits ?? true,
    shards: options.shards ?? 1,
  });
  const cdn = new Cdn(world);
  gateway.attach(rest.server);
  await cdn.listen(options.cdnPort ?? 0);
  const port = await listen(rest, options.port ?? 0);
  gateway.url = `ws://127.0.0.1:${port}${GATEWAY_PATH}`;
  const apiUrl = `http://127.0.0.1:${port}/api`;
  return {
    world,
    apiUrl,
    token: world.token,
    applicationId: world.applicationId,
    botId: world.bot.id,
    env: {
      DISCORD_TOKEN: world.token,
      DISCORD_APPLICATION_ID: world.applicationId,
      DISCORD_API_URL: apiUrl,
      DISCORD_CDN_HOSTS: cdn.url,
    },
    clock: world.clock,
    gateway,
    faults: rest.faults,
    cdn,
    requests: rest.requests,
    commands: world.commands,
    guild: (wanted) => world.guild(wanted),
    user: (name, wanted) => world.user(name, wanted),
    privateChannel: (...users) => world.privateChannel(...users),
    messages: () => world.standing(),
    until: (condition, what = 'the condition to hold') =>
      world.watch.until(condition, () => `Expected ${what}.`),
    serveOtherwise: (handler) => {
      rest.otherwise = handler;
    },
    close: async () => {
      gateway.close();
      rest.close();
      cdn.close();
      world.clock.close();
      world.watch.close();
    },
  };
}

async function listen({ server }: RestServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
