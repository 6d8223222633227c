/** users.info, users.list, users.conversations. */
import type { JsonObject } from '../api.js';
import { str, truth } from '../json.js';
import { Refusal } from '../refusal.js';
import type { ChannelState } from '../world/channel.js';
import type { InstallationState } from '../world/installation.js';
import type { PersonState } from '../world/person.js';
import { type Call, type Method, missingScope, need, page, personFor } from './method.js';

export const userMethods: Record<string, Method> = {
  'users.info': {
    tier: 4,
    scopes: ['users:read'],
    run: (call) => {
      need(call.args, 'user');
      if (str(call.args.user) === call.bot.botUserId) return { user: botUser(call) };
      const person = personFor(call, call.args.user);
      const locale = truth(call.args.include_locale) ? { locale: person.locale } : {};
      return { user: { ...userOf(person, call.bot), ...locale } };
    },
  },
  'users.list': {
    tier: 2,
    scopes: ['users:read'],
    run: (call) => {
      const members = [...call.bot.workspace.people.map((person) => userOf(person, call.bot)), botUser(call)];
      const { items, next_cursor } = page(members, call.args, 200);
      return { members: items, cache_ts: 0, response_metadata: { next_cursor } };
    },
  },
  'users.conversations': {
    tier: 3,
    scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
    run: (call) => {
      const user = call.args.user === undefined ? call.bot.botUserId : str(call.args.user);
      const mine = visibleChannels(call).filter(({ members }) => members.has(user));
      return listed(call, mine);
    },
  },
};

/** Conversations of the requested types, which need their scopes. */
export function visibleChannels({ core, args, bot }: Call): ChannelState[] {
  const types = (str(args.types) || 'public_channel').split(',').map((type) => type.trim());
  const wanted = types.map((type) => {
    const right = RIGHTS[type];
    if (!right) throw new Refusal('invalid_types');
    if (!bot.has(right.scope)) throw missingScope([right.scope], bot);
    return right.kind;
  });
  return [...core.channels.values()].filter(
    (channel) =>
      wanted.includes(channel.kind) &&
      channel.installations.includes(bot) &&
      (channel.kind === 'channel' || channel.hasBot(bot)) &&
      !(truth(args.exclude_archived) && channel.archived),
  );
}

const RIGHTS: Record<string, { kind: ChannelState['kind']; scope: string }> = {
  public_channel: { kind: 'channel', scope: 'channels:read' },
  private_channel: { kind: 'group', scope: 'groups:read' },
  im: { kind: 'im', scope: 'im:read' },
  mpim: { kind: 'mpim', scope: 'mpim:read' },
};

export function listed({ args, bot }: Call, channels: readonly ChannelState[]): JsonObject {
  const { items, next_cursor } = page(channels, args, 100);
  return { channels: items.map((channel) => channel.info(bot)), response_metadata: { next_cursor } };
}

function userOf(person: PersonState, bot: InstallationState): JsonObject {
  const stranger = person.workspace !== bot.workspace;
  return {
    id: person.id,
    team_id: person.workspace.id,
    name: person.name,
    deleted: false,
    real_name: person.realName,
    tz: 'Europe/Amsterdam',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      real_name_normalized: person.realName,
      display_name_normalized: person.name,
      team: person.workspace.id,
    },
    // Of strangers (Slack Connect) nothing is told about their role at home.
    is_admin: !stranger && person.admin,
    is_owner: !stranger && person.owner,
    is_primary_owner: false,
    is_restricted: person.guest,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    updated: 0,
    ...(stranger ? { is_stranger: true } : {}),
    ...(person.workspace.enterprise
      ? { enterprise_user: { id: person.id, enterprise_id: person.workspace.enterprise.id } }
      : {}),
  };
}

function botUser({ core, bot }: Call): JsonObject {
  const { name } = core.app;
  return {
    id: bot.botUserId,
    team_id: bot.workspace.id,
    name: name.toLowerCase(),
    real_name: name,
    deleted: false,
    is_bot: true,
    is_admin: false,
    is_owner: false,
    is_app_user: false,
    updated: 0,
    profile: { real_name: name, display_name: name, bot_id: bot.botId, api_app_id: core.app.id },
  };
}
