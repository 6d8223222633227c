/**
 * The few words in which Block Kit's rules are written down. A rule appends what is wrong, worded as Slack words it where
 * that is known: 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]' (grafana/oncall#5121), 'no more than
 * 25 items allowed [json-pointer:/blocks/1/elements]' (adobe/spacecat-api-service#176).
 */
import type { Json } from '../api.js';
import { isObject } from '../json.js';

export type Rule = (value: Json, at: string, out: string[]) => void;

export function problem(what: string, at: string): string {
  return `${what} [json-pointer:${at}]`;
}

/** Text with so many characters. */
export function string(max: number, min = 1): Rule {
  return (value, at, out) => {
    if (typeof value !== 'string') out.push(problem('must be a string', at));
    else if (value.length > max) out.push(problem(`must be less than ${max + 1} characters`, at));
    else if (value.length < min) out.push(problem(`must be more than ${min - 1} characters`, at));
  };
}

/** A number written out in decimals, as a number_input holds it: 1e-7 is none. */
export const decimal: Rule = (value, at, out) => {
  string(100)(value, at, out);
  if (typeof value === 'string' && !/^-?\d+(?:\.\d+)?$/u.test(value))
    out.push(problem('must be a valid number', at));
};

export function oneOf(...values: Json[]): Rule {
  return (value, at, out) => {
    if (!values.includes(value)) out.push(problem(`must be one of: ${values.join(', ')}`, at));
  };
}

export const boolean: Rule = oneOf(true, false);

export function integer(min: number, max: number): Rule {
  return (value, at, out) => {
    if (!Number.isInteger(value)) out.push(problem('must be an integer', at));
    else if (Number(value) < min) out.push(problem(`must be greater than or equal to ${min}`, at));
    else if (Number(value) > max) out.push(problem(`must be less than or equal to ${max}`, at));
  };
}

export const anything: Rule = () => {};

export function list(item: Rule, max: number, min = 0): Rule {
  return (value, at, out) => {
    if (!Array.isArray(value)) {
      out.push(problem('must be an array', at));
      return;
    }
    if (value.length > max) out.push(problem(`no more than ${max} items allowed`, at));
    if (value.length < min) out.push(problem(`no less than ${min} items allowed`, at));
    value.forEach((entry, index) => {
      item(entry, `${at}/${index}`, out);
    });
  };
}

/** An object with these fields and no others: Slack refuses what it does not know (bolt-js#1841). */
export function fields(required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule {
  return (value, at, out) => {
    if (!isObject(value)) {
      out.push(problem('must be an object', at));
      return;
    }
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) out.push(problem(`missing required field: ${name}`, at));
    }
    for (const [name, entry] of Object.entries(value)) {
      const rule = required[name] ?? optional[name];
      if (entry === undefined) continue;
      if (rule) rule(entry, `${at}/${name}`, out);
      else out.push(problem(`invalid additional property: ${name}`, at));
    }
  };
}

/** An object whose `type` says which rule it must follow. */
export function byType(rules: Record<string, Rule>): Rule {
  return (value, at, out) => {
    const type = isObject(value) ? value.type : undefined;
    const rule = typeof type === 'string' ? rules[type] : undefined;
    if (rule) rule(value, at, out);
    else out.push(problem(`unsupported type: ${String(type)}`, `${at}/type`));
  };
}

/** All of them. */
export function both(...rules: Rule[]): Rule {
  return (value, at, out) => {
    for (const rule of rules) rule(value, at, out);
  };
}
