/** A message and its components as a chat shows them (Components V2: containers, texts, galleries, sections, buttons, menus). */
import { avatar, h, steady } from './dom.js';
import { markdown } from './text.js';

const BUTTONS = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link', 6: 'secondary' };

/**
 * @param message as page/view.ts gives it
 * @param context `{ names, people, act, openMenu }`
 */
export function renderMessage(message, context) {
  const { author, interaction_metadata: origin } = message;
  const head = h(
    'div.head',
    {},
    h('b', {}, author.username),
    author.bot && h('span.badge', {}, 'APP'),
    h(
      'time',
      { datetime: message.timestamp },
      new Date(message.timestamp).toLocaleTimeString([], { timeStyle: 'short' }),
    ),
    message.edited_timestamp && h('span.edited', { title: `${message.edits} edits` }, '(edited)'),
  );
  const used =
    origin?.name &&
    h(
      'div.used',
      {},
      avatar(origin.user, '.tiny'),
      h('b', {}, origin.user.username),
      ` used ${origin.command_type === 1 ? '/' : ''}${origin.name}`,
    );
  const body = message.loading
    ? h('div.thinking', {}, `${author.username} is thinking`, h('i'), h('i'), h('i'))
    : bodyOf(message, context);
  const foot =
    message.ephemeral &&
    h(
      'div.private',
      {},
      'Only you can see this · ',
      h(
        'button',
        { type: 'button', click: () => context.act('dismiss', { message: message.id }) },
        'Dismiss message',
      ),
    );
  const face = h(
    'button.face',
    {
      type: 'button',
      title: `Menu for ${author.username}`,
      click: (event) => context.openMenu(event, { user: author.id }),
    },
    avatar(author),
  );
  const more = h(
    'button.more',
    {
      type: 'button',
      title: 'Menu for this message',
      click: (event) => context.openMenu(event, { message }),
    },
    '⋯',
  );
  return h(
    `li.message${message.pingsMe ? '.pinged' : ''}`,
    { 'data-id': message.id },
    used,
    h('div.row', {}, face, h('div.content', {}, head, body, foot), more),
  );
}

const bodyOf = (message, context) =>
  h(
    'div.body',
    {},
    message.content && markdown(message.content, context.names),
    ...message.embeds.map((embed) => embedOf(embed, context)),
    message.files.length > 0 &&
      pictures(
        message.files.map((file) => ({ media: file, description: file.description, name: file.filename })),
      ),
    ...message.components.map((component) => componentOf(component, { ...context, message })),
  );

function embedOf(embed, context) {
  const box = h(
    'div.embed',
    {},
    embed.author?.name && h('small', {}, embed.author.name),
    embed.title && h('b', {}, embed.title),
    embed.description && markdown(embed.description, context.names),
    ...(embed.fields ?? []).map(({ name, value }) =>
      h('div', {}, h('b', {}, name), markdown(value, context.names)),
    ),
    embed.image && h('img', { src: steady(embed.image.url), alt: '' }),
    embed.footer?.text && h('small', {}, embed.footer.text),
  );
  if (embed.color) box.style.setProperty('--accent', `#${embed.color.toString(16).padStart(6, '0')}`);
  return box;
}

const COMPONENTS = {
  1: (row, context) => h('div.buttons', {}, ...row.components.map((one) => componentOf(one, context))),
  2: buttonOf,
  3: menuOf,
  5: menuOf,
  6: menuOf,
  7: menuOf,
  8: menuOf,
  9: (section, context) =>
    h(
      'div.section',
      {},
      h('div', {}, ...section.components.map((one) => componentOf(one, context))),
      componentOf(section.accessory, context),
    ),
  10: ({ content }, { names }) => markdown(content, names),
  11: ({ media, description, spoiler }) =>
    h(`img.thumbnail${spoiler ? '.hidden' : ''}`, { src: steady(media.url), alt: description ?? '' }),
  12: ({ items }) => pictures(items),
  13: ({ file, name, size }) =>
    h(
      'a.file',
      { href: steady(file.url), target: '_blank' },
      name,
      h('small', {}, ` ${Math.ceil(size / 1024)} KB`),
    ),
  14: ({ divider, spacing }) => h(`hr${divider === false ? '.empty' : ''}${spacing === 2 ? '.wide' : ''}`),
  17: (container, context) => {
    const box = h('div.container', {}, ...container.components.map((one) => componentOf(one, context)));
    if (container.accent_color)
      box.style.setProperty('--accent', `#${container.accent_color.toString(16).padStart(6, '0')}`);
    return box;
  },
};

const componentOf = (component, context) =>
  COMPONENTS[component.type]?.(component, context) ?? h('span', {}, `component ${component.type}`);

/** A grid: one large, two beside each other, more in threes. */
function pictures(items) {
  const shape = items.length === 1 ? 'one' : items.length === 2 || items.length === 4 ? 'two' : 'three';
  return h(`div.gallery.${shape}`, {}, ...items.map(pictureOf));
}

function pictureOf({ media, description, spoiler, name }) {
  const url = steady(media.url);
  const isPicture = (media.content_type ?? 'image/').startsWith('image/');
  if (!isPicture) return h('a.file', { href: url, target: '_blank' }, name ?? 'file');
  const picture = h('img', {
    src: url,
    alt: description ?? '',
    title: description ?? '',
    width: media.width,
    height: media.height,
  });
  return h(`a.picture${spoiler ? '.hidden' : ''}`, { href: url, target: '_blank' }, picture);
}

function buttonOf(button, { act, message }) {
  const label = [button.emoji?.name && h('span.emoji', {}, button.emoji.name), button.label];
  if (button.style === 5)
    return h('a.button.link', { href: button.url, target: '_blank', rel: 'noreferrer' }, ...label, ' ↗');
  const press = () => act('press', { message: message.id, customId: button.custom_id });
  return h(
    `button.button.${BUTTONS[button.style]}`,
    { type: 'button', disabled: button.disabled, click: press },
    ...label,
  );
}

/** A single choice acts at once; several are chosen with the keyboard's modifier, as in any list. */
function menuOf(menu, { act, message, names }) {
  const several = (menu.max_values ?? 1) > 1;
  const entries =
    menu.options ?? Object.entries(entitiesFor(menu, names)).map(([value, label]) => ({ value, label }));
  const options = entries.map(({ value, label, default: chosen, emoji, description }) =>
    h(
      'option',
      { value, selected: chosen, title: description ?? '' },
      `${emoji?.name ? `${emoji.name} ` : ''}${label}`,
    ),
  );
  const preset = entries.some((entry) => entry.default);
  const placeholder =
    !several &&
    h('option', { value: '', disabled: true, selected: !preset }, menu.placeholder ?? 'Make a selection');
  return h(
    'select.choice',
    {
      multiple: several,
      size: several ? Math.min(6, options.length) : undefined,
      disabled: menu.disabled,
      'aria-label': menu.placeholder ?? 'Menu',
      change: ({ target }) =>
        act('select', {
          message: message.id,
          customId: menu.custom_id,
          values: [...target.selectedOptions].map(({ value }) => value),
        }),
    },
    placeholder,
    ...options,
  );
}

const entitiesFor = ({ type }, names) =>
  ({ 5: names.users, 6: names.roles, 7: { ...names.users, ...names.roles }, 8: names.channels })[type] ?? {};
