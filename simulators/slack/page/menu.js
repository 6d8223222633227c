/** A select menu with groups, descriptions and a filter; and the question that a `confirm` asks first. */
import { h } from './dom.js';
import { mrkdwn, plain } from './mrkdwn.js';

let open = null;

document.addEventListener('click', (event) => {
  if (open && !open.contains(event.target)) closeMenu();
});
document.addEventListener(
  'scroll',
  ({ target }) => {
    if (open && !open.contains(target)) closeMenu();
  },
  true,
);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeMenu();
});

function closeMenu() {
  open?.classList.remove('open');
  open?.querySelector('.menu-list')?.remove();
  open = null;
}

/** Below the button, or above it where there is no room; fixed, so that no scrolling box cuts it off. */
function place(list, { left, top, bottom, width }) {
  const above = window.innerHeight - bottom < 300 && top > 300;
  list.style.left = `${Math.min(left, window.innerWidth - 260)}px`;
  list.style.width = `${Math.max(width, 240)}px`;
  if (above) list.style.bottom = `${window.innerHeight - top + 4}px`;
  else list.style.top = `${bottom + 4}px`;
}

/** [{ label, options }] of a select, its own groups or one without a name. */
export function groupsOf(element, world) {
  if (element.option_groups)
    return element.option_groups.map(({ label, options }) => ({ label: label.text, options }));
  if (element.options) return [{ label: '', options: element.options }];
  const named = (list) =>
    list.map(({ id, name }) => ({ value: id, text: { type: 'plain_text', text: name } }));
  if (element.type.includes('users')) return [{ label: '', options: named(world.people) }];
  return [{ label: '', options: named(world.channels.map(({ id, name }) => ({ id, name: `#${name}` }))) }];
}

/** `chosen` is the option's value; `pick` is called with the option. */
export function menu({ placeholder, groups, chosen, pick, compact = false }) {
  const all = groups.flatMap(({ options }) => options);
  const label = all.find(({ value }) => value === chosen);
  const text = h(
    'span',
    { class: label ? '' : 'faint' },
    label ? plain(label.text.text) : placeholder || 'Choose',
  );
  const box = h('span', { class: compact ? 'menu compact' : 'menu' });
  const button = h(
    'button',
    { type: 'button', class: 'menu-button', onclick: toggle },
    compact ? '···' : [text, h('i', {}, '⌄')],
  );
  box.append(button);
  function toggle(event) {
    event.stopPropagation();
    const was = open === box;
    closeMenu();
    if (was) return;
    open = box;
    box.classList.add('open');
    box.append(list());
    place(box.querySelector('.menu-list'), box.getBoundingClientRect());
    box.querySelector('input')?.focus();
  }
  function list() {
    const rows = h('div', { class: 'menu-rows' });
    const show = (filter) => {
      rows.replaceChildren(...groups.flatMap(({ label: name, options }) => groupRows(name, options, filter)));
    };
    show('');
    const search =
      all.length > 7 &&
      h('input', { placeholder: 'Filter', oninput: ({ target }) => show(target.value.toLowerCase()) });
    return h('div', { class: 'menu-list', onclick: (event) => event.stopPropagation() }, search, rows);
  }
  function groupRows(name, options, filter) {
    const found = options.filter((option) => option.text.text.toLowerCase().includes(filter));
    if (found.length === 0) return [];
    return [name && h('div', { class: 'menu-group' }, plain(name)), ...found.map(row)].filter(Boolean);
  }
  function row(option) {
    const act = () => {
      closeMenu();
      if (!compact) text.replaceChildren(plain(option.text.text));
      text.className = '';
      pick(option);
    };
    const description = option.description && h('small', {}, plain(option.description.text));
    const mark = option.value === chosen && !compact ? 'menu-row chosen' : 'menu-row';
    return h(
      'button',
      { type: 'button', class: mark, onclick: act },
      h('span', {}, plain(option.text.text)),
      description,
    );
  }
  return box;
}

/** Resolves with whether the person said yes. */
export function ask(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      layer.remove();
      resolve(yes);
    };
    const danger = confirm.style === 'danger' ? 'button danger' : 'button primary';
    const layer = h(
      'div',
      { class: 'layer' },
      h(
        'div',
        { class: 'dialog' },
        h('h2', {}, plain(confirm.title?.text ?? 'Are you sure?')),
        h('p', {}, mrkdwn(confirm.text?.text ?? '')),
        h(
          'footer',
          {},
          h('button', { class: 'button', onclick: answer(false) }, plain(confirm.deny?.text ?? 'No')),
          h('button', { class: danger, onclick: answer(true) }, plain(confirm.confirm?.text ?? 'Yes')),
        ),
      ),
    );
    document.getElementById('overlay').append(layer);
  });
}
