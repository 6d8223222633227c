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
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { COMMUNITY, type CommunitySettings, screeningFact } from '../../community.js';
import { type Refusal, refusalLine } from '../../last-refusals.js';
import { words as wordsIn } from '../commands/dialog-values.js';
import { outgoing, type Reply } from '../commands/reply.js';
import { communityOf, wordsOf } from '../commands/request-context.js';
import type { DialogArguments, DiscordPorts, Handler } from '../dependencies.js';
import { button, container, menu, rows, text } from '../views/components.js';
import { customId } from '../views/custom-id.js';
import { FIELD, MOST_OPTIONS, modal, numberField, presetField } from '../views/modals.js';
import { moment, plain } from '../views/text.js';

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
  ports: DiscordPorts,
  interaction: ButtonInteraction,
  reply: Reply,
  what: string,
): Promise<void> {
  assertManager(interaction);
  if (what === 'refusals') return listRefusals(ports, interaction, reply);
  const { communities, presets } = ports;
  const { preset, perMember, perDay, screeningThreshold } = await communities.of(communityOf(interaction));
  const own = wordsOf(interaction);
  const { t } = own;
  if (what === 'screening') {
    const hint = capitalised(t('community.screeningThreshold'));
    const field = numberField('screeningThreshold', thresholdLabel(own), hint, screeningThreshold);
    return reply.ask(modal('ask', what, t('community.screening.title'), [field]));
  }
  if (what === 'preset') {
    const field = presetField(own, presets, preset, t('discord.settings.noStyle'));
    return reply.ask(modal('ask', what, t('discord.settings.style'), [field]));
  }
  await reply.ask(
    modal('ask', what, t('discord.settings.limitsTitle'), [
      numberField('perMember', t(LIMITS.perMember), capitalised(t('community.perMember')), perMember),
      numberField('perDay', t(LIMITS.perDay), capitalised(t('community.perDay')), perDay),
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

function changeOf({ presets }: DiscordPorts, interaction: ModalSubmitInteraction, what: string) {
  const own = wordsOf(interaction);
  const { fields } = interaction;
  if (what === 'screening') {
    const typed = wordsIn(fields, 'screeningThreshold') || `${COMMUNITY.screeningThreshold.default}`;
    return { screeningThreshold: numberIn('screeningThreshold', thresholdLabel(own), typed) };
  }
  if (what !== 'preset')
    return { perMember: limitIn(own, fields, 'perMember'), perDay: limitIn(own, fields, 'perDay') };
  const given = wordsIn(fields, FIELD.preset);
  return { preset: given === '' || given === 'none' ? '' : findPreset(presets, given).id };
}

/** What people call the limits. */
const LIMITS = { perMember: 'discord.settings.atOnce', perDay: 'discord.settings.aDay' } as const;

/** A field that was emptied is no limit. */
function limitIn({ t }: Words, fields: ModalSubmitInteraction['fields'], name: keyof typeof LIMITS): number {
  return numberIn(name, t(LIMITS[name]), wordsIn(fields, name) || '0');
}

function numberIn(name: 'perMember' | 'perDay' | 'screeningThreshold', label: string, typed: string): number {
  const parsed = parseField(COMMUNITY[name], `"${label}"`, typed);
  if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
  return parsed.value;
}

function thresholdLabel({ t }: Words): string {
  return `${t('community.screening.threshold')} (${COMMUNITY.screeningThreshold.unit})`;
}

/** Refusals that are shown: as many as fit into one message. */
const SHOWN_REFUSALS = 25;

/** A private answer to the moderator. */
async function listRefusals(
  { refusals }: DiscordPorts,
  interaction: ButtonInteraction,
  reply: Reply,
): Promise<void> {
  await reply.think(true);
  const own = wordsOf(interaction);
  const last = (await refusals.last(communityOf(interaction))).slice(0, SHOWN_REFUSALS);
  const lines =
    last.length === 0
      ? [own.t('community.refused.none')]
      : [...last.map((one) => refused(own, one)), `-# ${own.t('community.refused.kept')}`];
  const title = `### ${own.t('community.refused.title')}`;
  await reply.fill(outgoing([container(COLOUR, [text([title, ...lines].join('\n'))])]));
}

function refused(own: Words, refusal: Refusal): string {
  const { user, channel, at } = refusal;
  const who = `<@${user.slice(user.lastIndexOf(':') + 1)}>`;
  return refusalLine(own, refusal, { who, where: channel ? `<#${channel}>` : '', when: moment(at) });
}

async function show(ports: DiscordPorts, interaction: RepliableInteraction, reply: Reply): Promise<void> {
  const settings = await ports.communities.of(communityOf(interaction));
  // Discord takes no menu that names a channel which is gone.
  const channels = settings.channels.filter((id) => interaction.guild?.channels.cache.has(id) ?? true);
  await reply.fill(outgoing(panel(wordsOf(interaction), ports, { ...settings, channels })));
}

function panel(
  words: Words,
  { presets }: Pick<DiscordPorts, 'presets'>,
  settings: CommunitySettings,
): APIMessageTopLevelComponent[] {
  const { t } = words;
  const { channels, preset, quality, perMember, perDay, allowsPrivate, screening } = settings;
  const style = presets.find(({ id }) => id === preset)?.title;
  const lines = [
    `### ${t('discord.settings.title')}`,
    t('discord.settings.channels', {
      channels:
        channels.length === 0 ? t('discord.settings.all') : channels.map((id) => `<#${id}>`).join(' '),
    }),
    t('discord.settings.styleLine', {
      style: style === undefined ? t('discord.settings.none') : plain(style),
    }),
    t('discord.settings.members', {
      atOnce: perMember || said('discord.settings.botLimit'),
      aDay: perDay || said('discord.settings.anyNumber'),
    }),
    screeningLine(words, settings),
  ];
  return [
    container(COLOUR, [
      text(lines.join('\n')),
      menu(channelMenu(t('discord.settings.allChannels'), channels)),
      menu(
        choiceMenu(
          words,
          'quality',
          t('discord.settings.quality'),
          COMMUNITY.quality.choices.map((value) => [value, t(`options.quality.${value}`)]),
          quality,
        ),
      ),
      menu(
        choiceMenu(
          words,
          'allowsPrivate',
          t('discord.settings.private'),
          [
            ['on', t('discord.settings.on')],
            ['off', t('discord.settings.off')],
          ],
          allowsPrivate ? 'on' : 'off',
        ),
      ),
      menu(
        choiceMenu(
          words,
          'screening',
          t('community.screening.title'),
          COMMUNITY.screening.choices.map((value) => [value, t(`community.screening.${value}`)]),
          screening,
        ),
      ),
      ...rows([
        button(customId('ask', 'preset'), t('discord.settings.style')),
        button(customId('ask', 'limits'), t('discord.settings.limits')),
        ...(screening === 'off'
          ? []
          : [button(customId('ask', 'screening'), t('discord.settings.threshold'))]),
        button(customId('ask', 'refusals'), t('community.refused.title')),
      ]),
    ]),
  ];
}

function screeningLine(words: Words, settings: CommunitySettings): string {
  return words.t('discord.settings.screening', { level: screeningFact(settings) });
}

function channelMenu(placeholder: string, channels: readonly string[]): APISelectMenuComponent {
  return {
    type: ComponentType.ChannelSelect,
    custom_id: customId('set', 'channels'),
    placeholder,
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
  { t }: Words,
  name: keyof typeof COMMUNITY,
  what: string,
  choices: readonly (readonly [value: string, name: string])[],
  current: string,
): APISelectMenuComponent {
  return {
    type: ComponentType.StringSelect,
    custom_id: customId('set', name),
    placeholder: what,
    options: choices.map(([value, name]) => ({
      label: t('discord.settings.choice', { what, value: name }),
      value,
      default: value === current,
    })),
  };
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Discord asks for the permission before it shows the command; it may have been revoked since. */
function assertManager({ memberPermissions, guildId }: RepliableInteraction): void {
  if (guildId !== null && memberPermissions?.has(PermissionFlagsBits.ManageGuild)) return;
  throw new AtelierError('forbidden', said('discord.managersOnly'));
}
