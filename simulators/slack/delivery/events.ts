/** Message events, to every installation that is a member of the conversation: docs.slack.dev/reference/events/message */
import type { JsonObject } from '../api.js';
import { obj } from '../json.js';
import type { ChannelState } from '../world/channel.js';
import type { InstallationState } from '../world/installation.js';
import type { MessageState } from '../world/message.js';

/** Resolves as the app has acknowledged, or failed to. */
export async function messagePosted(message: MessageState): Promise<void> {
  if (message.ephemeralFor) return;
  await toMembers(message.channel, (bot) => ({ ...shownTo(message, bot), event_ts: message.ts }));
}

export async function messageChanged(message: MessageState, before: JsonObject): Promise<void> {
  await toMembers(message.channel, (bot) => ({
    subtype: 'message_changed',
    hidden: true,
    ts: bot.workspace.core.ids.ts(bot.workspace.core.clock.now()),
    message: message.payload(),
    previous_message: before,
  }));
}

export async function messageDeleted(message: MessageState, before: JsonObject): Promise<void> {
  await toMembers(message.channel, (bot) => ({
    subtype: 'message_deleted',
    hidden: true,
    ts: bot.workspace.core.ids.ts(bot.workspace.core.clock.now()),
    deleted_ts: message.ts,
    previous_message: before,
  }));
}

/** app_mention: not in direct messages, and only where the app is a member. */
export async function mentioned(message: MessageState): Promise<void> {
  const { channel, text } = message;
  const bots = present(channel).filter((bot) => text.includes(`<@${bot.botUserId}>`));
  if (channel.kind === 'im') return;
  await Promise.all(
    bots.map((bot) => {
      const { subtype, ...shown } = shownTo(message, bot);
      const event = { ...shown, type: 'app_mention', event_ts: message.ts };
      return channel.core.dispatch.event(bot, 'app_mention', event, context(channel));
    }),
  );
}

async function toMembers(
  channel: ChannelState,
  event: (bot: InstallationState) => JsonObject,
): Promise<void> {
  const names = {
    channel: 'message.channels',
    group: 'message.groups',
    im: 'message.im',
    mpim: 'message.mpim',
  };
  const name = names[channel.kind];
  await Promise.all(
    present(channel).map((bot) =>
      channel.core.dispatch.event(
        bot,
        name,
        { type: 'message', channel: channel.id, channel_type: channel.kind, ...event(bot) },
        context(channel),
      ),
    ),
  );
}

function present(channel: ChannelState): InstallationState[] {
  return channel.installations.filter((bot) => channel.hasBot(bot));
}

/** The message as this installation is told of it: files from elsewhere must be looked up. */
function shownTo(message: MessageState, bot: InstallationState): JsonObject {
  const { channel } = message;
  const author = channel.core.users.get(message.user)?.workspace;
  const stranger = channel.shared && author !== undefined && author !== bot.workspace;
  const files = message.files.map((file) =>
    file.workspace === bot.workspace ? file.payload() : file.stub(),
  );
  return {
    ...obj(message.payload()),
    channel: channel.id,
    ...(files.length > 0 ? { files } : {}),
    ...(stranger ? { user_team: author.id, source_team: author.id, team: author.id } : {}),
  };
}

function context(channel: ChannelState): JsonObject {
  return channel.shared ? { is_ext_shared_channel: true } : {};
}
