/**
 * What Atelier says, in one language: texts with gaps, plural forms and lists (i18next, with the texts that are given and nothing
 * to load or to detect). Numbers are written by Intl.
 */
import { createInstance } from 'i18next';
import type { Language } from './languages.js';
import type { Arguments, Entry, Key, Said, Value } from './said.js';

/** All texts of one language, by area and name. */
export type Texts = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

export interface Words {
  readonly language: Language;
  t<K extends Key>(key: K, ...values: Arguments<K>): string;
  /** The same for what was to be said elsewhere; undefined for a key that an older or newer version has stored. */
  say(said: Said): string | undefined;
}

/** How numbers and lists are written: as the texts, in British English. */
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de', fr: 'fr', es: 'es', ja: 'ja' };

/** Digits of a number after the point: more than any number that is shown has. */
const MOST_DIGITS = 7;

/** `texts`: every area that will be asked for. */
export function makeWords(language: Language, texts: Texts): Words {
  const locale = LOCALES[language];
  const i18next = createInstance({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: flattened(language, texts) } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
    initAsync: false,
  });
  void i18next.init();
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: MOST_DIGITS, useGrouping: 'min2' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });

  const written = (value: Value): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return numbers.format(value);
    return 'key' in value ? (say(value) ?? '') : lists.format(value);
  };
  const say = ({ key, values = {} }: Said): string | undefined => {
    const { count } = values;
    const kind = texts[key.slice(0, key.indexOf('.'))]?.[key.slice(key.indexOf('.') + 1)];
    if (kind === undefined) return undefined;
    const gaps = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, written(value)]));
    const ordinal = typeof kind === 'object' && 'ordinal' in kind;
    return i18next.t(key, { replace: gaps, ...(typeof count === 'number' && { count, ordinal }) });
  };
  return {
    language,
    t: (key, ...[values]) => say({ key, ...(values && { values: values as Record<string, Value> }) }) ?? key,
    say,
  };
}

/** As i18next has them: 'area.name', with the form behind it ('area.name_one', 'area.name_ordinal_one'). */
function flattened(language: Language, texts: Texts): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [area, entries] of Object.entries(texts)) {
    for (const [name, entry] of Object.entries(entries)) {
      const key = `${area}.${name}`;
      if (typeof entry === 'string') {
        flat[key] = entry;
        continue;
      }
      const isOrdinal = 'ordinal' in entry;
      const forms = isOrdinal ? entry.ordinal : entry;
      const rules = new Intl.PluralRules(language, { type: isOrdinal ? 'ordinal' : 'cardinal' });
      // The forms for millions (French, Spanish) are those of `other`, as far as these texts go.
      for (const category of rules.resolvedOptions().pluralCategories)
        flat[`${key}${isOrdinal ? '_ordinal' : ''}_${category}`] = forms[category] ?? forms.other;
    }
  }
  return flat;
}
