/**
 * What PUT /applications/ID/commands refuses (developers/interactions/application-commands: naming, structure, option structure, choice
 * structure, "Registering a Command").
 */
import { refusal } from '../errors.js';
import { COMMAND, CONTEXT, INSTALL, LOCALES, OPTION } from '../protocol.js';
import type { Command } from '../world/commands.js';
import { type Body, Form, isObject } from './form.js';

const CHAT_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const LIMITS: Record<number, number> = { [COMMAND.chat]: 100, [COMMAND.user]: 15, [COMMAND.message]: 15 };
const LARGEST_COMMAND = 8000;
const WITH_CHOICES: readonly number[] = [OPTION.string, OPTION.integer, OPTION.number];

/** Throws 50035 or 30032 unless all of them could be registered by an application with these installation contexts. */
export function checkCommands(
  bodies: unknown,
  supported: readonly number[],
): asserts bodies is Partial<Command>[] {
  const form = new Form();
  if (!form.list(bodies, { max: 130 })) return form.settle();
  const seen = new Set<string>();
  bodies.forEach((body, index) => {
    const place = form.at(index);
    if (!place.object(body)) return;
    checkCommand(body, place, supported);
    const key = `${body.type ?? COMMAND.chat} ${String(body.name)}`;
    if (seen.has(key))
      place
        .at('name')
        .refuse('APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    seen.add(key);
  });
  form.settle();
  for (const [type, limit] of Object.entries(LIMITS)) {
    const count = bodies.filter((body) => ((body as Body).type ?? COMMAND.chat) === Number(type)).length;
    if (count > limit) throw refusal(30032);
  }
}

function checkCommand(body: Body, form: Form, supported: readonly number[]): void {
  const type = body.type ?? COMMAND.chat;
  if (!form.at('type').oneOf(type, [COMMAND.chat, COMMAND.user, COMMAND.message])) return;
  const chat = type === COMMAND.chat;
  checkName(body, form, chat);
  if (chat) checkDescription(body, form);
  else if (body.description)
    form
      .at('description')
      .refuse('APPLICATION_COMMAND_DESCRIPTION_INVALID', 'Context menu commands cannot have description');
  if (!chat && Array.isArray(body.options) && body.options.length > 0)
    form
      .at('options')
      .refuse('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Options are only allowed for CHAT_INPUT commands');
  if (chat) checkOptions(body.options, form.at('options'), 0);
  checkContexts(body, form, supported);
  checkPermissions(body.default_member_permissions, form.at('default_member_permissions'));
  if (sizeOf(body) > LARGEST_COMMAND)
    form.refuse('APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${LARGEST_COMMAND})`);
}

function checkName(body: Body, form: Form, chat: boolean): void {
  const check = (name: unknown, place: Form): void => {
    if (!place.text(name, { min: 1, max: 32 }) || !chat) return;
    if (!CHAT_NAME.test(name)) place.refuse('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
    else if (name !== name.toLowerCase())
      place.refuse('APPLICATION_COMMAND_INVALID_NAME', 'Command name must be lowercase');
  };
  check(body.name, form.at('name'));
  eachLocale(body.name_localizations, form.at('name_localizations'), check);
}

function checkDescription(body: Body, form: Form): void {
  const check = (text: unknown, place: Form): void => {
    place.text(text, { min: 1, max: 100 });
  };
  check(body.description, form.at('description'));
  eachLocale(body.description_localizations, form.at('description_localizations'), check);
}

function eachLocale(map: unknown, form: Form, check: (value: unknown, place: Form) => void): void {
  if (map === undefined || map === null) return;
  if (!form.object(map)) return;
  for (const [locale, value] of Object.entries(map)) {
    if (form.at(locale).oneOf(locale, LOCALES) && value !== null) check(value, form.at(locale));
  }
}

/** `depth` counts the groups and subcommands around: groups hold subcommands, subcommands hold parameters, nothing nests deeper. */
function checkOptions(options: unknown, form: Form, depth: number): void {
  if (!form.list(options, { max: 25, optional: true })) return;
  const names = new Set<unknown>();
  let optional = false;
  const kinds = new Set<boolean>();
  options.forEach((option, index) => {
    const place = form.at(index);
    if (!place.object(option)) return;
    checkOption(option, place, depth);
    if (names.has(option.name))
      place
        .at('name')
        .refuse('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    names.add(option.name);
    kinds.add(isNesting(option));
    if (option.required && optional)
      place.refuse(
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    optional ||= !option.required && !isNesting(option);
  });
  if (kinds.size === 2)
    form.refuse(
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
}

const isNesting = (option: Body): boolean => option.type === OPTION.sub || option.type === OPTION.group;

function checkOption(option: Body, form: Form, depth: number): void {
  if (!form.at('type').oneOf(option.type, Object.values(OPTION))) return;
  const type = option.type as number;
  checkName(option, form, true);
  checkDescription(option, form);
  if (isNesting(option)) {
    const tooDeep = type === OPTION.group ? depth > 0 : depth > 1;
    if (tooDeep)
      form
        .at('type')
        .refuse('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-commands cannot be nested so deeply');
    if (option.required)
      form
        .at('required')
        .refuse('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Sub-commands cannot be required');
    checkOptions(option.options, form.at('options'), depth + (type === OPTION.group ? 1 : 2));
    return;
  }
  checkChoices(option, form);
  checkBounds(option, form);
  checkFileTypes(option.file_types, form.at('file_types'), type === OPTION.attachment);
}

function checkChoices(option: Body, form: Form): void {
  const { choices, type } = option;
  if (option.autocomplete) {
    if (!WITH_CHOICES.includes(type as number))
      form
        .at('autocomplete')
        .refuse(
          'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID',
          'This option type cannot have autocomplete',
        );
    if (Array.isArray(choices) && choices.length > 0)
      form
        .at('choices')
        .refuse(
          'APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE',
          'Choices cannot be set with autocomplete',
        );
  }
  if (!form.at('choices').list(choices, { max: 25, optional: true })) return;
  if (choices.length > 0 && !WITH_CHOICES.includes(type as number)) {
    form
      .at('choices')
      .refuse('APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID', 'This option type cannot have choices');
    return;
  }
  choices.forEach((choice, index) => {
    checkChoice(choice, form.at('choices', index), type as number);
  });
}

/** One choice of an option, or one autocomplete result; they have the same form. */
export function checkChoice(choice: unknown, form: Form, type: number): void {
  if (!form.object(choice)) return;
  form.at('name').text(choice.name, { min: 1, max: 100 });
  eachLocale(choice.name_localizations, form.at('name_localizations'), (value, place) => {
    place.text(value, { min: 1, max: 100 });
  });
  const place = form.at('value');
  if (type === OPTION.string) place.text(choice.value, { max: 100 });
  else if (typeof choice.value !== 'number')
    place.refuse('NUMBER_TYPE_COERCE', `Value "${String(choice.value)}" is not a number.`);
  else if (type === OPTION.integer && !Number.isInteger(choice.value))
    place.refuse('NUMBER_TYPE_COERCE', `Value "${choice.value}" is not int.`);
}

function checkBounds(option: Body, form: Form): void {
  const numeric = option.type === OPTION.integer || option.type === OPTION.number;
  for (const key of ['min_value', 'max_value'] as const) {
    if (option[key] === undefined) continue;
    if (!numeric)
      form
        .at(key)
        .refuse('APPLICATION_COMMAND_OPTIONS_VALUE_INVALID', `${key} is for INTEGER and NUMBER options`);
  }
  for (const [key, min] of [
    ['min_length', 0],
    ['max_length', 1],
  ] as const) {
    if (option[key] === undefined) continue;
    if (option.type !== OPTION.string)
      form.at(key).refuse('APPLICATION_COMMAND_OPTIONS_LENGTH_INVALID', `${key} is for STRING options`);
    else form.at(key).integer(option[key], { min, max: 6000 });
  }
  if (option.channel_types !== undefined && option.type !== OPTION.channel)
    form
      .at('channel_types')
      .refuse('APPLICATION_COMMAND_OPTIONS_CHANNEL_TYPES_INVALID', 'channel_types is for CHANNEL options');
}

/** "You can filter for up to 10 file types": group names or dotted extensions (developers/reference#file-type-filtering). */
export function checkFileTypes(types: unknown, form: Form, allowed: boolean): void {
  if (types === undefined || types === null) return;
  if (!allowed) {
    form.refuse('APPLICATION_COMMAND_OPTIONS_FILE_TYPES_INVALID', 'file_types is for attachments');
    return;
  }
  if (!form.list(types, { max: 10 })) return;
  types.forEach((type, index) => {
    const fine =
      typeof type === 'string' && (['image', 'video', 'audio'].includes(type) || /^\.\w+$/u.test(type));
    if (!fine)
      form.at(index).refuse('BASE_TYPE_CHOICES', 'Must be image, video, audio or an extension such as .pdf');
  });
}

/**
 * A command's installation contexts are among those of the application (Installation Contexts), and PRIVATE_CHANNEL is an error for commands that are
 * not installed to people (Interaction Contexts). The codes are not documented.
 */
function checkContexts(body: Body, form: Form, supported: readonly number[]): void {
  const { contexts, integration_types: types } = body;
  checkSet(contexts, Object.values(CONTEXT), form.at('contexts'));
  checkSet(types, supported, form.at('integration_types'));
  const installs = Array.isArray(types) ? types : supported;
  if (
    Array.isArray(contexts) &&
    contexts.includes(CONTEXT.privateChannel) &&
    !installs.includes(INSTALL.user)
  )
    form
      .at('contexts')
      .refuse(
        'APPLICATION_COMMAND_CONTEXTS_INVALID',
        'PRIVATE_CHANNEL is only for commands that are installed to users',
      );
}

function checkSet(values: unknown, known: readonly number[], form: Form): void {
  if (!form.list(values, { min: 1, max: 3, optional: true })) return;
  values.forEach((value, index) => {
    form.at(index).oneOf(value, known);
  });
  if (new Set(values).size !== values.length)
    form.refuse('SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains this value');
}

function checkPermissions(value: unknown, form: Form): void {
  if (value === undefined || value === null) return;
  if (!/^\d+$/u.test(String(value))) form.refuse('BIGINT_TYPE_COERCE', 'Value is not a permission bit set');
}

/** Characters of names, descriptions and values, the longest localisation of each counting ("Command exceeds maximum size (8000)"). */
function sizeOf(body: Body): number {
  const longest = (text: unknown, map: unknown): number =>
    Math.max(
      0,
      ...[text, ...Object.values(isObject(map) ? map : {})].map((entry) => String(entry ?? '').length),
    );
  const own =
    longest(body.name, body.name_localizations) + longest(body.description, body.description_localizations);
  const choices = (body.choices as Body[] | undefined) ?? [];
  const ofChoices = choices.reduce(
    (sum, { name, name_localizations: map, value }) => sum + longest(name, map) + String(value).length,
    0,
  );
  const options = Array.isArray(body.options) ? (body.options as Body[]).filter(isObject) : [];
  return own + ofChoices + options.reduce((sum, option) => sum + sizeOf(option), 0);
}
