/** Components of messages (developers/components/reference). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formErrors, type Studio, studio } from './support.js';

const V2 = 1 << 15;

let place: Studio;
beforeAll(async () => {
  place = await studio();
});
afterAll(() => place.discord.close());

const send = (body: unknown) => place.api.post(`/channels/${place.art.id}/messages`, body);
const sendV2 = (...components: unknown[]) => send({ flags: V2, components });
const wrong = async (...components: unknown[]): Promise<string[]> => {
  const answer = await sendV2(...components);
  expect([answer.status, answer.body.code]).toEqual([400, 50035]);
  return formErrors(answer.body);
};

const text = (content = 'hello') => ({ type: 10, content });
const button = (rest: object = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...rest });
const row = (...components: unknown[]) => ({ type: 1, components });
const option = (n: number) => ({ label: `l${n}`, value: `v${n}` });
const menu = (rest: object = {}) => ({
  type: 3,
  custom_id: 'menu',
  options: [option(1), option(2)],
  ...rest,
});
const container = (...components: unknown[]) => ({ type: 17, components });
const picture = (url = 'https://example.org/a.png') => ({ media: { url } });
const gallery = (count: number) => ({ type: 12, items: Array.from({ length: count }, () => picture()) });

it('takes containers with text, sections, galleries, separators and rows', async () => {
  const section = { type: 9, components: [text()], accessory: { type: 11, ...picture() } };
  const answer = await sendV2(
    container(text(), section, gallery(10), { type: 14, spacing: 2 }, row(button()), row(menu())),
  );
  expect(answer.status).toBe(200);
});

it('numbers components in order, keeping the ids that were given', async () => {
  const { body } = await sendV2({ ...text(), id: 2 }, row(button()));
  expect([body.components[0].id, body.components[1].id, body.components[1].components[0].id]).toEqual([
    2, 1, 3,
  ]);
});

// "The content and embeds fields will no longer work"
it('refuses content and embeds beside Components V2', async () => {
  const answer = await send({ flags: V2, content: 'x', embeds: [{ title: 'x' }], components: [text()] });
  expect(formErrors(answer.body)).toEqual([
    'content:MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    'embeds:MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  ]);
});

it('refuses the new components without the flag', async () => {
  expect(formErrors((await send({ components: [text()] })).body)).toEqual([
    'components.0:UNION_TYPE_CHOICES',
  ]);
});

// "Once a message has been sent with this flag, it can't be removed"; an edit to it must empty content and embeds.
it('keeps the flag for good, and wants content emptied when an edit sets it', async () => {
  const { id } = (await send({ content: 'old' })).body;
  const path = `/channels/${place.art.id}/messages/${id}`;
  const full = await place.api.patch(path, { flags: V2, components: [text()] });
  expect(formErrors(full.body)).toEqual(['content:MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2']);
  const emptied = await place.api.patch(path, { content: null, flags: V2, components: [text()] });
  expect(emptied.body.flags).toBe(V2);
  expect((await place.api.patch(path, { flags: 0, components: [text('more')] })).body.flags).toBe(V2);
  expect((await place.api.patch(path, { content: 'x' })).status).toBe(400);
});

// "Messages allow up to 40 total components", nested ones counted.
it('takes 40 components in all, and not 41', async () => {
  const texts = Array.from({ length: 38 }, () => text());
  expect((await sendV2(container(...texts), text())).status).toBe(200);
  expect(await wrong(container(...texts), text(), text())).toEqual([
    'components:COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
  ]);
});

// COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED: "exceeds maximum size of 4000"
it('takes 4000 characters of text in all', async () => {
  expect((await sendV2(text('x'.repeat(2000)), text('x'.repeat(2000)))).status).toBe(200);
  expect(await wrong(text('x'.repeat(2000)), text('x'.repeat(2001)))).toEqual([
    'components:COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
  ]);
  expect(await wrong(text(''))).toEqual(['components.0.content:BASE_TYPE_BAD_LENGTH']);
});

it('takes custom ids of up to 100 characters, each once', async () => {
  expect((await sendV2(row(button({ custom_id: 'x'.repeat(100) })))).status).toBe(200);
  expect(await wrong(row(button({ custom_id: 'x'.repeat(101) })))).toEqual([
    'components.0.components.0.custom_id:BASE_TYPE_BAD_LENGTH',
  ]);
  expect(await wrong(row(button(), button({ disabled: true })))).toEqual([
    'components:COMPONENT_CUSTOM_ID_DUPLICATED',
  ]);
});

it('takes up to five buttons in a row, or one menu', async () => {
  const buttons = (count: number) => Array.from({ length: count }, (_, n) => button({ custom_id: `${n}` }));
  expect((await sendV2(row(...buttons(5)))).status).toBe(200);
  expect(await wrong(row(...buttons(6)))).toEqual(['components.0.components:BASE_TYPE_BAD_LENGTH']);
  expect(await wrong(row(menu(), button()))).toEqual([
    'components.0.components:COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  ]);
  expect(await wrong(row())).toEqual(['components.0.components:BASE_TYPE_BAD_LENGTH']);
});

it.each([
  ['a label over 80 characters', { label: 'x'.repeat(81) }, 'label:BASE_TYPE_MAX_LENGTH'],
  ['neither label nor emoji', { label: undefined }, ':BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED'],
  ['no custom id', { custom_id: undefined }, 'custom_id:BASE_TYPE_REQUIRED'],
  [
    'a custom id and an address',
    { url: 'https://example.org' },
    'url:BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
  ],
  ['a link without an address', { style: 5, custom_id: undefined }, 'url:BASE_TYPE_REQUIRED'],
  [
    'a link of another scheme',
    { style: 5, custom_id: undefined, url: 'file:///etc' },
    'url:URL_TYPE_INVALID_SCHEME',
  ],
  ['a style that there is not', { style: 9 }, 'style:BASE_TYPE_CHOICES'],
  ['an emoji that is none', { emoji: { name: 'smile' } }, 'emoji.name:COMPONENT_INVALID_EMOJI'],
])('refuses a button with %s', async (_what, rest, error) => {
  const at = error.startsWith(':') ? 'components.0.components.0' : 'components.0.components.0.';
  expect(await wrong(row(button(rest)))).toEqual([`${at}${error}`]);
});

it.each([
  ['no options', { options: [] }, 'options:BASE_TYPE_BAD_LENGTH'],
  [
    '26 options',
    { options: Array.from({ length: 26 }, (_, n) => option(n)) },
    'options:BASE_TYPE_BAD_LENGTH',
  ],
  [
    'an option label over 100 characters',
    { options: [{ label: 'x'.repeat(101), value: 'v' }] },
    'options.0.label:BASE_TYPE_BAD_LENGTH',
  ],
  [
    'the same value twice',
    { options: [option(1), option(1)] },
    'options.1.value:SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
  ],
  ['a placeholder over 150 characters', { placeholder: 'x'.repeat(151) }, 'placeholder:BASE_TYPE_MAX_LENGTH'],
  ['more values than options', { max_values: 3 }, 'max_values:SELECT_COMPONENT_MAX_VALUES_EXCEEDS_OPTIONS'],
  ['min over max', { min_values: 2 }, 'min_values:SELECT_COMPONENT_MIN_GREATER_THAN_MAX'],
])('refuses a menu with %s', async (_what, rest, error) => {
  expect(await wrong(row(menu(rest)))).toEqual([`components.0.components.0.${error}`]);
});

it('takes 1 to 10 pictures in a gallery, with descriptions of up to 1024 characters', async () => {
  expect(await wrong(gallery(0))).toEqual(['components.0.items:BASE_TYPE_BAD_LENGTH']);
  expect(await wrong(gallery(11))).toEqual(['components.0.items:BASE_TYPE_BAD_LENGTH']);
  const items = [{ ...picture(), description: 'x'.repeat(1025) }];
  expect(await wrong({ type: 12, items })).toEqual(['components.0.items.0.description:BASE_TYPE_MAX_LENGTH']);
});

it('takes one to three texts in a section, and wants something beside them', async () => {
  const accessory = button();
  expect((await sendV2({ type: 9, components: [text(), text(), text()], accessory })).status).toBe(200);
  expect(await wrong({ type: 9, components: [text(), text(), text(), text()], accessory })).toEqual([
    'components.0.components:BASE_TYPE_BAD_LENGTH',
  ]);
  expect(await wrong({ type: 9, components: [text()] })).toEqual([
    'components.0.accessory:BASE_TYPE_REQUIRED',
  ]);
});

it('takes no container in a container, no bare button, and pictures from the web or the message alone', async () => {
  expect(await wrong(container(container(text())))).toEqual(['components.0.components.0:UNION_TYPE_CHOICES']);
  expect(await wrong(button())).toEqual(['components.0:UNION_TYPE_CHOICES']);
  expect(await wrong({ type: 12, items: [picture('ftp://example.org/a.png')] })).toEqual([
    'components.0.items.0.media.url:URL_TYPE_INVALID_SCHEME',
  ]);
  expect(await wrong({ type: 13, file: { url: 'https://example.org/a.png' } })).toEqual([
    'components.0.file.url:URL_TYPE_INVALID_SCHEME',
  ]);
});

it('takes up to five rows on a message of the old kind', async () => {
  const rows = (count: number) => Array.from({ length: count }, (_, n) => row(button({ custom_id: `${n}` })));
  expect((await send({ content: 'x', components: rows(5) })).status).toBe(200);
  expect(formErrors((await send({ content: 'x', components: rows(6) })).body)).toEqual([
    'components:BASE_TYPE_BAD_LENGTH',
  ]);
});
