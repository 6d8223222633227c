/**
 * The gateway's address, the application, its global commands, users (developers/events/gateway#get-gateway-bot,
 * developers/resources/application, developers/interactions/application-commands#endpoints, developers/resources/user).
 */
import { refusal } from '../errors.js';
import { COMMAND } from '../protocol.js';
import { checkCommands } from '../rules/commands.js';
import { isObject } from '../rules/form.js';
import type { Command } from '../world/commands.js';
import { channelPayload, userPayload } from '../world/payloads.js';
import type { World } from '../world/world.js';
import type { Call, Route } from './route.js';

const READ = { requests: 30, windowMs: 5_000 };
/** Opening DMs is watched closely; ten in ten seconds is what bots report. */
const OPEN_DM = { requests: 10, windowMs: 10_000 };

const applicationPayload = (world: World) => ({
  id: world.applicationId,
  name: world.bot.name,
  icon: null,
  description: '',
  bot_public: true,
  bot_require_code_grant: false,
  verify_key: '0'.repeat(64),
  flags: 0,
  bot: userPayload(world.bot),
  owner: userPayload(world.bot),
  team: null,
  approximate_guild_count: [...world.guilds.values()].filter(({ hasBot }) => hasBot).length,
  integration_types_config: Object.fromEntries(world.integrationTypes.map((type) => [type, {}])),
});

/** 20012 for anyone else's application. */
function own({ world, params }: Call): void {
  if (params.application !== world.applicationId) throw refusal(20012);
}

function register(call: Call): { body: readonly Command[] } {
  own(call);
  checkCommands(call.body, call.world.integrationTypes);
  const { commands } = call.world;
  const fresh = call.body.filter(
    ({ type, name }) => commands.known(type ?? COMMAND.chat, name!) === undefined,
  );
  if (fresh.length > commands.createsLeft()) throw refusal(30034);
  return { body: commands.replace(call.body) };
}

function openDm({ world, body }: Call): { body: unknown } {
  const person = world.people.get(String(isObject(body) ? body.recipient_id : ''));
  if (person === undefined || person.isBot) throw refusal(50007);
  return { body: channelPayload(person.dm()) };
}

export const applicationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/gateway',
    auth: false,
    handle: ({ gatewayUrl }) => ({ body: { url: gatewayUrl } }),
  },
  {
    method: 'GET',
    path: '/gateway/bot',
    auth: true,
    limit: READ,
    // max_concurrency is 16 for large bots; 1 would make the client wait 5 s between two shards.
    handle: ({ gatewayUrl, shards }) => ({
      body: {
        url: gatewayUrl,
        shards,
        session_start_limit: { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 16 },
      },
    }),
  },
  {
    method: 'GET',
    path: '/applications/@me',
    auth: true,
    limit: READ,
    handle: ({ world }) => ({ body: applicationPayload(world) }),
  },
  {
    method: 'GET',
    path: '/oauth2/applications/@me',
    auth: true,
    limit: READ,
    handle: ({ world }) => ({ body: applicationPayload(world) }),
  },
  {
    method: 'PUT',
    path: '/applications/:application/commands',
    auth: true,
    limit: { requests: 5, windowMs: 20_000 },
    handle: register,
  },
  {
    method: 'GET',
    path: '/applications/:application/commands',
    auth: true,
    limit: READ,
    handle: (call) => {
      own(call);
      return {
        body: call.world.commands.list.map((command) =>
          listed(command, call.query.get('with_localizations') === 'true'),
        ),
      };
    },
  },
  {
    method: 'GET',
    path: '/applications/:application/commands/:command',
    auth: true,
    limit: READ,
    handle: (call) => {
      own(call);
      const command = call.world.commands.list.find(({ id }) => id === call.params.command);
      if (command === undefined) throw refusal(10063);
      return { body: command };
    },
  },
  {
    method: 'GET',
    path: '/users/@me',
    auth: true,
    limit: READ,
    handle: ({ world }) => ({
      body: { ...userPayload(world.bot), verified: true, mfa_enabled: false, email: null },
    }),
  },
  {
    method: 'GET',
    path: '/users/:user',
    auth: true,
    limit: READ,
    handle: ({ world, params }) => {
      const person = world.people.get(params.user!);
      if (person === undefined) throw refusal(10013);
      return { body: userPayload(person) };
    },
  },
  { method: 'POST', path: '/users/@me/channels', auth: true, limit: OPEN_DM, handle: openDm },
];

/** "with_localizations: whether to include full localization dictionaries" (Get Global Application Commands); false by default. */
function listed(command: Command, localised: boolean): unknown {
  if (localised) return command;
  return JSON.parse(JSON.stringify(command), (key, value: unknown) =>
    key.endsWith('_localizations') ? undefined : value,
  ) as unknown;
}
