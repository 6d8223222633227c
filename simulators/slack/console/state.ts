/** What one person sees of the workspace, as plain JSON for the page. */
import type { Json, JsonObject } from '../api.js';
import { pictures } from '../blocks/find.js';
import type { Core } from '../core.js';
import { isObject, str, wire } from '../json.js';
import type { ChannelState } from '../world/channel.js';
import type { FileState } from '../world/file.js';
import type { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import type { ViewState } from '../world/view.js';

export function stateFor(core: Core, person: PersonState, channel: ChannelState): JsonObject {
  const { bot } = person.workspace;
  return {
    app: { name: core.app.name, user: bot?.botUserId ?? '', state: bot?.state ?? 'absent' },
    workspace: person.workspace.name,
    me: { id: person.id, name: person.name, admin: person.admin },
    people: [...core.users.values()].map(({ id, name, admin, workspace }) => ({
      id,
      name,
      admin,
      workspace: workspace.name,
    })),
    channels: person.workspace.channels
      .filter(({ kind, members }) => kind !== 'im' && members.has(person.id))
      .map((one) => channelCard(one)),
    dm: person.dmChannel.id,
    channel: {
      ...channelCard(channel),
      messages: channel.messagesFor(person).map((one) => messageCard(core, one)),
    },
    shortcuts: [...core.manifest.shortcuts],
    commands: [...core.manifest.commands],
    views: person.views.map((view) => viewCard(core, view)),
    home: person.home ? viewCard(core, person.home) : null,
    now: core.clock.now(),
    connections: core.socket.connections,
    requestUrl: core.http.requestUrl ?? null,
    replace: core.slackFileReplace,
    log: core.calls.all
      .slice(-60)
      .map(({ method, status, error, at }) => ({ method, status, error: error ?? '', at })),
  };
}

function channelCard(channel: ChannelState): JsonObject {
  const { bot } = channel.workspace;
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    archived: channel.archived,
    hasBot: bot ? channel.hasBot(bot) : false,
    people: channel.members.size,
  };
}

function messageCard(core: Core, message: MessageState): JsonObject {
  return wire({
    ts: message.ts,
    user: message.user,
    fromBot: message.fromBot,
    text: message.text,
    blocks: withSources(core, message.blocks, message.stuck),
    values: message.valuesFor(message.user),
    files: message.files.map(fileCard),
    thread: message.threadTs ?? null,
    replies: message.channel.thread(message.ts).length,
    ephemeral: message.ephemeralFor !== undefined,
    edited: message.edited !== undefined,
  });
}

function viewCard(core: Core, view: ViewState): JsonObject {
  return wire({ ...view.payload(), blocks: withSources(core, view.blocks), errors: view.errors });
}

function fileCard(file: FileState): JsonObject {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.bytes.length,
    image: file.filetype !== 'binary' && file.filetype !== 'text',
    ready: file.ready,
    src: `/console/file/${file.id}`,
  };
}

/** Each picture with the address that this page gets it from, as `src`. */
function withSources(
  core: Core,
  blocks: readonly JsonObject[],
  stuck: ReadonlyMap<string, FileState | undefined> = new Map(),
): Json {
  const copy = wire([...blocks]);
  for (const { element, at } of pictures(copy)) {
    const named = isObject(element.slack_file) ? core.files.named(element.slack_file) : undefined;
    const file = stuck.has(at) ? stuck.get(at) : named;
    if (element.image_url !== undefined) {
      element.src = `/console/picture?url=${encodeURIComponent(str(element.image_url))}`;
    } else element.src = file && !file.deleted ? `/console/file/${file.id}` : '';
  }
  return copy;
}
