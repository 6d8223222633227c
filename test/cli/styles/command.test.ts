import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { atelier } from '../../support/command-line.js';

const presets = JSON.parse(
  await readFile(new URL('../../../config/presets.json', import.meta.url), 'utf8'),
) as { id: string; title: string; artist: string }[];

it('lists every preset in a line of its own, by the name to type', async () => {
  const { code, stdout } = await atelier(['styles']);
  expect(code).toBe(0);
  const [, ...lines] = stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(presets.map(({ id }) => id));
  for (const [index, { title, artist }] of presets.entries())
    expect(lines[index]).toContain(`${title}, ${artist}`);
});

it('folds what does not fit into the terminal', async () => {
  const { stdout } = await atelier(['styles'], { columns: 60 });
  const lines = stdout.trimEnd().split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'The Benzaiten Shrine at Inokashira in Snow, Utagawa Hiroshige',
  );
});

it('finds them by words, and gives all that is known as JSON', async () => {
  const { stdout } = await atelier(['styles', 'van', 'gogh', '--json']);
  const found = JSON.parse(stdout) as { artist: string }[];
  expect(found.length).toBeGreaterThan(2);
  expect(found[0]).toMatchObject({ licence: 'Public domain', settings: { strength: expect.any(Number) } });
  expect(new Set(found.map(({ artist }) => artist))).toEqual(new Set(['Vincent van Gogh']));
});

it('names the nearest where there is none', async () => {
  expect(await atelier(['styles', 'mosaik'])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^atelier styles: there is no preset "mosaik"; nearest by name: Roman Mosaic\n$/,
    ),
  });
});
