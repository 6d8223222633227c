/** A server that is not Discord, behind DISCORD_API_URL, and says less than it: the bot needs no more. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isDone, openStudio, type Studio } from '../../support/discord.js';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio({}, { sparse: true });
});
afterEach(() => studio.close());

it('is enough in a server of its, with every button', async () => {
  const { ann, art, cat, gate, guild, app } = studio;
  gate.open();
  const done = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
  const wall = guild.channel('wall');
  await ann.submit(await ann.press(done, 'Share').modal(), { Channel: wall }).message();
  expect(wall.messagesFor(ann)).toHaveLength(1);
  expect(app.errors).toEqual([]);
});

it('is enough to continue with the bot’s own token', async () => {
  const { ann, art, cat, gate, discord } = studio;
  const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
  gate.to(2);
  await interaction.until(({ text }) => text.includes('25 %'));
  discord.clock.advance(20 * 60_000);
  gate.open();
  await studio.notified();
});

it('is enough in a direct message, where there is nowhere to share', async () => {
  const { ann, cat, gate, discord } = studio;
  const interaction = ann.slash(ann.dm(), 'stylize', { content: cat, preset: 'mosaic' });
  gate.to(2);
  await interaction.until(({ text }) => text.includes('25 %'));
  discord.clock.advance(20 * 60_000);
  gate.open();
  const done = await studio.notified(ann, ann.dm());
  expect(done.buttons.map(({ label }) => label)).not.toContain('Share');
});
