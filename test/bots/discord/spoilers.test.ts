/** A picture that was sent as a spoiler stays one, and so does what is painted of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeFile, FakeMessage } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';

let studio: Studio;
let secret: FakeFile;
beforeEach(async () => {
  studio = await openStudio({ limits: { maxWaitingPerUser: 20 } });
  secret = { ...studio.cat, name: 'SPOILER_cat.jpg' };
});
afterEach(() => studio.close());

/** Names of the pictures that a message shows, and which of them are hidden. */
function looks({ pictures }: FakeMessage): [string, boolean][] {
  return pictures.map(({ filename, spoiler }) => [filename, spoiler]);
}

const RESULT = 'SPOILER_cat-in-the-style-of-roman-mosaic.png';

async function painted(options: object): Promise<FakeMessage> {
  studio.gate.open();
  const { ann, art } = studio;
  return ann.slash(art, 'stylize', { preset: 'mosaic', ...options }).until(isDone);
}

describe('a photo that is a spoiler', () => {
  it.each([
    ['by its name', () => secret],
    ['by its flag', () => ({ ...studio.cat, spoiler: true })],
  ])('%s: hides itself, its previews and the picture; the title does not say so', async (_, photo) => {
    const { ann, art, gate } = studio;
    const interaction = ann.slash(art, 'stylize', { content: photo(), preset: 'mosaic' });
    gate.to(5);
    const running = await interaction.until(({ pictures }) => pictures.length === 3);
    expect(looks(running)).toEqual([
      ['SPOILER_photo.jpg', true],
      ['style.jpg', false],
      ['SPOILER_preview.jpg', true],
    ]);
    gate.open();
    const done = await interaction.until(isDone);
    expect(done.text).toContain('### Cat in the style of Roman Mosaic');
    expect(looks(done)).toEqual([[RESULT, true]]);
  });

  it('stays one after a restart', async () => {
    const interaction = await studio.begun({ content: secret });
    await studio.restart(() => studio.gate.open());
    expect(looks(await interaction.until(isDone))).toEqual([[RESULT, true]]);
  });

  it.each(['Stronger', 'Larger'])('stays one after %s', async (label) => {
    const first = await painted({ content: secret, size: 64 });
    expect(looks(await studio.ann.press(first, 'Again').until(isDone))).toEqual([[RESULT, true]]);
    expect(looks(await studio.ann.select(first, 'More', label).until(isDone))).toEqual([[RESULT, true]]);
  });

  it('stays one in another style, compared, shared and shown again', async () => {
    const { ann, art, guild } = studio;
    const first = await painted({ content: secret });
    const menu = await ann.press(first, 'Other style').modal();
    const other = await ann.submit(menu, { Style: 'The Starry Night' }).until(isDone);
    expect(looks(other)).toEqual([['SPOILER_cat-in-the-style-of-the-starry-night.png', true]]);
    const compared = await ann.press(first, 'Compare').until(({ pictures }) => pictures.length > 0);
    expect(looks(compared)).toEqual([['SPOILER_before-and-after.jpg', true]]);
    const wall = guild.channel('wall');
    const share = await ann.press(first, 'Share').modal();
    await ann.submit(share, { Channel: wall }).message();
    expect(wall.messagesFor(ann).map(looks)).toEqual([[[RESULT, true]]]);
    const list = await ann.slash(art, 'jobs').message();
    const again = await ann
      .select(list, 'Show a picture again', 'Cat in the style of Roman Mosaic')
      .until(isDone);
    expect(looks(again)).toEqual([[RESULT, true]]);
  });

  it('stays one when somebody chooses it in the menu of its message', async () => {
    const { ann, bob, art, gate } = studio;
    gate.open();
    const posted = ann.say(art, 'guess who', { files: [secret] });
    const modal = await bob.messageCommand(posted, 'Stylize this picture').modal();
    const done = await bob.submit(modal, { Style: 'Roman Mosaic' }).until(isDone);
    expect(looks(done)).toEqual([[RESULT, true]]);
  });

  it('stays one when it is chosen from a picture of the bot', async () => {
    const { bob } = studio;
    const first = await painted({ content: secret });
    const modal = await bob.messageCommand(first, 'Stylize this picture').modal();
    const done = await bob.submit(modal, { Style: 'Roman Mosaic' }).until(isDone);
    expect(looks(done).map(([, spoiler]) => spoiler)).toEqual([true]);
    expect(done.text).not.toContain('SPOILER');
  });

  it('stays one in nine styles, and in the one that is chosen of them', async () => {
    const { ann, art, gate } = studio;
    gate.open();
    const sheet = await ann
      .slash(art, 'stylize', { content: secret })
      .until(({ buttons }) => buttons.length > 2);
    expect(looks(sheet).map(([, spoiler]) => spoiler)).toEqual([true]);
    const chosen = await ann.press(sheet, '1').until(isDone);
    expect(looks(chosen).map(([, spoiler]) => spoiler)).toEqual([true]);
  });

  it('says nothing of the photo of somebody who tries the style', async () => {
    const { bob, cat } = studio;
    const first = await painted({ content: secret });
    const modal = await bob.press(first, 'Try this style').modal();
    const done = await bob.submit(modal, { 'Your photo': cat }).until(isDone);
    expect(looks(done)).toEqual([['cat-in-the-style-of-roman-mosaic.png', false]]);
  });
});

it('a style that is a spoiler hides itself and the picture that is painted with it', async () => {
  const { ann, art, cat, gate } = studio;
  const style = { ...cat, name: 'SPOILER_wall.jpg' };
  const interaction = ann.slash(art, 'stylize', { content: cat, style });
  gate.to(2);
  const running = await interaction.until(({ text }) => text.includes('25 %'));
  expect(looks(running)).toEqual([
    ['photo.jpg', false],
    ['SPOILER_style.jpg', true],
  ]);
  gate.open();
  const done = await interaction.until(isDone);
  expect(looks(done)).toEqual([['SPOILER_cat-in-the-style-of-wall.png', true]]);
});
