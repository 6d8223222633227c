/** Block Kit as elements. `place` says what a press or a choice does, and what has been filled in. */
import { h } from './dom.js';
import { ask, groupsOf, menu } from './menu.js';
import { mrkdwn, plain } from './mrkdwn.js';

/**
 * place: { people: Map id -> name, world, values, errors, press(block, action), choose(block, action, value), input(block) }
 */
export function renderBlocks(blocks, place) {
  return h(
    'div',
    { class: 'blocks' },
    blocks.map((block) => renderBlock(block, place)),
  );
}

function renderBlock(block, place) {
  switch (block.type) {
    case 'header':
      return h('h3', { class: 'block-header' }, plain(block.text.text));
    case 'divider':
      return h('hr', {});
    case 'section':
      return section(block, place);
    case 'context':
      return h(
        'div',
        { class: 'block-context' },
        block.elements.map((element) => contextPart(element, place)),
      );
    case 'image':
      return image(block);
    case 'actions':
      return h(
        'div',
        { class: 'block-actions' },
        block.elements.map((element) => control(block, element, place)),
      );
    case 'input':
      return place.input ? place.input(block) : null;
    case 'rich_text':
      return h('div', { class: 'block-section' }, rich(block, place));
    case 'markdown':
      return h('div', { class: 'block-section' }, mrkdwn(block.text, place.people));
    default:
      return h('div', { class: 'faint' }, `(${block.type})`);
  }
}

function text(value, place) {
  if (!value) return null;
  return value.type === 'mrkdwn' ? mrkdwn(value.text, place.people) : plain(value.text);
}

function section(block, place) {
  const { accessory } = block;
  const side =
    accessory && (accessory.type === 'image' ? thumbnail(accessory) : control(block, accessory, place));
  const fields =
    block.fields &&
    h(
      'div',
      { class: 'fields' },
      block.fields.map((field) => h('div', {}, text(field, place))),
    );
  return h(
    'div',
    { class: 'block-section' },
    h('div', { class: 'grow' }, text(block.text, place), fields),
    side,
  );
}

function contextPart(element, place) {
  return element.type === 'image' ? thumbnail(element) : h('span', {}, text(element, place));
}

function thumbnail(element) {
  return element.src
    ? h('img', { class: 'thumb', src: element.src, alt: element.alt_text })
    : h('span', { class: 'thumb missing', title: element.alt_text });
}

function image(block) {
  const picture = block.src
    ? h('img', { class: 'picture', src: block.src, alt: block.alt_text })
    : h('div', { class: 'picture missing' }, 'This picture is not to be seen.');
  return h(
    'figure',
    { class: 'block-image' },
    block.title && h('figcaption', {}, plain(block.title.text)),
    picture,
  );
}

/** A button or a menu, in a message, a modal or App Home. */
export function control(block, element, place) {
  const entry = place.values?.[block.block_id]?.[element.action_id] ?? {};
  const choose = (value) => ask(element.confirm).then((yes) => yes && place.choose(block, element, value));
  switch (element.type) {
    case 'button': {
      const kind = element.style ? `button ${element.style}` : 'button';
      const act = () =>
        ask(element.confirm).then((yes) => {
          if (!yes) return;
          if (element.url) window.open(element.url, '_blank', 'noreferrer');
          place.press(block, element);
        });
      return h('button', { type: 'button', class: kind, onclick: act }, plain(element.text.text));
    }
    case 'overflow':
      return menu({ groups: groupsOf(element), compact: true, pick: ({ value }) => choose(value) });
    case 'radio_buttons':
    case 'checkboxes':
      return ticks(element, entry, choose);
    default:
      return menu({
        placeholder: element.placeholder?.text,
        groups: groupsOf(element, place.world),
        chosen: chosenIn(entry),
        pick: ({ value }) => choose(value),
      });
  }
}

export function chosenIn(entry) {
  return (
    entry.selected_option?.value ??
    entry.selected_conversation ??
    entry.selected_channel ??
    entry.selected_user
  );
}

/** Radio buttons and checkboxes. */
export function ticks(element, entry, choose) {
  const many = element.type === 'checkboxes';
  const chosen = new Set(
    many ? (entry.selected_options ?? []).map(({ value }) => value) : [entry.selected_option?.value],
  );
  const name = `ticks-${Math.random()}`;
  const change = ({ target }) => {
    if (!many) return choose(target.value);
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    return choose([...chosen]);
  };
  return h(
    'div',
    { class: 'ticks' },
    element.options.map((option) =>
      h(
        'label',
        {},
        h('input', {
          type: many ? 'checkbox' : 'radio',
          name,
          value: option.value,
          checked: chosen.has(option.value),
          onchange: change,
        }),
        h(
          'span',
          {},
          mrkdwn(option.text.text),
          option.description && h('small', {}, mrkdwn(option.description.text)),
        ),
      ),
    ),
  );
}

function rich(node, place) {
  if (node.type === 'user')
    return h('span', { class: 'mention' }, `@${place.people.get(node.user_id) ?? node.user_id}`);
  if (node.type === 'link')
    return h('a', { href: node.url, target: '_blank', rel: 'noreferrer' }, node.text ?? node.url);
  if (node.type === 'text') return node.text;
  return (node.elements ?? []).map((element) => rich(element, place));
}
