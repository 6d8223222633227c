/** Messages of a channel or of a thread; what has not changed keeps its element. */
import { renderBlocks } from './blocks.js';
import { avatar, clock, h, icon } from './dom.js';
import { mrkdwn } from './mrkdwn.js';

/** Keeps the last messages in view while more come. */
export function showMessages(box, messages, world, act, inThread = false) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  const old = new Map([...box.children].map((node) => [node.dataset.key, node]));
  const nodes = messages.map((message) => {
    const key = `${inThread} ${JSON.stringify(message)}`;
    const known = old.get(key);
    if (known) return known;
    const node = messageNode(message, world, act, inThread);
    node.dataset.key = key;
    return node;
  });
  const same =
    nodes.length === box.children.length && nodes.every((node, index) => box.children[index] === node);
  if (!same) box.replaceChildren(...nodes);
  if (atEnd) {
    box.scrollTop = box.scrollHeight;
    for (const picture of box.querySelectorAll('img')) {
      picture.addEventListener('load', () => (box.scrollTop = box.scrollHeight), { once: true });
    }
  }
}

function messageNode(message, world, act, inThread) {
  const name = message.fromBot ? world.app.name : (world.names.get(message.user) ?? message.user);
  const names = (block, element) => ({ ts: message.ts, block: block.block_id, action: element.action_id });
  const place = {
    people: world.names,
    world,
    values: message.values,
    press: (block, element) => act({ act: 'press', ...names(block, element) }),
    choose: (block, element, value) => act({ act: 'choose', ...names(block, element), value }),
  };
  const body =
    message.fromBot && message.blocks.length > 0
      ? renderBlocks(message.blocks, place)
      : message.text && h('div', { class: 'block-section' }, mrkdwn(message.text, world.names));
  return h(
    'article',
    { class: message.ephemeral ? 'message ephemeral' : 'message' },
    avatar(name, message.fromBot),
    h(
      'div',
      { class: 'message-body' },
      message.ephemeral && h('p', { class: 'only-you' }, 'Only you can see this'),
      h(
        'p',
        { class: 'who' },
        h('b', {}, name),
        message.fromBot && h('span', { class: 'badge' }, 'APP'),
        h('time', {}, clock(message.ts)),
        message.edited && h('span', { class: 'faint' }, '(edited)'),
      ),
      body,
      message.files.length > 0 && h('div', { class: 'attachments' }, message.files.map(attachment)),
      !inThread && message.replies > 0 && replies(message, world),
    ),
    tools(message, world, act),
  );
}

function attachment(file) {
  const look = file.image
    ? h('img', { src: file.src, alt: file.title })
    : h('span', { class: 'document' }, icon('page', 40));
  return h('a', { class: 'attachment', href: file.src, target: '_blank' }, h('small', {}, file.title), look);
}

function replies(message, world) {
  const count = message.replies === 1 ? '1 reply' : `${message.replies} replies`;
  return h(
    'button',
    { class: 'replies', onclick: () => world.openThread(message.thread ?? message.ts) },
    count,
  );
}

/** The menu that appears over a message. */
function tools(message, world, act) {
  if (message.ephemeral) return null;
  const shortcuts = world.shortcuts.filter(({ type }) => type === 'message');
  const tool = (label, run) => h('button', { onclick: run, title: label }, label);
  return h(
    'div',
    { class: 'tools' },
    shortcuts.map((shortcut) =>
      tool(shortcut.name ?? shortcut.callback_id, () =>
        act({ act: 'shortcut', ts: message.ts, callback: shortcut.callback_id }),
      ),
    ),
    tool('Reply', () => world.openThread(message.thread ?? message.ts)),
    (message.user === world.me.id || world.me.admin) &&
      tool('Delete', () => act({ act: 'delete', ts: message.ts })),
  );
}
