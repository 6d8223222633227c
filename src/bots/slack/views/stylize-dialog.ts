/**
 * The dialog of /stylize: what it asks. Photo, style, strength and place at first; the rest stands behind a button, unless something of
 * it is filled in already. That of /tryout asks for the photo and who sees it. Pure.
 */
import type { types } from '@slack/bolt';
import { defaultsOf } from '../../../domain/field.js';
import type { Preset } from '../../../domain/preset.js';
import { SETTINGS } from '../../../domain/request.js';
import type { Words } from '../../../words/words.js';
import { BLEND, type Options } from '../../commands/command-text.js';
import { sentence } from '../../messages/wording.js';
import type { KeptFile, StylizeForm } from '../commands/stylize-form.js';
import { CORRECT_ACTION, MORE_ACTION, VIEWS } from './action-ids.js';
import {
  fileInput,
  input,
  numberInput,
  partInput,
  presetImage,
  presetInput,
  qualityInput,
  tickInput,
} from './dialog-inputs.js';
import type { ShownPicture } from './job-message.js';
import { LABEL, plain } from './text.js';

/** Characters that a button carries. */
const MOST_VALUE = 2000;

/** Opens the dialog with this form; undefined where it is too long for a button. */
export function correctButton({ t }: Words, form: StylizeForm): types.Button | undefined {
  const value = JSON.stringify(form);
  if (value.length > MOST_VALUE) return undefined;
  const label = plain(t('slack.correct'), LABEL);
  return { type: 'button', action_id: CORRECT_ACTION, style: 'primary', text: label, value };
}

/** Pictures offered from one message: Slack's private_metadata has 3000 characters. */
const MOST_FILES = 10;

/** Characters of further options. */
const MOST_MORE = 300;

const DEFAULTS = defaultsOf(SETTINGS);

export function stylizeView(
  words: Words,
  form: StylizeForm,
  presets: readonly Preset[],
  shown?: ShownPicture | undefined,
): types.ModalView {
  const { t } = words;
  const { isOutside = false, isPrivate = false, isTryout = false } = form;
  const asked = isTryout ? tryoutInputs(words, form) : styleInputs(words, form, presets, shown);
  return {
    type: 'modal',
    callback_id: VIEWS.stylize,
    private_metadata: JSON.stringify(form),
    title: plain(t(isTryout ? 'slack.tryoutTitle' : 'slack.stylizeTitle'), 24),
    submit: plain(t('slack.paint'), 24),
    close: plain(t('buttons.cancel'), 24),
    blocks: [
      ...(isOutside ? [outside(words)] : []),
      photoInput(words, form),
      ...(form.isCorrection && form.files?.length
        ? [fileInput({ id: 'other_photo', label: t('slack.otherPhoto') })]
        : []),
      ...asked,
      tickInput({ id: 'private', label: t('slack.whoSees') }, t('slack.onlyMe'), isOutside || isPrivate),
      ...(isTryout ? [] : [channelInput(words, isOutside)]),
      ...(isTryout || showsAll(form) ? [] : [moreButton(words)]),
    ],
  };
}

function styleInputs(
  words: Words,
  form: StylizeForm,
  presets: readonly Preset[],
  shown: ShownPicture | undefined,
): types.KnownBlock[] {
  const { t } = words;
  const { options = {}, preset } = form;
  return [
    presetInput(
      words,
      {
        id: 'preset',
        label: t('messages.style'),
        hint: t('slack.styleHint'),
      },
      presets,
      { initial: preset, isLive: true },
    ),
    ...presetImage(
      words,
      presets.find(({ id }) => id === preset),
      shown,
    ),
    styleInput(form.style, {
      id: 'style',
      label: t('slack.ownStyle'),
      hint: t('slack.ownStyleHint'),
    }),
    numberInput(
      words,
      { id: 'strength', label: t('slack.strength') },
      { field: SETTINGS.strength, meaning: 'options.strength' },
      {
        initial: options.strength,
        placeholder: t('slack.strengthUsual'),
      },
    ),
    ...(showsAll(form) ? furtherInputs(words, form) : []),
  ];
}

/** Nothing besides the photo, unless options were typed. */
function tryoutInputs(words: Words, { options = {}, unread = '' }: StylizeForm): types.InputBlock[] {
  const isTyped = unread !== '' || Object.keys(options).length > 0;
  return isTyped ? [othersInput(words, options, unread)] : [];
}

/** What is filled in is never hidden. */
function showsAll({ isWhole = false, options = {}, style2, unread = '' }: StylizeForm): boolean {
  const { strength: _, ...further } = options;
  return isWhole || style2 !== undefined || unread !== '' || Object.keys(further).length > 0;
}

function furtherInputs(words: Words, { options = {}, style2, unread = '' }: StylizeForm): types.InputBlock[] {
  const { t } = words;
  const { strength: _, size, quality, blend, where, ...others } = options;
  return [
    styleInput(style2, { id: 'style2', label: t('slack.secondStyle') }),
    numberInput(
      words,
      { id: 'blend', label: t('slack.blend') },
      { field: BLEND, meaning: 'options.blend' },
      {
        initial: blend,
        placeholder: String(BLEND.default),
      },
    ),
    partInput(words, { id: 'where', label: t('slack.where'), hint: sentence(t('options.where')) }, where),
    numberInput(
      words,
      { id: 'size', label: t('slack.size') },
      { field: SETTINGS.size, meaning: 'options.size' },
      {
        initial: size,
        placeholder: String(DEFAULTS.size),
      },
    ),
    qualityInput(
      words,
      { id: 'quality', label: t('slack.quality'), hint: sentence(t('options.quality')) },
      quality,
    ),
    othersInput(words, others, unread),
  ];
}

function moreButton({ t }: Words): types.ActionsBlock {
  const button: types.Button = {
    type: 'button',
    action_id: MORE_ACTION,
    text: plain(t('slack.moreOptions'), LABEL),
  };
  return { type: 'actions', block_id: MORE_ACTION, elements: [button] };
}

function photoInput({ t }: Words, { files = [], isTryout = false }: StylizeForm): types.InputBlock {
  const hint = isTryout ? { hint: t('slack.tryoutHint') } : {};
  const labelled = { id: 'photo', label: t('messages.photo'), optional: false, ...hint };
  if (files.length === 0) return fileInput(labelled);
  const options = files.slice(0, MOST_FILES).map(({ id, name }) => ({ value: id, text: plain(name, LABEL) }));
  return input(labelled, { type: 'static_select', options, initial_option: options[0]! });
}

/** A style's picture that is there already, and may be left out; else a new one. */
function styleInput(kept: KeptFile | undefined, labelled: Parameters<typeof fileInput>[0]): types.InputBlock {
  if (kept === undefined) return fileInput(labelled);
  const only = { value: kept.id, text: plain(kept.name, LABEL) };
  return input(labelled, { type: 'static_select', options: [only], initial_option: only });
}

function othersInput({ t }: Words, options: Options, unread: string): types.InputBlock {
  const initial = Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .concat(unread)
    .join(' ')
    .trim()
    .slice(0, MOST_MORE);
  return input(
    { id: 'more', label: t('slack.otherOptions'), hint: t('slack.moreHint') },
    {
      type: 'plain_text_input',
      placeholder: plain('seed=7 keepColours=yes', 150),
      max_length: MOST_MORE,
      ...(initial !== '' && { initial_value: initial }),
    },
  );
}

function outside({ t }: Words): types.SectionBlock {
  return { type: 'section', text: plain(t('slack.outside')) };
}

function channelInput({ t }: Words, isOutside: boolean): types.InputBlock {
  return input(
    {
      id: 'channel',
      label: t('slack.postIn'),
      hint: t('slack.postInHint'),
    },
    {
      type: 'conversations_select',
      default_to_current_conversation: !isOutside,
      filter: { include: ['public', 'private', 'mpim'] },
    },
  );
}
