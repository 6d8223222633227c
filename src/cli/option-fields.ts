/** Declared fields (domain/field.ts) as options of the command line: styleScale is --style-scale. */
import { type Command, Option } from 'commander';
import { expected, type Field, parseField, type ValuesOf } from '../domain/field.js';
import { wrong } from './usage.js';

type Fields = Record<string, Field>;

/** Adds an option for each field, under one heading of the help. */
export function addFields(command: Command, fields: Fields, heading: string): Command {
  for (const [name, field] of Object.entries(fields)) {
    command.addOption(optionFor(name, field).helpGroup(heading));
  }
  return command;
}

/** The fields that were given. Throws invalid_input for a value that a field does not take. */
export function readFields<T extends Fields>(
  fields: T,
  values: Record<string, unknown>,
): Partial<ValuesOf<T>> {
  const given: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (values[name] === undefined) continue;
    const parsed = parseField(field, `--${inKebabCase(name)}`, values[name]);
    if (!parsed.ok) throw wrong(parsed.message);
    given[name] = parsed.value;
  }
  return given as Partial<ValuesOf<T>>;
}

function optionFor(name: string, field: Field): Option {
  const flag = `--${inKebabCase(name)}`;
  if (field.kind === 'flag') return new Option(flag, field.meaning);
  const option = new Option(
    `${flag} <${field.kind}>`,
    `${field.meaning} (${expected(field)}; default ${field.default})`,
  );
  // For completion. Not choices(): a wrong one is worded by the field.
  if (field.kind === 'choice') option.argChoices = [...field.choices];
  return option;
}

const inKebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
