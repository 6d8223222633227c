/** Bodies of commands and interactions: docs.slack.dev/interactivity and docs.slack.dev/reference/interaction-payloads */
import type { JsonObject } from '../api.js';
import type { ChannelState } from '../world/channel.js';
import type { InstallationState } from '../world/installation.js';
import type { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import type { ViewState } from '../world/view.js';
import type { WorkspaceState } from '../world/workspace.js';

/** Who, where from, for which app. `team` is null for an org-wide installation. */
function basics(person: PersonState, bot: InstallationState, team: WorkspaceState): JsonObject {
  const { app } = person.core;
  return {
    team: bot.orgWide ? null : teamOf(team),
    enterprise: team.enterprise ?? null,
    is_enterprise_install: bot.orgWide,
    user: { id: person.id, username: person.name, name: person.name, team_id: person.workspace.id },
    api_app_id: app.id,
    token: app.verificationToken,
  };
}

function teamOf({ id, domain, enterprise }: WorkspaceState): JsonObject {
  return {
    id,
    domain,
    ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
  };
}

/** Channel as payloads name it: direct messages and private channels have no name for apps. */
function channelName(channel: ChannelState): string {
  return { channel: channel.name, group: 'privategroup', im: 'directmessage', mpim: channel.name }[
    channel.kind
  ];
}

function channelOf(channel: ChannelState): JsonObject {
  return { id: channel.id, name: channelName(channel) };
}

export function command(
  person: PersonState,
  bot: InstallationState,
  channel: ChannelState,
  name: string,
  text: string,
): JsonObject {
  const { core, workspace } = person;
  return {
    token: core.app.verificationToken,
    team_id: workspace.id,
    team_domain: workspace.domain,
    ...(workspace.enterprise
      ? { enterprise_id: workspace.enterprise.id, enterprise_name: workspace.enterprise.name }
      : {}),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command: name,
    text,
    api_app_id: core.app.id,
    is_enterprise_install: String(bot.orgWide),
    response_url: core.responseUrls.create('commands', person, bot, channel),
    trigger_id: core.triggers.create({ person, channel: channel.id, view: undefined }),
  };
}

export function messageShortcut(
  person: PersonState,
  bot: InstallationState,
  message: MessageState,
  callbackId: string,
): JsonObject {
  const { core } = person;
  const { channel } = message;
  return {
    ...basics(person, bot, person.workspace),
    type: 'message_action',
    action_ts: core.ids.ts(core.clock.now()),
    callback_id: callbackId,
    trigger_id: core.triggers.create({ person, channel: channel.id, view: undefined }),
    response_url: core.responseUrls.create('actions', person, bot, channel),
    message_ts: message.ts,
    channel: channelOf(channel),
    message: message.payload(),
  };
}

export function globalShortcut(person: PersonState, bot: InstallationState, callbackId: string): JsonObject {
  const { core } = person;
  return {
    ...basics(person, bot, person.workspace),
    type: 'shortcut',
    action_ts: core.ids.ts(core.clock.now()),
    callback_id: callbackId,
    trigger_id: core.triggers.create({ person, channel: undefined, view: undefined }),
  };
}

/** A press or a choice in a message. Of an ephemeral one only the container is told. */
export function messageAction(
  person: PersonState,
  bot: InstallationState,
  message: MessageState,
  action: JsonObject,
): JsonObject {
  const { core } = person;
  const { channel, ephemeralFor } = message;
  const ephemeral = ephemeralFor !== undefined;
  return {
    ...basics(person, bot, channel.shared ? channel.workspace : person.workspace),
    type: 'block_actions',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: core.triggers.create({ person, channel: channel.id, view: undefined }),
    channel: channelOf(channel),
    ...(ephemeral ? {} : { message: message.payload() }),
    state: { values: message.valuesFor(person.id) },
    response_url: core.responseUrls.create('actions', person, bot, channel, message),
    actions: [action],
  };
}

/** A press or a choice in a modal or in App Home. */
export function viewAction(view: ViewState, action: JsonObject): JsonObject {
  const { person, bot } = view;
  const { core } = person;
  return {
    ...basics(person, bot, person.workspace),
    type: 'block_actions',
    container: { type: 'view', view_id: view.id },
    trigger_id: core.triggers.create({ person, channel: view.channel, view }),
    view: view.payload(),
    actions: [action],
  };
}

export function viewSubmission(view: ViewState): JsonObject {
  const { person, bot } = view;
  return {
    ...basics(person, bot, person.workspace),
    type: 'view_submission',
    trigger_id: person.core.triggers.create({ person, channel: view.channel, view }),
    view: view.payload(),
    response_urls: responseUrls(view),
  };
}

export function viewClosed(view: ViewState, cleared: boolean): JsonObject {
  const { person, bot } = view;
  return {
    ...basics(person, bot, person.workspace),
    type: 'view_closed',
    view: view.payload(),
    is_cleared: cleared,
  };
}

/** One for each conversation chosen in a select with response_url_enabled. */
function responseUrls(view: ViewState): JsonObject[] {
  const { person, bot } = view;
  return view.blocks.flatMap((block) => {
    const { element } = block;
    if (block.type !== 'input' || typeof element !== 'object' || element === null || Array.isArray(element)) {
      return [];
    }
    if (element.response_url_enabled !== true) return [];
    const entry = view.held[String(block.block_id)]?.[String(element.action_id)];
    const id = entry?.selected_conversation ?? entry?.selected_channel;
    const channel = person.core.channels.get(String(id));
    if (!channel) return [];
    return [
      {
        block_id: String(block.block_id),
        action_id: String(element.action_id),
        channel_id: channel.id,
        response_url: person.core.responseUrls.create('actions', person, bot, channel),
      },
    ];
  });
}
