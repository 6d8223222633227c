/** A modal in front of somebody, and its submission (developers/components/using-modal-components, #modal-submit-data-structure). */
import { ClientRefusal, type FakeField, type FakeFile, type FakeModal, type ModalValue } from '../api.js';
import { COMPONENT, INTERACTION, SELECTS } from '../protocol.js';
import { type Component, walk } from '../world/components.js';
import { type Chosen, chosenIn } from './components.js';
import type { Interaction } from './interaction.js';
import { interact } from './payload.js';
import type { Person } from './person.js';
import { Resolved } from './resolved.js';
import { isFile, typeAllowed } from './slash.js';

const KINDS: Record<number, FakeField['kind']> = {
  [COMPONENT.text]: 'text',
  [COMPONENT.select]: 'select',
  [COMPONENT.userSelect]: 'user',
  [COMPONENT.roleSelect]: 'role',
  [COMPONENT.mentionableSelect]: 'mentionable',
  [COMPONENT.channelSelect]: 'channel',
  [COMPONENT.upload]: 'files',
  [COMPONENT.radio]: 'radio',
  [COMPONENT.checkboxes]: 'checkboxes',
  [COMPONENT.checkbox]: 'checkbox',
};

export class Modal implements FakeModal {
  readonly title: string;
  readonly customId: string;
  readonly components: readonly Component[];
  submitted = false;

  constructor(
    readonly interaction: Interaction,
    data: { title: string; custom_id: string; components: Component[] },
  ) {
    this.title = data.title;
    this.customId = data.custom_id;
    this.components = data.components;
  }

  get fields(): readonly FakeField[] {
    return this.components.flatMap((top) => {
      const field = top.component ?? top.components?.[0];
      return field === undefined ? [] : [fieldOf(top, field)];
    });
  }

  /** Whether a text is of the paragraph style. */
  isLong(customId: string): boolean {
    return this.#named(customId)?.style === 2;
  }

  placeholder(customId: string): string {
    return this.#named(customId)?.placeholder ?? '';
  }

  get text(): string {
    return [...walk(this.components)].flatMap(({ content }) => content ?? []).join('\n');
  }

  #named(customId: string): Component | undefined {
    return [...walk(this.components)].find((component) => component.custom_id === customId);
  }

  field(nameOrLabel: string): FakeField {
    const found = this.fields.find(
      ({ customId, label }) => customId === nameOrLabel || label === nameOrLabel,
    );
    if (found !== undefined) return found;
    throw new Error(
      `the modal "${this.title}" has no field "${nameOrLabel}"; it has ${this.fields.map(({ label }) => label).join(', ')}`,
    );
  }
}

function fieldOf(top: Component, field: Component): FakeField {
  const text = field.type === COMPONENT.text;
  const preset = (field.options ?? []).filter((option) => option.default).map(({ value }) => value);
  return {
    kind: KINDS[field.type] ?? 'text',
    customId: field.custom_id ?? '',
    label: top.label ?? field.label ?? '',
    description: top.description ?? '',
    required: field.required !== false && field.type !== COMPONENT.checkbox,
    min: (text ? field.min_length : field.min_values) ?? (text ? 0 : 1),
    max: (text ? field.max_length : field.max_values) ?? (text ? 4000 : 1),
    options: (field.options ?? []).map((option) => ({
      label: option.label,
      value: option.value,
      description: option.description ?? '',
      default: option.default ?? false,
    })),
    value: text ? field.value : preset.length > 0 ? preset : undefined,
  };
}

export function submitModal(
  person: Person,
  shown: FakeModal,
  values: Record<string, ModalValue>,
): Interaction {
  const modal = shown as Modal;
  const { interaction } = modal;
  if (interaction.user !== person)
    throw new ClientRefusal(
      `the modal "${modal.title}" is in front of ${interaction.user.name}, not of ${person.name}`,
    );
  if (modal.submitted) throw new ClientRefusal(`the modal "${modal.title}" was submitted already`);
  for (const key of Object.keys(values)) modal.field(key);
  const resolved = new Resolved(interaction.channel);
  const components = modal.components.map((top) => answerOf(top, values, person, interaction, resolved));
  modal.submitted = true;
  return interact(person.world, {
    type: INTERACTION.modal,
    user: person,
    channel: interaction.channel,
    installs: interaction.installs,
    message: interaction.source,
    data: { custom_id: modal.customId, components, ...resolved.part },
  });
}

function answerOf(
  top: Component,
  values: Record<string, ModalValue>,
  person: Person,
  interaction: Interaction,
  resolved: Resolved,
): unknown {
  const field = top.component ?? top.components?.[0];
  if (field === undefined) return { type: top.type, id: top.id };
  const label = top.label ?? field.label ?? '';
  const value = values[label] ?? values[field.custom_id ?? ''];
  const answer = {
    type: field.type,
    id: field.id,
    custom_id: field.custom_id,
    ...fill(field, label, value, person, interaction, resolved),
  };
  return top.component === undefined
    ? { type: top.type, id: top.id, components: [answer] }
    : { type: top.type, id: top.id, component: answer };
}

function fill(
  field: Component,
  label: string,
  value: ModalValue | undefined,
  person: Person,
  interaction: Interaction,
  resolved: Resolved,
) {
  if (field.type === COMPONENT.text) return { value: textOf(field, label, value) };
  if (field.type === COMPONENT.checkbox)
    return { value: value === undefined ? (field.default ?? false) : value === true };
  if (field.type === COMPONENT.upload)
    return { values: filesOf(field, label, value, person, interaction, resolved) };
  const preset = (field.options ?? []).filter((option) => option.default).map((option) => option.value);
  const chosen = value === undefined ? preset : ([value].flat() as Chosen[]);
  if (field.type === COMPONENT.radio) return { value: optionsOf(field, label, chosen, 1)[0] ?? null };
  if (field.type === COMPONENT.checkboxes)
    return { values: optionsOf(field, label, chosen, field.max_values ?? field.options!.length) };
  if (!SELECTS.includes(field.type)) throw new Error(`no way to fill a component of type ${field.type}`);
  return { values: chosenIn(field, chosen, person, resolved) };
}

function textOf(field: Component, label: string, value: ModalValue | undefined): string {
  const text = value === undefined ? (field.value ?? '') : value;
  if (typeof text !== 'string') throw new ClientRefusal(`"${label}" is text`);
  if (text === '' && field.required === false) return text;
  const min = Math.max(field.min_length ?? 0, field.required === false ? 0 : 1);
  if (text.length < min || text.length > (field.max_length ?? 4000))
    throw new ClientRefusal(`"${label}" does not take ${text.length} characters`);
  return text;
}

function filesOf(
  field: Component,
  label: string,
  value: ModalValue | undefined,
  person: Person,
  interaction: Interaction,
  resolved: Resolved,
): string[] {
  const files = (value === undefined ? [] : [value].flat()) as FakeFile[];
  if (!files.every(isFile)) throw new ClientRefusal(`"${label}" takes files`);
  const min = field.required === false && files.length === 0 ? 0 : (field.min_values ?? 1);
  const max = field.max_values ?? 1;
  if (files.length < min || files.length > max)
    throw new ClientRefusal(`"${label}" takes ${min} to ${max} files, not ${files.length}`);
  const wrong = files.find(({ name }) => !typeAllowed(name, field.file_types));
  if (wrong !== undefined) throw new ClientRefusal(`"${label}" does not take ${wrong.name}`);
  return files.map((file) => resolved.addFile(person.upload(file, interaction.channel, true)));
}

function optionsOf(field: Component, label: string, chosen: readonly Chosen[], max: number): string[] {
  const values = chosen.map(
    (one) => field.options?.find((option) => option.value === one || option.label === one)?.value,
  );
  if (values.includes(undefined)) throw new ClientRefusal(`"${label}" does not offer that`);
  const min = field.required === false ? 0 : (field.min_values ?? 1);
  if (values.length < min || values.length > max)
    throw new ClientRefusal(`"${label}" takes ${min} to ${max} choices`);
  return values as string[];
}
