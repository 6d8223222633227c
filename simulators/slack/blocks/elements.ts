/**
 * Block Kit's elements and composition objects with their limits: docs.slack.dev/reference/block-kit/block-elements and
 * .../composition-objects; names and optional fields as in @slack/types.
 */
import type { Json } from '../api.js';
import { isObject, objects } from '../json.js';
import {
  anything,
  boolean,
  both,
  byType,
  decimal,
  fields,
  integer,
  list,
  oneOf,
  problem,
  type Rule,
  string,
} from './schema.js';

/** "Maximum length is 255 characters." */
export const ID = string(255);

export function plainText(max: number): Rule {
  return fields({ type: oneOf('plain_text'), text: string(max) }, { emoji: boolean });
}

export function anyText(max: number): Rule {
  return byType({
    plain_text: plainText(max),
    mrkdwn: fields({ type: anything, text: string(max) }, { verbatim: boolean }),
  });
}

const confirm = fields(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: oneOf('primary', 'danger') },
);

/** Option text and description up to 75 characters, value up to 150. */
function option(text: Rule, extra: Record<string, Rule> = {}): Rule {
  return fields({ text, value: string(150) }, { description: anyText(75), ...extra });
}

const menuOption = option(plainText(75));
const choice = option(anyText(75));
const optionGroup = fields({ label: plainText(75), options: list(menuOption, 100, 1) });

/** What all elements share that can be pressed or filled in. */
const common = { action_id: ID };
const focusable = { ...common, confirm, focus_on_load: boolean };
const placeable = { ...focusable, placeholder: plainText(150) };
const dispatchable = {
  ...common,
  placeholder: plainText(150),
  focus_on_load: boolean,
  dispatch_action_config: fields({ trigger_actions_on: list(string(100), 2, 1) }),
};
const type = anything;
const many = { max_selected_items: integer(1, 1_000) };

/** Exactly one of options and option_groups; what is chosen at first must be one of them, to the letter. */
const ownOptions: Rule = (value, at, out) => {
  if (!isObject(value)) return;
  if ((value.options === undefined) === (value.option_groups === undefined)) {
    out.push(problem('exactly one of options and option_groups is required', at));
    return;
  }
  const options = value.options
    ? objects(value.options)
    : objects(value.option_groups).flatMap((group) => objects(group.options));
  const known = new Set(options.map(({ value: key }) => key));
  const initial: Json[] = value.initial_option
    ? [value.initial_option]
    : Array.isArray(value.initial_options)
      ? value.initial_options
      : [];
  if (!initial.every((one) => isObject(one) && known.has(one.value))) {
    out.push(problem('initial_option must exactly match one of the options', `${at}/initial_option`));
  }
};

const menu = { options: list(menuOption, 100, 1), option_groups: list(optionGroup, 100, 1) };
const filter = fields(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4, 1),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const conversations = { ...placeable, default_to_current_conversation: boolean, filter };

export const button = fields(
  { type, text: plainText(75) },
  {
    ...common,
    confirm,
    url: string(3000),
    value: string(2000),
    style: oneOf('primary', 'danger'),
    accessibility_label: string(75),
  },
);

const staticSelect = both(
  fields({ type }, { ...placeable, ...menu, initial_option: menuOption }),
  ownOptions,
);
const multiStaticSelect = both(
  fields({ type }, { ...placeable, ...menu, ...many, initial_options: list(menuOption, 100, 1) }),
  ownOptions,
);
const checkboxes = both(
  fields({ type, options: list(choice, 10, 1) }, { ...focusable, initial_options: list(choice, 10, 1) }),
  ownOptions,
);
const radioButtons = both(
  fields({ type, options: list(choice, 10, 1) }, { ...focusable, initial_option: choice }),
  ownOptions,
);
const overflow = fields(
  { type, options: list(option(plainText(75), { url: string(3000) }), 5, 1) },
  { ...common, confirm },
);

const selects: Record<string, Rule> = {
  static_select: staticSelect,
  multi_static_select: multiStaticSelect,
  external_select: fields({ type }, { ...placeable, initial_option: menuOption, min_query_length: anything }),
  users_select: fields({ type }, { ...placeable, initial_user: ID }),
  multi_users_select: fields({ type }, { ...placeable, ...many, initial_users: list(ID, 100) }),
  conversations_select: fields(
    { type },
    { ...conversations, initial_conversation: ID, response_url_enabled: boolean },
  ),
  multi_conversations_select: fields(
    { type },
    { ...conversations, ...many, initial_conversations: list(ID, 100) },
  ),
  channels_select: fields({ type }, { ...placeable, initial_channel: ID, response_url_enabled: boolean }),
  multi_channels_select: fields({ type }, { ...placeable, ...many, initial_channels: list(ID, 100) }),
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: fields({ type }, { ...placeable, initial_date: string(10) }),
  timepicker: fields({ type }, { ...placeable, initial_time: string(5), timezone: string(100) }),
};

/** In an actions block. */
export const actionElements = byType({ ...selects, button, overflow });

/** Exactly one of image_url and slack_file; the picture itself is checked in pictures.ts. */
export const picture: Rule = (value, at, out) => {
  if (isObject(value) && (value.image_url === undefined) === (value.slack_file === undefined)) {
    out.push(problem('exactly one of image_url and slack_file is required', at));
  }
};

/** "You must provide either the URL or ID. If both are provided then the payload will be rejected." */
const slackFile: Rule = both(fields({}, { id: ID, url: string(3000) }), (value, at, out) => {
  if (isObject(value) && (value.id === undefined) === (value.url === undefined)) {
    out.push(problem('exactly one of id and url is required', at));
  }
});

export const pictureFields = { image_url: string(3000), slack_file: slackFile };

export const imageElement = both(fields({ type, alt_text: string(2000) }, pictureFields), picture);

/** Beside a section. */
export const accessories = byType({ ...selects, button, overflow, image: imageElement });

/** file_input: "Minimum of 1, maximum of 10." */
const fileInput = fields(
  { type },
  { ...common, filetypes: list(string(20), 100, 1), max_files: integer(1, 10) },
);

/** In an input block. */
export const inputElements = byType({
  ...selects,
  file_input: fileInput,
  plain_text_input: fields(
    { type },
    {
      ...dispatchable,
      initial_value: string(3000, 0),
      multiline: boolean,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
  ),
  number_input: fields(
    { type, is_decimal_allowed: boolean },
    { ...dispatchable, initial_value: decimal, min_value: decimal, max_value: decimal },
  ),
  url_text_input: fields({ type }, { ...dispatchable, initial_value: string(3000) }),
  email_text_input: fields({ type }, { ...dispatchable, initial_value: string(3000) }),
});
