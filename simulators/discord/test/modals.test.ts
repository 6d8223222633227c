/** Modals: what may be in them, and what a person can hand in (developers/components/reference#label, #file-upload, #text-input). */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formErrors, PNG, png, type Studio, studio } from './support.js';

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

const label = (component: unknown, rest: object = {}) => ({ type: 18, label: 'Field', component, ...rest });
const input = (rest: object = {}) => ({ type: 4, custom_id: 'words', style: 1, ...rest });
const upload = (rest: object = {}) => ({ type: 19, custom_id: 'files', ...rest });
const menu = (rest: object = {}) => ({
  type: 3,
  custom_id: 'preset',
  options: [
    { label: 'Night', value: 'night', default: true },
    { label: 'Wave', value: 'wave' },
  ],
  ...rest,
});

const opened = async (components: unknown[], rest: object = {}) => {
  const interaction = place.ann.slash(place.art, 'queue');
  const answer = await place.api.respond(interaction, 9, {
    custom_id: 'modal',
    title: 'Style',
    components,
    ...rest,
  });
  return { answer, interaction };
};
const errors = async (components: unknown[], rest: object = {}): Promise<string[]> =>
  formErrors((await opened(components, rest)).answer.body);

it('takes a title of 1 to 45 characters and one to five components', async () => {
  expect(await errors([label(input())], { title: 'x'.repeat(46) })).toEqual([
    'data.title:BASE_TYPE_BAD_LENGTH',
  ]);
  expect(await errors([label(input())], { title: '' })).toEqual(['data.title:BASE_TYPE_BAD_LENGTH']);
  expect(await errors([])).toEqual(['data.components:BASE_TYPE_BAD_LENGTH']);
  const six = Array.from({ length: 6 }, (_, n) => label(input({ custom_id: `${n}` })));
  expect(await errors(six)).toEqual(['data.components:BASE_TYPE_BAD_LENGTH']);
  expect((await opened(six.slice(1))).answer.status).toBe(204);
});

it.each([
  ['a label over 45 characters', label(input(), { label: 'x'.repeat(46) }), 'label:BASE_TYPE_BAD_LENGTH'],
  [
    'a description over 100',
    label(input(), { description: 'x'.repeat(101) }),
    'description:BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a button in a label',
    label({ type: 2, style: 1, label: 'Go', custom_id: 'go' }),
    'component:UNION_TYPE_CHOICES',
  ],
  ['a text of over 4000', label(input({ value: 'x'.repeat(4001) })), 'component.value:BASE_TYPE_MAX_LENGTH'],
  ['eleven files', label(upload({ max_values: 11 })), 'component.max_values:NUMBER_TYPE_MAX'],
  ['no files needed, and required', label(upload({ min_values: 0 })), 'component.min_values:NUMBER_TYPE_MIN'],
  ['something disabled', label(menu({ disabled: true })), 'component.disabled:COMPONENT_DISABLED_IN_MODAL'],
  ['a bare file upload', upload(), ':UNION_TYPE_CHOICES'],
  [
    'one radio button',
    label({ type: 21, custom_id: 'r', options: [{ label: 'a', value: 'a' }] }),
    'component.options:BASE_TYPE_BAD_LENGTH',
  ],
])('refuses %s', async (_what, component, error) => {
  expect(await errors([component])).toEqual([
    error.startsWith(':') ? `data.components.0${error}` : `data.components.0.${error}`,
  ]);
});

it('refuses the same custom id twice', async () => {
  expect(await errors([label(input()), label(input())])).toEqual([
    'data.components:COMPONENT_CUSTOM_ID_DUPLICATED',
  ]);
});

it('hands in presets, choices, words and files, each in the form of its component', async () => {
  const { ann, bot } = place;
  const radio = {
    type: 21,
    custom_id: 'size',
    required: false,
    options: [
      { label: 'S', value: 's' },
      { label: 'L', value: 'l' },
    ],
  };
  const { interaction } = await opened([
    { type: 10, content: 'Choose' },
    label(menu(), { label: 'Preset' }),
    label(upload(), { label: 'Picture' }),
    label(input({ required: false }), { label: 'Words' }),
    label(radio, { label: 'Size' }),
  ]);
  const modal = await interaction.modal();
  expect(modal.text).toBe('Choose');
  expect(modal.field('Preset')).toMatchObject({ kind: 'select', value: ['night'] });
  ann.submit(modal, { Picture: png(), Size: 'L' });
  const { d } = await bot.next(({ d: payload }) => payload?.type === 5);
  const [, preset, picture, words, size] = d.data.components.map(
    ({ component }: { component: unknown }) => component,
  );
  expect([preset.values, words.value, size.value]).toEqual([['night'], '', 'l']);
  expect(d.data.resolved.attachments[picture.values[0]]).toMatchObject({
    filename: 'cat.png',
    size: PNG.byteLength,
  });
});

it('lets nobody hand in what the client would not send', async () => {
  const { ann, bob } = place;
  const fields = [
    label(upload({ file_types: ['image'] }), { label: 'Picture' }),
    label(input({ min_length: 3 }), { label: 'Words' }),
  ];
  const { interaction } = await opened(fields);
  const modal = await interaction.modal();
  expect(() => ann.submit(modal, { Words: 'abc' })).toThrow('"Picture" takes 1 to 1 files');
  expect(() => ann.submit(modal, { Words: 'abc', Picture: png('a.txt') })).toThrow('does not take a.txt');
  expect(() => ann.submit(modal, { Words: 'ab', Picture: png() })).toThrow(
    '"Words" does not take 2 characters',
  );
  expect(() => ann.submit(modal, { Nonsense: 'x' })).toThrow('has no field "Nonsense"');
  expect(() => bob.submit(modal, { Words: 'abc', Picture: png() })).toThrow('in front of ann');
  ann.submit(modal, { Words: 'abc', Picture: png() });
  expect(() => ann.submit(modal, { Words: 'abc', Picture: png() })).toThrow('submitted already');
});
