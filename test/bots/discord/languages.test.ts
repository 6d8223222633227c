/** Everybody is answered in the language that they have set Discord to. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeUser } from '../../../simulators/discord/index.js';
import { openStudio, type Studio } from '../../support/discord.js';
import { quadrantPicture } from '../../support/pictures.js';

let studio: Studio;
let dora: FakeUser;
beforeEach(async () => {
  studio = await openStudio();
  dora = studio.discord.user('dora', { locale: 'de' });
  studio.guild.join(dora);
});
afterEach(() => studio.close());

it('a German reads German, in every state and after a restart, whatever others read', async () => {
  const { art, cat, gate, ann } = studio;
  const given = { content: cat, preset: 'mosaic' };
  const mine = dora.slash(art, 'stylize', given);
  gate.to(2);
  const running = await mine.until(({ text }) => text.includes('25 %'));
  expect(running.text).toMatch(/### Wird gemalt\n-# Stil\n.*\n`.*` \*\*25 %\*\*\n-# fertig <t:\d+:R>\n/);
  expect(running.buttons.map(({ label }) => label)).toEqual(['Abbrechen']);
  const other = ann.slash(art, 'stylize', given);
  await other.until(({ text }) => text.includes('### Next in line'));

  await studio.restart();
  gate.open();
  const done = await mine.until(({ text }) => text.includes('gemalt in'));
  expect(done.text).toContain('### Cat im Stil von Roman Mosaic');
  expect(done.text).toMatch(/-# 96 × 64 px · Standard · Stärke 55 % · Startwert 0 · gemalt in \d/);
  expect(done.pictures.map(({ filename }) => filename)).toEqual(['cat-im-stil-von-roman-mosaic.png']);
  expect(done.buttons.map(({ label }) => label)).toEqual([
    'Noch einmal',
    'Anderer Stil',
    'Teilen',
    'Vergleichen',
    'Diesen Stil probieren',
  ]);
  await other.until(({ text }) => text.includes('painted in'));
});

it('a German is refused in German, and so are the way out and its dialog', async () => {
  const { art, cat } = studio;
  const refused = await dora.slash(art, 'stylize', { content: cat, preset: 'xyz' }).message();
  expect(refused.ephemeral).toBe(true);
  expect(refused.text).toContain('### Das hat nicht geklappt\nDie Vorlage "xyz" gibt es nicht, auch keine');
  expect(refused.buttons.map(({ label }) => label)).toEqual(['Ändern und noch einmal schicken']);
  const small = { name: 'klein.png', data: await quadrantPicture(32, 32).png().toBuffer() };
  const tooSmall = await dora.slash(art, 'stylize', { content: small, preset: 'mosaic' }).message();
  expect(tooSmall.text).toContain(
    '„klein.png“: Das Bild hat 32 × 32 px; die kürzere Seite muss mindestens 64 px haben.',
  );
});
