/** The page as a whole: looks when something changed, draws what is new, tells the fake what the person does. */
import { composer } from './composer.js';
import { avatar, h } from './dom.js';
import { showModal } from './modal.js';
import { renderMessage } from './render.js';

const at = (id) => document.getElementById(id);
const state = { me: sessionStorage.getItem('me') ?? '', channel: sessionStorage.getItem('channel') ?? '' };
const drawn = new Map();
const seenFailures = new Set();
let view;
let composed = '';

const address = (path) => `/ui/${path}?me=${state.me}&channel=${state.channel}`;

/** Posts an act with its files; returns the answer, after saying why where it was refused. */
async function post(act, body, files = []) {
  const form = new FormData();
  form.append('payload_json', JSON.stringify({ act, channel: state.channel, ...body }));
  for (const [index, file] of files.entries()) form.append(`files[${index}]`, file, file.name);
  const answer = await (await fetch(address('act'), { method: 'POST', body: form })).json();
  if (answer.refused) notice(answer.refused);
  return answer;
}

const act = async (name, body, files) => (await post(name, body, files)).refused === undefined;
const ask = async (name, body) => (await post(name, body)).result;

function notice(text) {
  const line = h('p', {}, text);
  at('notices').append(line);
  setTimeout(() => line.remove(), 6_000);
}

async function look() {
  view = await (await fetch(address('view'))).json();
  if (view.channel === undefined) {
    const first = view.places.flatMap(({ channels }) => channels)[0];
    if (first !== undefined && first.id !== state.channel) go({ channel: first.id });
    return;
  }
  state.me = view.me.id;
  drawPlaces();
  drawHeader();
  drawMessages();
  drawComposer();
  drawMachine();
  showModal(at('modal'), view.modal, { act, names: view.names });
  for (const { id, text } of view.failures) if (!seenFailures.has(id)) notice(text);
  for (const { id } of view.failures) seenFailures.add(id);
}

function go(where) {
  Object.assign(state, where);
  sessionStorage.setItem('me', state.me);
  sessionStorage.setItem('channel', state.channel);
  drawn.clear();
  showSide(false);
  at('messages').replaceChildren();
  void look();
}

function drawPlaces() {
  const entry = ({ id, name, kind }) =>
    h(
      `button.place.${kind}`,
      {
        type: 'button',
        'aria-current': id === state.channel ? 'page' : undefined,
        click: () => go({ channel: id }),
      },
      name,
    );
  at('places').replaceChildren(
    ...view.places.map(({ name, channels }) => h('section', {}, h('h2', {}, name), ...channels.map(entry))),
  );
  const person = (one) =>
    h(
      'button.person',
      {
        type: 'button',
        'aria-pressed': String(one.id === view.me.id),
        title: `${one.name}, ${one.locale}`,
        click: () => go({ me: one.id }),
      },
      avatar(one, '.small'),
      one.name,
      one.locale !== 'en-US' && h('small', {}, one.locale),
    );
  at('people').replaceChildren(...view.people.map(person));
}

function drawHeader() {
  const { name, kind, guild, botIsHere, installed } = view.channel;
  at('channel-name').textContent = kind === 'guild' || kind === 'thread' ? `# ${name}` : name;
  const note = installed
    ? 'The bot is not in this place; you use it as an app of your own.'
    : 'The bot is not in this place.';
  at('channel-note').textContent = botIsHere ? (guild ?? '') : note;
}

/** Only messages that have changed are drawn again. */
function drawMessages() {
  const list = at('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const context = { names: { ...view.names, locale: view.me.locale }, act, openMenu };
  const unsigned = (text) => text.replaceAll(/\?ex=[^"]+/gu, '');
  const items = view.messages.map((message) => {
    const text = unsigned(JSON.stringify(message));
    if (drawn.get(message.id)?.text !== text)
      drawn.set(message.id, { text, item: renderMessage(message, context) });
    return drawn.get(message.id).item;
  });
  const same =
    items.length === list.children.length && items.every((item, index) => item === list.children[index]);
  if (!same) list.replaceChildren(...items);
  if (atEnd) settle(list);
}

/** Stays at the end, also when pictures take their place later. */
function settle(list) {
  list.scrollTop = list.scrollHeight;
  for (const picture of list.querySelectorAll('img')) {
    if (picture.complete) continue;
    picture.addEventListener(
      'load',
      () => {
        list.scrollTop = list.scrollHeight;
      },
      { once: true },
    );
  }
}

function drawComposer() {
  const key = JSON.stringify([state.channel, view.me.id, view.commands]);
  if (key === composed) return;
  composed = key;
  at('composer').replaceChildren(composer(view.commands, { act, ask, names: view.names }));
}

/** Apps in the menu of a message or of a person, and what one may do with a message. */
function openMenu(event, { message, user }) {
  const menu = at('menu');
  const entry = (label, does) =>
    h(
      'button',
      {
        type: 'button',
        click: () => {
          menu.hidden = true;
          void does();
        },
      },
      label,
    );
  const type = message === undefined ? 2 : 3;
  const apps = view.commands.filter(
    (command) => command.type === type && (message === undefined || !message.ephemeral),
  );
  const entries = apps.map(({ name, label }) =>
    entry(label, () =>
      message === undefined
        ? act('userCommand', { target: user, name })
        : act('messageCommand', { message: message.id, name }),
    ),
  );
  if (message?.mayDelete) entries.push(entry('Delete message', () => act('delete', { message: message.id })));
  menu.replaceChildren(...(entries.length > 0 ? entries : [h('p', {}, 'Nothing to do here')]));
  menu.hidden = false;
  const { left, bottom, width } = event.currentTarget.getBoundingClientRect();
  menu.style.left = `${Math.min(left, innerWidth - menu.offsetWidth - 12)}px`;
  menu.style.top = `${Math.min(bottom + 4, innerHeight - menu.offsetHeight - 12)}px`;
  menu.style.minWidth = `${width}px`;
  event.stopPropagation();
}

function drawMachine() {
  const button = (label, name, body = {}) =>
    h('button.button.secondary', { type: 'button', click: () => act(name, body) }, label);
  const { connections } = view.gateway;
  const shards = connections.map(({ shard, shards: count }) => `shard ${shard} of ${count}`).join(', ');
  const { permissions, botIsHere } = view.channel;
  const parts = [
    h('h2', {}, 'Gateway'),
    h(
      `p.state${connections.length > 0 ? '.up' : ''}`,
      {},
      connections.length > 0 ? `Connected: ${shards}` : 'No bot is connected',
    ),
    h(
      'div.row',
      {},
      button('Cut', 'cut'),
      button('Ask to reconnect', 'reconnect'),
      button('Take down', 'down'),
      button('Bring up', 'up'),
    ),
    h('h2', {}, 'Clock'),
    h('p', {}, new Date(view.now).toLocaleString()),
    h(
      'div.row',
      {},
      ...[
        ['+ 3 s', 3e3],
        ['+ 1 min', 6e4],
        ['+ 15 min', 9e5],
        ['+ 1 h', 36e5],
      ].map(([label, ms]) => button(label, 'advance', { ms })),
    ),
    h('h2', {}, 'Rate limits'),
    h('div.row', {}, button('Next 5 requests: 429', 'storm', { times: 5 })),
    permissions && h('h2', {}, 'The bot in this channel'),
    permissions && h('div.checks', {}, ...permissions.map((one) => permission(one, permissions))),
    !botIsHere && h('h2', {}, 'Your apps'),
    !botIsHere &&
      button(
        view.channel.installed ? 'Remove the app from your account' : 'Add the app to your account',
        'install',
        { installed: !view.channel.installed },
      ),
  ];
  at('machine').replaceChildren(...parts.filter(Boolean));
}

function permission({ name, denied }, all) {
  const change = ({ target }) => {
    const others = all.filter((one) => one.denied && one.name !== name).map((one) => one.name);
    void act('deny', { permissions: target.checked ? others : [...others, name] });
  };
  return h('label', {}, h('input', { type: 'checkbox', checked: !denied, change }), name);
}

at('places-toggle').addEventListener('click', (event) => {
  event.stopPropagation();
  showSide(!at('side').classList.contains('open'));
});

/** On a narrow window places and people lie over the channel, until one of them is chosen. */
function showSide(isOpen) {
  at('side').classList.toggle('open', isOpen);
  at('places-toggle').setAttribute('aria-expanded', String(isOpen));
}

at('machine-toggle').addEventListener('click', ({ currentTarget }) => {
  at('machine').hidden = !at('machine').hidden;
  currentTarget.setAttribute('aria-expanded', String(!at('machine').hidden));
});
document.addEventListener('click', () => {
  at('menu').hidden = true;
});

new EventSource('/ui/changes').onmessage = () => void look();
