/** New messages that come of an interaction: replies and follow-ups. */
import type { Interaction } from '../people/interaction.js';
import { CONTEXT, FLAG, INTERACTION, MESSAGE_TYPE } from '../protocol.js';
import type { Upload } from '../rules/attachments.js';
import type { Body } from '../rules/form.js';
import { compose } from '../rules/message.js';
import { contextOf } from '../world/commands.js';
import { type Draft, Message } from '../world/message.js';
import { has } from '../world/permissions.js';

interface Publishing {
  body: Body;
  uploads: readonly Upload[];
  path?: string[];
  via: 'callback' | 'webhook';
  /** "Is thinking…" */
  loading?: boolean;
}

const EMPTY: Draft = {
  content: '',
  embeds: [],
  components: [],
  files: [],
  flags: 0,
  mentions: { users: [], roles: [], everyone: false },
};

export function publish(
  interaction: Interaction,
  { body, uploads, path, via, loading }: Publishing,
): Message {
  const { world, channel } = interaction;
  const ephemeral = (Number(body.flags ?? 0) & FLAG.ephemeral) !== 0 || hushed(interaction);
  const draft = loading
    ? { ...EMPTY, flags: FLAG.loading | (ephemeral ? FLAG.ephemeral : 0) }
    : compose({
        channel,
        body,
        uploads,
        way: 'webhook',
        limitBytes: interaction.limitBytes,
        ephemeral,
        ...(path ? { path } : {}),
      });
  const command = interaction.type === INTERACTION.command;
  const chat = command && !('target_id' in (interaction.payload.data as object));
  const origin = {
    author: world.bot,
    type: chat ? MESSAGE_TYPE.chatCommand : command ? MESSAGE_TYPE.contextCommand : MESSAGE_TYPE.reply,
    interaction,
    ...(ephemeral ? { onlyFor: interaction.user } : {}),
  };
  return new Message(world, channel, origin, draft, via);
}

/** USE_EXTERNAL_APPS: "When disabled, … the responses will be ephemeral. This only applies to apps not also installed to the server." */
function hushed({ userInstallOnly, channel, user }: Interaction): boolean {
  return (
    userInstallOnly &&
    contextOf(channel) === CONTEXT.guild &&
    !has(channel.permissionsOf(user.id), 'UseExternalApps')
  );
}
