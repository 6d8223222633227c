/** What a language has to have: every key of the English texts. */
import type { Catalogue } from './en/catalogue.js';
import type { Entry } from './said.js';

/** A text that has no forms in English may not need a number; one that has forms may do without them. */
type Translated<E> = E extends string ? string : Entry;

/** One area of the catalogue in another language. */
export type Area<Name extends keyof Catalogue> = {
  readonly [Key in keyof Catalogue[Name]]: Translated<Catalogue[Name][Key]>;
};

export type Translation = { readonly [Name in keyof Catalogue]: Area<Name> };
