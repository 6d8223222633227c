/** Guilds, their channels, roles and members (developers/resources/guild). */
import { refusal } from '../errors.js';
import { channelPayload, guildPayload, memberPayload, rolePayload } from '../world/payloads.js';
import { reachGuild } from './access.js';
import type { Call, Route } from './route.js';

const READ = { requests: 20, windowMs: 5_000 };

const guildOf = ({ world, params }: Call) => reachGuild(world, params.guild!);

export const guildRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guild',
    auth: true,
    limit: READ,
    handle: (call) => {
      const { members: _m, channels: _c, threads: _t, ...guild } = guildPayload(guildOf(call));
      return { body: guild };
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/channels',
    auth: true,
    limit: READ,
    handle: (call) => ({
      body: guildOf(call)
        .channels.filter(({ isThread }) => !isThread)
        .map(channelPayload),
    }),
  },
  {
    method: 'GET',
    path: '/guilds/:guild/roles',
    auth: true,
    limit: READ,
    handle: (call) => ({ body: [...guildOf(call).roles.values()].map(rolePayload) }),
  },
  {
    method: 'GET',
    path: '/guilds/:guild/members/:user',
    auth: true,
    limit: READ,
    handle: (call) => {
      // 50001 rather than 10004 where the bot is not a member (discord-api-docs#1716).
      const guild = call.world.guilds.get(call.params.guild!);
      if (guild === undefined) throw refusal(10004);
      if (!guild.hasBot) throw refusal(50001);
      if (!guild.members.has(call.params.user!)) throw refusal(10007);
      return { body: memberPayload(guild, call.params.user!) };
    },
  },
];
