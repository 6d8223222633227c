/** /atelier settings: the settings of a server, for its moderators. Menus are saved as soon as something is chosen. */
import {
  type AnySelectMenuInteraction,
  type APIMessageTopLevelComponent,
  type APISelectMenuComponent,
  type ButtonInteraction,
  ChannelType,
  type ChatInputCommandInteraction,
  ComponentType,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
  type RepliableInteraction,
  SelectMenuDefaultValueType,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { parseField } from '../../../domain/field.js';
import { findPreset } from '../../../domain/preset.js';
import { COMMUNITY, type CommunitySettings } from '../../community.js';
import { words } from '../commands/dialog-values.js';
import { outgoing, type Reply } from '../commands/reply.js';
import { communityOf } from '../commands/request-context.js';
import type { DialogArguments, DiscordPorts, Handler } from '../dependencies.js';
import { button, container, menu, rows, text } from '../views/components.js';
import { customId } from '../views/custom-id.js';
import { FIELD, MOST_OPTIONS, modal, numberField, presetField } from '../views/modals.js';
import { plain } from '../views/text.js';

const COLOUR = 0x5b6ee1;

export const settings: Handler<ChatInputCommandInteraction> = async (ports, interaction, reply) => {
  assertManager(interaction);
  await reply.think(true);
  await show(ports, interaction, reply);
};

/** A menu of the panel: the argument is the setting. */
export async function set(
  ports: DiscordPorts,
  interaction: AnySelectMenuInteraction,
  reply: Reply,
  name: string,
): Promise<void> {
  assertManager(interaction);
  await reply.hold();
  const { values } = interaction;
  const change = name === 'channels' ? { channels: [...values] } : { [name]: values[0] };
  await ports.communities.change(communityOf(interaction), change);
  await show(ports, interaction, reply);
}

/** A button of the panel: opens the dialog for what no menu can hold. */
export async function ask(
  { communities, presets }: DiscordPorts,
  interaction: ButtonInteraction,
  reply: Reply,
  what: string,
): Promise<void> {
  assertManager(interaction);
  const { preset, perMember, perDay } = await communities.of(communityOf(interaction));
  if (what === 'preset')
    return reply.ask(modal('ask', what, 'Default style', [presetField(presets, preset, 'No default')]));
  await reply.ask(
    modal('ask', what, 'Limits for each member', [
      numberField('perMember', LIMITS.perMember, capitalised(COMMUNITY.perMember.meaning), perMember),
      numberField('perDay', LIMITS.perDay, capitalised(COMMUNITY.perDay.meaning), perDay),
    ]),
  );
}

/** The dialog, filled in. */
export async function answer(...[ports, interaction, reply, what]: DialogArguments): Promise<void> {
  assertManager(interaction);
  await reply.hold();
  await ports.communities.change(communityOf(interaction), changeOf(ports, interaction, what));
  await show(ports, interaction, reply);
}

function changeOf({ presets }: DiscordPorts, { fields }: ModalSubmitInteraction, what: string) {
  if (what !== 'preset')
    return { perMember: limitIn(fields, 'perMember'), perDay: limitIn(fields, 'perDay') };
  const given = words(fields, FIELD.preset);
  return { preset: given === '' || given === 'none' ? '' : findPreset(presets, given).id };
}

/** What people call the limits. */
const LIMITS = { perMember: 'At once', perDay: 'In 24 hours' } as const;

/** A field that was emptied is no limit. */
function limitIn(fields: ModalSubmitInteraction['fields'], name: keyof typeof LIMITS): number {
  const parsed = parseField(COMMUNITY[name], `"${LIMITS[name]}"`, words(fields, name) || '0');
  if (!parsed.ok) throw new AtelierError('invalid_input', parsed.message);
  return parsed.value;
}

async function show(ports: DiscordPorts, interaction: RepliableInteraction, reply: Reply): Promise<void> {
  const settings = await ports.communities.of(communityOf(interaction));
  // Discord takes no menu that names a channel which is gone.
  const channels = settings.channels.filter((id) => interaction.guild?.channels.cache.has(id) ?? true);
  await reply.fill(outgoing(panel(ports, { ...settings, channels })));
}

function panel(
  { presets }: Pick<DiscordPorts, 'presets'>,
  { channels, preset, quality, perMember, perDay, allowsPrivate }: CommunitySettings,
): APIMessageTopLevelComponent[] {
  const style = presets.find(({ id }) => id === preset)?.title;
  const lines = [
    '### Atelier on this server',
    `**Channels** ${channels.length === 0 ? 'all' : channels.map((id) => `<#${id}>`).join(' ')}`,
    `**Default style** ${style === undefined ? 'none' : plain(style)}`,
    `**Each member** ${perMember || 'as many as the bot allows'} at once, ${perDay || 'any number'} in 24 hours`,
  ];
  return [
    container(COLOUR, [
      text(lines.join('\n')),
      menu(channelMenu(channels)),
      menu(choiceMenu('quality', 'Default quality', COMMUNITY.quality.choices, quality)),
      menu(
        choiceMenu(
          'allowsPrivate',
          'Pictures that only the requester sees',
          ['on', 'off'],
          allowsPrivate ? 'on' : 'off',
        ),
      ),
      ...rows([
        button(customId('ask', 'preset'), 'Default style'),
        button(customId('ask', 'limits'), 'Limits'),
      ]),
    ]),
  ];
}

function channelMenu(channels: readonly string[]): APISelectMenuComponent {
  return {
    type: ComponentType.ChannelSelect,
    custom_id: customId('set', 'channels'),
    placeholder: 'All channels',
    channel_types: [
      ChannelType.GuildText,
      ChannelType.GuildAnnouncement,
      ChannelType.GuildForum,
      ChannelType.GuildMedia,
      ChannelType.GuildVoice,
      ChannelType.GuildStageVoice,
    ],
    min_values: 0,
    max_values: MOST_OPTIONS,
    default_values: channels.map((id) => ({ id, type: SelectMenuDefaultValueType.Channel })),
  };
}

function choiceMenu(
  name: keyof typeof COMMUNITY,
  what: string,
  choices: readonly string[],
  current: string,
): APISelectMenuComponent {
  return {
    type: ComponentType.StringSelect,
    custom_id: customId('set', name),
    placeholder: what,
    options: choices.map((value) => ({ label: `${what}: ${value}`, value, default: value === current })),
  };
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Discord asks for the permission before it shows the command; it may have been revoked since. */
function assertManager({ memberPermissions, guildId }: RepliableInteraction): void {
  if (guildId !== null && memberPermissions?.has(PermissionFlagsBits.ManageGuild)) return;
  throw new AtelierError('forbidden', 'this takes the permission Manage Server; ask somebody who has it');
}
