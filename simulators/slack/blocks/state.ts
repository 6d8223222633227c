/**
 * What has been filled in, as it stands in `state.values`: one entry per element that holds a value
 * (docs.slack.dev/reference/interaction-payloads/view-interactions-payload). Files are kept by id here; the view puts their
 * objects in as it is sent.
 */
import type { InputValue, Json, JsonObject } from '../api.js';
import { isObject, objects, str } from '../json.js';
import { interactive, textOf } from './find.js';

/** Entries by block_id, then action_id. */
export type Values = Record<string, Record<string, JsonObject>>;

/** The field of an entry that holds one value or many. */
const FIELD: Record<string, string> = {
  plain_text_input: 'value',
  number_input: 'value',
  url_text_input: 'value',
  email_text_input: 'value',
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  checkboxes: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  multi_conversations_select: 'selected_conversations',
  channels_select: 'selected_channel',
  multi_channels_select: 'selected_channels',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  file_input: 'files',
};

const MANY = /s$/;

/** The field of this element's entry; undefined for what holds no value (buttons). */
export function fieldOf(element: JsonObject): string | undefined {
  return FIELD[str(element.type)];
}

/** The entry as it is before anybody touches it. */
function initialEntry(element: JsonObject, channel: string | undefined): JsonObject | undefined {
  const field = fieldOf(element);
  if (!field) return undefined;
  const initial = element[field.replace('selected', 'initial')] ?? element[`initial_${field}`];
  const current = element.default_to_current_conversation === true ? channel : undefined;
  return {
    type: element.type,
    [field]: (field === 'selected_conversation' && initial === undefined ? current : initial) ?? empty(field),
  };
}

function empty(field: string): Json {
  return MANY.test(field) ? [] : null;
}

/** Keeps what was filled in where block_id and action_id are still there, as views.update does. */
export function valuesFor(blocks: readonly JsonObject[], old: Values = {}, channel?: string): Values {
  const values: Values = {};
  for (const { block, element } of interactive(blocks)) {
    const entry = initialEntry(element, channel);
    if (!entry) continue;
    const [blockId, actionId] = [str(block.block_id), str(element.action_id)];
    const kept = old[blockId]?.[actionId];
    values[blockId] = {
      ...values[blockId],
      [actionId]: kept && kept.type === entry.type ? stillOffered(element, kept) : entry,
    };
  }
  return values;
}

/** An option that is no longer on the menu is dropped. */
function stillOffered(element: JsonObject, entry: JsonObject): JsonObject {
  const chosen = entry.selected_option;
  if (element.type !== 'static_select' || !isObject(chosen)) return entry;
  return optionsOf(element).some(({ value }) => value === chosen.value)
    ? entry
    : { ...entry, selected_option: null };
}

export function optionsOf(element: JsonObject): JsonObject[] {
  return [
    ...objects(element.options),
    ...objects(element.option_groups).flatMap((group) => objects(group.options)),
  ];
}

/** The option with this value or label. */
export function findOption(element: JsonObject, which: string): JsonObject {
  const options = optionsOf(element);
  const found =
    options.find(({ value }) => value === which) ?? options.find((option) => textOf(option.text) === which);
  if (found) return found;
  const offered = options.map((option) => `${str(option.value)} (${textOf(option.text)})`).join(', ');
  throw new Error(`the menu does not offer "${which}": ${offered}`);
}

/** The entry after a person has put this in; `files` are ids of files uploaded for it. */
export function entryFor(element: JsonObject, value: InputValue, files: readonly string[]): JsonObject {
  const field = fieldOf(element);
  const { type } = element;
  if (!field) throw new Error(`nothing can be filled into a ${str(type)}`);
  if (type === 'file_input') return { type, files: [...files] };
  if (value === null || value === '') return { type, [field]: empty(field) };
  if (field === 'value') return { type, value: String(value) };
  if (field === 'selected_option') return { type, [field]: findOption(element, String(value)) };
  if (field === 'selected_options') return { type, [field]: chosenOptions(element, value) };
  const ids = (Array.isArray(value) ? value : [value]).map(idOf);
  return { type, [field]: MANY.test(field) ? ids : (ids[0] ?? null) };
}

/** A boolean ticks or clears the only option there is. */
function chosenOptions(element: JsonObject, value: InputValue): JsonObject[] {
  if (typeof value === 'boolean') return value ? optionsOf(element).slice(0, 1) : [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => findOption(element, String(one)));
}

function idOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value);
}

/** Nothing chosen, written or attached. */
export function isEmpty(entry: JsonObject | undefined, element: JsonObject): boolean {
  const value = entry?.[fieldOf(element) ?? ''];
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
