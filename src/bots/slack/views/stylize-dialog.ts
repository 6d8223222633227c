/** The dialog of /stylize: what it asks. Pure. */
import type { types } from '@slack/bolt';
import { defaultsOf } from '../../../domain/field.js';
import type { Preset } from '../../../domain/preset.js';
import { SETTINGS } from '../../../domain/request.js';
import { BLEND, type Options } from '../../commands/command-text.js';
import type { KeptFile, StylizeForm } from '../commands/stylize-form.js';
import { CORRECT_ACTION, VIEWS } from './action-ids.js';
import {
  choiceInput,
  fileInput,
  hintOf,
  input,
  numberInput,
  presetImage,
  presetInput,
  tickInput,
} from './dialog-inputs.js';
import type { ShownPicture } from './job-message.js';
import { LABEL, plain } from './text.js';

/** Characters that a button carries. */
const MOST_VALUE = 2000;

/** Opens the dialog with this form; undefined where it is too long for a button. */
export function correctButton(form: StylizeForm): types.Button | undefined {
  const value = JSON.stringify(form);
  if (value.length > MOST_VALUE) return undefined;
  const label = plain('Change and send again', LABEL);
  return { type: 'button', action_id: CORRECT_ACTION, style: 'primary', text: label, value };
}

/** Pictures offered from one message: Slack's private_metadata has 3000 characters. */
const MOST_FILES = 10;

/** Characters of further options. */
const MOST_MORE = 300;

const DEFAULTS = defaultsOf(SETTINGS);

export function stylizeView(
  form: StylizeForm,
  presets: readonly Preset[],
  shown?: ShownPicture | undefined,
): types.ModalView {
  const { options = {}, preset, isOutside = false, unread = '', isPrivate = false } = form;
  const { strength, size, quality, blend, ...more } = options;
  return {
    type: 'modal',
    callback_id: VIEWS.stylize,
    private_metadata: JSON.stringify(form),
    title: plain('Stylize a picture', 24),
    submit: plain('Paint', 24),
    close: plain('Cancel', 24),
    blocks: [
      ...(isOutside ? [OUTSIDE] : []),
      photoInput(form),
      ...(form.isCorrection && form.files?.length
        ? [fileInput({ id: 'other_photo', label: 'Or another photo' })]
        : []),
      presetInput(
        {
          id: 'preset',
          label: 'Style',
          hint: 'With none here and no picture below: the usual style, or nine to choose from.',
        },
        presets,
        { initial: preset, isLive: true },
      ),
      ...presetImage(
        presets.find(({ id }) => id === preset),
        shown,
      ),
      styleInput(form.style, {
        id: 'style',
        label: 'Or a picture whose style it gets',
        hint: 'With a style from the menu as well, the two are blended.',
      }),
      styleInput(form.style2, { id: 'style2', label: 'Second style picture' }),
      numberInput({ id: 'blend', label: 'Share of the second style' }, BLEND, {
        initial: blend,
        placeholder: String(BLEND.default),
      }),
      numberInput({ id: 'strength', label: 'Strength' }, SETTINGS.strength, {
        initial: strength,
        placeholder: 'As it suits the style',
      }),
      numberInput({ id: 'size', label: 'Size' }, SETTINGS.size, {
        initial: size,
        placeholder: String(DEFAULTS.size),
      }),
      choiceInput(
        { id: 'quality', label: 'Quality', hint: hintOf(SETTINGS.quality) },
        SETTINGS.quality.choices,
        quality,
      ),
      moreInput(more, unread),
      tickInput(
        { id: 'private', label: 'Who sees it' },
        'Only me: it comes as a direct message',
        isOutside || isPrivate,
      ),
      channelInput(isOutside),
    ],
  };
}

function photoInput({ files = [] }: StylizeForm): types.InputBlock {
  if (files.length === 0) return fileInput({ id: 'photo', label: 'Photo', optional: false });
  const options = files.slice(0, MOST_FILES).map(({ id, name }) => ({ value: id, text: plain(name, LABEL) }));
  return input(
    { id: 'photo', label: 'Photo', optional: false },
    { type: 'static_select', options, initial_option: options[0]! },
  );
}

/** A style's picture that is there already, and may be left out; else a new one. */
function styleInput(kept: KeptFile | undefined, labelled: Parameters<typeof fileInput>[0]): types.InputBlock {
  if (kept === undefined) return fileInput(labelled);
  const only = { value: kept.id, text: plain(kept.name, LABEL) };
  return input(labelled, { type: 'static_select', options: [only], initial_option: only });
}

function moreInput(options: Options, unread: string): types.InputBlock {
  const initial = Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .concat(unread)
    .join(' ')
    .trim()
    .slice(0, MOST_MORE);
  return input(
    { id: 'more', label: 'More options', hint: 'As after the command; /stylize help names them all.' },
    {
      type: 'plain_text_input',
      placeholder: plain('seed=7 keepColours=yes', 150),
      max_length: MOST_MORE,
      ...(initial !== '' && { initial_value: initial }),
    },
  );
}

const OUTSIDE: types.SectionBlock = {
  type: 'section',
  text: plain(
    'I am not in this conversation, so your picture comes as a direct message. For pictures here, /invite me first; in direct messages between people that does not work.',
  ),
};

function channelInput(isOutside: boolean): types.InputBlock {
  return input(
    {
      id: 'channel',
      label: 'Post it in',
      hint: 'Empty: where you are. You have to be in the channel, and in a private one so have I: /invite me there.',
    },
    {
      type: 'conversations_select',
      default_to_current_conversation: !isOutside,
      filter: { include: ['public', 'private', 'mpim'] },
    },
  );
}
