/** Channels, the app, and who one is. */
import { avatar, h, icon } from './dom.js';

export function showSide(box, world, go) {
  const channel = ({ id, name, kind, hasBot }) =>
    h(
      'button',
      {
        class: !world.atHome && world.channel.id === id ? 'place here' : 'place',
        onclick: () => go({ channel: id, tab: '' }),
      },
      h('span', { class: 'sign' }, kind === 'group' ? icon('lock', 14) : '#'),
      name,
      !hasBot && h('small', { title: 'The app is not a member' }, 'no app'),
    );
  const inDm = !world.atHome && world.channel.id === world.dm;
  box.replaceChildren(
    h('h1', {}, world.workspace),
    h('h4', {}, 'Channels'),
    h('nav', {}, world.channels.map(channel)),
    h('h4', {}, 'Apps'),
    h(
      'nav',
      {},
      h(
        'button',
        { class: inDm ? 'place here' : 'place', onclick: () => go({ channel: world.dm, tab: '' }) },
        avatar(world.app.name, true),
        world.app.name,
      ),
      h(
        'button',
        { class: world.atHome ? 'place here' : 'place', onclick: () => go({ tab: 'home' }) },
        h('span', { class: 'sign' }, icon('home', 15)),
        'Home of the app',
      ),
    ),
    h('h4', {}, 'You are'),
    h(
      'nav',
      { class: 'people' },
      world.people.map(({ id, name, admin }) =>
        h(
          'button',
          {
            class: id === world.me.id ? 'place here' : 'place',
            onclick: () => go({ as: id, channel: world.channel.id }),
          },
          avatar(name),
          name,
          admin && h('small', {}, 'admin'),
        ),
      ),
    ),
  );
}
