/** The page: asks for the world as one person sees it, shows it, and asks again whenever it changes. */
import { renderBlocks } from './blocks.js';
import { makeComposer } from './composer.js';
import { h, icon } from './dom.js';
import { showMessages } from './feed.js';
import { showLab } from './lab.js';
import { placeFor, showModals } from './modal.js';
import { showSide } from './side.js';

const box = (id) => document.getElementById(id);

/** Who looks where; kept in the address, so that a reload and a link lead to the same place. */
const here = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
let world = null;
let busy = false;
let again = false;

async function act(body) {
  const answer = await fetch('/console/act', {
    method: 'POST',
    body: JSON.stringify({ as: world.me.id, channel: world.channel.id, ...body }),
  });
  const { complaint } = await answer.json();
  if (complaint) toast(complaint);
}

function toast(text) {
  const line = h('p', {}, text);
  box('toast').append(line);
  setTimeout(() => line.remove(), 6_000);
}

function go(place) {
  Object.assign(here, place);
  showPlaces(false);
  if (place.channel || place.as) here.thread = '';
  location.hash = new URLSearchParams(Object.entries(here).filter(([, value]) => value)).toString();
  if (place.tab === 'home') act({ act: 'openHome' });
  refresh();
}

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const query = new URLSearchParams({ as: here.as ?? '', channel: here.channel ?? '' });
  const state = await (await fetch(`/console/state?${query}`)).json();
  show(state);
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

function show(state) {
  const names = new Map(state.people.map(({ id, name }) => [id, name]));
  names.set(state.app.user, state.app.name);
  for (const { id, name } of state.channels) names.set(id, name);
  world = { ...state, names, atHome: here.tab === 'home', openThread: (ts) => go({ thread: ts }) };
  showSide(box('side'), world, go);
  showTop();
  showPlace();
  showThread();
  showModals(state.views, world, act);
  box('lab').hidden = !here.lab;
  if (here.lab) showLab(box('lab'), world, act);
}

/** On a narrow window channels and people lie over the channel, until one of them is chosen. */
function showPlaces(isOpen = !box('side').classList.contains('open')) {
  box('side').classList.toggle('open', isOpen);
}

function title() {
  if (world.atHome) return [world.app.name, h('small', {}, 'Home')];
  const { channel } = world;
  if (channel.kind === 'im') return [world.app.name, h('small', {}, 'Messages')];
  const people = `${channel.people} members`;
  return [
    channel.kind === 'group' ? icon('lock') : '#',
    channel.name,
    h('small', {}, channel.archived ? 'archived' : people),
  ];
}

function showTop() {
  const shortcuts = world.shortcuts.filter(({ type }) => type === 'global');
  box('top').replaceChildren(
    h('button', { id: 'side-toggle', class: 'quiet', title: 'Places', onclick: () => showPlaces() }, '☰'),
    h('h2', {}, title()),
    h('span', { class: 'grow' }),
    ...shortcuts.map(({ name, callback_id }) =>
      h(
        'button',
        { class: 'button', onclick: () => act({ act: 'globalShortcut', callback: callback_id }) },
        name ?? callback_id,
      ),
    ),
    h(
      'button',
      { class: here.lab ? 'button here' : 'button', onclick: () => go({ lab: here.lab ? '' : '1' }) },
      'Lab',
    ),
  );
}

let homeShown = '';

function showPlace() {
  const feed = box('feed');
  box('composer').hidden = world.atHome || world.channel.archived;
  feed.className = world.atHome ? 'home' : '';
  if (!world.atHome) {
    if (homeShown) feed.replaceChildren();
    homeShown = '';
    const top = world.channel.messages.filter(({ thread, ts }) => !thread || thread === ts);
    showMessages(feed, top, world, act);
    const place = world.channel.kind === 'im' ? world.app.name : `#${world.channel.name}`;
    composer.setPlaceholder(`Message ${place}, /command, or @${world.app.name}`);
    return;
  }
  const { home } = world;
  const key = home ? `${home.id} ${home.hash}` : 'none';
  if (key === homeShown) return;
  homeShown = key;
  const nothing = h('p', { class: 'faint' }, 'The app has not published its home yet.');
  feed.replaceChildren(home ? renderBlocks(home.blocks, placeFor(home, world, act)) : nothing);
}

function showThread() {
  const side = box('thread');
  side.hidden = !here.thread || world.atHome;
  if (side.hidden) {
    side.replaceChildren();
    side.dataset.ts = '';
    return;
  }
  if (side.dataset.ts !== here.thread) {
    side.dataset.ts = here.thread;
    const form = h('form', { class: 'composer' });
    side.replaceChildren(
      h(
        'header',
        {},
        h('h2', {}, 'Thread'),
        h('span', { class: 'grow' }),
        h('button', { class: 'quiet', onclick: () => go({ thread: '' }) }, icon('cross', 14)),
      ),
      h('section', { class: 'messages' }),
      form,
    );
    makeComposer(form, {
      placeholder: 'Reply',
      say: ({ text, files }) => act({ act: 'say', text, files, thread: here.thread }),
    });
  }
  const parts = world.channel.messages.filter(
    ({ ts, thread }) => ts === here.thread || thread === here.thread,
  );
  showMessages(side.querySelector('.messages'), parts, world, act, true);
}

const composer = makeComposer(box('composer'), {
  placeholder: '',
  say: ({ text, files }) => act({ act: 'say', text, files }),
});
box('composer').className = 'composer';
new EventSource('/console/changes').onmessage = refresh;
window.addEventListener('hashchange', () => {
  Object.assign(
    here,
    { as: '', channel: '', thread: '', tab: '', lab: '' },
    Object.fromEntries(new URLSearchParams(location.hash.slice(1))),
  );
  refresh();
});
if (here.tab === 'home') refresh().then(() => act({ act: 'openHome' }));
