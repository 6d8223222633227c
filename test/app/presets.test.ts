/** The presets as they are shipped, how people find them, and what a broken presets.json is answered with. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPresets, presetPicture } from '../../src/app/presets.js';
import { AtelierError } from '../../src/domain/errors.js';
import { findPreset, searchPresets } from '../../src/domain/preset.js';

const presets = await loadPresets();

describe('the shipped presets', () => {
  it('are many, some painted by code of this project', () => {
    expect(presets.length).toBeGreaterThanOrEqual(12);
    expect(presets.filter(({ artist }) => artist === 'Atelier').length).toBeGreaterThanOrEqual(4);
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s has a usable picture',
    async (_, preset) => {
      const bytes = await presetPicture(preset);
      expect(bytes.length).toBeLessThan(600_000);
      const { format, width, height } = await sharp(bytes).metadata();
      expect(format).toBe('jpeg');
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(300);
      expect(Math.max(width, height)).toBeLessThanOrEqual(1536);
      await sharp(bytes, { failOn: 'warning' }).stats();
    },
  );

  it('use every picture of config/presets, each once', async () => {
    const files = await readdir(new URL('../../config/presets', import.meta.url));
    expect(presets.map(({ picture }) => picture).sort()).toEqual(files.sort());
  });

  it('are listed in docs/reference/presets.md, in the same order', async () => {
    const text = await readFile(new URL('../../docs/reference/presets.md', import.meta.url), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    const expected = presets.map(
      (p) => `| \`${p.id}\` | ${p.title} | ${p.artist} | ${p.year} | ${p.licence} | ${p.source} |`,
    );
    expect(rows).toEqual(expected);
  });
});

describe('findPreset', () => {
  const id = (text: string) => findPreset(presets, text).id;

  it('takes every id and every title, in any case', () => {
    for (const preset of presets) {
      expect(id(preset.id.toUpperCase())).toBe(preset.id);
      expect(id(` ${preset.title.toLowerCase()} `)).toBe(preset.id);
    }
  });

  it.each([
    ['kandinsky', 'composition-viii'],
    ['starry', 'starry-night'],
    ['great wave', 'great-wave'],
    ['gogh church', 'church-at-auvers'],
    ['cafe', 'cafe-terrace'],
    ['swirling', 'starry-night'],
    ['klim', 'the-kiss'],
    ['portrait', 'spring'],
    ['cubist', 'composition-viii'],
  ])('%s means %s', (text, expected) => {
    expect(id(text)).toBe(expected);
  });

  it('puts a title before a mood', () => {
    const [first, second] = presets;
    const pair = [
      { ...first, id: 'one', title: 'Spring', moods: ['soft', 'dark'] },
      { ...second, id: 'two', title: 'Autumn', moods: ['spring', 'dark'] },
    ];
    expect(findPreset(pair, 'spring').id).toBe('one');
  });

  it('names the candidates when words fit several', () => {
    expect(refusal('hokusai')).toBe(
      '"hokusai" fits several presets; choose one of The Great Wave off Kanagawa, Poppies',
    );
  });

  it('names those near to it when words fit none', () => {
    expect(refusal('stary nigth')).toMatch(
      /^there is no preset "stary nigth"; nearest by name: The Starry Night, /,
    );
    // A colour that many have makes none of them near.
    expect(refusal('kandinski blue')).toMatch(/nearest by name: Composition VIII$/);
    expect(refusal('nothing like it')).toBe(
      'there is no preset "nothing like it", and none with a name near it; look through the styles and name one of them',
    );
  });

  it('gives a preset or unknown_preset for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(presets).toContain(findPreset(presets, text));
        } catch (error) {
          expect(error).toMatchObject({ code: 'unknown_preset' });
        }
      }),
    );
  });

  function refusal(text: string): string {
    try {
      return `found ${findPreset(presets, text).id}`;
    } catch (error) {
      if (error instanceof AtelierError && error.code === 'unknown_preset') return error.message;
      throw error;
    }
  }
});

describe('searchPresets', () => {
  const ids = (text: string, limit = 25) => searchPresets(presets, text, limit).map(({ id }) => id);

  it('offers the gallery in its order for no text', () => {
    expect(ids('')).toEqual(presets.map(({ id }) => id));
    expect(ids('', 3)).toEqual(presets.slice(0, 3).map(({ id }) => id));
  });

  it('puts titles before moods', () => {
    const night = ids('night');
    expect(new Set(night)).toEqual(new Set(['starry-night', 'cafe-terrace']));
    expect(ids('mosaic')[0]).toBe('mosaic');
    expect(ids('stained')[0]).toBe('stained-glass');
  });

  it('finds by artist, by the beginning of a word, by several words', () => {
    expect(ids('van gogh')).toEqual(
      presets.filter(({ artist }) => artist.includes('Gogh')).map(({ id }) => id),
    );
    expect(ids('hok')).toEqual(['great-wave', 'poppies']);
    expect(ids('gogh night terr')).toEqual(['cafe-terrace']);
    expect(ids('zzz')).toEqual([]);
  });

  it('finds by movement, country and subject', () => {
    expect(ids('japanese')).toEqual(['great-wave', 'poppies', 'inokashira-shrine']);
    expect(ids('dutch')).toEqual(ids('van gogh'));
    expect(ids('portrait')).toEqual(['spring']);
    expect(ids('impressionism').slice(0, 2)).toEqual(['moulin-de-la-galette', 'summertime']);
  });
});

describe('loadPresets', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presets-'));
    await mkdir(join(dir, 'presets'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const good = {
    id: 'one',
    title: 'One',
    artist: 'Somebody',
    year: '1900',
    source: 'here',
    licence: 'MIT',
    picture: 'one.jpg',
    moods: ['calm', 'blue'],
    keywords: ['Dutch', 'landscape'],
    strength: 40,
    styleScale: 1.5,
  };
  const loadText = async (text: string) => {
    await writeFile(join(dir, 'presets.json'), text);
    return loadPresets(dir);
  };

  it('reads an entry', async () => {
    const { strength, styleScale, ...rest } = good;
    expect(await loadText(JSON.stringify([good]))).toEqual([{ ...rest, settings: { strength, styleScale } }]);
  });

  it.each([
    ['an empty list', [], 'must hold a list of presets'],
    ['an object', { presets: [] }, 'must hold a list of presets'],
    ['a text as entry', ['one'], 'preset 1: must be an object'],
    ['an unknown field', [{ ...good, mood: 'calm' }], 'preset 1: has no field "mood"'],
    ['a missing title', [{ ...good, title: undefined }], 'preset 1: title must be a text'],
    ['an empty artist', [{ ...good, artist: ' ' }], 'preset 1: artist must not be empty'],
    ['an id with spaces', [{ ...good, id: 'One Two' }], 'preset 1: id must be small letters'],
    ['a picture elsewhere', [{ ...good, picture: '../one.jpg' }], 'preset 1: picture must be a file name'],
    [
      'a strength out of bounds',
      [good, { ...good, strength: 101 }],
      'preset 2: strength must be a number from 0',
    ],
    [
      'a missing scale',
      [{ ...good, styleScale: undefined }],
      'preset 1: styleScale must be a number from 0.25',
    ],
    ['one mood', [{ ...good, moods: ['calm'] }], 'preset 1: moods must be a list'],
    [
      'a mood that is no text',
      [{ ...good, moods: ['calm', 3] }],
      'preset 1: each of the moods must be a text',
    ],
    ['one keyword', [{ ...good, keywords: ['calm'] }], 'preset 1: keywords must be a list'],
    ['two of one id', [good, good], 'two presets with the id "one"'],
  ])('refuses %s', async (_, list, message) => {
    await expect(loadText(JSON.stringify(list))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
  });

  it('refuses text that is no JSON, and a folder without presets', async () => {
    await expect(loadText('[')).rejects.toThrow(/presets\.json: is not valid JSON/);
    await expect(loadPresets(join(dir, 'nowhere'))).rejects.toThrow(/presets\.json: cannot be read/);
  });

  it('says which picture is missing', async () => {
    const [preset] = await loadText(JSON.stringify([good]));
    await expect(presetPicture(preset, dir)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('preset one'),
    });
  });
});
