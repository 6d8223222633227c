/** Pressing buttons and choosing from menus (developers/components/reference: each component's interaction response structure). */
import { ClientRefusal, type FakeChannel, type FakeRole, type FakeUser } from '../api.js';
import { BUTTON, COMPONENT, INTERACTION, SELECTS } from '../protocol.js';
import { Channel } from '../world/channel.js';
import { type Component, walk } from '../world/components.js';
import type { Role } from '../world/guild.js';
import type { Message } from '../world/message.js';
import type { Interaction } from './interaction.js';
import { interact } from './payload.js';
import { Person } from './person.js';
import { Resolved } from './resolved.js';

export type Chosen = string | FakeUser | FakeChannel | FakeRole;

export function pressButton(person: Person, message: Message, wanted: string): Interaction {
  const button = componentOf(
    message,
    ({ type }) => type === COMPONENT.button,
    wanted,
    (one) => [one.label, one.emoji?.name, one.custom_id],
  );
  if (button.style === BUTTON.link)
    throw new ClientRefusal(`"${wanted}" is a link; it opens ${button.url} and tells the bot nothing`);
  return act(person, message, button, {});
}

export function selectFrom(
  person: Person,
  message: Message,
  wanted: string,
  values: readonly Chosen[],
): Interaction {
  const menu = componentOf(
    message,
    ({ type }) => SELECTS.includes(type),
    wanted,
    (one) => [one.placeholder, one.custom_id],
  );
  const resolved = new Resolved(message.channel);
  return act(person, message, menu, { values: chosenIn(menu, values, person, resolved), ...resolved.part });
}

/** The ids or option values that were chosen, checked against the menu as a client does. */
export function chosenIn(
  menu: Component,
  values: readonly Chosen[],
  person: Person,
  resolved: Resolved,
): string[] {
  const name = menu.placeholder ?? menu.custom_id;
  const min = menu.required === false && values.length === 0 ? 0 : (menu.min_values ?? 1);
  const max = menu.max_values ?? 1;
  if (values.length < min || values.length > max)
    throw new ClientRefusal(`"${name}" takes ${min} to ${max} values, not ${values.length}`);
  return values.map((value) => {
    const chosen =
      menu.type === COMPONENT.select ? optionOf(menu, value) : entityOf(menu, value, person, resolved);
    if (chosen === undefined)
      throw new ClientRefusal(
        `"${name}" does not offer ${typeof value === 'string' ? `"${value}"` : value.name}`,
      );
    return chosen;
  });
}

const optionOf = (menu: Component, value: Chosen): string | undefined =>
  menu.options?.find((option) => option.value === value || option.label === value)?.value;

function entityOf(menu: Component, value: Chosen, person: Person, resolved: Resolved): string | undefined {
  const { type } = menu;
  if (value instanceof Channel) {
    const fits = !menu.channel_types?.length || menu.channel_types.includes(value.type);
    return type === COMPONENT.channelSelect && fits && value.may(person.id, 'ViewChannel')
      ? resolved.addChannel(value, person.id)
      : undefined;
  }
  const people = type === COMPONENT.userSelect || type === COMPONENT.mentionableSelect;
  if (value instanceof Person) return people ? resolved.addUser(value) : undefined;
  const roles = type === COMPONENT.roleSelect || type === COMPONENT.mentionableSelect;
  return roles && typeof value === 'object' ? resolved.addRole(value as unknown as Role) : undefined;
}

function componentOf(
  message: Message,
  fits: (component: Component) => boolean,
  wanted: string,
  names: (component: Component) => (string | undefined)[],
): Component {
  const all = [...walk(message.components)].filter(fits);
  const found = all.find((component) => names(component).includes(wanted));
  if (found === undefined) {
    const there = all.map((component) => names(component).find(Boolean)).join(', ') || 'nothing of the kind';
    throw new ClientRefusal(`the message has no "${wanted}"; it has ${there}`);
  }
  if (found.disabled) throw new ClientRefusal(`"${wanted}" is disabled`);
  return found;
}

function act(
  person: Person,
  message: Message,
  component: Component,
  rest: Record<string, unknown>,
): Interaction {
  return interact(person.world, {
    type: INTERACTION.component,
    user: person,
    channel: message.channel,
    // Of the message the component is on: the app's permissions are those of that message, for anybody who presses.
    installs:
      message.interaction?.installs ?? person.world.commands.installs(undefined, person, message.channel),
    message,
    data: { component_type: component.type, id: component.id, custom_id: component.custom_id, ...rest },
  });
}
