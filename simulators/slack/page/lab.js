/** The drawer that breaks things: time, connections, rate limits, and what was called last. */
import { h } from './dom.js';

export function showLab(box, world, act) {
  const button = (label, body) => h('button', { class: 'button', onclick: () => act(body) }, label);
  const row = (title, ...buttons) =>
    h('section', {}, h('h4', {}, title), h('div', { class: 'lab-row' }, buttons));
  box.replaceChildren(
    h('h3', {}, 'Lab'),
    h(
      'p',
      { class: 'faint' },
      world.requestUrl
        ? `Over HTTP to ${world.requestUrl}`
        : `Socket Mode, ${world.connections} connection(s)`,
      h('br'),
      new Date(world.now).toLocaleString(),
    ),
    row(
      'Move the clock',
      button('+3 s', { act: 'advance', ms: 3_000 }),
      button('+1 min', { act: 'advance', ms: 60_000 }),
      button('+30 min', { act: 'advance', ms: 1_800_000 }),
    ),
    row(
      'Connections',
      button('Refresh', { act: 'disconnect', how: 'refresh_requested' }),
      button('Warning', { act: 'disconnect', how: 'warning' }),
      button('Cut', { act: 'disconnect', how: 'cut' }),
    ),
    row(
      'Rate limit',
      button('Next call', { act: 'storm', times: 1 }),
      button('Next 10 calls', { act: 'storm', times: 10 }),
    ),
    row(
      'This channel',
      world.channel.hasBot
        ? button('Remove the app', { act: 'invite', out: true })
        : button('Invite the app', { act: 'invite' }),
    ),
    row(
      'One slack_file in place of another',
      ['works', 'refused', 'ignored'].map((mode) =>
        h(
          'button',
          {
            class: mode === world.replace ? 'button primary' : 'button',
            onclick: () => act({ act: 'replace', mode }),
          },
          mode,
        ),
      ),
    ),
    h('h4', {}, 'Last calls'),
    h(
      'ol',
      { class: 'calls' },
      [...world.log]
        .reverse()
        .map(({ method, status, error }) =>
          h('li', { class: error ? 'bad' : '' }, h('span', {}, method), h('span', {}, error || status)),
        ),
    ),
  );
}
