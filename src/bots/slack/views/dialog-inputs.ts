/** The fields of our dialogs, derived from the declarations of the options. Pure. */
import type { types } from '@slack/bolt';
import { accepted, type Field, type NumberField } from '../../../domain/field.js';
import type { Preset } from '../../../domain/preset.js';
import { QUALITIES, SETTINGS } from '../../../domain/request.js';
import type { Key } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { sentence } from '../../messages/wording.js';
import { PRESET_ACTION } from './action-ids.js';
import type { ShownPicture } from './job-message.js';
import { altText, LABEL, plain } from './text.js';

/**
 * What the file fields offer, which is a convenience: what the bytes are is judged by the engine. Only what Slack is known to
 * know, since it does not say what becomes of a dialog with a type that it does not; messages bring every other one.
 */
const FILE_TYPES = ['jpg', 'jpeg', 'png', 'gif', 'webp'];

/** Most options of a menu; a group has as many, and a menu as many groups. */
const MENU = 100;

interface Labelled {
  /** Block id: errors and values go by it. */
  id: string;
  label: string;
  hint?: string;
  /** Default true. */
  optional?: boolean;
}

export function input(
  { id, label, hint, optional = true }: Labelled,
  element: types.InputBlock['element'],
): types.InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, 2000),
    optional,
    ...(hint !== undefined && { hint: plain(hint, 2000) }),
    element: { action_id: id, ...element },
  };
}

export function fileInput(labelled: Labelled): types.InputBlock {
  return input(labelled, { type: 'file_input', filetypes: FILE_TYPES, max_files: 1 });
}

export function numberInput(
  words: Words,
  labelled: Labelled,
  { field, meaning }: { field: NumberField; meaning: Key },
  { initial, placeholder }: { initial?: number | undefined; placeholder?: string } = {},
): types.InputBlock {
  return input(
    { hint: hintOf(words, meaning, field), ...labelled },
    {
      type: 'number_input',
      is_decimal_allowed: field.kind === 'number',
      min_value: decimal(field.min),
      max_value: decimal(field.max),
      ...(initial !== undefined && { initial_value: decimal(initial) }),
      ...(placeholder !== undefined && { placeholder: plain(placeholder, 150) }),
    },
  );
}

/** Written out: Slack takes no 1e-7. */
function decimal(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

export function qualityInput(
  { t }: Words,
  labelled: Labelled,
  initial?: string | undefined,
): types.InputBlock {
  return choiceInput(
    labelled,
    QUALITIES.map((quality) => [quality, t(`options.quality.${quality}`)]),
    initial,
  );
}

export function partInput({ t }: Words, labelled: Labelled, initial?: string | undefined): types.InputBlock {
  const parts = SETTINGS.where.choices.map((part): [string, string] => [part, t(`options.where.${part}`)]);
  return choiceInput(labelled, parts, initial);
}

/** A menu of values and what each is called. */
export function choiceInput(
  labelled: Labelled,
  choices: readonly (readonly [value: string, text: string])[],
  initial?: string | undefined,
): types.InputBlock {
  const options = choices.map(([value, text]) => option(value, text));
  const chosen = options.find(({ value }) => value === initial);
  return input(labelled, {
    type: 'static_select',
    options,
    ...(chosen !== undefined && { initial_option: chosen }),
  });
}

export function tickInput(labelled: Labelled, text: string, isTicked = false): types.InputBlock {
  const only = { text: plain(text, LABEL), value: 'yes' };
  return input(labelled, {
    type: 'checkboxes',
    options: [only],
    ...(isTicked && { initial_options: [only] }),
  });
}

/** The menu of presets. `isLive`: each choice is sent at once, so that the dialog can show the picture. */
export function presetInput(
  { t }: Words,
  labelled: Labelled,
  presets: readonly Preset[],
  { initial, isLive = false }: { initial?: string | undefined; isLive?: boolean } = {},
): types.InputBlock {
  const options = presets.map(({ id, title, artist }) => option(id, `${title} – ${artist}`));
  const chosen = options.find(({ value }) => value === initial);
  const block = input(labelled, {
    type: 'static_select',
    placeholder: plain(t('slack.chooseStyle'), 150),
    ...menuOf({ t }, options),
    ...(chosen !== undefined && { initial_option: chosen }),
  });
  const element = { ...block.element, action_id: PRESET_ACTION } as types.InputBlock['element'];
  return { ...block, element, dispatch_action: isLive };
}

/** A preset's picture below its menu. A new picture has a new id. */
export function presetImage(
  { t }: Words,
  preset: Preset | undefined,
  shown: ShownPicture | undefined,
): types.ImageBlock[] {
  if (preset === undefined || shown === undefined) return [];
  const common = {
    type: 'image',
    block_id: `style:${preset.id}`,
    alt_text: altText(t('slack.byArtist', { title: preset.title, artist: preset.artist })),
    title: plain(`${preset.title}, ${preset.artist}, ${preset.year}`, 2000),
  } as const;
  return 'url' in shown
    ? [{ ...common, image_url: shown.url }]
    : [{ ...common, slack_file: { id: shown.file } }];
}

function menuOf({ t }: Pick<Words, 't'>, options: types.PlainTextOption[]) {
  if (options.length <= MENU) return { options };
  const groups = Array.from({ length: Math.ceil(options.length / MENU) }, (_, index) => {
    const part = options.slice(index * MENU, (index + 1) * MENU);
    return {
      label: plain(t('slack.range', { from: index * MENU + 1, to: index * MENU + part.length }), LABEL),
      options: part,
    };
  });
  return { option_groups: groups };
}

function option(value: string, text: string): types.PlainTextOption {
  return { value, text: plain(text, LABEL) };
}

/** "How far the style may go. A number from 0 to 100 %." */
export function hintOf({ say }: Words, meaning: Key, field: Field): string {
  return `${sentence(say({ key: meaning })!)} ${sentence(say(accepted(field))!)}`;
}
