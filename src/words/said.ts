/**
 * Something to say to people, before it is known in which language: a key of the catalogue and the values for its gaps. Plain data, so
 * that it can be stored and cross processes.
 */
import type { Catalogue } from './en/catalogue.js';

/** Forms by number, as Intl.PluralRules names them; which ones a language needs differs. */
export type Forms = { readonly [category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** A text with gaps "{{name}}"; its forms by the number `count`; or by the place `count` in a row ("1st"). */
export type Entry = string | Forms | { readonly ordinal: Forms };

/** Every text there is, as 'area.name'. */
export type Key = {
  [Area in keyof Catalogue & string]: `${Area}.${keyof Catalogue[Area] & string}`;
}[keyof Catalogue & string];

/** Numbers are written as the language writes them, lists are joined, and what is to be said itself is said. Texts stay as they are. */
export type Value = string | number | readonly string[] | Said;

export interface Said {
  key: Key;
  values?: Readonly<Record<string, Value>>;
}

type EntryOf<K extends Key> = K extends `${infer Area extends keyof Catalogue & string}.${infer Name}`
  ? Catalogue[Area][Name & keyof Catalogue[Area]]
  : never;

/** The gaps of a text. */
type Gaps<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Gaps<Rest> : never;

type TextOf<E> = E extends string ? E : E extends { ordinal: infer F } ? F[keyof F] : E[keyof E];

/** The form depends on `count`, whether it is in the text or not. */
type CountOf<E> = E extends string ? never : 'count';

export type ValuesOf<K extends Key> = {
  readonly [Name in Gaps<TextOf<EntryOf<K>>> | CountOf<EntryOf<K>>]: Name extends 'count' ? number : Value;
};

/** The values of a key; nothing for a text without gaps. */
export type Arguments<K extends Key> = keyof ValuesOf<K> extends never ? [] : [values: ValuesOf<K>];

export function said<K extends Key>(key: K, ...[values]: Arguments<K>): Said {
  return values === undefined ? { key } : { key, values: values as Record<string, Value> };
}
