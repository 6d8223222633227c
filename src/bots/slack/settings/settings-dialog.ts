/** The dialog in which admins settle things for their workspace, derived from the declarations in community.ts. Pure. */
import type { types } from '@slack/bolt';
import type { Preset } from '../../../domain/preset.js';
import type { Words } from '../../../words/words.js';
import { COMMUNITY, type CommunitySettings } from '../../community.js';
import { sentence } from '../../messages/wording.js';
import type { Problems } from '../commands/dialog-problems.js';
import { channelsIn, choiceIn, isTicked, numberIn, type Values } from '../commands/dialog-values.js';
import { VIEWS } from '../views/action-ids.js';
import {
  choiceInput,
  input,
  numberInput,
  presetInput,
  qualityInput,
  tickInput,
} from '../views/dialog-inputs.js';
import { plain } from '../views/text.js';

/** Channels that can be chosen. */
const MOST_CHANNELS = 50;

export function settingsView(
  words: Words,
  settings: CommunitySettings,
  presets: readonly Preset[],
): types.ModalView {
  const { preset, quality, channels, perMember, perDay, allowsPrivate, screening, screeningThreshold } =
    settings;
  const { t } = words;
  return {
    type: 'modal',
    callback_id: VIEWS.settings,
    title: plain(t('slack.settings.title'), 24),
    submit: plain(t('slack.save'), 24),
    close: plain(t('buttons.cancel'), 24),
    blocks: [
      presetInput(
        words,
        { id: 'preset', label: t('slack.settings.style'), hint: sentence(t('community.preset')) },
        presets,
        {
          initial: preset,
        },
      ),
      qualityInput(
        words,
        {
          id: 'quality',
          label: t('slack.settings.quality'),
          hint: sentence(t('community.quality')),
          optional: false,
        },
        quality,
      ),
      input(
        { id: 'channels', label: t('slack.home.channels'), hint: t('slack.settings.channelsHint') },
        {
          type: 'multi_conversations_select',
          filter: { include: ['public', 'private'] },
          max_selected_items: MOST_CHANNELS,
          ...(channels.length > 0 && { initial_conversations: channels }),
        },
      ),
      numberInput(
        words,
        { id: 'perMember', label: t('slack.settings.perMember'), optional: false },
        { field: COMMUNITY.perMember, meaning: 'community.perMember' },
        { initial: perMember },
      ),
      numberInput(
        words,
        { id: 'perDay', label: t('slack.settings.perDay'), optional: false },
        { field: COMMUNITY.perDay, meaning: 'community.perDay' },
        {
          initial: perDay,
        },
      ),
      tickInput(
        { id: 'allowsPrivate', label: t('slack.settings.direct') },
        sentence(t('community.allowsPrivate')),
        allowsPrivate,
      ),
      choiceInput(
        {
          id: 'screening',
          label: t('community.screening.title'),
          hint: sentence(t('community.screening')),
          optional: false,
        },
        COMMUNITY.screening.choices.map((value) => [value, t(`community.screening.${value}`)]),
        screening,
      ),
      numberInput(
        words,
        { id: 'screeningThreshold', label: t('community.screening.threshold'), optional: false },
        { field: COMMUNITY.screeningThreshold, meaning: 'community.screeningThreshold' },
        { initial: screeningThreshold },
      ),
    ],
  };
}

/** What is to be changed, or what is wrong with it, by block. */
export function readSettings(
  values: Values,
): { ok: true; value: CommunitySettings } | { ok: false; problems: Problems } {
  const problems: Problems = {};
  const value: CommunitySettings = {
    preset: choiceIn(values, 'preset') ?? '',
    quality: (choiceIn(values, 'quality') ?? COMMUNITY.quality.default) as CommunitySettings['quality'],
    channels: channelsIn(values, 'channels'),
    perMember: numberIn(values, 'perMember', COMMUNITY.perMember, problems) ?? COMMUNITY.perMember.default,
    perDay: numberIn(values, 'perDay', COMMUNITY.perDay, problems) ?? COMMUNITY.perDay.default,
    allowsPrivate: isTicked(values, 'allowsPrivate'),
    screening: (choiceIn(values, 'screening') ??
      COMMUNITY.screening.default) as CommunitySettings['screening'],
    screeningThreshold:
      numberIn(values, 'screeningThreshold', COMMUNITY.screeningThreshold, problems) ??
      COMMUNITY.screeningThreshold.default,
  };
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, value };
}
