/** A modal in front of the person: texts, menus and file uploads under their labels. */
import { h } from './dom.js';

let shown;

/** Shows what `modal` says, or nothing; a modal that is shown already stays as it was filled in. */
export function showModal(dialog, modal, { act, names }) {
  if (modal?.id === shown) return;
  shown = modal?.id;
  if (modal === undefined) {
    dialog.close();
    return;
  }
  const fields = modal.fields.map((field) => fieldOf(field, names));
  const close = () => act('closeModal', { modal: modal.id });
  const submit = async (event) => {
    event.preventDefault();
    const files = [];
    const values = Object.fromEntries(
      fields.map(({ id, read }) => [id, read(files)]).filter(([, value]) => value !== undefined),
    );
    await act('submit', { modal: modal.id, values }, files);
  };
  dialog.replaceChildren(
    h(
      'form',
      { submit },
      h('h2', {}, modal.title),
      modal.text && h('p', {}, modal.text),
      ...fields.map(({ element }) => element),
      h(
        'div.actions',
        {},
        h('button.button.secondary', { type: 'button', click: close }, 'Cancel'),
        h('button.button.primary', { type: 'submit' }, 'Submit'),
      ),
    ),
  );
  dialog.oncancel = close;
  dialog.showModal();
}

function fieldOf(field, names) {
  const { input, read } = inputFor(field, names);
  const title = h('span.name', {}, field.label, field.required && h('i', { title: 'needed' }, ' *'));
  return {
    id: field.customId,
    read,
    element: h('label', {}, title, field.description && h('span.hint', {}, field.description), input),
  };
}

function inputFor(field, names) {
  if (field.kind === 'text') return textFor(field);
  if (field.kind === 'files') return filesFor(field);
  if (field.kind === 'checkbox') {
    const box = h('input', { type: 'checkbox' });
    return { input: box, read: () => box.checked };
  }
  const entities = {
    user: names.users,
    role: names.roles,
    channel: names.channels,
    mentionable: { ...names.users, ...names.roles },
  }[field.kind];
  return menuFor(
    field,
    entities === undefined
      ? field.options
      : Object.entries(entities).map(([value, label]) => ({ value, label })),
  );
}

function textFor(field) {
  const input = h(field.long ? 'textarea' : 'input', {
    placeholder: field.placeholder,
    maxlength: field.max,
    required: field.required,
    value: field.value ?? '',
  });
  return { input, read: () => input.value };
}

function filesFor(field) {
  const input = h('input', { type: 'file', multiple: field.max > 1, required: field.required });
  return {
    input,
    read: (files) =>
      input.files.length === 0 ? undefined : [...input.files].map((file) => ({ file: files.push(file) - 1 })),
  };
}

function menuFor(field, entries) {
  const several = field.max > 1;
  const options = entries.map(({ value, label, default: chosen }) =>
    h('option', { value, selected: chosen }, label),
  );
  const none =
    !several &&
    h(
      'option',
      { value: '', selected: !field.options.some((option) => option.default) },
      field.placeholder || '–',
    );
  const input = h('select', { multiple: several, required: field.required }, none, ...options);
  const read = () => {
    const values = [...input.selectedOptions].map(({ value }) => value).filter(Boolean);
    return values.length === 0 ? undefined : field.kind === 'radio' ? values[0] : values;
  };
  return { input, read };
}
