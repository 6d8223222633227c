/** Pressing buttons and choosing options, in messages, modals and App Home. */
import type { InputValue, JsonObject, Outcome } from '../api.js';
import { interactive, type Place, textOf } from '../blocks/find.js';
import { entryFor, fieldOf, findOption } from '../blocks/state.js';
import { messageAction, viewAction } from '../delivery/payloads.js';
import { isObject, str, wire } from '../json.js';
import { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import type { ViewState } from '../world/view.js';
import { filesFor } from './attach.js';
import { notDelivered, outcomeOf, refusedByClient } from './outcome.js';

/** By action_id, block_id, 'block_id/action_id' or label; `fits` narrows it down. */
export function findControl(
  blocks: readonly JsonObject[],
  which: string,
  fits: (element: JsonObject) => boolean = () => true,
): Place {
  const all = interactive(blocks).filter(({ element }) => fits(element));
  const found =
    all.find(({ block, element }) => `${block.block_id}/${element.action_id}` === which) ??
    all.find(({ element }) => element.action_id === which) ??
    all.find(({ block }) => block.block_id === which) ??
    all.find(({ block, element }) => labels(block, element).includes(which)) ??
    all.find(({ block, element }) => labels(block, element).some((label) => plain(label) === plain(which)));
  if (found) return found;
  const there = all.map(
    ({ block, element }) => `${str(element.action_id)} (${labels(block, element)[0] ?? ''})`,
  );
  throw new Error(`there is no "${which}" here, but: ${there.join(', ') || 'nothing to press'}`);
}

function labels(block: JsonObject, element: JsonObject): string[] {
  return [textOf(element.text), textOf(block.label), textOf(element.placeholder), textOf(block.text)].filter(
    (label) => label !== '',
  );
}

/** Without emoji and case, so that a test may say 'Stronger' for ':fire: Stronger'. */
function plain(label: string): string {
  return label
    .replace(/:[a-z0-9_+-]+:/g, '')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim()
    .toLowerCase();
}

export async function press(
  person: PersonState,
  place: MessageState | ViewState,
  which: string,
): Promise<Outcome> {
  const { block, element } = findControl(place.blocks, which, ({ type }) => type === 'button');
  return act(person, place, block, element, {
    text: element.text,
    ...(element.value === undefined ? {} : { value: element.value }),
    ...(element.url === undefined ? {} : { url: element.url }),
  });
}

export async function choose(
  person: PersonState,
  place: MessageState | ViewState,
  which: string,
  value: InputValue,
): Promise<Outcome> {
  const { block, element } = findControl(place.blocks, which, ({ type }) => type !== 'button');
  if (element.type === 'overflow') {
    return act(person, place, block, element, { selected_option: findOption(element, String(value)) });
  }
  const entry = entryFor(element, value, filesFor(person, element, value, place));
  keep(person, place, block, element, entry);
  // An input says nothing until it is submitted, unless it asks for dispatch_action.
  if (block.type === 'input' && block.dispatch_action !== true) {
    return notDelivered();
  }
  const field = fieldOf(element)!;
  return act(person, place, block, element, { [field]: shownEntry(person, place, block, element)[field] });
}

function keep(
  person: PersonState,
  place: MessageState | ViewState,
  block: JsonObject,
  element: JsonObject,
  entry: JsonObject,
): void {
  const [blockId, actionId] = [str(block.block_id), str(element.action_id)];
  if (!(place instanceof MessageState)) {
    place.put(blockId, actionId, entry);
    return;
  }
  const values = place.valuesFor(person.id);
  place.setValues(person.id, { ...values, [blockId]: { ...values[blockId], [actionId]: entry } });
}

/** The entry as payloads show it: with file objects. */
function shownEntry(
  person: PersonState,
  place: MessageState | ViewState,
  block: JsonObject,
  element: JsonObject,
): JsonObject {
  const values = place instanceof MessageState ? wire(place.valuesFor(person.id)) : place.values;
  const inBlock = values[str(block.block_id)];
  const entry = isObject(inBlock) ? inBlock[str(element.action_id)] : undefined;
  return isObject(entry) ? entry : {};
}

async function act(
  person: PersonState,
  place: MessageState | ViewState,
  block: JsonObject,
  element: JsonObject,
  value: JsonObject,
): Promise<Outcome> {
  const { core } = person;
  if (!core.manifest.interactivity) return refusedByClient('interactivity_disabled');
  const action = {
    type: element.type,
    block_id: block.block_id,
    action_id: element.action_id,
    ...(element.style === undefined ? {} : { style: element.style }),
    ...(element.placeholder === undefined ? {} : { placeholder: element.placeholder }),
    ...value,
    action_ts: core.ids.ts(core.clock.now()),
  };
  const bot = place.bot;
  if (!bot) throw new Error('this message is not of an app: nothing in it can be pressed');
  const payload =
    place instanceof MessageState ? messageAction(person, bot, place, action) : viewAction(place, action);
  return outcomeOf(await core.dispatch.interaction('interactive', 'block_actions', payload));
}
