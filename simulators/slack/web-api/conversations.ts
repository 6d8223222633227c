/** conversations.info, open, list, members, history, replies, join. */
import type { JsonObject } from '../api.js';
import { str, truth } from '../json.js';
import { Refusal } from '../refusal.js';
import type { ChannelState } from '../world/channel.js';
import type { MessageState } from '../world/message.js';
import { type Args, type Call, channelFor, type Method, need, needScope, page, personFor } from './method.js';
import { listed, visibleChannels } from './users.js';

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

export const conversationMethods: Record<string, Method> = {
  'conversations.info': {
    tier: 3,
    scopes: READ,
    run: (call) => {
      need(call.args, 'channel');
      const channel = channelFor(call, call.args.channel);
      needScope(call.bot, channel, 'read');
      const count = truth(call.args.include_num_members) ? { num_members: channel.members.size } : {};
      return { channel: { ...channel.info(call.bot), ...count } };
    },
  },
  'conversations.open': { tier: 3, scopes: ['im:write', 'mpim:write'], run: open },
  'conversations.list': { tier: 2, scopes: READ, run: (call) => listed(call, visibleChannels(call)) },
  'conversations.members': {
    tier: 4,
    scopes: READ,
    run: (call) => {
      need(call.args, 'channel');
      const channel = channelFor(call, call.args.channel);
      needScope(call.bot, channel, 'read');
      const { items, next_cursor } = page([...channel.members], call.args, 100);
      return { members: items, response_metadata: { next_cursor } };
    },
  },
  'conversations.history': {
    tier: 3,
    scopes: HISTORY,
    run: (call) => {
      const channel = readable(call);
      const top = channel.messages.filter(
        (message) => !message.ephemeralFor && (!message.threadTs || message.threadTs === message.ts),
      );
      return messages([...top].reverse(), call.args);
    },
  },
  'conversations.replies': {
    tier: 3,
    scopes: HISTORY,
    run: (call) => {
      need(call.args, 'ts');
      const channel = readable(call);
      const named = channel.find(str(call.args.ts));
      const parent = named?.threadTs ? channel.find(named.threadTs) : named;
      if (!parent) throw new Refusal('thread_not_found');
      const replies = channel.thread(parent).filter(({ ephemeralFor }) => !ephemeralFor);
      return messages([parent, ...replies], call.args);
    },
  },
  'conversations.join': {
    tier: 3,
    scopes: ['channels:join'],
    run: async (call) => {
      need(call.args, 'channel');
      const channel = channelFor(call, call.args.channel);
      if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
      if (channel.archived) throw new Refusal('is_archived');
      const was = channel.hasBot(call.bot);
      channel.members.add(call.bot.botUserId);
      call.core.changes.notify();
      return {
        channel: channel.info(call.bot),
        ...(was
          ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } }
          : {}),
      };
    },
  },
};

function open(call: Call): JsonObject {
  const { args, bot } = call;
  if (args.channel !== undefined) {
    const channel = channelFor(call, args.channel);
    if (channel.kind !== 'im') throw new Refusal('method_not_supported_for_channel_type');
    return { no_op: true, already_open: true, channel: { id: channel.id } };
  }
  const users = str(args.users).split(',').filter(Boolean);
  if (users.length === 0) throw new Refusal('users_list_not_supplied');
  if (users.length > 1) throw new Refusal('method_not_supported_for_channel_type');
  const channel = bot.workspace.directMessage(personFor(call, users[0]));
  return { channel: truth(args.return_im) ? channel.info(bot) : { id: channel.id } };
}

/** The history of where the bot is: public channels want it in, too. */
function readable(call: Call): ChannelState {
  need(call.args, 'channel');
  const channel = channelFor(call, call.args.channel);
  needScope(call.bot, channel, 'history');
  if (!channel.hasBot(call.bot)) throw new Refusal('not_in_channel');
  return channel;
}

function messages(all: readonly MessageState[], args: Args): JsonObject {
  const oldest = str(args.oldest) || '0';
  const latest = str(args.latest) || '9999999999.999999';
  const inclusive = truth(args.inclusive);
  const within = all.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest)),
  );
  const { items, next_cursor } = page(within, args, 100);
  return {
    messages: items.map((message) => message.payload()),
    has_more: next_cursor !== '',
    pin_count: 0,
    ...(next_cursor ? { response_metadata: { next_cursor } } : {}),
  };
}
