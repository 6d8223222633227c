/** Reading JSON of unknown shape without a cast at every step. */
import type { Json, JsonObject } from './api.js';

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function obj(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

/** The text, or an empty one. */
export function str(value: Json): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function arr(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of an array. */
export function objects(value: Json): JsonObject[] {
  return arr(value).filter(isObject);
}

/** Slack takes true, 1, "true" and "1". */
export function truth(value: Json): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** As it would arrive over the wire: a copy that shares nothing, without undefined. */
export function wire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The object without what is undefined. */
export function defined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}

/** JSON text where it is one, else the text. */
export function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
