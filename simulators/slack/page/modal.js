/** Modals: what is typed stays in the page until it is submitted, and survives views.update where its input does. */
import { renderBlocks, ticks } from './blocks.js';
import { h, icon, readFiles } from './dom.js';
import { groupsOf, menu } from './menu.js';
import { mrkdwn, plain } from './mrkdwn.js';

/** By view, block and action: { value } or { files }. */
const drafts = new Map();
let shown = '';

export function showModals(views, world, act) {
  const overlay = document.getElementById('overlay');
  const top = views.at(-1);
  const key = top ? `${top.id} ${top.hash} ${JSON.stringify(top.errors)}` : '';
  if (key === shown) return;
  shown = key;
  const scroll = overlay.querySelector('.modal-body')?.scrollTop ?? 0;
  overlay.querySelector('.modal-layer')?.remove();
  if (!top) {
    drafts.clear();
    return;
  }
  overlay.prepend(modal(top, views.length > 1, world, act));
  overlay.querySelector('.modal-body').scrollTop = scroll;
}

function modal(view, stacked, world, act) {
  const close = (all) => () => act({ act: 'dismiss', view: view.id, all });
  const send = async (event) => {
    event.preventDefault();
    await act({ act: 'submit', view: view.id, values: await gather(view) });
  };
  return h(
    'div',
    { class: 'layer modal-layer' },
    h(
      'form',
      { class: 'modal', onsubmit: send },
      h(
        'header',
        {},
        stacked && h('button', { type: 'button', class: 'quiet', onclick: close(false) }, icon('back')),
        h('h2', {}, plain(view.title.text)),
        h(
          'button',
          { type: 'button', class: 'quiet', title: 'Close', onclick: close(true) },
          icon('cross', 14),
        ),
      ),
      h('div', { class: 'modal-body' }, renderBlocks(view.blocks, placeFor(view, world, act))),
      h(
        'footer',
        {},
        h(
          'button',
          { type: 'button', class: 'button', onclick: close(false) },
          plain(view.close?.text ?? 'Cancel'),
        ),
        view.submit && h('button', { class: 'button primary' }, plain(view.submit.text)),
      ),
    ),
  );
}

/** How controls of a view work, also in App Home. */
export function placeFor(view, world, act) {
  const names = (block, element) => ({ view: view.id, block: block.block_id, action: element.action_id });
  return {
    people: world.names,
    world,
    values: view.state.values,
    press: (block, element) => act({ act: 'press', ...names(block, element) }),
    choose: (block, element, value) => act({ act: 'choose', ...names(block, element), value }),
    input: (block) => inputBlock(view, block, world, act),
  };
}

function draftOf(view, block, element) {
  const key = `${view.id}/${block.block_id}/${element.action_id}`;
  if (!drafts.has(key)) drafts.set(key, {});
  return drafts.get(key);
}

function inputBlock(view, block, world, act) {
  const { element } = block;
  const draft = draftOf(view, block, element);
  const entry = view.state.values[block.block_id]?.[element.action_id] ?? {};
  const keep = (value) => {
    draft.value = value;
    const names = { view: view.id, block: block.block_id, action: element.action_id };
    if (block.dispatch_action) act({ act: 'choose', ...names, value });
  };
  const error = view.errors[block.block_id];
  return h(
    'div',
    { class: error ? 'input wrong' : 'input' },
    h('label', {}, plain(block.label.text), block.optional && h('span', { class: 'faint' }, ' (optional)')),
    field(element, entry, draft, keep, world),
    error && h('p', { class: 'error' }, error),
    block.hint && h('p', { class: 'hint' }, mrkdwn(block.hint.text)),
  );
}

function field(element, entry, draft, keep, world) {
  const type = element.type;
  if (type === 'file_input') return fileField(element, draft);
  if (type === 'radio_buttons' || type === 'checkboxes')
    return ticks(element, drafted(element, entry, draft), keep);
  if (type.endsWith('input')) {
    const tag = element.multiline ? 'textarea' : 'input';
    const value = draft.value ?? entry.value ?? '';
    const placeholder = element.placeholder?.text ?? '';
    const numeric = type === 'number_input' ? { inputMode: 'numeric' } : {};
    return h(tag, {
      class: 'text',
      value,
      placeholder,
      ...numeric,
      oninput: ({ target }) => keep(target.value),
    });
  }
  const chosen =
    draft.value ??
    entry.selected_option?.value ??
    entry.selected_conversation ??
    entry.selected_channel ??
    entry.selected_user;
  const groups = groupsOf(element, world);
  return menu({ placeholder: element.placeholder?.text, groups, chosen, pick: ({ value }) => keep(value) });
}

function drafted(element, entry, { value }) {
  if (value === undefined) return entry;
  const wanted = new Set([value].flat());
  const options = element.options.filter((option) => wanted.has(option.value));
  return element.type === 'checkboxes' ? { selected_options: options } : { selected_option: options[0] };
}

function fileField(element, draft) {
  const list = h('div', { class: 'files' });
  const show = () => {
    list.replaceChildren(
      ...(draft.files ?? []).map((file) =>
        h(
          'figure',
          {},
          file.type.startsWith('image/') && h('img', { src: URL.createObjectURL(file), alt: '' }),
          h('figcaption', {}, file.name),
        ),
      ),
    );
  };
  const accept = (element.filetypes ?? []).map((type) => `.${type}`).join(',');
  const picker = h('input', {
    type: 'file',
    accept,
    multiple: (element.max_files ?? 10) > 1,
    hidden: true,
    onchange: () => {
      draft.files = [...picker.files].slice(0, element.max_files ?? 10);
      show();
    },
  });
  show();
  const button = h(
    'button',
    { type: 'button', class: 'button', onclick: () => picker.click() },
    'Choose a file',
  );
  return h('div', { class: 'file-field' }, list, button, picker);
}

async function gather(view) {
  const values = [];
  for (const block of view.blocks.filter(({ type }) => type === 'input')) {
    const { element } = block;
    const { value, files } = draftOf(view, block, element);
    const names = { block: block.block_id, action: element.action_id };
    if (files) values.push({ ...names, files: await readFiles(files) });
    else if (value !== undefined) values.push({ ...names, value });
  }
  return values;
}
