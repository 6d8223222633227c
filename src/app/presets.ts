/**
 * Reads the presets and their pictures from config/. A mistake in presets.json stops the program at its start with a sentence that
 * names the entry and the field; nothing is skipped or repaired.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '../domain/errors.js';
import { type Field, parseField, text, type ValueOf } from '../domain/field.js';
import type { Preset } from '../domain/preset.js';
import { SETTINGS } from '../domain/request.js';

/** config/ of this project: its root is two levels above both src/app/ and dist/app/. */
const CONFIG = fileURLToPath(new URL('../../config', import.meta.url));

const NAMES = [
  'id',
  'title',
  'artist',
  'year',
  'source',
  'licence',
  'picture',
  'moods',
  'keywords',
  'strength',
  'styleScale',
];
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** A plain file name: it never leads out of config/presets. */
const PICTURE = /^[a-z0-9]+(-[a-z0-9]+)*\.jpg$/;
/** Longest text of a field, so that a preset fits a line of a gallery or a menu of a chat. */
const TEXT = text({ meaning: 'text', max: 100, default: '' });

/** The presets in gallery order. Throws invalid_input for a presets.json that cannot be used. */
export async function loadPresets(dir = CONFIG): Promise<Preset[]> {
  const path = join(dir, 'presets.json');
  const list = await readJson(path);
  if (!Array.isArray(list) || list.length === 0) throw invalid(path, 'must hold a list of presets');
  const presets = list.map((raw, index) => readPreset(raw, `${path}, preset ${index + 1}`));
  const twice = presets.find(({ id }, index) => presets.findIndex((other) => other.id === id) < index);
  if (twice) throw invalid(path, `has two presets with the id "${twice.id}"; ids must differ`);
  return presets;
}

/** The encoded picture of a preset. Throws not_found when its file is missing. */
export async function presetPicture({ id, picture }: Preset, dir = CONFIG): Promise<Uint8Array> {
  const path = join(dir, 'presets', picture);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AtelierError('not_found', `the picture of preset ${id} cannot be read; restore ${path}`, {
      cause,
    });
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read';
    throw invalid(path, `${reason} (${(cause as Error).message})`, cause);
  }
}

function readPreset(raw: unknown, where: string): Preset {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw invalid(where, 'must be an object');
  }
  const entry: Record<string, unknown> = { ...raw };
  const unknown = Object.keys(entry).find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw invalid(where, `has no field "${unknown}"; fields are ${NAMES.join(', ')}`);
  const text = (name: string) => readText(entry[name], name, where);
  return {
    id: readForm(text('id'), ID, 'id', 'small letters, digits and hyphens', where),
    title: text('title'),
    artist: text('artist'),
    year: text('year'),
    source: text('source'),
    licence: text('licence'),
    picture: readForm(text('picture'), PICTURE, 'picture', 'a file name such as starry-night.jpg', where),
    moods: readTexts('moods', entry.moods, where),
    keywords: readTexts('keywords', entry.keywords, where),
    settings: {
      strength: read(SETTINGS.strength, 'strength', entry.strength, where),
      styleScale: read(SETTINGS.styleScale, 'styleScale', entry.styleScale, where),
    },
  };
}

function read<F extends Field>(field: F, name: string, raw: unknown, where: string): ValueOf<F> {
  const parsed = parseField(field, name, raw);
  if (!parsed.ok) throw invalid(where, parsed.message);
  return parsed.value;
}

function readText(raw: unknown, name: string, where: string): string {
  const text = read(TEXT, name, raw, where);
  if (text === '') throw invalid(where, `${name} must not be empty`);
  return text;
}

function readForm(text: string, form: RegExp, name: string, expected: string, where: string): string {
  if (!form.test(text)) throw invalid(where, `${name} must be ${expected}; got ${JSON.stringify(text)}`);
  return text;
}

/** How many moods and keywords a preset has at most, in digits and in words; at least two of each. */
const MOST = { moods: [4, 'four'], keywords: [12, 'twelve'] } as const;

function readTexts(name: keyof typeof MOST, raw: unknown, where: string): string[] {
  const [most, inWords] = MOST[name];
  if (!Array.isArray(raw) || raw.length < 2 || raw.length > most) {
    throw invalid(where, `${name} must be a list of two to ${inWords} texts`);
  }
  return raw.map((text) => readText(text, `each of the ${name}`, where));
}

function invalid(where: string, message: string, cause?: unknown): AtelierError {
  return new AtelierError('invalid_input', `${where}: ${message}`, { cause });
}
