/** The dialogs that ask for a picture or a style (discord-api-docs, developers/components/reference, Label and File Upload). Pure. */
import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuOption,
  type APITextDisplayComponent,
  ChannelType,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Preset } from '../../../domain/preset.js';
import type { Words } from '../../../words/words.js';
import { cut } from './components.js';
import { customId, type Verb } from './custom-id.js';

/** Names of the fields. */
export const FIELD = {
  photo: 'photo',
  picture: 'picture',
  preset: 'preset',
  style: 'style',
  private: 'private',
  channel: 'channel',
  options: 'options',
} as const;

/** Options of one menu. */
export const MOST_OPTIONS = 25;
const MOST_TITLE = 45;
const MOST_OPTION = 100;
/** Characters of options as text. */
const MOST_TYPED = 300;

/** Where a picture can be shown; forums and media channels take it in their threads alone. */
export const SHARE_CHANNELS = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
] as const;

type Modal = APIModalInteractionResponseCallbackData;

export function modal(
  verb: Verb,
  argument: string,
  title: string,
  fields: (APILabelComponent | APITextDisplayComponent)[],
): Modal {
  return { custom_id: customId(verb, argument), title: cut(title, MOST_TITLE), components: fields };
}

export function label(name: string, description: string, component: APIComponentInLabel): APILabelComponent {
  return { type: ComponentType.Label, label: name, ...(description && { description }), component };
}

/** A style for a picture that is there already. `pictures`: names of those to choose from. */
export function styleFields(
  words: Words,
  presets: readonly Preset[],
  pictures: readonly string[] = [],
): APILabelComponent[] {
  const options = pictures
    .slice(0, MOST_OPTIONS)
    .map((name, index) => ({ label: cut(name, MOST_OPTION), value: String(index), default: index === 0 }));
  return [
    ...(options.length > 1
      ? [label(words.t('discord.picture'), '', choice(FIELD.picture, options, true))]
      : []),
    presetField(words, presets),
    label(words.t('discord.ownStyle'), words.t('discord.ownStyleHint'), upload(FIELD.style, false)),
  ];
}

/** A style from here, or one's own. */
export function ownStyleFields(
  words: Words,
  presets: readonly Preset[],
  description = '',
): APILabelComponent[] {
  return [
    presetField(words, presets),
    label(words.t('discord.ownStyle'), description, upload(FIELD.style, false)),
  ];
}

export function photoField({ t }: Words): APILabelComponent {
  return label(t('discord.yourPhoto'), t('discord.photoHint'), upload(FIELD.photo, true));
}

/** Another picture in the place of one that is there. */
export function replaceField(
  { t }: Words,
  id: string,
  name: string,
  current: string | undefined,
): APILabelComponent {
  const stays = current === undefined ? '' : cut(t('discord.stays', { name: current }), MOST_OPTION);
  return label(name, stays, upload(id, false));
}

export function privateField({ t }: Words, isChecked = false): APILabelComponent {
  const box = { type: ComponentType.Checkbox, custom_id: FIELD.private } as const;
  return label(t('discord.private'), '', isChecked ? { ...box, default: true } : box);
}

export function textField(id: string, name: string, description: string, value: string): APILabelComponent {
  return label(name, cut(description, MOST_OPTION), {
    type: ComponentType.TextInput,
    custom_id: id,
    style: TextInputStyle.Short,
    required: false,
    max_length: MOST_TYPED,
    ...(value && { value: cut(value, MOST_TYPED) }),
  });
}

/** A menu of the presets; words, where there are more than a menu holds. */
export function presetField(
  { t }: Words,
  presets: readonly Preset[],
  current = '',
  none?: string,
): APILabelComponent {
  const options = presets.map((preset) => presetOption(preset, preset.id === current));
  const all =
    none === undefined ? options : [{ label: none, value: 'none', default: current === '' }, ...options];
  if (all.length <= MOST_OPTIONS) return label(t('messages.style'), '', choice(FIELD.preset, all, false));
  return label(t('messages.style'), t('discord.styleHint'), {
    type: ComponentType.TextInput,
    custom_id: FIELD.preset,
    style: TextInputStyle.Short,
    required: false,
    max_length: MOST_OPTION,
    ...(current && { value: current }),
  });
}

export function channelField({ t }: Words): APILabelComponent {
  return label(t('discord.channel'), t('discord.channelHint'), {
    type: ComponentType.ChannelSelect,
    custom_id: FIELD.channel,
    channel_types: [...SHARE_CHANNELS],
    required: true,
  });
}

export function numberField(id: string, name: string, description: string, value: number): APILabelComponent {
  return label(name, cut(description, MOST_OPTION), {
    type: ComponentType.TextInput,
    custom_id: id,
    style: TextInputStyle.Short,
    required: false,
    max_length: 6,
    value: String(value),
  });
}

export function presetOption({ id, title, artist, year }: Preset, isDefault = false): APISelectMenuOption {
  return {
    label: cut(title, MOST_OPTION),
    value: id,
    description: cut(`${artist}, ${year}`, MOST_OPTION),
    ...(isDefault && { default: true }),
  };
}

function choice(id: string, options: APISelectMenuOption[], required: boolean): APIComponentInLabel {
  return { type: ComponentType.StringSelect, custom_id: id, options, required };
}

function upload(id: string, required: boolean): APIComponentInLabel {
  return {
    type: ComponentType.FileUpload,
    custom_id: id,
    required,
    max_values: 1,
    file_types: ['image'],
  };
}
