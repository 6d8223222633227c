/** A photo without a style: nine small pictures to choose from, and five strengths of a finished one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMessage } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio({ limits: { maxWaitingPerUser: 20 } });
  studio.gate.open();
});
afterEach(() => studio.close());

/** A contact sheet, whole. */
const isSheet = ({ buttons }: FakeMessage) => buttons.some(({ label }) => label === '1');

const labels = (controls: readonly { label?: string | undefined }[]) => controls.map(({ label }) => label);

describe('a photo without a style', () => {
  it('is painted in nine styles in one message, and a number paints that one in full', async () => {
    const { ann, art, cat, app } = studio;
    const sheet = await ann.slash(art, 'stylize', { content: cat }).until(isSheet);
    expect(sheet.text).toContain('### Cat in 9 styles');
    expect(sheet.text).toMatch(/1\u00a0\S.* · 2\u00a0\S.* · 9\u00a0\S/);
    expect(sheet.text).toContain('Press a number to paint that one in full.');
    expect(sheet.pictures).toHaveLength(1);
    expect(sheet.pictures[0]?.description).toMatch(/^Cat in 9 styles: 1\u00a0\S/);
    expect(labels(sheet.buttons)).toEqual([...'123456789', 'More styles', 'Delete']);
    const [, third] = / · 3\u00a0(.+?) · 4\u00a0/.exec(sheet.text)!;
    const full = await ann.press(sheet, '3').until(isDone);
    expect(full.text).toContain(`### Cat in the style of ${third}`);
    expect(art.messagesFor(ann)).toHaveLength(2);
    expect(app.errors).toEqual([]);
  });

  it('has more styles on the next sheet', async () => {
    const { ann, art, cat } = studio;
    const first = await ann.slash(art, 'stylize', { content: cat }).until(isSheet);
    const second = await ann.press(first, 'More styles').until(isSheet);
    const names = (text: string) => text.split('\n').find((line) => line.includes('1\u00a0'));
    expect(names(second.text)).not.toBe(names(first.text));
    await studio.restart(() => studio.gate.open());
    const full = await ann.press(second, '9').until(isDone);
    expect(full.text).toContain('### Cat in the style of ');
  });

  it('is painted in nine styles at /tryout, also where the server has a usual one', async () => {
    const { ann, art, cat, discord, guild } = studio;
    const eve = discord.user('Eve');
    guild.join(eve, { admin: true });
    const panel = await eve.slash(art, 'atelier settings').message();
    const styles = await eve.press(panel, 'Default style').modal();
    await eve
      .submit(styles, { Style: 'The Starry Night' })
      .until(({ text }) => text.includes('**Default style** The Starry Night'));
    await ann.slash(art, 'stylize', { content: cat }).until(isDone);
    const sheet = await ann.slash(art, 'tryout', { content: cat }).until(isSheet);
    expect(sheet.text).toContain('### Cat in 9 styles');
  });

  it('is for its requester to choose from', async () => {
    const { ann, bob, art, cat } = studio;
    const sheet = await ann.slash(art, 'stylize', { content: cat }).until(isSheet);
    const told = await bob.press(sheet, '1').message();
    expect(told.ephemeral).toBe(true);
    expect(told.text).toMatch(/Only the requester of this picture may do that/);
  });
});

it('a finished picture is shown at five strengths, and a number paints one in full', async () => {
  const { ann, art, cat } = studio;
  const done = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
  const strip = await ann.select(done, 'More', 'Five strengths to choose from').until(isSheet);
  expect(strip.text).toContain('### Cat in the style of Roman Mosaic at 5 strengths');
  expect(strip.text).toMatch(/1\u00a0→\u00a010 % · 2\u00a0→\u00a030 % · .* · 5\u00a0→\u00a090 %/);
  expect(labels(strip.buttons)).toEqual([...'12345', 'Delete']);
  const strong = await ann.press(strip, '5').until(isDone);
  expect(strong.text).toContain('strength 90 %');
});
