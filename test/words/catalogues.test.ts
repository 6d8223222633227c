/** Every language says everything: the same keys, the same gaps, the forms that its numbers need, within what platforms allow. */
import { describe, expect, it } from 'vitest';
import { CATALOGUES, wordsFor } from '../../src/words/catalogues.js';
import { acceptedLocales, LANGUAGES, type Language } from '../../src/words/languages.js';
import type { Entry, Forms } from '../../src/words/said.js';
import type { Texts } from '../../src/words/words.js';

/** Forms by number that need no text of their own: nobody has a million pictures, and English has no other place for one in a row. */
const UNUSED: readonly string[] = ['many'];

/** Texts that are equal to the English one, because the word is. */
const SAME: Record<Exclude<Language, 'en'>, readonly string[]> = {
  de: [],
  fr: [
    'cards.loss.style',
    'cards.styles',
    'commands.style.name',
    'commands.style2.name',
    'commands.styles.name',
    'messages.photo',
    'messages.style',
    'slack.home.styles',
    'discord.options',
    'discord.stylesTitle',
    'options.quality.fine',
    'options.quality.standard',
    'page.messages',
    'page.suggestions',
    'page.options',
    'page.option.mode',
    'page.option.normalisation',
    'pictures.notifications',
  ],
  es: ['cards.loss.total'],
  ja: [],
};

/** What needs no translation: gaps, units, commands, the program's name. */
const INVARIANT = /\{\{\w+\}\}|\b(?:MB|min|px)\b|\/[a-z]+|\batelier\b/g;

const entries = (language: Language): Map<string, Entry> =>
  new Map(
    Object.entries(CATALOGUES[language] as Texts).flatMap(([area, texts]) =>
      Object.entries(texts).map(([name, entry]) => [`${area}.${name}`, entry] as const),
    ),
  );

const formsOf = (entry: Entry): Forms =>
  typeof entry === 'string' ? { other: entry } : 'ordinal' in entry ? entry.ordinal : entry;

const texts = (entry: Entry): string[] => Object.values(formsOf(entry));

const gapsOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);

/** The gaps of an entry: a form for one thing may say "one" instead of the number. */
const allGaps = (entry: Entry): string[] => [...new Set(texts(entry).flatMap(gapsOf))].sort();

const source = entries('en');

describe.each(LANGUAGES)('the words in %s', (language) => {
  const own = entries(language);

  it('are there for every key, and for no other', () => {
    expect([...own.keys()]).toEqual([...source.keys()]);
    for (const area of Object.keys(CATALOGUES.en))
      expect(Object.keys(CATALOGUES[language][area as keyof typeof CATALOGUES.en])).not.toEqual([]);
  });

  it('have the gaps of the English ones', () => {
    for (const [key, entry] of own) {
      const wanted = allGaps(source.get(key)!);
      expect({ key, gaps: allGaps(entry) }).toEqual({ key, gaps: wanted });
      for (const text of texts(entry))
        expect({ key, gaps: [...new Set([...gapsOf(text), 'count'])].sort() }).toEqual({
          key,
          gaps: [...new Set([...wanted, 'count'])].sort(),
        });
    }
  });

  it('have every form that a number needs', () => {
    for (const [key, entry] of own) {
      if (typeof entry === 'string') continue;
      const type = 'ordinal' in entry ? 'ordinal' : 'cardinal';
      const needed = new Intl.PluralRules(language, { type }).resolvedOptions().pluralCategories;
      expect({ key, forms: Object.keys(formsOf(entry)).sort() }).toEqual({
        key,
        forms: needed.filter((category) => !UNUSED.includes(category)).sort(),
      });
    }
  });

  it('say something, and have no blank too many', () => {
    for (const [key, entry] of own)
      for (const text of texts(entry))
        expect({ key, text }).toEqual({ key, text: text.trim() || 'something' });
  });

  it('fit Discord’s commands', () => {
    for (const [key, entry] of own) {
      if (!key.startsWith('commands.')) continue;
      const length = [...(entry as string)].length;
      const isDescription = key.endsWith('.description');
      const isMenu = ['commands.stylizePicture.name', 'commands.stylizeAvatar.name'].includes(key);
      expect({ key, fits: length <= (isDescription ? 100 : 32) }).toEqual({ key, fits: true });
      // discord-api-docs, Application Command Naming.
      if (!isDescription && !isMenu) {
        expect(entry).toMatch(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u);
        expect(entry).toBe((entry as string).toLowerCase());
      }
    }
  });

  it('fit on buttons', () => {
    for (const [key, entry] of own)
      if (key.startsWith('buttons.')) expect([...(entry as string)].length).toBeLessThanOrEqual(40);
  });
});

describe.each(LANGUAGES.filter((language) => language !== 'en'))('the words in %s', (language) => {
  it('are translated', () => {
    const same = [...entries(language)]
      .filter(([key, entry]) => JSON.stringify(entry) === JSON.stringify(source.get(key)))
      .filter(([, entry]) => /\p{L}{2}/u.test(texts(entry).join(' ').replaceAll(INVARIANT, '')))
      .map(([key]) => key);
    expect(same.filter((key) => !SAME[language].includes(key))).toEqual([]);
    expect(SAME[language].filter((key) => !same.includes(key))).toEqual([]);
  });
});

it('French has a blank that does not break before ; : ! ? and within « »', () => {
  for (const [key, entry] of entries('fr'))
    for (const text of texts(entry))
      expect({ key, text }).toEqual({ key, text: text.replaceAll(/ (?=[;:!?»])|(?<=«) /g, '\u00a0') });
});

describe('a number', () => {
  it('chooses the form, and is written as the language writes numbers', () => {
    const said = (language: Language, count: number) => wordsFor(language).t('answers.onTheirWay', { count });
    expect(said('en', 1)).toBe('You have one picture on its way');
    expect(said('en', 12_000)).toBe('You have 12,000 pictures on their way');
    expect(said('de', 12_000)).toBe('12.000 Bilder von dir sind unterwegs');
    // French takes the form for one for none as well, and has one for millions.
    expect(said('fr', 0)).toBe('Vous avez une image en cours');
    expect(said('fr', 1_000_000)).toMatch(/^Vous avez 1\s000\s000 images en cours$/u);
    expect(said('ja', 1)).toBe('1枚の絵が進行中です');
    expect(wordsFor('de').t('amounts.hours', { count: 1.5 })).toBe('1,5 h');
  });

  it.each([
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [102, '102nd'],
    [111, '111th'],
  ])('%d in a row is the %s in English', (count, place) => {
    expect(wordsFor('en').t('messages.placeInLine', { count })).toBe(`${place} in line`);
  });

  it('in a row has the forms of its own in French, and none in German', () => {
    expect([1, 2].map((count) => wordsFor('fr').t('messages.placeInLine', { count }))).toEqual([
      '1re dans la file',
      '2e dans la file',
    ]);
    expect(wordsFor('de').t('messages.placeInLine', { count: 2 })).toBe('Platz 2 in der Warteschlange');
  });
});

describe('a value', () => {
  it('is joined, said or left as it is', () => {
    const { t } = wordsFor('es');
    const styles = ['Mosaic', 'Hatching'];
    expect(t('messages.styled', { photo: '{{styles}} & $t(x) <b>', styles })).toBe(
      '{{styles}} & $t(x) <b> al estilo de Mosaic y Hatching',
    );
    const time = {
      key: 'amounts.about',
      values: { amount: { key: 'amounts.minutes', values: { count: 2 } } },
    } as const;
    expect(t('messages.startsIn', { time })).toBe('Empieza en aprox. 2 min.');
  });

  it('with a key of another version is not said', () => {
    expect(wordsFor('de').say({ key: 'messages.gone' as 'messages.photo' })).toBeUndefined();
  });
});

it.each([
  [undefined, 'en'],
  [[], 'en'],
  ['de-AT', 'de'],
  ['es-419', 'es'],
  ['ja_JP', 'ja'],
  ['pt-BR', 'en'],
  [['nl', 'fr-CA', 'de'], 'fr'],
  ['deu', 'en'],
])('somebody with %j reads %s', (locales, language) => {
  expect(wordsFor(locales).language).toBe(language);
});

it('a browser’s languages are read in the order of their weights', () => {
  expect(acceptedLocales('en;q=0.5, de-AT, *;q=0, fr;q=0.9')).toEqual(['de-AT', 'fr', 'en']);
  expect(acceptedLocales(undefined)).toEqual([]);
});

/** Shown below fields of Discord's dialogs, which cut what is longer (Label, description). */
const DESCRIPTIONS = ['community.perMember', 'community.perDay', 'community.screeningThreshold'];

it.each(LANGUAGES)(
  'what stands below the fields of dialogs is short enough to be read whole: %s',
  (language) => {
    for (const [key, entry] of entries(language))
      if (DESCRIPTIONS.includes(key) || /^discord\..*Hint$/.test(key))
        expect({ key, length: [...(entry as string)].length }).toEqual({
          key,
          length: expect.toSatisfy((length: number) => length <= 100),
        });
  },
);
