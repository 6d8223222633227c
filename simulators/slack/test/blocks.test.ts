/** Block Kit's rules in messages: docs.slack.dev/reference/block-kit */
import { expect, test } from 'vitest';
import type { JsonObject } from '../api.js';
import { checkBlocks } from '../blocks/blocks.js';
import {
  actions,
  button,
  call,
  complaints,
  input,
  markdown,
  option,
  photo,
  plain,
  section,
  site,
  slackFor,
  upload,
} from './support.js';

/** What Slack says of these blocks in a message; nothing where it takes them. */
async function refusals(...messages: JsonObject[][]): Promise<string[][]> {
  const slack = await slackFor({ rates: false });
  const general = slack.workspace.addChannel('general');
  return Promise.all(
    messages.map(async (blocks) =>
      complaints(await call(slack, 'chat.postMessage', { channel: general.id, blocks })),
    ),
  );
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const long = (length: number) => 'x'.repeat(length);

test('invalid_blocks lists what is wrong, twice', async () => {
  const slack = await slackFor();
  const general = slack.workspace.addChannel('general');
  const answer = await call(slack, 'chat.postMessage', { channel: general.id, blocks: [section('')] });
  const complaint = 'must be more than 0 characters [json-pointer:/blocks/0/text/text]';
  expect(answer).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    errors: [complaint],
    response_metadata: { messages: [`[ERROR] ${complaint}`] },
  });
});

test('a message has up to 50 blocks', async () => {
  const [fine, over] = await refusals(
    many(50, () => section('a')),
    many(51, () => section('a')),
  );
  expect([fine, over]).toEqual([[], ['no more than 50 items allowed [json-pointer:/blocks]']]);
});

test('texts have their limits', async () => {
  const found = await refusals(
    [section(long(3001))],
    [{ type: 'section', fields: [markdown(long(2001))] }],
    [{ type: 'header', text: plain(long(151)) }],
    [actions(button('a', long(76)))],
    [actions({ ...button('a'), value: long(2001) })],
    [actions({ ...button('a'), url: `https://${long(3000)}` })],
    [actions({ ...button(long(256), 'a') })],
    [{ ...section('a'), block_id: long(256) }],
    [actions({ type: 'static_select', placeholder: plain(long(151)), options: [option('a')] })],
    [actions({ type: 'static_select', options: [option('a', long(76))] })],
    [actions({ type: 'static_select', options: [option(long(151), 'a')] })],
    [{ type: 'context', elements: [markdown(long(3001))] }],
  );
  expect(found.map(([first]) => first)).toEqual([
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/text]',
  ]);
});

test('lists have their limits', async () => {
  const found = await refusals(
    [actions(...many(26, (n) => button(`a${n}`)))],
    [{ type: 'context', elements: many(11, () => markdown('a')) }],
    [{ type: 'section', fields: many(11, () => markdown('a')) }],
    [actions({ type: 'static_select', options: many(101, (n) => option(`o${n}`)) })],
    [actions({ type: 'overflow', options: many(6, (n) => option(`o${n}`)) })],
    [actions({ type: 'radio_buttons', options: many(11, (n) => option(`o${n}`)) })],
    [actions({ type: 'static_select', options: [] })],
    [{ type: 'actions', elements: [] }],
  );
  expect(found.map(([first]) => first)).toEqual([
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    'no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]',
    'no less than 1 items allowed [json-pointer:/blocks/0/elements]',
  ]);
});

test('what is missing, unknown or of another kind is refused', async () => {
  const found = await refusals(
    [{ type: 'section' }],
    [{ type: 'image', image_url: 'https://example.com/a.png' }],
    [{ type: 'header', text: markdown('a') }],
    [{ ...section('a'), colour: 'red' }],
    [{ type: 'nonsense' }],
    [actions({ ...button('a'), style: 'green' })],
    [actions({ type: 'file_input' })],
    [input('photo', { type: 'file_input' })],
    [{ ...section('a'), accessory: { type: 'plain_text_input' } }],
  );
  expect(found.map(([first]) => first)).toEqual([
    'missing required field: text [json-pointer:/blocks/0]',
    'missing required field: alt_text [json-pointer:/blocks/0]',
    'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    'invalid additional property: colour [json-pointer:/blocks/0]',
    'unsupported type: nonsense [json-pointer:/blocks/0/type]',
    'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    'unsupported type: file_input [json-pointer:/blocks/0/elements/0/type]',
    'unsupported type: file_input [json-pointer:/blocks/0/element/type]',
    'unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]',
  ]);
});

test('ids are not given twice', async () => {
  const found = await refusals(
    [
      { ...section('a'), block_id: 'one' },
      { ...section('b'), block_id: 'one' },
    ],
    [actions(button('a'), button('a'))],
    [actions(button('a')), actions(button('a'))],
  );
  expect(found).toEqual([
    ['block_id already exists [json-pointer:/blocks/1/block_id]'],
    ['action_id already exists [json-pointer:/blocks/0/elements/1/action_id]'],
    [],
  ]);
});

test('an image has exactly one of image_url and slack_file', async () => {
  const image = { type: 'image', alt_text: 'a' };
  const both = { ...image, image_url: 'https://example.com/a.png', slack_file: { id: 'F1' } };
  const wrong = 'exactly one of image_url and slack_file is required [json-pointer:/blocks/0]';
  expect(await refusals([image], [both])).toEqual([[wrong], [wrong]]);
});

test('a slack_file names its id or its url, not both', async () => {
  const image = { type: 'image', alt_text: 'a', slack_file: { id: 'F1', url: 'https://example.com' } };
  expect(await refusals([image])).toEqual([
    ['exactly one of id and url is required [json-pointer:/blocks/0/slack_file]'],
  ]);
});

const slackFile = (id: string): JsonObject[] => [{ type: 'image', alt_text: 'a', slack_file: { id } }];
const notThat = ['invalid slack file [json-pointer:/blocks/0/slack_file]'];

test('a slack_file must be processed first', async () => {
  const slack = await slackFor({ processing: 'manual' });
  const channel = slack.workspace.addChannel('general').id;
  const id = await upload(slack, await photo());
  expect(complaints(await call(slack, 'chat.postMessage', { channel, blocks: slackFile(id) }))).toEqual(
    notThat,
  );
  slack.files.finish(id);
  expect(await call(slack, 'chat.postMessage', { channel, blocks: slackFile(id) })).toMatchObject({
    ok: true,
  });
});

test('a slack_file is a png, jpg or gif, not a webp', async () => {
  const slack = await slackFor({ processing: 'immediate' });
  const channel = slack.workspace.addChannel('general').id;
  const taken = await Promise.all(
    (['png', 'jpeg', 'gif', 'webp'] as const).map(async (format) => {
      const blocks = slackFile(await upload(slack, await photo(format)));
      return (await call(slack, 'chat.postMessage', { channel, blocks })).ok;
    }),
  );
  expect(taken).toEqual([true, true, true, false]);
});

test('a slack_file must be one that the app can see', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const channel = slack.workspace.addChannel('general').id;
  const { id } = ada.upload(await photo());
  expect(complaints(await call(slack, 'chat.postMessage', { channel, blocks: slackFile(id) }))).toEqual(
    notThat,
  );
});

test('a picture is fetched by its address once, without credentials', async () => {
  const { bytes } = await photo();
  const host = await site((response) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes));
  const slack = await slackFor({ plainImages: true });
  const general = slack.workspace.addChannel('general');
  const blocks = [{ type: 'image', alt_text: 'a', image_url: `${host.url}/a.png` }];
  const answer = await call(slack, 'chat.postMessage', { channel: general.id, blocks });
  await call(slack, 'chat.postMessage', { channel: general.id, blocks });
  expect(host.requests).toHaveLength(1);
  expect(host.requests[0]!.headers.authorization).toBeUndefined();
  expect(general.messages[0]!.images[0]!.bytes).toEqual(bytes);
  // What comes back could not be sent again (bolt-js#1841).
  const returned = (answer.message as { blocks: JsonObject[] }).blocks;
  expect(returned[0]).toMatchObject({ image_width: 32, image_height: 24, fallback: '32x24px image' });
  expect(await call(slack, 'chat.postMessage', { channel: general.id, blocks: returned })).toMatchObject({
    error: 'invalid_blocks',
  });
});

test('a picture must be an image, there, and on https', async () => {
  const host = await site((response, path) => {
    response.writeHead(path === '/gone' ? 404 : 200, {
      'content-type': path === '/page' ? 'text/html' : 'image/png',
    });
    response.end('x');
  });
  const strict = await slackFor();
  const lenient = await slackFor({ plainImages: true });
  const tried = await Promise.all(
    [
      [strict, '/a.png'] as const,
      [lenient, '/a.png'] as const,
      [lenient, '/gone'] as const,
      [lenient, '/page'] as const,
    ].map(async ([slack, path]) => {
      const channel = slack.workspace.addChannel('pictures').id;
      const blocks = [{ type: 'image', alt_text: 'a', image_url: `${host.url}${path}` }];
      return complaints(await call(slack, 'chat.postMessage', { channel, blocks }));
    }),
  );
  const failed = ['downloading image failed [json-pointer:/blocks/0/image_url]'];
  expect(tried).toEqual([failed, [], failed, failed]);
});

test('a number_input holds numbers that are written out', () => {
  const wrongWith = (initial: string) => {
    const element = {
      type: 'number_input',
      action_id: 'a',
      is_decimal_allowed: true,
      initial_value: initial,
    };
    return checkBlocks([{ type: 'input', block_id: 'b', label: plain('Strength'), element }], 'modal');
  };
  expect(wrongWith('0.0000001')).toEqual([]);
  expect(wrongWith('1e-7')).toEqual([
    'must be a valid number [json-pointer:/blocks/0/element/initial_value]',
  ]);
});
