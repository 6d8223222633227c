/** The English of index.html, for who has no scripts, is the catalogue's. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { english } from '../../../../src/words/english.js';
import type { Key } from '../../../../src/words/said.js';

const html = readFileSync('src/bots/web/page/index.html', 'utf8').replaceAll('&nbsp;', '\u00a0');

/** What stands there, and the key of what is put in its place. */
function pairs(pattern: RegExp): [text: string, key: string][] {
  return [...html.matchAll(pattern)].map(({ groups }) => [groups!.text!, groups!.key!]);
}

it.each([
  ['texts', /data-t="(?<key>[^"]+)"[^>]*>(?<text>[^<]+)</g],
  ['names', /aria-label="(?<text>[^"]+)" data-t-label="(?<key>[^"]+)"/g],
  ['titles', /(?<= )title="(?<text>[^"(]+?)(?: \([^"]+\))?" data-t-title="(?<key>[^"]+)"/g],
  ['placeholders', /placeholder="(?<text>[^"]+)" data-t-hint="(?<key>[^"]+)"/g],
])('%s stand there as the catalogue has them', (_, pattern) => {
  const found = pairs(pattern);
  expect(found.length).toBeGreaterThan(1);
  expect(found.map(([, key]) => english({ key: key as Key }))).toEqual(found.map(([text]) => text));
});

it('has no name, title or placeholder that stays in English', () => {
  const body = html.slice(html.indexOf('<body'));
  for (const name of ['aria-label', 'title', 'placeholder'])
    expect(body.match(new RegExp(` ${name}="`, 'g'))?.length).toBe(
      body.match(new RegExp(` ${name}="[^"]+" data-t-`, 'g'))?.length,
    );
});
