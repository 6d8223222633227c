/** The dialog in which admins settle things for their workspace, derived from the declarations in community.ts. Pure. */
import type { types } from '@slack/bolt';
import type { Preset } from '../../../domain/preset.js';
import { QUALITIES } from '../../../domain/request.js';
import { COMMUNITY, type CommunitySettings } from '../../community.js';
import { sentence } from '../../messages/wording.js';
import {
  channelsIn,
  choiceIn,
  isTicked,
  numberIn,
  type Problems,
  type Values,
} from '../commands/dialog-values.js';
import { VIEWS } from '../views/action-ids.js';
import { choiceInput, input, numberInput, presetInput, tickInput } from '../views/dialog-inputs.js';
import { plain } from '../views/text.js';

/** Channels that can be chosen. */
const MOST_CHANNELS = 50;

export function settingsView(settings: CommunitySettings, presets: readonly Preset[]): types.ModalView {
  const { preset, quality, channels, perMember, perDay, allowsPrivate } = settings;
  return {
    type: 'modal',
    callback_id: VIEWS.settings,
    title: plain('Workspace settings', 24),
    submit: plain('Save', 24),
    close: plain('Cancel', 24),
    blocks: [
      presetInput({ id: 'preset', label: 'Usual style', hint: sentence(COMMUNITY.preset.meaning) }, presets, {
        initial: preset,
      }),
      choiceInput(
        { id: 'quality', label: 'Usual quality', hint: sentence(COMMUNITY.quality.meaning), optional: false },
        QUALITIES,
        quality,
      ),
      input(
        { id: 'channels', label: 'Channels', hint: 'Pictures may be asked for in these only; none: in all.' },
        {
          type: 'multi_conversations_select',
          filter: { include: ['public', 'private'] },
          max_selected_items: MOST_CHANNELS,
          ...(channels.length > 0 && { initial_conversations: channels }),
        },
      ),
      numberInput(
        { id: 'perMember', label: 'At once, for each member', optional: false },
        COMMUNITY.perMember,
        { initial: perMember },
      ),
      numberInput({ id: 'perDay', label: 'A day, for each member', optional: false }, COMMUNITY.perDay, {
        initial: perDay,
      }),
      tickInput(
        { id: 'allowsPrivate', label: 'Direct messages' },
        'Members may ask for pictures that only they see',
        allowsPrivate,
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
  };
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, value };
}
