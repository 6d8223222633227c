/** What can be refused without a look at the pictures is said to the requester alone, before anything stands in the channel; what was typed is kept. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeFile } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';
import { quadrantPicture } from '../../support/pictures.js';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
  studio.gate.open();
});
afterEach(() => studio.close());

const strip = async (): Promise<FakeFile> => ({
  name: 'strip.png',
  data: await quadrantPicture(1000, 70).png().toBuffer(),
});

describe('a request that is refused', () => {
  it('never flashes in the channel, and its file is not fetched', async () => {
    const { ann, bob, art, discord } = studio;
    const told = await ann.slash(art, 'stylize', { content: await strip(), preset: 'mosaic' }).message();
    expect(told.text).toMatch(/"strip\.png": The picture is 1000 × 70 px.+Crop it/);
    expect(told.ephemeral).toBe(true);
    expect(told.history.every(({ via }) => via !== 'channel')).toBe(true);
    expect(art.messagesFor(bob)).toEqual([]);
    expect(discord.cdn.downloads).toEqual([]);
  });

  it('is corrected in a dialog filled in with what was typed', async () => {
    const { ann, art, cat } = studio;
    const style = { name: 'wall.jpg', data: await quadrantPicture(80, 80).jpeg().toBuffer() };
    const typed = { content: cat, style, strength: 61, size: 96, seed: 7, private: true };
    const told = await ann.slash(art, 'stylize', { ...typed, preset: 'mosaik', blend: 0.25 }).message();
    expect(told.text).toMatch(/there is no preset "mosaik"/i);
    const dialog = await ann.press(told, 'Change and send again').modal();
    expect(dialog.field('Photo').description).toBe('Left empty, cat.jpg stays.');
    expect(dialog.field('Or a style of your own').description).toBe('Left empty, wall.jpg stays.');
    const done = await ann.submit(dialog, { Style: 'Roman Mosaic' }).until(isDone);
    expect(done.text).toContain('Cat in the style of Roman Mosaic and Wall');
    expect(done.text).toMatch(/96 × 64 px.+strength 61 %.+seed 7/);
    expect(done.ephemeral).toBe(true);
  });

  it('takes another photo in the place of the one that cannot be painted', async () => {
    const { ann, art, cat } = studio;
    const told = await ann.slash(art, 'stylize', { content: await strip(), preset: 'mosaic' }).message();
    const dialog = await ann.press(told, 'Change and send again').modal();
    const done = await ann.submit(dialog, { Photo: cat }).until(isDone);
    expect(done.text).toContain('Cat in the style of Roman Mosaic');
    expect(done.ephemeral).toBe(false);
  });

  it('can be sent again as it was when there is room, also after what only a look at the picture tells', async () => {
    const { ann, art, discord } = studio;
    const broken = { name: 'cat.jpg', data: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) };
    const asked = ann.slash(art, 'stylize', { content: broken, preset: 'mosaic', seed: 3 });
    const told = await asked.followUp();
    expect(told.ephemeral).toBe(true);
    const dialog = await ann.press(told, 'Change and send again').modal();
    const done = await ann.submit(dialog, { Photo: studio.cat }).until(isDone);
    expect(done.text).toContain('seed 3');
    await discord.until(() => art.messagesFor(studio.bob).length === 1, 'the picture alone');
  });

  it('is for a photo alone where one was tried out', async () => {
    const { ann, art } = studio;
    const told = await ann.slash(art, 'tryout', { content: await strip() }).message();
    const dialog = await ann.press(told, 'Change and send again').modal();
    expect(dialog.fields.map(({ label }) => label)).toEqual(['Photo', 'Only I see it']);
    const sheet = ann.submit(dialog, { Photo: studio.cat });
    await sheet.until(({ text }) => text.includes('### Cat in 9 styles'));
  });

  it('keeps nothing longer than a day', async () => {
    const { ann, art, cat, discord } = studio;
    const told = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaik' }).message();
    discord.clock.advance(25 * 60 * 60_000);
    await ann.slash(art, 'stylize', { content: cat, preset: 'mosaikk' }).message();
    const late = await ann.press(told, 'Change and send again').message();
    expect(late.text).toContain('That was too long ago; ask again with');
  });
});

describe('a button', () => {
  it('that finds no room is answered to who pressed it alone', async () => {
    await studio.close();
    studio = await openStudio({ limits: { maxWaitingPerUser: 1 } });
    const { ann, art, cat, gate, bob } = studio;
    gate.to(100);
    const done = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    gate.to(0);
    await ann.press(done, 'Again').until(({ text }) => text.includes('%'));
    await ann.press(done, 'Again').until(({ text }) => text.includes('line'));
    const told = await ann.press(done, 'Again').message();
    expect(told.text).toMatch(/you have 1 job waiting/i);
    expect(told.ephemeral).toBe(true);
    expect(art.messagesFor(bob)).toHaveLength(3);
  });
});
