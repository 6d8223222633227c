/**
 * Declared values: each option and each setting says once what it means, its unit, its bounds and its default. Parsing,
 * command help, the web form and docs/reference/settings.md are all derived from the declaration.
 */
import { english } from '../words/english.js';
import { type Said, said } from '../words/said.js';

/** What every field carries besides its kind. */
interface Described {
  /** One phrase for people, starting with a small letter, without a full stop. */
  meaning: string;
  /** Unit of a number, for messages and help: 'px', '%', 's'. */
  unit?: string;
}

export interface NumberField extends Described {
  kind: 'integer' | 'number';
  min: number;
  max: number;
  default: number;
}
export interface ChoiceField<T extends string = string> extends Described {
  kind: 'choice';
  choices: readonly T[];
  default: T;
}
export interface FlagField extends Described {
  kind: 'flag';
  default: boolean;
}
export interface TextField extends Described {
  kind: 'text';
  /** Longest text accepted, in characters. */
  max: number;
  default: string;
}
export type Field = NumberField | ChoiceField | FlagField | TextField;

type Declared<F extends Field> = Omit<F, 'kind'>;

/** A whole number within bounds. */
export function integer(field: Declared<NumberField>): NumberField {
  return { kind: 'integer', ...field };
}

/** A number within bounds. */
export function number(field: Declared<NumberField>): NumberField {
  return { kind: 'number', ...field };
}

/** One of a closed list of words. */
export function choice<const T extends string>(
  choices: readonly T[],
  field: Described & { default: NoInfer<T> },
): ChoiceField<T> {
  return { kind: 'choice', choices, ...field };
}

/** True or false. */
export function flag(field: Declared<FlagField>): FlagField {
  return { kind: 'flag', ...field };
}

/** Any text up to a length. */
export function text(field: Declared<TextField>): TextField {
  return { kind: 'text', ...field };
}

/** The TypeScript type of a field's value. */
export type ValueOf<F extends Field> = F extends NumberField
  ? number
  : F extends ChoiceField<infer T>
    ? T
    : F extends FlagField
      ? boolean
      : string;

/** The values of a table of fields. */
export type ValuesOf<T extends Record<string, Field>> = { [K in keyof T]: ValueOf<T[K]> };

/** `message`: what `said` says in English. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; said: Said; message: string };

function refused(said: Said): { ok: false; said: Said; message: string } {
  return { ok: false, said, message: english(said) };
}

/**
 * Reads one raw value (text from a command line, a form, the environment, or an already typed value).
 * A failure is worded here and only here: what was expected, for which name, what came.
 */
export function parseField<F extends Field>(field: F, name: string, raw: unknown): Parsed<ValueOf<F>> {
  const value = parseRaw(field, typeof raw === 'string' ? raw.trim() : raw);
  return value === undefined
    ? refused(said('refusals.wrongValue', { name, expected: accepted(field), given: shown(raw) }))
    : { ok: true, value: value as ValueOf<F> };
}

/** The defaults of a table of fields. */
export function defaultsOf<T extends Record<string, Field>>(fields: T): ValuesOf<T> {
  return Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, f.default])) as ValuesOf<T>;
}

/** What a field accepts, in words: "an integer from 64 to 2048 px". */
export function expected(field: Field): string {
  return english(accepted(field));
}

/** The same, to be said in any language. Bounds are shown as they are typed. */
export function accepted(field: Field): Said {
  switch (field.kind) {
    case 'integer':
    case 'number': {
      const bounds = said(`options.${field.kind}`, { min: `${field.min}`, max: `${field.max}` });
      const unit = field.unit === 'times' ? said('options.times') : field.unit;
      return unit === undefined ? bounds : said('options.withUnit', { number: bounds, unit });
    }
    case 'choice':
      return said('options.choice', { choices: field.choices.join(', ') });
    case 'flag':
      return said('options.flag');
    case 'text':
      return said('options.text', { count: field.max });
  }
}

function parseRaw(field: Field, raw: unknown): unknown {
  switch (field.kind) {
    case 'integer':
    case 'number': {
      if (raw === '' || (typeof raw !== 'number' && typeof raw !== 'string')) return undefined;
      const value = Number(raw);
      const inBounds = value >= field.min && value <= field.max;
      return inBounds && (field.kind === 'number' || Number.isInteger(value)) ? value : undefined;
    }
    case 'choice':
      return field.choices.find((choice) => choice === raw);
    case 'flag':
      return FLAGS.get(raw);
    case 'text':
      return typeof raw === 'string' && raw.length <= field.max ? raw : undefined;
  }
}

const FLAGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  ['yes', true],
  ['no', false],
  ['on', true],
  ['off', false],
  ['1', true],
  ['0', false],
]);

function shown(raw: unknown): string {
  const text = typeof raw === 'string' ? JSON.stringify(raw) : String(raw);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
