/**
 * Collects what is wrong with a body and answers 50035 with the errors nested as their keys are, in Discord's own codes and words
 * (discord-api-docs, developers/reference#error-messages).
 */
import { DiscordError, type FormErrors } from '../errors.js';

type Entry = { code: string; message: string };

export class Form {
  readonly #all: { path: string[]; entry: Entry }[];
  readonly #path: readonly string[];

  constructor(path: readonly (string | number)[] = [], all: { path: string[]; entry: Entry }[] = []) {
    this.#path = path.map(String);
    this.#all = all;
  }

  at(...keys: (string | number)[]): Form {
    return new Form([...this.#path, ...keys], this.#all);
  }

  refuse(code: string, message: string): void {
    this.#all.push({ path: [...this.#path], entry: { code, message } });
  }

  /** A string within its length, in characters as Discord counts them. */
  text(value: unknown, bounds: { min?: number; max: number; optional?: boolean }): value is string {
    const min = bounds.min ?? 0;
    if (value === undefined || value === null) {
      if (!bounds.optional) this.refuse('BASE_TYPE_REQUIRED', 'This field is required');
      return false;
    }
    if (typeof value !== 'string') {
      this.refuse('STRING_TYPE_CONVERT', 'Could not interpret value as string.');
      return false;
    }
    const length = [...value].length;
    if (length >= min && length <= bounds.max) return true;
    if (min > 0) this.refuse('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${bounds.max} in length.`);
    else this.refuse('BASE_TYPE_MAX_LENGTH', `Must be ${bounds.max} or fewer in length.`);
    return false;
  }

  object(value: unknown): value is Body {
    if (isObject(value)) return true;
    this.refuse('DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    return false;
  }

  integer(value: unknown, bounds: { min: number; max: number; optional?: boolean }): value is number {
    if (value === undefined || value === null) {
      if (!bounds.optional) this.refuse('BASE_TYPE_REQUIRED', 'This field is required');
      return false;
    }
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      this.refuse('NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
      return false;
    }
    if (value < bounds.min)
      this.refuse('NUMBER_TYPE_MIN', `int value should be greater than or equal to ${bounds.min}.`);
    else if (value > bounds.max)
      this.refuse('NUMBER_TYPE_MAX', `int value should be less than or equal to ${bounds.max}.`);
    else return true;
    return false;
  }

  oneOf(value: unknown, choices: readonly (number | string)[]): boolean {
    if (choices.includes(value as number)) return true;
    this.refuse('BASE_TYPE_CHOICES', `Value must be one of {${choices.join(', ')}}.`);
    return false;
  }

  list(value: unknown, bounds: { min?: number; max: number; optional?: boolean }): value is unknown[] {
    if (value === undefined || value === null) {
      if (!bounds.optional) this.refuse('BASE_TYPE_REQUIRED', 'This field is required');
      return false;
    }
    if (!Array.isArray(value)) {
      this.refuse('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      return false;
    }
    const min = bounds.min ?? 0;
    if (value.length >= min && value.length <= bounds.max) return true;
    this.refuse('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${bounds.max} in length.`);
    return false;
  }

  get fine(): boolean {
    return this.#all.length === 0;
  }

  /** Throws 50035 if anything was refused. */
  settle(): void {
    if (this.fine) return;
    const errors: FormErrors = {};
    for (const { path, entry } of this.#all) {
      let place = errors;
      for (const key of path) {
        place[key] ??= {};
        place = place[key] as FormErrors;
      }
      place._errors ??= [];
      (place._errors as Entry[]).push(entry);
    }
    throw new DiscordError(400, 50035, 'Invalid Form Body', errors);
  }
}

export type Body = Record<string, unknown>;

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
